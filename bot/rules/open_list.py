"""What is open when a team's day begins, as one post: who comes in sees what cannot wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import NeverOpen, next_opening
from bot.rules.delivery import Owed
from bot.rules.keeping import due_first
from bot.rules.owing import in_channel
from bot.rules.policy import Queue
from bot.rules.status import Status
from bot.rules.worklist import Open, in_order, listed

STILL_NEWS = timedelta(hours=2)
LONG = timedelta(days=2)
SHOWN = 25
_USUALLY = time(9)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a team, and when it ends by their own clock."""

    date: date
    ends_at: datetime


def day_begun(calendar: Calendar | None, now: datetime) -> Day | None:
    """The day that opened just now, or in the last two hours; a team that is always there begins
    at nine in UTC. None: it has not opened yet, or long ago, or has gone again.
    """
    zone = ZoneInfo(calendar.timezone) if calendar else UTC
    today = now.astimezone(zone).date()
    begins = datetime.combine(today, time() if calendar else _USUALLY, zone).astimezone(UTC)
    ends = datetime.combine(today + timedelta(days=1), time(), zone).astimezone(UTC)
    try:
        opens_at = next_opening(calendar, begins)
        is_there = next_opening(calendar, now) == now
    except NeverOpen:
        return None
    is_news = opens_at <= now < min(opens_at + STILL_NEWS, ends)
    return Day(today, ends) if is_there and is_news else None


def open_list(queue: Queue, entries: Sequence[Open], day: Day, now: datetime) -> Owed | None:
    """None when nothing is open that anybody should look at today."""
    marked = [(each, _marks(each, day, now)) for each in in_order(entries)]
    shown = [(each, marks) for each, marks in marked if marks]
    if not shown:
        return None
    count = len(shown)
    return in_channel(
        queue.channel,
        f"{count} open in {queue.name} as the day begins",
        about=shown[0][0].escalation.id,
        once=f"open-list:{queue.name}:{day.date}",
        list=[listed(each, ", ".join(marks)) for each, marks in shown[:SHOWN]],
        more=max(0, count - SHOWN),
    )


def _marks(entry: Open, day: Day, now: datetime) -> list[str]:
    escalation, due_at = entry.escalation, due_first(entry.escalation)
    marks: list[str] = []
    if due_at < now:
        marks.append("past due")
    elif due_at < day.ends_at:
        marks.append("due today")
    if escalation.status is Status.PENDING:
        marks.append("unclaimed")
    if now - (escalation.asked_at or escalation.created_at) > LONG:
        marks.append("waiting for over two days")
    return marks
