"""A reviewer says how soon this must be done: what is still owed is planned anew from now on."""

from bot.ports import AuditLine, Desk, Memory
from bot.rules.approvers import actor_of, refuse_others
from bot.rules.escalation import Escalation
from bot.rules.owing import note, redraw
from bot.rules.policy import Priority
from bot.rules.press import Press
from bot.steps.confirmed import confirm
from bot.steps.once import is_first


async def prioritise(desk: Desk, press: Press, priority: Priority) -> Escalation:
    """To the same priority again, nothing changes. What was done or broken stays as it was."""
    seen = await desk.store.read(lambda memory: memory.escalation(press.escalation_id))
    person = await desk.people.person(press.team, press.user, seen.promise.approvers.groups)
    by, now = actor_of(person), desk.clock.now()

    def record(memory: Memory) -> Escalation:
        was = memory.escalation(press.escalation_id)
        if not is_first(memory, press, now):
            return was
        refuse_others(was.promise.approvers, person, requester_slack_user=was.requester)
        was.refuse_unless_open(now)
        if priority is was.priority:
            return was
        now_is = was.with_priority(priority, now)
        memory.save(now_is, was=was, change="prioritised", at=now)
        changed = f"changed the priority from {was.priority} to {priority}."
        memory.owe(redraw(now_is), note(now_is, f"{by.name} {changed}"))
        confirm(memory, now_is, press, f"The priority is {priority} from now on.")
        memory.note(
            AuditLine(
                escalation_id=was.id,
                at=now,
                actor=by,
                channel="slack",
                action="prioritised",
                detail={"from": str(was.priority), "to": str(priority)},
            )
        )
        return now_is

    with desk.traces.step("press", of=seen.trace, escalation=seen.id):
        return await desk.store.write(record)
