"""The arithmetic of open time: how much of it passed, and when so much of it will have passed.

A team without a calendar is always open, and time is the wall clock's. Everything is an instant in
UTC, to the microsecond; no result depends on the zone of the machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_day import from_microseconds, microseconds
from bot.rules.calendars.open_year import open_year, year_of
from bot.rules.calendars.week import Window

HORIZON = 20
"""Years. What takes longer than this is no promise but a mistake in the calendar."""
_SECOND = 1_000_000
INSTANT = 1 / _SECOND
_LONG_AGO, _FAR_AWAY = date(2000, 1, 1), date(2200, 1, 1)


class NeverOpen(ValueError):
    """The calendar is not open long enough within twenty years."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar.name
        super().__init__(f"{self.__doc__} ({calendar.name})")


@dataclass(frozen=True, slots=True)
class Opening:
    """`opens_at` is the next opening while closed; None when there is none for years."""

    open_now: bool
    opens_at: datetime | None = None
    timezone: str = "UTC"


ALWAYS_OPEN = Opening(open_now=True)


def open_seconds(calendar: Calendar | None, start: datetime, end: datetime) -> float:
    """How much open time lies from `start` until before `end`; 0 when the end comes first."""
    if end <= start:
        return 0.0
    if calendar is None:
        return (end - start).total_seconds()
    years = range(year_of(calendar, start), year_of(calendar, end) + 1)
    first, last = open_year(calendar, years[0]), open_year(calendar, years[-1])
    before = sum(open_year(calendar, each).total for each in years[:-1])
    opened = before + last.opened_until(microseconds(end)) - first.opened_until(microseconds(start))
    return opened / _SECOND


def open_spans(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Window]:
    """The parts of that time in which the team is there, oldest first."""
    if end <= start:
        return
    first, last = microseconds(start), microseconds(end)
    for year in range(year_of(calendar, start), year_of(calendar, end) + 1):
        for opens, closes in open_year(calendar, year).spans():
            begins, ends = max(first, opens), min(last, closes)
            if begins < ends:
                yield Window(from_microseconds(begins), from_microseconds(ends))


def due(calendar: Calendar | None, start: datetime, seconds: float) -> datetime:
    """The first moment by which so much open time has passed since `start`.

    Nothing is due at once; what fits exactly ends when the team closes, not when it opens again.
    Raises NeverOpen.
    """
    amount = round(seconds * _SECOND)
    if amount <= 0:
        return start
    if calendar is None:
        return start + timedelta(microseconds=amount)
    year = year_of(calendar, start)
    amount += open_year(calendar, year).opened_until(microseconds(start))
    for each in range(year, year + HORIZON + 1):
        weeks = open_year(calendar, each)
        if amount <= weeks.total:
            return from_microseconds(weeks.when_opened(amount))
        amount -= weeks.total
    raise NeverOpen(calendar)


def falls_due(calendar: Calendar | None, start: datetime, seconds: float) -> datetime:
    """The same for what was promised already: where the team never opens again, the wall clock
    counts, so that nobody waits for ever (F58).
    """
    try:
        return due(calendar, start, seconds)
    except NeverOpen:
        return due(None, start, seconds)


def opens_again(calendar: Calendar | None, at: datetime) -> datetime:
    """When people can be called again: `at` itself while it is open, or will never be."""
    try:
        return next_opening(calendar, at)
    except NeverOpen:
        return at


def still(calendar: Calendar | None, at: datetime) -> Calendar | None:
    """The calendar; None, which is the wall clock, when it never opens again."""
    try:
        next_opening(calendar, at)
    except NeverOpen:
        return None
    return calendar


def next_opening(calendar: Calendar | None, at: datetime) -> datetime:
    """`at` itself while it is open. Raises NeverOpen."""
    return at if calendar is None else due(calendar, at, INSTANT) - timedelta(microseconds=1)


def keeps(calendar: Calendar, seconds: float) -> bool:
    """Whether so much open time passes within the horizon, whenever it begins."""
    try:
        for start in _hardest(calendar):
            due(calendar, start, seconds)
    except NeverOpen:
        return False
    return True


def _hardest(calendar: Calendar) -> Iterator[datetime]:
    """The moments from which it takes longest: when each closure begins, and when no single date
    opens it any more.
    """
    begins = [min(closure.start.date(), _FAR_AWAY) for closure in calendar.closures]
    last = min(max([*begins, *calendar.overrides, _LONG_AGO]), _FAR_AWAY)
    for day in {*begins, last + timedelta(days=2)}:
        yield datetime.combine(day, time(), UTC)


def opening(calendar: Calendar | None, now: datetime) -> Opening:
    """Whether the team is there just now, and when it comes next."""
    if calendar is None:
        return ALWAYS_OPEN
    try:
        opens_at = next_opening(calendar, now)
    except NeverOpen:
        return Opening(open_now=False, timezone=calendar.timezone)
    if opens_at <= now:
        return Opening(open_now=True, timezone=calendar.timezone)
    return Opening(open_now=False, opens_at=opens_at, timezone=calendar.timezone)
