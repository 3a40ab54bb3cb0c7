"""A week's schedule as one page, in the style of the digest's."""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.flows.read_schedule import Schedule
from bot.rules.weekly.words import say_days
from handlers.reports.page import STYLE, TEMPLATES


def as_schedule(schedule: Schedule) -> str:
    """All in the zone of the week."""
    zone = ZoneInfo(schedule.zone)

    def told(at: datetime) -> str:
        return f"{at.astimezone(zone):%a %d %b %H:%M}"

    return TEMPLATES.get_template("schedule.html").render(
        title=f"Schedule, week {schedule.week.number} ({say_days(schedule.week)}, {schedule.zone})",
        rosters=schedule.rosters,
        told=told,
        style=Markup(STYLE),  # noqa: S704  # our own
    )
