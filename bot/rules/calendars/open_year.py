"""When a calendar is open in one year of weeks: worked out once, then looked up.

Most weeks are alike: the same hours, no clock that changes, no holiday. They share one list of open
spans, so that a year costs its few unusual weeks, and a stretch of time its first and last week.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.hours import DAY
from bot.rules.calendars.open_day import NOTHING, Differing, Span, differing, microseconds, open_on
from bot.rules.calendars.wall_clock import instant, offset

_DAY = timedelta(days=1)
_REACH = timedelta(days=2)
_ANY_MONDAY = date(2001, 1, 1)

Spans = tuple[Span, ...]


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

    def spans(self) -> Iterator[Span]:
        """All that is open, oldest first."""
        for begins, week in zip(self.starts, self.weeks, strict=False):
            yield from ((begins + start, begins + end) for start, end in week)

    def when_opened(self, amount: int) -> int:
        """The first moment at which so much was open; `amount` is more than 0, at most `total`."""
        week = bisect_left(self.opened, amount) - 1
        rest = amount - self.opened[week]
        for start, end in self.weeks[week]:
            if rest <= end - start:
                return self.starts[week] + start + rest
            rest -= end - start
        raise AssertionError("a week is as long open as the sum of its spans")


@lru_cache(maxsize=2048)
def open_year(calendar: Calendar, year: int) -> Year:
    """The weeks of an ISO year, each from monday's midnight on the calendar's wall clock."""
    zone = ZoneInfo(calendar.timezone)
    mondays = _mondays(year)
    but = differing(calendar, mondays[0] - _REACH, mondays[-1])
    unusual = but.days.union(_days_around_clock_changes(mondays, zone))
    usual_week = _spans(calendar, _ANY_MONDAY, ZoneInfo("UTC"), NOTHING)
    weeks = tuple(
        usual_week
        if unusual.isdisjoint(_days_that_reach(monday))
        else _spans(calendar, monday, zone, but)
        for monday in mondays[:-1]
    )
    lengths = (sum(end - start for start, end in week) for week in weeks)
    return Year(
        starts=tuple(microseconds(instant(monday, 0, zone)) for monday in mondays),
        weeks=weeks,
        opened=tuple(accumulate(lengths, initial=0)),
    )


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
    """Those of the week, and those before it whose hours may still run when it begins."""
    day = monday - _REACH
    while day < monday + timedelta(days=7):
        yield day
        day += _DAY


def _spans(calendar: Calendar, monday: date, zone: ZoneInfo, but: Differing) -> Spans:
    """What is open of one week, merged, counted from its beginning."""
    begins = microseconds(instant(monday, 0, zone))
    ends = microseconds(instant(monday, 7 * DAY, zone))
    spans = (
        (max(begins, start), min(ends, end))
        for day in _days_that_reach(monday)
        for start, end in open_on(calendar, day, zone, but)
    )
    return tuple((start - begins, end - begins) for start, end in _merged(spans))


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
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


def _days_around_clock_changes(mondays: list[date], zone: ZoneInfo) -> Iterator[date]:
    """Dates from whose midnight to the next one the zone's offset changes."""
    day = mondays[0] - _REACH
    before = offset(datetime.combine(day, time(), zone))
    while day <= mondays[-1]:
        after = offset(datetime.combine(day + _DAY, time(), zone))
        if after != before:
            yield day
        day, before = day + _DAY, after
