"""A time in which nobody is there although the week says so: company holidays, a day out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from bot.rules.calendars.wall_clock import instant_of

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """From `start` until before `end` on the wall clock of `zone`; without a zone it is whole days.

    `repeat` is an iCalendar RRULE, kept as a rule because it may go on for ever; `without` are
    starts that it would give and that do not count.
    """

    start: datetime
    end: datetime
    zone: str = ""
    repeat: str = ""
    without: tuple[datetime, ...] = ()

    def times(self, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
        """On the wall clock, each that touches one of these days."""
        length = self.end - self.start
        begin, end = _midnight(first), _midnight(last + _DAY)
        starts = {self.start}
        if self.repeat:
            starts.update(rrulestr(self.repeat, dtstart=self.start).between(begin - length, end))
        for start in sorted(starts.difference(self.without)):
            if start < end and start + length > begin:
                yield start, start + length


def closed_days(closures: Iterable[Closure], first: date, last: date) -> frozenset[date]:
    """Those from `first` to `last` on which nobody is there at all."""
    return frozenset(
        day
        for closure in closures
        if not closure.zone
        for start, end in closure.times(first, last)
        for day in _days(max(start.date(), first), min(end.date(), last + _DAY))
    )


def closed_times(
    closures: Iterable[Closure], first: date, last: date
) -> list[tuple[datetime, datetime]]:
    """The instants between which nobody is there for a part of a day; a day around counts too,
    since no two zones are further apart than that.
    """
    return [
        (instant_of(start, zone), instant_of(end, zone, last=True))
        for closure in closures
        if closure.zone
        for zone in (ZoneInfo(closure.zone),)
        for start, end in closure.times(first - _DAY, last + _DAY)
    ]


def _days(first: date, end: date) -> Iterator[date]:
    return (first + timedelta(days=each) for each in range((end - first).days))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
