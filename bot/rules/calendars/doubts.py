"""What a calendar says of days that are over, and no longer of those to come."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_day import public_holidays

_AHEAD = timedelta(days=400)


def doubts(calendar: Calendar, today: date) -> Iterator[str]:
    """Each ends quietly, and people are promised answers on days on which nobody is there."""
    if calendar.overrides and max(calendar.overrides) < today:
        last = max(calendar.overrides)
        yield f"the overrides of calendar {calendar.name} are over, the last was {last}"
    if calendar.closures and not any(
        True for closure in calendar.closures for _ in closure.times(today, today + _AHEAD)
    ):
        yield f"the iCalendar file of calendar {calendar.name} has no event after {today}"
    if calendar.holidays:
        year = (today + _AHEAD).year
        if not public_holidays(calendar.holidays, year):
            yield (
                f"the holidays of {calendar.holidays} are not known for {year}, so calendar "
                f"{calendar.name} will be open on them"
            )
