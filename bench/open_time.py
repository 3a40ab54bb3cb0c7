"""What looking open time up saves, beside walking every day from the start."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.calendar import Calendar
from bot.rules.hours import Hours
from bot.rules.open_day import public_holidays
from bot.rules.wall_clock import instant


def walked_due(calendar: Calendar, start: datetime, seconds: float) -> datetime:
    """As written on paper: day by day, until so much was open."""
    left = timedelta(seconds=seconds)
    if not left:
        return start
    for opens, closes in _spans(calendar, start):
        if opens + left <= closes:
            return opens + left
        left -= closes - opens
    raise AssertionError("days never end")


def walked_seconds(calendar: Calendar, start: datetime, end: datetime) -> float:
    opened = timedelta()
    for opens, closes in _spans(calendar, start):
        if opens >= end:
            break
        opened += min(end, closes) - opens
    return opened.total_seconds()


def _spans(calendar: Calendar, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """What is open from `start` on, in order; what overlaps is counted once."""
    zone = ZoneInfo(calendar.timezone)
    day, seen, waiting = start.astimezone(zone).date() - timedelta(days=3), start, []
    while True:
        waiting += [
            (instant(day, hours.start, zone), instant(day, hours.end, zone, last=True))
            for hours in _hours(calendar, day)
        ]
        day += timedelta(days=1)
        ready = [each for each in waiting if each[0] < instant(day, 0, zone)]
        waiting = [each for each in waiting if each not in ready]
        for opens, closes in sorted(ready):
            if closes > seen:
                yield max(opens, seen), closes
                seen = closes


def _hours(calendar: Calendar, day: date) -> tuple[Hours, ...]:
    if day in calendar.overrides:
        return calendar.overrides[day]
    if calendar.holidays and day in public_holidays(calendar.holidays, day.year):
        return ()
    return calendar.week[day.weekday()]
