"""A reviewer says how soon this must be done: what is still owed is planned anew from now on."""

from bot.ports import Desk, Memory
from bot.rules.approvers import actor_of, refuse_others
from bot.rules.escalation import Escalation
from bot.rules.owing import note, redraw
from bot.rules.policy import Priority
from bot.rules.press import Press
from bot.steps.audited import in_slack
from bot.steps.confirmed import confirm
from bot.steps.once import is_first
from bot.steps.pressed import who_pressed


async def prioritise(desk: Desk, press: Press, priority: Priority) -> Escalation:
    """To the same priority again, nothing changes. What was done or broken stays as it was."""
    seen, person = await who_pressed(desk, press)
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
            in_slack(
                was.id, by, now, "prioritised", {"from": str(was.priority), "to": str(priority)}
            )
        )
        return now_is

    with desk.traces.step("press", of=seen.trace, escalation=seen.id):
        return await desk.store.write(record)
