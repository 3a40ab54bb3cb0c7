"""Hours of a day and days of a week, as a person writes them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 60
_HOURS = re.compile(r"(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)", re.ASCII)
_HOURS_ARE = "hours are two times of the day such as 09:00-17:00, 00:00-24:00 or 22:00-06:00"
_DAYS_ARE = f"a day is one of {', '.join(WEEKDAYS)}, or a range such as mon-thu"


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """From `start` until before `end`, in minutes of the wall clock since the day's midnight.

    `end` is later than `start` and may lie in the next day: 22:00-06:00 is (1320, 1800).
    """

    start: int
    end: int

    def __str__(self) -> str:
        end = self.end if self.end <= DAY else self.end - DAY
        return f"{_clock(self.start)}-{_clock(end)}"


def parse_hours(text: str) -> Hours:
    """`22:00-06:00`. Raises ValueError with a sentence."""
    found = _HOURS.fullmatch(text.strip())
    if not found:
        raise ValueError(_HOURS_ARE)
    hour, minute, until_hour, until_minute = map(int, found.groups())
    start, end = hour * 60 + minute, until_hour * 60 + until_minute
    if max(minute, until_minute) > 59 or start >= DAY or end > DAY:  # noqa: PLR2004
        raise ValueError(f"{_HOURS_ARE}; times go from 00:00 to 24:00")
    if start == end:
        raise ValueError("hours that end where they start are empty; a whole day is 00:00-24:00")
    return Hours(start, end if end > start else end + DAY)


def parse_days(text: str) -> tuple[int, ...]:
    """`mon-thu` is (0, 1, 2, 3); `sat-mon` goes round. Raises ValueError with a sentence."""
    first, dash, last = (part.strip() for part in text.strip().lower().partition("-"))
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        raise ValueError(_DAYS_ARE)
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return tuple(day % 7 for day in range(start, end + 1 if end >= start else end + 8))


def parse_date(text: str) -> date:
    """Raises ValueError with a sentence."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError("a date is written as 2026-12-24")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("there is no such day; a date is written as 2026-12-24") from None


def week_of(
    hours: Iterable[tuple[Sequence[int], Sequence[Hours]]],
) -> tuple[tuple[Hours, ...], ...]:
    """Monday first. Raises ValueError when a day is told twice, overlaps, or none is open."""
    week: dict[int, tuple[Hours, ...]] = {}
    for days, open_hours in hours:
        for day in days:
            if day in week:
                raise ValueError(f"{WEEKDAYS[day]} stands in it twice")
            week[day] = in_order(open_hours)
    if not any(week.values()):
        raise ValueError("it is never open; give at least one day hours")
    whole = tuple(week.get(day, ()) for day in range(7))
    _refuse_overlaps_at_midnight(whole)
    return whole


def in_order(open_hours: Sequence[Hours]) -> tuple[Hours, ...]:
    """Earliest first. Raises ValueError when two of them overlap."""
    ordered = tuple(sorted(open_hours))
    for earlier, later in pairwise(ordered):
        if later.start < earlier.end:
            raise ValueError(f"{earlier} and {later} overlap")
    return ordered


def _refuse_overlaps_at_midnight(week: Sequence[Sequence[Hours]]) -> None:
    for day, today in enumerate(week):
        tomorrow = week[(day + 1) % 7]
        if today and tomorrow and today[-1].end - DAY > tomorrow[0].start:
            names = WEEKDAYS[day], WEEKDAYS[(day + 1) % 7]
            raise ValueError(f"{today[-1]} of {names[0]} and {tomorrow[0]} of {names[1]} overlap")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
