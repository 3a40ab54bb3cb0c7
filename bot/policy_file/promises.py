"""Promises that no calendar of the file can keep."""

from collections.abc import Iterator

from bot.policy_file.lines import Lined
from bot.policy_file.problem import Problem
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import keeps
from bot.rules.durations import say_duration
from bot.rules.judging import RulePolicy
from bot.rules.ladder import once
from bot.rules.policy import Priority, Queue


def unkept(policy: RulePolicy, lined: Lined) -> Iterator[Problem]:
    """What the file promises in open time must end while somebody can remember it."""
    for queue in policy.queues.values():
        calendar = policy.calendar_of(queue.name)
        told = [each for each in queue.sla if ("queues", queue.name, "sla", each) in lined.lines]
        for clock in told if calendar else ():
            longest = max(queue.targets(each)[clock] for each in Priority)
            if calendar and not keeps(calendar, longest):
                yield Problem(
                    lined.line(("queues", queue.name, "sla", clock)),
                    f"`{clock}` in queue {queue.name} is {say_duration(longest)}, which "
                    f"calendar {queue.calendar} is not open within twenty years",
                )
        yield from _unclimbable(queue, calendar, lined)


def _unclimbable(queue: Queue, calendar: Calendar | None, lined: Lined) -> Iterator[Problem]:
    in_open_time = sum(each.wait for each in once(queue.ladder) if not each.on_wall)
    if calendar and in_open_time and not keeps(calendar, in_open_time):
        yield Problem(
            lined.line(("queues", queue.name, "ladder")),
            f"`ladder` in queue {queue.name} is {say_duration(in_open_time)} long, "
            f"which calendar {queue.calendar} is not open within twenty years",
        )
