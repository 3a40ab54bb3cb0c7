"""What the two pictures of a week show, and the same in words for whoever cannot see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.hours import WEEKDAYS
from bot.rules.calendars.open_time import open_seconds
from bot.rules.calendars.week import Week, Window
from bot.rules.weekly.spans import say_measured
from bot.rules.weekly.statistics import Summary

HOURS = 24
_HOUR = timedelta(hours=1)
_NAMES = tuple(day.capitalize() for day in WEEKDAYS)
_BUSIEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One week: how many escalations began in it, and how long their customers waited."""

    week: Week
    count: int
    time_to_human: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Escalations by local weekday and hour, monday first; `is_open` where the team was there."""

    counts: tuple[tuple[int, ...], ...]
    is_open: tuple[tuple[bool, ...], ...]

    def __post_init__(self) -> None:
        for table in (self.counts, self.is_open):
            if [len(day) for day in table] != [HOURS] * len(WEEKDAYS):
                raise ValueError("a week has seven days of 24 hours")

    @property
    def outside(self) -> int:
        """How many came while nobody was there."""
        return sum(
            count
            for day, open_hours in zip(self.counts, self.is_open, strict=True)
            for count, is_open in zip(day, open_hours, strict=True)
            if not is_open
        )

    @property
    def total(self) -> int:
        return sum(map(sum, self.counts))


def closed_hours(window: Window, zone: ZoneInfo, calendar: Calendar | None) -> frozenset[int]:
    """Of the hours of a week, from its beginning on, those whose field is outside open ones."""
    hours = -(-(window.end - window.start) // _HOUR)
    fields = load_of([0] * hours, window, zone, calendar).is_open
    local = [(window.start + number * _HOUR).astimezone(zone) for number in range(hours)]
    return frozenset(
        number for number, each in enumerate(local) if not fields[each.weekday()][each.hour]
    )


def load_of(
    by_hour: Sequence[int], window: Window, zone: ZoneInfo, calendar: Calendar | None
) -> Load:
    """Of each hour of a week, from its beginning on; without a calendar a team is always there. In
    a night in which clocks go back, two hours share a field.
    """
    counts = [[0] * HOURS for _ in WEEKDAYS]
    is_open = [[False] * HOURS for _ in WEEKDAYS]
    for number, count in enumerate(by_hour):
        begins = window.start + number * _HOUR
        local = begins.astimezone(zone)
        counts[local.weekday()][local.hour] += count
        is_open[local.weekday()][local.hour] |= open_seconds(calendar, begins, begins + _HOUR) > 0
    return Load(counts=tuple(map(tuple, counts)), is_open=tuple(map(tuple, is_open)))


def volume_in_words(bars: Sequence[Bar]) -> str:
    if not bars:
        return "No weeks to show."
    weeks = "; ".join(f"{bar.week}: {bar.count}, {_half(bar.time_to_human)}" for bar in bars)
    return f"Escalations a week, and how long half of the customers waited for a person. {weeks}."


def _half(waits: Summary) -> str:
    """Of fewer than five there is no half: each is told."""
    if waits.median is None and waits.values:
        return f"each {', '.join(map(say_measured, waits.values))}"
    return say_measured(waits.median)


def load_in_words(load: Load) -> str:
    if not load.total:
        return "Escalations by weekday and hour: there were none."
    slots = sorted(
        (
            (-count, day, hour)
            for day, counts in enumerate(load.counts)
            for hour, count in enumerate(counts)
            if count
        )
    )
    busiest = ", ".join(
        f"{_NAMES[day]} {hour:02}:00 ({-count})" for count, day, hour in slots[:_BUSIEST]
    )
    return (
        f"Escalations by weekday and hour, {load.total} in all. Busiest: {busiest}. "
        f"Outside open hours: {load.outside}."
    )
