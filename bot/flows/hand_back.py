"""A person is done: the agent goes on, or nothing is left to say."""

from collections.abc import Callable
from datetime import datetime

from bot.ports import Desk, Memory
from bot.rules.approvers import Actor, actor_of, refuse_others
from bot.rules.escalation import Escalation
from bot.rules.notice import Notice
from bot.rules.notices import HANDED_BACK, RESOLVED
from bot.rules.owing import redraw, webhook
from bot.rules.press import Press
from bot.steps.audited import in_slack
from bot.steps.control import to_agent
from bot.steps.once import is_first
from bot.steps.pressed import who_pressed

End = Callable[[Escalation, Actor, datetime], Escalation]


async def hand_back(desk: Desk, press: Press, note: str = "") -> Escalation:
    """`note` is for the agent: what was promised, what to do next."""
    return await _end(
        desk, press, note, "handed_back", HANDED_BACK, lambda was, by, now: was.hand_back(by, now)
    )


async def resolve(desk: Desk, press: Press, note: str = "") -> Escalation:
    return await _end(
        desk, press, note, "resolved", RESOLVED, lambda was, by, now: was.resolve(by, now)
    )


async def _end(
    desk: Desk, press: Press, note: str, change: str, notice: Notice, end: End
) -> Escalation:
    seen, person = await who_pressed(desk, press)
    by, now = actor_of(person), desk.clock.now()

    def record(memory: Memory) -> Escalation:
        conversation = memory.conversation(seen.workspace, seen.conversation_id)
        was = memory.escalation(press.escalation_id)
        if not is_first(memory, press, now):
            return was
        refuse_others(was.promise.approvers, person)
        ended = end(was, by, now)
        memory.save(ended, was=was, change=change, at=now)
        to_agent(memory, desk, conversation, ended, notice=notice, summary=note)
        memory.owe(redraw(ended), *webhook(ended, "escalation.decided"))
        memory.note(in_slack(was.id, by, now, change.replace("_", " ")))
        return ended

    with desk.traces.step("press", of=seen.trace, escalation=seen.id):
        return await desk.store.write(record)
