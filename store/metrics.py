"""A week in figures, counted from the record on either engine: there is no second bookkeeping.

Columns alone are asked, never the records' JSON, so a window costs what happened in it. What the
clock did in place of a person stands in the audit trail with the channel `clock`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, literal_column, select

from bot.rules.calendars.week import Window
from bot.rules.feedback import LOOKED_AT
from bot.rules.weekly.figures import Facts
from store.asked import Asked
from store.attainment import Attainment
from store.burden import WhatItAsked
from store.how_often import HowOften
from store.judged import Judged
from store.relay import OnTheWay
from store.spans import within
from store.tables import appraisals, measures, ratings, turns
from store.times import HowLong

ROOM = ("work_mem = '32MB'", "jit = off")


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
        self._make_room()
        asked = self._located(asked)
        kept, worst = self._kept(asked)
        times, claims = self._times(asked)
        mix = self._mix(asked)
        return Facts(
            **self._turns(asked),
            **self._how_often(asked),
            **self._appraised(asked),
            **self._backlog(asked),
            began=self._by(measures.c.reason, asked.begun),
            claims=claims,
            approvals=_together(mix.values()),
            ratings=self._ratings(asked),
            times=times,
            kept=kept,
            worst=worst,
            bands=self._bands(asked),
            topics=self._topics(asked),
            mix=mix,
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

    def _located(self, asked: Asked) -> Asked:
        begun = self._ends(measures.c.escalation_id, asked.begun_anywhere)
        judged = within(turns.c.judged_at, asked.window)
        of_turns = and_(turns.c.workspace == asked.workspace, judged)
        judged_ids = self._ends(turns.c.escalation_id, of_turns)
        return replace(asked, begun_ids=begun, judged_ids=judged_ids)

    def _ends(self, id: ColumnElement[Any], where: ColumnElement[bool]) -> tuple[str, str] | None:
        row = self._only(
            select(func.min(id).label("first"), func.max(id).label("last")).where(where)
        )
        return (row.first, row.last) if row.first else None

    def _make_room(self) -> None:
        """PostgreSQL would sort a large week on disk, and compile what is asked once."""
        if not self._is_sqlite:
            for setting in ROOM:
                self.connection.exec_driver_sql(f"SET LOCAL {setting}")

    def by_person(
        self, workspace: str, window: Window, *, queue: str | None, now: datetime
    ) -> dict[str, int]:
        return self._by_person(Asked(workspace=workspace, window=window, queue=queue, now=now))

    def _turns(self, asked: Asked) -> dict[str, int]:
        case_id = measures.c.escalation_id
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
                turns.outerjoin(measures, and_(asked.judged, case_id == turns.c.escalation_id))
            )
            .where(turns.c.workspace == asked.workspace, within(turns.c.judged_at, asked.window))
        )
        return dict(row._asdict())

    def _appraised(self, asked: Asked) -> dict[str, Any]:
        by_people = (measures.c.status.in_(sorted(LOOKED_AT)), measures.c.by_people)
        of_case = appraisals.c.escalation_id == measures.c.escalation_id
        said = (appraisals.c.answer, appraisals.c.needed, appraisals.c.why)
        rows = self._all(
            select(*said, func.count().label("number"))
            .select_from(measures.outerjoin(appraisals, of_case))
            .where(asked.ended, *by_people)
            .group_by(*said)
        )
        answers, whys = Counter[str](), Counter[str]()
        for row in rows:
            if row.answer is not None:
                answers[row.answer] += row.number
            if row.why is not None:
                whys[row.why] += row.number
        return {
            "closed_by_people": sum(row.number for row in rows),
            "appraised": answers,
            "whys": whys,
            "needed": sum(row.number for row in rows if row.needed is True),
            "not_needed": sum(row.number for row in rows if row.needed is False),
        }

    def _backlog(self, asked: Asked) -> dict[str, Any]:
        row = self._only(
            select(
                func.count().label("number"), func.min(measures.c.created_at).label("oldest")
            ).where(asked.open_at(asked.until))
        )
        oldest = (asked.until - row.oldest).total_seconds() if row.oldest else None
        return {"backlog": row.number, "oldest_seconds": oldest}

    def _ratings(self, asked: Asked) -> Mapping[str, int]:
        """One queue's are those of turns that it was asked about."""
        rated = and_(ratings.c.workspace == asked.workspace, within(ratings.c.at, asked.window))
        if asked.queue is not None:
            of_turn = measures.c.escalation_id == turns.c.escalation_id
            about = select(turns.c.id).join(measures, of_turn)
            rated = and_(rated, about.where(turns.c.id == ratings.c.turn, asked.measured).exists())
        return self._by(ratings.c.rating, rated)

    def _by(self, column: ColumnElement[Any], where: ColumnElement[bool]) -> dict[str, int]:
        counted = select(column.label("word"), func.count().label("number")).where(where)
        return {row.word: row.number for row in self._all(counted.group_by(literal_column("word")))}


def _together(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    return dict(sum((Counter(each) for each in parts), Counter[str]()))
