"""How long things took in cases that began in a window, and have taken where they go on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from bot.rules.calendar import Calendar
from bot.rules.escalation import Escalation
from bot.rules.figure_parts import Times
from bot.rules.open_time import open_seconds
from bot.rules.timed import Cycle, Timed, times
from store.asked import Asked
from store.records import ESCALATION
from store.rows import Rows
from store.spans import Moment, moment, seconds
from store.tables import escalations, measures, threads, waits

_CASE = measures.c.escalation_id
_SINCE = measures.c.created_at


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wait:
    case: str
    queue: str
    is_first: bool
    cycle: Cycle


class HowLong(Rows):
    def _times(self, asked: Asked) -> Times:
        now, began = asked.now, asked.begun_anywhere
        calendars = {each.id: each.promise.calendar for each in self._open(began)}
        waited = list(self._waits(began, calendars, now))
        cycles = [
            each.cycle for each in waited if not each.is_first and asked.queue in (None, each.queue)
        ]
        return times(list(self._timed(asked.begun, waited, calendars, now)), cycles)

    def _open(self, began: ColumnElement[bool]) -> Iterator[Escalation]:
        """Those that go on and whose team has a calendar: only the record knows that."""
        rows = self._all(
            select(escalations.c.record)
            .join(measures, escalations.c.id == _CASE)
            .where(began, escalations.c.open_until.is_not(None), measures.c.has_hours)
        )
        return (ESCALATION.load(row.record) for row in rows)

    def _waits(
        self, began: ColumnElement[bool], calendars: Mapping[str, Calendar | None], now: datetime
    ) -> Iterator[_Wait]:
        lasted = self._seconds(func.coalesce(waits.c.ended_at, moment(now)), waits.c.began_at)
        rows = self._all(
            select(
                waits,
                measures.c.queue.label("is_of"),
                (waits.c.began_at == _SINCE).label("is_first"),
                lasted.label("lasted"),
            )
            .join(measures, waits.c.escalation_id == _CASE)
            .where(began)
        )
        for row in rows:
            goes_on = calendars.get(row.escalation_id) if row.ended_at is None else None
            open = open_seconds(goes_on, row.began_at, now) if goes_on else row.open_seconds
            cycle = Cycle(how=row.how, wall=max(0.0, row.lasted), open=open)
            yield _Wait(
                case=row.escalation_id,
                queue=row.queue if row.ended_at else row.is_of,
                is_first=row.is_first,
                cycle=cycle,
            )

    def _timed(
        self,
        began: ColumnElement[bool],
        waited: Iterable[_Wait],
        calendars: Mapping[str, Calendar | None],
        now: datetime,
    ) -> Iterator[Timed]:
        of_case: dict[str, list[Cycle]] = {}
        for each in waited:
            of_case.setdefault(each.case, []).append(each.cycle)
        ended_at = func.coalesce(measures.c.closed_at, moment(now))
        asked_at = func.coalesce(measures.c.waited_from, _SINCE)
        rows = self._all(
            select(
                measures,
                self._seconds(ended_at, _SINCE).label("so_far"),
                self._seconds(_SINCE, asked_at).label("asked_before"),
                self._seconds(threads.c.posted_at, _SINCE).label("posted"),
                self._seconds(measures.c.reached_at, _SINCE).label("reached"),
                self._seconds(measures.c.resolved_at, _SINCE).label("resolved"),
            )
            .select_from(measures.outerjoin(threads, threads.c.escalation_id == _CASE))
            .where(began)
        )
        for row in rows:
            goes_on = calendars.get(row.escalation_id)
            so_far_open = open_seconds(goes_on, row.created_at, now) if goes_on else row.closed_open
            yield _of(row, of_case.get(row.escalation_id, []), so_far_open)

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
