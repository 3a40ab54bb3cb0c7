"""What looking open time up saves, beside walking every day from the start."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bench import Way, show
from bench.figures import Board, Figure
from bench.stage import Stage
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.hours import Hours
from bot.rules.calendars.open_day import public_holidays
from bot.rules.calendars.open_time import due
from bot.rules.calendars.wall_clock import instant

STARTS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=37 * number) for number in range(200)]
HOUR = 3600.0
BERLIN = Calendar(
    name="berlin",
    timezone="Europe/Berlin",
    week=((Hours(480, 720), Hours(810, 1080)),) * 5 + ((), ()),
    holidays="DE-BE",
)


def run(board: Board, stage: Stage) -> None:
    del stage
    board.begin("When something is due in open time")
    for hours, name in ((1, "an hour"), (40, "a week's work"), (2_000, "a year's work")):
        looked = partial(_each, due, hours * HOUR)
        walked = partial(_each, walked_due, hours * HOUR)
        found = show(
            board.console, f"{name}, from 200 moments", [Way("ours", looked), Way("walked", walked)]
        )
        rate = len(STARTS) / found.seconds[0]
        note = f"{rate:,.0f} a second, and {len(STARTS) / found.seconds[1]:,.0f} walked"
        board.add(Figure(f"{name}: walking over looking up", found.ratios[1], note=note))
        board.add(Figure(f"{name}: due times a second on one core", rate, unit="", least=10_000))


def _each(find: Callable[[Calendar, datetime, float], datetime], seconds: float) -> None:
    for start in STARTS:
        find(BERLIN, start, seconds)


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
