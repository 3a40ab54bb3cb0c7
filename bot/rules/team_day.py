"""The day of a team: when it begins by their own clock, and what still belongs to it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_day import differing, from_microseconds, open_on
from bot.rules.calendars.open_time import opening

USUALLY = time(9)
"""Where nobody ever goes home: the hour at which the digest comes, too."""
_INSTANT = timedelta(microseconds=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """It ends with its date, or with the hours that began on it and go on past midnight."""

    date: date
    begins_at: datetime
    ends_at: datetime


def day_begun(calendar: Calendar | None, now: datetime) -> Day | None:
    """The day that the team is at work on. None: it has not begun, or they have gone home."""
    if not opening(calendar, now).open_now:
        return None
    zone = ZoneInfo(calendar.timezone if calendar else "UTC")
    today = now.astimezone(zone).date()
    days = (_day(calendar, each, zone) for each in (today, today - _DAY))
    return next((each for each in days if each and each.begins_at <= now < each.ends_at), None)


def _day(calendar: Calendar | None, on: date, zone: ZoneInfo) -> Day | None:
    """It begins when somebody comes to where nobody was; if that is never so on this date, at the
    usual hour, if somebody is there.
    """
    spans = _spans(calendar, on, zone) if calendar else []
    came = (start for start, _ in spans if not opening(calendar, start - _INSTANT).open_now)
    begins = min(came, default=_at(on, USUALLY, zone))
    if not opening(calendar, begins).open_now:
        return None
    return Day(on, begins, max((_at(on + _DAY, time(), zone), *(end for _, end in spans))))


def _spans(calendar: Calendar, on: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    spans = open_on(calendar, on, zone, differing(calendar, on, on))
    return [
        (from_microseconds(start), from_microseconds(end)) for start, end in spans if start < end
    ]


def _at(on: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, hour, zone).astimezone(UTC)
