"""What is open on one date: its week's hours, unless something makes the date differ.

Times are whole microseconds since 1970, in which nothing is lost and sums are exact.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.closure import closed_days, closed_times
from bot.rules.calendars.hours import Hours
from bot.rules.calendars.wall_clock import instant

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Differing:
    """What some dates have that their week does not tell.

    `days` are all of these dates, `closed` those with nothing open, `gaps` the times within a day
    in which nobody is there.
    """

    days: frozenset[date] = frozenset()
    closed: frozenset[date] = frozenset()
    gaps: tuple[Span, ...] = ()


NOTHING = Differing()


def microseconds(at: datetime) -> int:
    return (at - EPOCH) // _MICROSECOND


def from_microseconds(at: int) -> datetime:
    return EPOCH + timedelta(microseconds=at)


def differing(calendar: Calendar, first: date, last: date) -> Differing:
    """Between these days, both with them."""
    closed = closed_days(calendar.closures, first, last)
    if calendar.holidays:
        years = range(first.year, last.year + 1)
        closed = closed.union(*(public_holidays(calendar.holidays, year) for year in years))
    gaps = closed_times(calendar.closures, first, last)
    zone = ZoneInfo(calendar.timezone)
    touched = {
        day
        for start, end in gaps
        for day in _from_to(start.astimezone(zone).date(), end.astimezone(zone).date())
    }
    return Differing(
        days=closed.union(calendar.overrides, touched),
        closed=closed,
        gaps=tuple((microseconds(start), microseconds(end)) for start, end in gaps),
    )


def open_on(calendar: Calendar, day: date, zone: ZoneInfo, but: Differing) -> Iterator[Span]:
    """The spans that begin on this date; the last of them may end on the next one."""
    is_overridden = day in calendar.overrides
    for hours in _hours_of(calendar, day, but):
        span = (
            microseconds(instant(day, hours.start, zone)),
            microseconds(instant(day, hours.end, zone, last=True)),
        )
        yield from [span] if is_overridden else _without([span], but.gaps)


def _hours_of(calendar: Calendar, day: date, but: Differing) -> tuple[Hours, ...]:
    if day in but.days and day in calendar.overrides:
        return calendar.overrides[day]
    return () if day in but.closed else calendar.week[day.weekday()]


def _without(spans: Iterable[Span], gaps: Iterable[Span]) -> Iterable[Span]:
    for begin, end in gaps:
        spans = [
            part
            for start, stop in spans
            for part in ((start, min(stop, begin)), (max(start, end), stop))
            if part[0] < part[1]
        ]
    return spans


def _from_to(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=each) for each in range((last - first).days + 1))


@lru_cache(maxsize=256)
def public_holidays(place: str, year: int) -> frozenset[date]:
    country, _, region = place.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))
