"""What is open when a team's day begins, as one post: who comes in sees what waits for them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.rules.delivery import Owed
from bot.rules.keeping import due_first
from bot.rules.owing import in_channel
from bot.rules.policy import Queue
from bot.rules.status import Status
from bot.rules.team_day import Day
from bot.rules.worklist import Open, listed

LONG = timedelta(days=2)
SHOWN = 25


def open_list(
    queue: Queue, first: Sequence[Open], in_all: int, day: Day, now: datetime
) -> Owed | None:
    """`first` are those of all that are due first. None when nothing is open."""
    if not first:
        return None
    return in_channel(
        queue.channel,
        f"{in_all} open in {queue.name} as the day begins",
        about=first[0].escalation.id,
        once=f"open-list:{queue.name}:{day.date}",
        list=[listed(each, ", ".join(_marks(each, day, now))) for each in first],
        more=in_all - len(first),
    )


def _marks(entry: Open, day: Day, now: datetime) -> list[str]:
    escalation, due_at = entry.escalation, due_first(entry.escalation)
    marks: list[str] = []
    if due_at < now:
        marks.append("past due")
    elif due_at < day.ends_at:
        marks.append("due today")
    marks.append(_whose(entry))
    if now - (escalation.asked_at or escalation.created_at) > LONG:
        marks.append("waiting for over two days")
    return marks


def _whose(entry: Open) -> str:
    escalation = entry.escalation
    if escalation.status is Status.PENDING or escalation.assignee is None:
        return "unclaimed"
    return f"with {escalation.assignee.name or 'somebody'}"
