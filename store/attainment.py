"""Which promises about time were kept in cases that began in a window, and which were not.

A clock counts for the queue that the case was in when it was kept or broken; what is owed and past
due is broken now. That a card hangs in Slack is known from its thread.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, distinct, func, or_, select, true

from bot.rules.calendars.open_time import open_seconds
from bot.rules.clock import ClockKind, ClockStatus
from bot.rules.clocks import NO_RESPONSE
from bot.rules.escalation import Escalation
from bot.rules.status import Kind
from bot.rules.weekly.parts import Kept, Overrun
from bot.rules.weekly.statistics import Measured, Rate, summarise
from store.asked import Asked
from store.records import ESCALATION
from store.rows import Rows
from store.spans import moment
from store.tables import clocks, escalations, measures, threads, waits

WORST = 3
_TO_DECIDE = (Kind.APPROVAL, Kind.INPUT)
_CASES = measures.join(clocks, clocks.c.escalation_id == measures.c.escalation_id)
_WITH_CARD = _CASES.outerjoin(threads, threads.c.escalation_id == measures.c.escalation_id)
_POSTED = and_(clocks.c.kind == ClockKind.NOTIFY, threads.c.posted_at.is_not(None))
_IS_MET = case(
    (clocks.c.status == ClockStatus.MET, 1),
    (and_(_POSTED, threads.c.posted_at <= clocks.c.due_at), 1),
    else_=0,
)
_NOBODY = and_(clocks.c.status == ClockStatus.CANCELLED, clocks.c.why == NO_RESPONSE)


class Attainment(Rows):
    def _kept(self, asked: Asked) -> tuple[dict[str, Kept], tuple[Overrun, ...]]:
        of_queue = true() if asked.queue is None else clocks.c.queue == asked.queue
        ours = and_(asked.begun_anywhere, of_queue)
        counted, broken = self._counted(ours), self._broken(ours, asked.now)
        covered = self._covered(asked.begun)
        kinds = {*counted, *covered, *(each.clock for each in broken)}
        kept = {
            kind: Kept(
                **counted.get(kind, {}),
                broken=sum(each.clock == kind for each in broken),
                late=sum(each.clock == kind and each.is_owed for each in broken),
                covered=covered.get(kind, Rate(0, 0)),
                overruns=summarise(each.by for each in broken if each.clock == kind),
            )
            for kind in sorted(kinds)
        }
        most = sorted(broken, key=lambda each: (each.by, each.escalation_id), reverse=True)
        return {kind: each for kind, each in kept.items() if each != Kept()}, tuple(most[:WORST])

    def _counted(self, ours: ColumnElement[bool]) -> dict[str, dict[str, int]]:
        rows = self._all(
            select(
                clocks.c.kind,
                func.sum(_IS_MET).label("met"),
                func.sum(case((_NOBODY, 1), else_=0)).label("no_response"),
            )
            .select_from(_WITH_CARD)
            .where(ours)
            .group_by(clocks.c.kind)
        )
        return {row.kind: {"met": row.met, "no_response": row.no_response} for row in rows}

    def _broken(self, ours: ColumnElement[bool], now: datetime) -> list[Overrun]:
        broken = and_(ours, is_broken(now))
        rows = self._all(select(clocks, threads.c.posted_at).select_from(_WITH_CARD).where(broken))
        owing = self._owing(broken)
        return [
            _overrun(row, owing[row.escalation_id] if _is_owed(row) else None, now) for row in rows
        ]

    def _owing(self, broken: ColumnElement[bool]) -> dict[str, Escalation]:
        """How late something is by now only a record tells, which has the calendar."""
        owed = and_(clocks.c.satisfied_at.is_(None), clocks.c.stopped_at.is_(None))
        ids = select(measures.c.escalation_id).select_from(_WITH_CARD).where(broken, owed)
        rows = self._all(
            select(escalations.c.id, escalations.c.record).where(escalations.c.id.in_(ids))
        )
        return {row.id: ESCALATION.load(row.record) for row in rows}

    def _covered(self, began: ColumnElement[bool]) -> dict[str, Rate]:
        """Every case could be told of, taken and done; a decision is asked for in some; whoever is
        handed to people, or taken over, could wait for a first reply, and then for the next.
        """
        of = func.count(distinct(measures.c.escalation_id)).label("cases")
        with_clock = self._all(
            select(clocks.c.kind, measures.c.kind.label("case_kind"), of)
            .select_from(_CASES)
            .where(began)
            .group_by(clocks.c.kind, measures.c.kind)
        )
        has: dict[str, int] = {}
        for row in with_clock:
            has[row.kind] = has.get(row.kind, 0) + row.cases
        talked = sum(
            row.cases
            for row in with_clock
            if row.kind == ClockKind.FIRST_REPLY and row.case_kind != Kind.HANDOFF
        )
        could = self._could_have(began, talked)
        return {kind: Rate(has.get(kind, 0), whole) for kind, whole in could.items() if whole}

    def _could_have(self, began: ColumnElement[bool], talked: int) -> dict[str, int]:
        cases = self._only(
            select(
                func.count().label("all"),
                func.sum(case((measures.c.kind.in_(_TO_DECIDE), 1), else_=0)).label("to_decide"),
                func.sum(case((measures.c.kind == Kind.HANDOFF, 1), else_=0)).label("handoffs"),
            ).where(began)
        )
        asked_again = select(func.count(distinct(measures.c.escalation_id))).select_from(
            measures.join(waits, waits.c.escalation_id == measures.c.escalation_id)
        )
        again = self._only(asked_again.where(began, waits.c.began_at != measures.c.created_at))[0]
        return {
            "notify": cases.all,
            "claim": cases.all,
            "resolution": cases.all,
            "decision": cases.to_decide or 0,
            "first_reply": (cases.handoffs or 0) + talked,
            "next_reply": again,
        }


def is_broken(now: datetime) -> ColumnElement[bool]:
    """Of a clock and, where its card hangs, the thread of that."""
    is_past = and_(clocks.c.status == ClockStatus.RUNNING, clocks.c.due_at < moment(now))
    return and_(_IS_MET == 0, or_(clocks.c.status == ClockStatus.BREACHED, is_past))


def _is_owed(row: Row[Any]) -> bool:
    is_posted = row.kind == ClockKind.NOTIFY and row.posted_at is not None
    return row.satisfied_at is None and row.stopped_at is None and not is_posted


def _overrun(row: Row[Any], escalation: Escalation | None, now: datetime) -> Overrun:
    by = Measured(row.overrun or 0.0, row.satisfied_at is None)
    if row.kind == ClockKind.NOTIFY and row.posted_at:
        by = Measured((row.posted_at - row.due_at).total_seconds())
    elif escalation:
        by = Measured(_so_far(row, escalation, now), at_least=True)
    return Overrun(escalation_id=row.escalation_id, clock=row.kind, by=by, is_owed=_is_owed(row))


def _so_far(row: Row[Any], escalation: Escalation, now: datetime) -> float:
    calendar = escalation.promise.calendar
    clock = next(
        each
        for each in escalation.timing.clocks
        if (each.kind, each.number) == (row.kind, row.number)
    )
    return open_seconds(clock.time(calendar), row.due_at, now)
