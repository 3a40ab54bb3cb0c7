"""A reviewer says "mine", or lets go again."""

from collections.abc import Callable
from datetime import datetime

from bot.errors import slack_time
from bot.ports import Desk, Memory
from bot.rules.approvers import Actor, actor_of, refuse_others
from bot.rules.escalation import Escalation
from bot.rules.owing import redraw, webhook
from bot.rules.press import Press
from bot.steps.audited import in_slack
from bot.steps.confirmed import confirm
from bot.steps.once import is_first
from bot.steps.pressed import who_pressed


async def claim(desk: Desk, press: Press) -> Escalation:
    return await _take(desk, press, "claimed", lambda was, by, now: was.claim(by, now))


async def release(desk: Desk, press: Press) -> Escalation:
    return await _take(desk, press, "released", lambda was, _by, now: was.release(now))


async def _take(
    desk: Desk,
    press: Press,
    change: str,
    move: Callable[[Escalation, Actor, datetime], Escalation],
) -> Escalation:
    seen, person = await who_pressed(desk, press)
    by, now = actor_of(person), desk.clock.now()

    def record(memory: Memory) -> Escalation:
        was = memory.escalation(press.escalation_id)
        if not is_first(memory, press, now):
            return was
        refuse_others(was.promise.approvers, person, requester_slack_user=was.requester)
        now_is = move(was, by, now)
        if now_is is was:
            return was
        memory.save(now_is, was=was, change=change, at=now)
        memory.owe(redraw(now_is))
        if change == "claimed":
            memory.owe(*webhook(now_is, "escalation.claimed"))
        confirm(memory, now_is, press, _sentence(now_is))
        memory.note(in_slack(was.id, by, now, change))
        return now_is

    with desk.traces.step("press", of=seen.trace, escalation=seen.id):
        return await desk.store.write(record)


def _sentence(escalation: Escalation) -> str:
    if escalation.tenure is None:
        return "You let go of it: anybody may take it now."
    until = slack_time(escalation.tenure.ends_at)
    return f"It is yours until {until}. At half of that time you are asked whether you keep it."
