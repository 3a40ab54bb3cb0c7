"""Promises that no calendar of the file can keep."""

from collections.abc import Iterator

from bot.policy_file.lines import Lined
from bot.policy_file.problem import Problem
from bot.rules.durations import say_duration
from bot.rules.judging import RulePolicy
from bot.rules.open_time import NeverOpen, due, settled
from bot.rules.policy import Priority


def unkept(policy: RulePolicy, lined: Lined) -> Iterator[Problem]:
    """What is promised in open time must end while somebody can remember it."""
    for queue in policy.queues.values():
        calendar = policy.calendar_of(queue.name)
        longest = {
            clock: max(queue.targets(each)[clock] for each in Priority) for clock in queue.sla
        }
        for clock, seconds in longest.items():
            try:
                due(calendar, settled(calendar), seconds)
            except NeverOpen:
                yield Problem(
                    lined.line(("queues", queue.name, "sla", clock)),
                    f"`{clock}` in queue {queue.name} is {say_duration(seconds)}, which "
                    f"calendar {queue.calendar} is not open within twenty years",
                )
