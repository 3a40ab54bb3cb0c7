"""Which promises about time were broken, and by how much: told of any number by a few numbers.

That a card hangs in Slack is known from its thread. What is owed and past due is broken now, and
how much open time has passed for it only a calendar tells.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, collate, func, or_, select

from bot.rules.calendars.open_time import open_seconds
from bot.rules.clock import ClockKind, ClockStatus
from bot.rules.policy import Stakes
from bot.rules.promise import day_and_night
from bot.rules.weekly.parts import Overrun
from bot.rules.weekly.statistics import Measured, Summary
from store.asked import Asked
from store.calendars import WHICH, Calendars
from store.spans import micros, micros_of, moment
from store.spread import A_SECOND, Spreads, code, code_of
from store.tables import clocks, measures, threads

WORST = 3
WITH_CLOCK = measures.join(clocks, clocks.c.escalation_id == measures.c.escalation_id)
_POSTED = and_(clocks.c.kind == ClockKind.NOTIFY, threads.c.posted_at.is_not(None))
IS_MET = or_(
    clocks.c.status == ClockStatus.MET, and_(_POSTED, threads.c.posted_at <= clocks.c.due_at)
)
IS_OWED = and_(clocks.c.satisfied_at.is_(None), clocks.c.stopped_at.is_(None), ~_POSTED)
_ON_WALL = or_(
    ~measures.c.has_hours,
    *(
        and_(measures.c.stakes == stakes, clocks.c.kind.in_(sorted(day_and_night(stakes))))
        for stakes in Stakes
    ),
)


def is_broken(now: datetime) -> ColumnElement[bool]:
    """Of a clock and, where its card hangs, the thread of that."""
    is_past = and_(clocks.c.status == ClockStatus.RUNNING, clocks.c.due_at < moment(now))
    return and_(func.coalesce(~IS_MET, True), or_(clocks.c.status == ClockStatus.BREACHED, is_past))


def with_card(asked: Asked) -> FromClause:
    id = threads.c.escalation_id
    return WITH_CLOCK.outerjoin(threads, and_(id == clocks.c.escalation_id, asked.near(id)))


def of_queue(asked: Asked) -> ColumnElement[bool]:
    """A clock counts for the queue that the case was in when it was kept or broken."""
    began = and_(asked.begun_anywhere, asked.near(clocks.c.escalation_id))
    return and_(began, asked.of(clocks.c.queue))


class Overruns(Spreads, Calendars):
    def _overruns(self, asked: Asked) -> tuple[dict[str, Summary], tuple[Overrun, ...]]:
        """By kind of clock; and those that were overrun most."""
        broken = and_(of_queue(asked), is_broken(asked.now))
        by, open = self._late_by(asked.now), self._still_owed(broken, asked)
        columns = [case((clocks.c.kind == kind, by)).label(kind) for kind in ClockKind]
        known = select(*columns).select_from(with_card(asked)).where(broken)
        more = defaultdict[str, list[int]](list)
        for each in open:
            more[each.clock].append(code_of(each.by.value, goes_on=True))
        spreads = self._spreads(known, more)
        most = sorted((*self._most(broken, by, asked), *open), key=_by_how_much, reverse=True)
        return {kind: each.summary() for kind, each in spreads.items()}, tuple(most[:WORST])

    def _late_by(self, now: datetime) -> ColumnElement[Any]:
        """Nothing where it is owed by a calendar."""
        late = micros(threads.c.posted_at, clocks.c.due_at, sqlite=self._is_sqlite)
        so_far = micros(moment(now), clocks.c.due_at, sqlite=self._is_sqlite)
        overrun = micros_of(func.coalesce(clocks.c.overrun, 0.0))
        return case(
            (_POSTED, late * 2),
            (and_(IS_OWED, _ON_WALL), so_far * 2 + 1),
            (IS_OWED, None),
            else_=code(overrun, goes_on=clocks.c.satisfied_at.is_(None)),
        )

    def _most(
        self, broken: ColumnElement[bool], by: ColumnElement[Any], asked: Asked
    ) -> list[Overrun]:
        in_order = collate(clocks.c.escalation_id, "BINARY" if self._is_sqlite else "C")
        rows = self._all(
            select(
                clocks.c.escalation_id,
                clocks.c.kind,
                by.label("by"),
                case((IS_OWED, 1), else_=0).label("is_owed"),
            )
            .select_from(with_card(asked))
            .where(broken, by.is_not(None))
            .order_by(by.desc(), in_order.desc(), clocks.c.kind.desc())
            .limit(WORST)
        )
        return [
            Overrun(
                escalation_id=row.escalation_id,
                clock=row.kind,
                by=Measured((row.by >> 1) / A_SECOND, bool(row.by & 1)),
                is_owed=bool(row.is_owed),
            )
            for row in rows
        ]

    def _still_owed(self, broken: ColumnElement[bool], asked: Asked) -> Sequence[Overrun]:
        by_calendar = and_(broken, IS_OWED, ~_ON_WALL)
        rows = self._all(
            select(
                WHICH.label("which"), *(clocks.c[n] for n in ("escalation_id", "kind", "due_at"))
            )
            .select_from(with_card(asked))
            .where(by_calendar)
        )
        late = select(measures.c.escalation_id).select_from(with_card(asked)).where(by_calendar)
        calendars = self._calendars(measures.c.escalation_id.in_(late)) if rows else {}
        return [
            Overrun(
                escalation_id=row.escalation_id,
                clock=row.kind,
                by=Measured(
                    open_seconds(calendars[row.which], row.due_at, asked.now), at_least=True
                ),
                is_owed=True,
            )
            for row in rows
        ]


def _by_how_much(overrun: Overrun) -> tuple[Measured, str, str]:
    return overrun.by, overrun.escalation_id, overrun.clock
