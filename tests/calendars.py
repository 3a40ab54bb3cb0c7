"""Calendars as a sentence: a zone, a week, the dates that differ."""

from datetime import date
from typing import Any

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.hours import Hours, parse_days, parse_hours, week_of

NINE_TO_FIVE = {"mon-fri": ["09:00-17:00"]}
ALL_WEEK = {"mon-sun": ["00:00-24:00"]}


def a_calendar(
    zone: str = "Europe/Berlin",
    hours: dict[str, list[str]] | None = None,
    overrides: dict[str, list[str]] | None = None,
    **more: Any,
) -> Calendar:
    week = week_of(
        (parse_days(days), _read(written)) for days, written in (hours or NINE_TO_FIVE).items()
    )
    return Calendar(
        name=zone.rpartition("/")[2],
        timezone=zone,
        week=week,
        overrides={
            date.fromisoformat(day): _read(written) for day, written in (overrides or {}).items()
        },
        **more,
    )


def _read(written: list[str]) -> tuple[Hours, ...]:
    return tuple(parse_hours(each) for each in written)
