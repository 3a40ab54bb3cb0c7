"""Somebody else's from now on: another person of this queue, or another queue."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NoReturn

from bot.errors import BadInput
from bot.ports import Desk, Memory
from bot.rules.approvers import Actor, Person, actor_of, may_decide, refuse_others
from bot.rules.delivery import DeliveryKind, Owed
from bot.rules.escalation import Escalation
from bot.rules.lanes import lane_of
from bot.rules.owing import card, note, redraw, transcript
from bot.rules.press import Press
from bot.rules.status import Kind
from bot.steps.assigned import find_person, staff_of, tell_assignee
from bot.steps.audited import in_slack
from bot.steps.confirmed import confirm
from bot.steps.once import is_first
from bot.steps.stream import pass_on


async def assign(desk: Desk, press: Press, user: str, words: str = "") -> Escalation:
    """To a person who may take it; they are called in the thread, with these `words` to them."""
    seen = await desk.store.read(lambda memory: memory.escalation(press.escalation_id))
    groups = seen.promise.approvers.groups
    other = await desk.people.person(press.team, user, groups)
    if may_decide(seen.promise.approvers, other, requester_slack_user=seen.requester):
        _refuse_person(f"{other.name or 'They'} may not take this in {seen.promise.queue}.")

    def change(memory: Memory, was: Escalation, by: Actor, now: datetime) -> Escalation:
        to = actor_of(other)
        (colleague,) = memory.colleagues(was.workspace, [to])
        if colleague.is_away(now):
            _refuse_person(f"{other.name} is away just now. Choose somebody else.")
        assigned = was.assign(to, now)
        memory.save(assigned, was=was, change="assigned", at=now)
        memory.was_assigned(was.workspace, to, now)
        called = note(assigned, _for_you(assigned, by), quote=words, mention=[{"user": user}])
        memory.owe(redraw(assigned), called)
        confirm(memory, assigned, press, f"Passed on to <@{user}>. They are called in the thread.")
        return assigned

    return await _pass(desk, press, seen, change, action=f"assigned to {other.id}")


async def transfer(desk: Desk, press: Press, queue: str, words: str = "") -> Escalation:
    """To a queue of the present policy. The thread stays; a new card hangs where that team is."""
    seen = await desk.store.read(lambda memory: memory.escalation(press.escalation_id))
    known = desk.policies.current.queues.get(queue)
    if known is None or queue == seen.promise.queue:
        no = "Choose another queue."
        raise BadInput(no, fields={"queue": no})

    staff = await staff_of(desk, [known])

    def change(memory: Memory, was: Escalation, by: Actor, now: datetime) -> Escalation:
        moved = find_person(memory, desk, was.transfer(known, now), staff, now)
        memory.save(moved, was=was, change="transferred", at=now)
        memory.owe(_farewell(was, queue, by), *_moves(memory, was, moved))
        if words:
            memory.owe(note(moved, f"{by.name} passes this on to you:", quote=words))
        tell_assignee(memory, moved, now)
        return moved

    return await _pass(desk, press, seen, change, action=f"transferred to {queue}")


async def _pass(
    desk: Desk,
    press: Press,
    seen: Escalation,
    change: Callable[[Memory, Escalation, Actor, datetime], Escalation],
    *,
    action: str,
) -> Escalation:
    groups = seen.promise.approvers.groups
    person: Person = await desk.people.person(press.team, press.user, groups)
    by, now = actor_of(person), desk.clock.now()

    def record(memory: Memory) -> Escalation:
        conversation = memory.conversation(seen.workspace, seen.conversation_id)
        was = memory.escalation(press.escalation_id)
        if not is_first(memory, press, now):
            return was
        refuse_others(was.promise.approvers, person, requester_slack_user=was.requester)
        memory.save_conversation(pass_on(memory, conversation, now, all_of_it=True))
        passed = change(memory, was, by, now)
        memory.note(in_slack(was.id, by, now, action))
        return passed

    return await desk.store.write(record)


def _refuse_person(words: str) -> NoReturn:
    raise BadInput(words, fields={"person": words})


def _for_you(assigned: Escalation, by: Actor) -> str:
    if assigned.kind is not Kind.HANDOFF:
        return f"{by.name} passes this on to you."
    return f"{by.name} passes this on to you. Press Take over to speak with the customer."


def _farewell(was: Escalation, queue: str, by: Actor) -> Owed:
    return note(was, f"{by.name} passed this on to {queue}. It goes on there, in another thread.")


def _moves(memory: Memory, was: Escalation, moved: Escalation) -> list[Owed]:
    """A card for the new team, the conversation below it, and no buttons left on the old one."""
    old = was.thread
    again = [
        replace(owed, once=f"{owed.once}:{moved.version}")
        for owed in transcript(moved, memory.card(moved.id).turn)
    ]
    new = card(moved, instead_of=f"{old.root_ts if old else ''}:{moved.version}")
    if old is None:
        return [new, *again]
    left = Owed(
        escalation_id=moved.id,
        kind=DeliveryKind.FAREWELL,
        lane=lane_of(DeliveryKind.REDRAW),
        once=f"left:{moved.id}:{moved.version}",
        payload={"channel": old.channel, "ts": old.root_ts, "queue": moved.promise.queue},
    )
    return [new, *again, left]
