"""A week in figures, counted from the record on either engine: there is no second bookkeeping.

Columns alone are asked, never the records' JSON, so a window costs what happened in it. What the
clock did in place of a person stands in the audit trail with the channel `clock`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, distinct, func, literal_column, or_, select, true

from bot.rules.feedback import LOOKED_AT
from bot.rules.figures import BY_SILENCE, Facts
from bot.rules.statistics import Measured
from bot.rules.status import Kind, Status
from bot.rules.week import Window
from store.attainment import Attainment
from store.spans import within
from store.tables import appraisals, audit, changes, escalations, measures, ratings, turns
from store.times import HowLong

CLAIMING = ("claimed", "taken_over", "voted", "decided", "resolved", "handed_back")
CLOSING = ("decided", "expired", "cancelled", "superseded", "resolved", "handed_back")


class Metrics(HowLong, Attainment):
    def facts(self, workspace: str, window: Window, *, queue: str | None, now: datetime) -> Facts:
        """Of one queue, or of all; what goes on has lasted until `now`, or until it was closed."""
        ours = and_(
            escalations.c.workspace == workspace,
            true() if queue is None else escalations.c.queue == queue,
        )
        began = and_(ours, within(escalations.c.created_at, window))
        ended = and_(ours, within(escalations.c.closed_at, window))
        started = and_(measures.c.workspace == workspace, within(measures.c.created_at, window))
        kept, worst = self._kept(started, queue, now)
        return Facts(
            **self._turns(workspace, window, ours),
            **self._appraised(ended),
            **self._backlog(ours, window.end),
            began=self._by(escalations.c.reason, began),
            claims=self._claims(began, now),
            approvals=self._approvals(ended),
            ratings=self._ratings(workspace, window, ours, queue),
            times=self._times(started, queue, now),
            kept=kept,
            worst=worst,
        )

    def _turns(self, workspace: str, window: Window, ours: ColumnElement[bool]) -> dict[str, int]:
        asked = escalations.c.id
        row = self._only(
            select(
                func.count().label("turns"),
                func.count(distinct(turns.c.conversation_id)).label("conversations"),
                func.count(distinct(asked)).label("escalated_turns"),
                func.count(
                    distinct(case((asked.is_not(None), turns.c.conversation_id), else_=None))
                ).label("escalated_conversations"),
            )
            .select_from(
                turns.outerjoin(escalations, and_(ours, escalations.c.id == turns.c.escalation_id))
            )
            .where(turns.c.workspace == workspace, within(turns.c.judged_at, window))
        )
        return dict(row._asdict())

    def _claims(self, began: ColumnElement[bool], now: datetime) -> tuple[Measured, ...]:
        """Whoever still waits has waited until now; what nobody took, until it was closed."""
        first = (
            select(func.min(changes.c.at))
            .where(
                changes.c.escalation_id == escalations.c.id,
                changes.c.type.in_(CLAIMING),
                ~_by_the_clock(changes.c.escalation_id, changes.c.at),
            )
            .correlate(escalations)
            .scalar_subquery()
        )
        rows = self._all(
            select(
                escalations.c.created_at, escalations.c.closed_at, first.label("claimed_at")
            ).where(began)
        )
        return tuple(
            Measured(
                ((row.claimed_at or row.closed_at or now) - row.created_at).total_seconds(),
                row.claimed_at is None,
            )
            for row in rows
        )

    def _approvals(self, ended: ColumnElement[bool]) -> dict[str, int]:
        silent = and_(
            escalations.c.status == Status.APPROVED,
            _by_the_clock(escalations.c.id, escalations.c.closed_at),
        )
        how = case((silent, BY_SILENCE), else_=escalations.c.status)
        return self._by(how, and_(ended, escalations.c.kind == Kind.APPROVAL))

    def _appraised(self, ended: ColumnElement[bool]) -> dict[str, Any]:
        by_people = and_(
            ended,
            escalations.c.status.in_(sorted(LOOKED_AT)),
            ~_by_the_clock(escalations.c.id, escalations.c.closed_at),
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

    def _backlog(self, ours: ColumnElement[bool], at: datetime) -> dict[str, Any]:
        """What was open at that moment, whatever became of it since."""
        last = (
            select(changes.c.type)
            .where(changes.c.escalation_id == escalations.c.id, changes.c.at < at)
            .order_by(changes.c.version.desc())
            .limit(1)
            .correlate(escalations)
            .scalar_subquery()
        )
        could_be = or_(escalations.c.open_until.is_not(None), escalations.c.closed_at >= at)
        row = self._only(
            select(
                func.count().label("number"), func.min(escalations.c.created_at).label("oldest")
            ).where(ours, could_be, escalations.c.created_at < at, last.not_in(CLOSING))
        )
        oldest = (at - row.oldest).total_seconds() if row.oldest else None
        return {"backlog": row.number, "oldest_seconds": oldest}

    def _ratings(
        self, workspace: str, window: Window, ours: ColumnElement[bool], queue: str | None
    ) -> Mapping[str, int]:
        """One queue's are those of turns that it was asked about."""
        rated = and_(ratings.c.workspace == workspace, within(ratings.c.at, window))
        if queue is not None:
            asked = select(turns.c.id).join(escalations, escalations.c.id == turns.c.escalation_id)
            rated = and_(rated, asked.where(turns.c.id == ratings.c.turn, ours).exists())
        return self._by(ratings.c.rating, rated)

    def _by(self, column: ColumnElement[Any], where: ColumnElement[bool]) -> dict[str, int]:
        counted = select(column.label("word"), func.count().label("number")).where(where)
        return {row.word: row.number for row in self._all(counted.group_by(literal_column("word")))}


def _by_the_clock(id: ColumnElement[str], at: ColumnElement[Any]) -> ColumnElement[bool]:
    """At that moment nobody did it: time was up."""
    return (
        select(audit.c.seq)
        .where(audit.c.escalation_id == id, audit.c.at == at, audit.c.channel == "clock")
        .exists()
    )
