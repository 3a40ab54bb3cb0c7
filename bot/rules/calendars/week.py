"""A week as a team lives it: from its local Monday 00:00 until before the next one.

Bounds are instants, so that every event belongs to exactly one week of a zone, whatever its clocks
did in that night; a week in which they change has 167 or 169 hours.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WEEK = re.compile(r"(\d{4})-W(\d\d)", re.ASCII)
_FIRST, _LAST = 1970, 9998
_A_WEEK_IS = "a week is written as 2026-W47"


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """From `start` until before `end`, in UTC."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A week by ISO 8601: its first days may lie in the year before."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    def later(self, weeks: int = 1) -> "Week":
        return _holding(self.monday + timedelta(weeks=weeks))

    def earlier(self, weeks: int = 1) -> "Week":
        return self.later(-weeks)

    def window(self, zone: ZoneInfo) -> Window:
        return Window(_midnight(self.monday, zone), _midnight(self.later().monday, zone))

    def moment(self, zone: ZoneInfo, weekday: int, minute: int) -> datetime:
        """A day of this week (Monday is 0) at a local time of day, in UTC."""
        day = self.monday + timedelta(days=weekday)
        local = datetime.combine(day, time(minute // 60, minute % 60), zone)
        return local.astimezone(UTC)


def week_of(at: datetime, zone: ZoneInfo) -> Week:
    week = _holding(at.astimezone(zone).date())
    window = week.window(zone)
    if at < window.start:
        return week.earlier()
    return week.later() if at >= window.end else week


def parse_week(text: str) -> Week:
    """`2026-W47`. Raises ValueError with a sentence."""
    found = _WEEK.fullmatch(text.strip())
    if not found:
        raise ValueError(_A_WEEK_IS)
    year, number = int(found[1]), int(found[2])
    if not _FIRST <= year <= _LAST:
        raise ValueError(f"{_A_WEEK_IS}; years go from {_FIRST} to {_LAST}")
    try:
        date.fromisocalendar(year, number, 1)
    except ValueError:
        raise ValueError(f"{year} has no week {number}; {_A_WEEK_IS}") from None
    return Week(year, number)


def _holding(day: date) -> Week:
    year, number, _ = day.isocalendar()
    return Week(year, number)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
