"""A new escalation finds its person, where its queue says so; others may still take it."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from bot.ports import Desk, Memory
from bot.rules.approvers import POLICY, Person, actor_of, may_decide
from bot.rules.assignment import Assignment, next_in_line
from bot.rules.calendars.open_time import opens_again
from bot.rules.escalation import Escalation
from bot.rules.owing import note
from bot.rules.policy import Queue
from bot.steps.audited import by_policy
from bot.steps.calling import call

PATIENCE = 1.0  # an agent waits meanwhile
FOR_YOU = "This is for you. Any other reviewer may still decide it."

Staff = Mapping[str, tuple[Person, ...]]


async def staff_of(desk: Desk, queues: Iterable[Queue] | None = None) -> Staff:
    """Who works for each queue that gives out its escalations, as far as Slack says so in time.

    Asked before the transaction. Where people help themselves, nobody is asked for.
    """
    wanted = desk.policies.current.queues.values() if queues is None else queues
    giving = [queue for queue in wanted if queue.assignment is not Assignment.MANUAL]
    staff: dict[str, tuple[Person, ...]] = {}
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            for queue in giving:
                staff[queue.name] = tuple(await desk.people.reviewers(queue.approvers))
    return staff


def find_person(
    memory: Memory, desk: Desk, escalation: Escalation, staff: Staff, now: datetime
) -> Escalation:
    """The same, with its person named; as it is when there is nobody, and people help themselves.

    It stays unclaimed: being named is not yet having seen it.
    """
    queue = desk.policies.current.queues.get(escalation.promise.queue)
    if queue is None or queue.assignment is Assignment.MANUAL:
        return escalation
    able = [
        actor_of(person)
        for person in staff.get(queue.name, ())
        if not may_decide(queue.approvers, person, requester_slack_user=escalation.requester)
    ]
    colleagues = memory.colleagues(escalation.workspace, able)
    found = next_in_line(queue.assignment, colleagues, now, most_open=queue.most_open)
    if found is None:
        return escalation
    memory.was_assigned(escalation.workspace, found.who, now)
    return replace(escalation, assignee=found.who)


def tell_assignee(memory: Memory, escalation: Escalation, now: datetime) -> None:
    """They are called once, in the thread, and it is written down who named them. Nobody is called
    for it while the team is away, nor when somebody has taken it by the time they come.
    """
    who = escalation.assignee
    if who is None:
        return
    once = f"assigned:{escalation.id}:{escalation.version}"
    said = note(escalation, FOR_YOU, mention=[{"user": who.slack_user}], once=once)
    if opens_again(escalation.promise.calendar, now) > now:
        call(memory, escalation, now, said)
    else:
        memory.owe(said)
    memory.note(by_policy(escalation.id, POLICY, now, f"assigned to {who.id}"))
