"""A week in figures, counted from the record on either engine: there is no second bookkeeping.

Columns alone are asked, never the records' JSON, so a window costs what happened in it. What the
clock did in place of a person stands in the audit trail with the channel `clock`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, literal_column, select

from bot.rules.calendars.week import Window
from bot.rules.feedback import LOOKED_AT
from bot.rules.status import Kind, Status
from bot.rules.weekly.figures import BY_SILENCE, Facts
from bot.rules.weekly.statistics import Measured
from store.asked import Asked
from store.attainment import Attainment
from store.burden import WhatItAsked, by_the_clock
from store.how_often import HowOften
from store.judged import Judged
from store.relay import OnTheWay
from store.spans import moment, seconds, within
from store.tables import appraisals, changes, escalations, ratings, turns
from store.times import HowLong

CLAIMING = ("claimed", "taken_over", "answered", "voted", "decided", "resolved", "handed_back")


class Metrics(HowLong, HowOften, Attainment, Judged, WhatItAsked, OnTheWay):
    def facts(
        self,
        workspace: str,
        window: Window,
        *,
        queue: str | None,
        now: datetime,
        hidden: frozenset[str] = frozenset(),
    ) -> Facts:
        """Of one queue, or of all; what goes on has lasted until `now`, or until it was closed."""
        asked = Asked(workspace=workspace, window=window, queue=queue, now=now, hidden=hidden)
        kept, worst = self._kept(asked)
        return Facts(
            **self._turns(asked),
            **self._how_often(asked),
            **self._appraised(asked.cases_ended),
            **self._backlog(asked),
            began=self._by(escalations.c.reason, asked.cases_begun),
            claims=self._claims(asked.cases_begun, now),
            approvals=self._approvals(asked.cases_ended),
            ratings=self._ratings(asked),
            times=self._times(asked),
            kept=kept,
            worst=worst,
            bands=self._bands(asked),
            topics=self._topics(asked),
            mix=self._mix(asked),
            edits=self._edits(asked),
            reopened=self._reopened(asked),
            asked_again=self._asked_again(asked),
            closure=self._closure(asked),
            past_due=self._past_due(asked),
            backlog_by_hour=self._backlog_by_hour(asked),
            began_by_hour=self._began_by_hour(asked),
            burden=self._burden(asked),
            relay=self._relay(asked),
        )

    def by_person(
        self, workspace: str, window: Window, *, queue: str | None, now: datetime
    ) -> dict[str, int]:
        return self._by_person(Asked(workspace=workspace, window=window, queue=queue, now=now))

    def _turns(self, asked: Asked) -> dict[str, int]:
        case_id = escalations.c.id
        row = self._only(
            select(
                func.count().label("turns"),
                func.count(distinct(turns.c.conversation_id)).label("conversations"),
                func.count(distinct(case_id)).label("escalated_turns"),
                func.count(
                    distinct(case((case_id.is_not(None), turns.c.conversation_id), else_=None))
                ).label("escalated_conversations"),
            )
            .select_from(
                turns.outerjoin(escalations, and_(asked.cases, case_id == turns.c.escalation_id))
            )
            .where(turns.c.workspace == asked.workspace, within(turns.c.judged_at, asked.window))
        )
        return dict(row._asdict())

    def _claims(self, began: ColumnElement[bool], now: datetime) -> tuple[Measured, ...]:
        """Whoever still waits has waited until now; what nobody took, until it was closed."""
        first = (
            select(func.min(changes.c.at))
            .where(
                changes.c.escalation_id == escalations.c.id,
                changes.c.type.in_(CLAIMING),
                ~by_the_clock(changes.c.escalation_id, changes.c.at),
            )
            .correlate(escalations)
            .scalar_subquery()
        )
        until = func.coalesce(first, escalations.c.closed_at, moment(now))
        waited = seconds(until, escalations.c.created_at, sqlite=self._is_sqlite)
        rows = self._all(
            select(waited.label("waited"), first.is_(None).label("goes_on")).where(began)
        )
        return tuple(Measured(row.waited, bool(row.goes_on)) for row in rows)

    def _approvals(self, ended: ColumnElement[bool]) -> dict[str, int]:
        silent = and_(
            escalations.c.status == Status.APPROVED,
            by_the_clock(escalations.c.id, escalations.c.closed_at),
        )
        how = case((silent, BY_SILENCE), else_=escalations.c.status)
        return self._by(how, and_(ended, escalations.c.kind == Kind.APPROVAL))

    def _appraised(self, ended: ColumnElement[bool]) -> dict[str, Any]:
        by_people = and_(
            ended,
            escalations.c.status.in_(sorted(LOOKED_AT)),
            ~by_the_clock(escalations.c.id, escalations.c.closed_at),
        )
        rows = self._all(
            select(appraisals.c.answer, appraisals.c.needed, func.count().label("number"))
            .select_from(escalations.outerjoin(appraisals))
            .where(by_people)
            .group_by(appraisals.c.answer, appraisals.c.needed)
        )
        answers: dict[str, int] = {}
        for row in rows:
            if row.answer is not None:
                answers[row.answer] = answers.get(row.answer, 0) + row.number
        return {
            "closed_by_people": sum(row.number for row in rows),
            "appraised": answers,
            "needed": sum(row.number for row in rows if row.needed is True),
            "not_needed": sum(row.number for row in rows if row.needed is False),
        }

    def _backlog(self, asked: Asked) -> dict[str, Any]:
        row = self._only(
            select(
                func.count().label("number"), func.min(escalations.c.created_at).label("oldest")
            ).where(asked.open_at(asked.until))
        )
        oldest = (asked.until - row.oldest).total_seconds() if row.oldest else None
        return {"backlog": row.number, "oldest_seconds": oldest}

    def _ratings(self, asked: Asked) -> Mapping[str, int]:
        """One queue's are those of turns that it was asked about."""
        rated = and_(ratings.c.workspace == asked.workspace, within(ratings.c.at, asked.window))
        if asked.queue is not None:
            about = select(turns.c.id).join(escalations, escalations.c.id == turns.c.escalation_id)
            rated = and_(rated, about.where(turns.c.id == ratings.c.turn, asked.cases).exists())
        return self._by(ratings.c.rating, rated)

    def _by(self, column: ColumnElement[Any], where: ColumnElement[bool]) -> dict[str, int]:
        counted = select(column.label("word"), func.count().label("number")).where(where)
        return {row.word: row.number for row in self._all(counted.group_by(literal_column("word")))}
