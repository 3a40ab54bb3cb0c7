"""When a calendar is open in one year of weeks: worked out once, then looked up.

Most weeks are alike: the same hours, no clock that changes, no holiday. They share one list of open
spans, so that a year costs its few unusual weeks, and a stretch of time its first and last week.
Times are whole microseconds since 1970, in which nothing is lost and sums are exact.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from itertools import accumulate
from zoneinfo import ZoneInfo

import holidays

from bot.rules.calendar import Calendar, Hours
from bot.rules.wall_clock import instant, offset

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_REACH = 2  # days whose hours may still run when a week begins
_ANY_MONDAY = date(2001, 1, 1)

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Year:
    """Its weeks begin at `starts`, whose last entry is the year's end; the open spans of each are
    counted from there. `opened` is what was open from the year's start until each of `starts`.
    """

    starts: tuple[int, ...]
    weeks: tuple[Spans, ...]
    opened: tuple[int, ...]

    @property
    def total(self) -> int:
        return self.opened[-1]

    def opened_until(self, at: int) -> int:
        week = bisect_right(self.starts, at) - 1
        if not 0 <= week < len(self.weeks):
            return self.total if week >= 0 else 0
        since = at - self.starts[week]
        return self.opened[week] + sum(
            min(end, since) - start for start, end in self.weeks[week] if start < since
        )

    def when_opened(self, amount: int) -> int:
        """The first moment at which so much was open; `amount` is more than 0, at most `total`."""
        week = bisect_left(self.opened, amount) - 1
        rest = amount - self.opened[week]
        for start, end in self.weeks[week]:
            if rest <= end - start:
                return self.starts[week] + start + rest
            rest -= end - start
        raise AssertionError("a week is as long open as the sum of its spans")


def microseconds(at: datetime) -> int:
    return (at - EPOCH) // _MICROSECOND


def from_microseconds(at: int) -> datetime:
    return EPOCH + timedelta(microseconds=at)


@lru_cache(maxsize=2048)
def open_year(calendar: Calendar, year: int) -> Year:
    """The weeks of an ISO year, each from monday's midnight on the calendar's wall clock."""
    zone = ZoneInfo(calendar.timezone)
    mondays = _mondays(year)
    starts = tuple(microseconds(instant(monday, 0, zone)) for monday in mondays)
    unusual = _unusual_days(calendar, year) | _days_around_clock_changes(mondays, zone)
    usual_week = _spans(_ANY_MONDAY, partial(_usual_hours, calendar), ZoneInfo("UTC"))
    weeks = tuple(
        usual_week
        if unusual.isdisjoint(_days_that_reach(monday))
        else _spans(monday, partial(_hours_of, calendar), zone)
        for monday in mondays[:-1]
    )
    lengths = (sum(end - start for start, end in week) for week in weeks)
    return Year(starts=starts, weeks=weeks, opened=tuple(accumulate(lengths, initial=0)))


def year_of(calendar: Calendar, at: datetime) -> int:
    """The year within whose bounds the moment lies."""
    year = at.astimezone(ZoneInfo(calendar.timezone)).isocalendar().year
    bounds = open_year(calendar, year).starts
    return year + (microseconds(at) >= bounds[-1]) - (microseconds(at) < bounds[0])


def _mondays(year: int) -> list[date]:
    """Of each week of the year, and the one after."""
    first, end = date.fromisocalendar(year, 1, 1), date.fromisocalendar(year + 1, 1, 1)
    return [first + timedelta(days=each) for each in range(0, (end - first).days + 1, 7)]


def _days_that_reach(monday: date) -> Iterator[date]:
    return (monday + timedelta(days=each) for each in range(-_REACH, 7))


def _spans(monday: date, hours_of: Callable[[date], tuple[Hours, ...]], zone: ZoneInfo) -> Spans:
    """What is open of one week, merged, counted from its beginning."""
    begins = microseconds(instant(monday, 0, zone))
    ends = microseconds(instant(monday, 7 * 24 * 60, zone))
    spans = (
        (
            max(begins, microseconds(instant(day, hours.start, zone))),
            min(ends, microseconds(instant(day, hours.end, zone, last=True))),
        )
        for day in _days_that_reach(monday)
        for hours in hours_of(day)
    )
    return tuple((start - begins, end - begins) for start, end in _merged(spans))


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    ordered = sorted(span for span in spans if span[0] < span[1])
    if not ordered:
        return
    start, end = ordered[0]
    for next_start, next_end in ordered[1:]:
        if next_start > end:
            yield start, end
            start, end = next_start, next_end
        end = max(end, next_end)
    yield start, end


def _usual_hours(calendar: Calendar, day: date) -> tuple[Hours, ...]:
    return calendar.week[day.weekday()]


def _hours_of(calendar: Calendar, day: date) -> tuple[Hours, ...]:
    if day in calendar.overrides:
        return calendar.overrides[day]
    if calendar.holidays and day in public_holidays(calendar.holidays, day.year):
        return ()
    return _usual_hours(calendar, day)


def _unusual_days(calendar: Calendar, year: int) -> set[date]:
    free = {*calendar.overrides}
    if calendar.holidays:
        free.update(*(public_holidays(calendar.holidays, each) for each in (year - 1, year)))
        free.update(public_holidays(calendar.holidays, year + 1))
    return free


def _days_around_clock_changes(mondays: list[date], zone: ZoneInfo) -> set[date]:
    days = [mondays[0] - timedelta(days=_REACH)]
    while days[-1] <= mondays[-1]:
        days.append(days[-1] + _DAY)
    offsets = [offset(datetime.combine(day, time(), zone)) for day in days]
    changes = (
        before
        for before, after in zip(range(len(days)), offsets[1:], strict=False)
        if offsets[before] != after
    )
    return {days[each] for each in changes}


@lru_cache(maxsize=256)
def public_holidays(place: str, year: int) -> frozenset[date]:
    country, _, region = place.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))
