"""Whether a team is there just now, and when it comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from bot.rules.calendar import Calendar, Hours

HORIZON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Opening:
    """`opens_at` is the next opening while closed; None when there is none within two months."""

    open_now: bool
    opens_at: datetime | None = None
    timezone: str = "UTC"


ALWAYS_OPEN = Opening(open_now=True)


def opening(calendar: Calendar | None, now: datetime) -> Opening:
    """A team without a calendar is always there."""
    if calendar is None:
        return ALWAYS_OPEN
    for start, end in _spans(calendar, now):
        if start <= now < end:
            return Opening(open_now=True, timezone=calendar.timezone)
        if start > now:
            return Opening(open_now=False, opens_at=start, timezone=calendar.timezone)
    return Opening(open_now=False, timezone=calendar.timezone)


def _spans(calendar: Calendar, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Open spans in UTC, from those of yesterday that may reach past midnight."""
    zone = ZoneInfo(calendar.timezone)
    day = now.astimezone(zone).date() - timedelta(days=1)
    last = day + HORIZON
    while day <= last:
        for hours in sorted(_hours_of(calendar, day)):
            yield _instant(day, hours.start, zone), _instant(day, hours.end, zone)
        day += timedelta(days=1)


def _hours_of(calendar: Calendar, day: date) -> tuple[Hours, ...]:
    if day in calendar.overrides:
        return calendar.overrides[day]
    if calendar.holidays and day in _holidays(calendar.holidays, day.year):
        return ()
    return calendar.week[day.weekday()]


@lru_cache(maxsize=256)
def _holidays(place: str, year: int) -> frozenset[date]:
    country, _, region = place.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    midnight = datetime.combine(day, time(), zone)
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)
