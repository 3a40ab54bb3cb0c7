"""How much open time has passed for what goes on: only a calendar tells, and SQL knows of none."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import open_seconds
from bot.rules.status import Kind
from store.asked import Asked
from store.calendars import WHICH, Calendars
from store.elsewhere import NONE, Apart
from store.spread import More, Spreads, code_of
from store.tables import measures, waits

_CASE = measures.c.escalation_id

_NAMES = ("escalation_id", "kind", "created_at", "reached_at", "resolved_at")
WITH_WAIT = measures.outerjoin(
    waits, and_(waits.c.escalation_id == _CASE, waits.c.ended_at.is_(None))
)


class GoingOn(Spreads, Calendars):
    def _by_the_calendar(self, asked: Asked, elsewhere: Mapping[str, Apart]) -> tuple[More, More]:
        """Of cases, and of their next replies."""
        cases, cycles = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
        calendars = self._calendars(is_timed(asked))
        for row in self._goes_on(asked):
            calendar, now = calendars[row.which], asked.now
            if row.reached_at is None:
                cases["from_handoff_open"].append(_so_far(calendar, row.created_at, now))
            if row.kind in (Kind.APPROVAL, Kind.INPUT):
                cases["decision_open"].append(_so_far(calendar, row.created_at, now))
            if row.began_at is not None:
                before = (row.before or 0.0) - elsewhere.get(row.escalation_id, NONE).paused
                cases["resolved_open"].append(_so_far(calendar, row.began_at, now, before))
                if row.resolved_at is None:
                    cases["resolved_first_open"].append(cases["resolved_open"][-1])
            if row.began_at not in (None, row.created_at):
                cycles["next_reply_open"].append(_so_far(calendar, row.began_at, now))
        return cases, cycles

    def _goes_on(self, asked: Asked) -> list[Row[Any]]:
        others = waits.alias("others")
        before = (
            select(func.sum(others.c.open_seconds))
            .where(others.c.escalation_id == _CASE)
            .correlate(measures)
            .scalar_subquery()
        )
        return self._all(
            select(
                WHICH.label("which"),
                *(measures.c[name] for name in _NAMES),
                waits.c.began_at,
                before.label("before"),
            )
            .select_from(WITH_WAIT)
            .where(is_timed(asked), asked.of(measures.c.queue))
        )


def is_timed(asked: Asked) -> ColumnElement[bool]:
    return and_(asked.begun_anywhere, measures.c.closed_at.is_(None), measures.c.has_hours)


def _so_far(calendar: Calendar, since: datetime, now: datetime, before: float = 0.0) -> int:
    return code_of(max(0.0, before + open_seconds(calendar, since, now)), goes_on=True)
