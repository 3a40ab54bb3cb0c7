"""How long things took in cases that began in a window, and have taken where they go on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, select

from bot.rules.calendars.open_time import open_seconds
from bot.rules.escalation import Escalation
from bot.rules.timed import Cycle, Timed, times
from bot.rules.weekly.parts import Times
from store.asked import Asked
from store.elsewhere import NONE, Elsewhere
from store.records import ESCALATION
from store.spans import Moment, moment, seconds
from store.tables import escalations, measures, threads, waits

_CASE = measures.c.escalation_id
_SINCE = measures.c.created_at
_AS_THEY_ARE = (
    *("escalation_id", "kind", "status", "by_people", "has_hours"),
    *("closed_open", "reached_open", "rested"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wait:
    case: str
    queue: str
    is_first: bool
    cycle: Cycle


class HowLong(Elsewhere):
    def _times(self, asked: Asked) -> Times:
        now, began = asked.now, asked.begun_anywhere
        goes_on = {each.id: each for each in self._open(began)}
        waited = list(self._waits(began, goes_on, now))
        cycles = [
            each.cycle for each in waited if not each.is_first and asked.queue in (None, each.queue)
        ]
        return times(list(self._timed(asked.begun, waited, goes_on, now)), cycles)

    def _open(self, began: ColumnElement[bool]) -> Iterator[Escalation]:
        """Those that go on and whose team has a calendar: only the record knows that."""
        rows = self._all(
            select(escalations.c.record)
            .join(measures, escalations.c.id == _CASE)
            .where(began, escalations.c.open_until.is_not(None), measures.c.has_hours)
        )
        return (ESCALATION.load(row.record) for row in rows)

    def _waits(
        self, began: ColumnElement[bool], goes_on: Mapping[str, Escalation], now: datetime
    ) -> Iterator[_Wait]:
        lasted = self._seconds(func.coalesce(waits.c.ended_at, moment(now)), waits.c.began_at)
        is_over = waits.c.ended_at.is_not(None)
        rows = self._all(
            select(
                waits.c.escalation_id,
                case((is_over, waits.c.queue), else_=measures.c.queue).label("queue"),
                (waits.c.began_at == _SINCE).label("is_first"),
                lasted.label("lasted"),
                is_over.label("is_over"),
                waits.c.how,
                waits.c.open_seconds,
            )
            .join(measures, waits.c.escalation_id == _CASE)
            .where(began)
        )
        for row in rows:
            wall, open = max(0.0, row.lasted), row.open_seconds
            if not row.is_over and row.escalation_id in goes_on:
                calendar = goes_on[row.escalation_id].promise.calendar
                open = open_seconds(calendar, now - timedelta(seconds=wall), now)
            cycle = Cycle(how=row.how, wall=wall, open=open)
            yield _Wait(case=row.escalation_id, queue=row.queue, is_first=row.is_first, cycle=cycle)

    def _timed(
        self,
        began: ColumnElement[bool],
        waited: Iterable[_Wait],
        goes_on: Mapping[str, Escalation],
        now: datetime,
    ) -> Iterator[Timed]:
        of_case: dict[str, list[Cycle]] = {}
        for each in waited:
            of_case.setdefault(each.case, []).append(each.cycle)
        ended_at = func.coalesce(measures.c.closed_at, moment(now))
        asked_at = func.coalesce(measures.c.waited_from, _SINCE)
        rows = self._all(
            select(
                *(measures.c[name] for name in _AS_THEY_ARE),
                self._seconds(ended_at, _SINCE).label("so_far"),
                self._seconds(_SINCE, asked_at).label("asked_before"),
                self._seconds(threads.c.posted_at, _SINCE).label("posted"),
                self._seconds(measures.c.reached_at, _SINCE).label("reached"),
                self._seconds(measures.c.resolved_at, _SINCE).label("resolved"),
            )
            .select_from(measures.outerjoin(threads, threads.c.escalation_id == _CASE))
            .where(began)
        )
        elsewhere = self._elsewhere(began, now)
        for row in rows:
            so_far_open = row.closed_open
            if it := goes_on.get(row.escalation_id):
                so_far_open = open_seconds(it.promise.calendar, it.created_at, now)
            timed = _of(row, of_case.get(row.escalation_id, []), so_far_open)
            apart = elsewhere.get(row.escalation_id, NONE)
            open = timed.waited_open
            yield replace(
                timed,
                waited=timed.waited - apart.wall,
                waited_open=None if open is None else max(0.0, open - apart.paused),
            )

    def _seconds(self, later: Moment, earlier: Moment) -> ColumnElement[Any]:
        return seconds(later, earlier, sqlite=self._is_sqlite)


def _of(row: Row[Any], waited: list[Cycle], so_far_open: float | None) -> Timed:
    return Timed(
        kind=row.kind,
        status=row.status,
        by_people=bool(row.by_people),
        so_far=max(0.0, row.so_far),
        so_far_open=so_far_open,
        asked_before=row.asked_before,
        posted=row.posted,
        reached=row.reached,
        reached_open=row.reached_open,
        resolved=row.resolved,
        rested=row.rested or 0.0,
        waited=sum(each.wall for each in waited),
        waited_open=sum(each.open or 0.0 for each in waited) if row.has_hours else None,
        is_waiting=any(each.how is None for each in waited),
    )
