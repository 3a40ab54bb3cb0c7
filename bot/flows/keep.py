"""Whoever has an escalation says that they are still on it, or not to be told for a while."""

from collections.abc import Callable
from datetime import datetime

from bot.errors import slack_time
from bot.ports import AuditLine, Desk, Memory
from bot.rules import keeping
from bot.rules.approvers import Actor, actor_of
from bot.rules.escalation import Escalation
from bot.rules.owing import redraw
from bot.rules.press import Press
from bot.steps.confirmed import confirm


async def keep(desk: Desk, press: Press) -> Escalation:
    return await _change(desk, press, "kept", keeping.keep)


async def snooze(desk: Desk, press: Press, until: datetime) -> Escalation:
    """Until then, or until shortly before it is due."""
    return await _change(
        desk, press, "snoozed", lambda was, by, now: keeping.snooze(was, by, until, now)
    )


async def _change(
    desk: Desk,
    press: Press,
    change: str,
    move: Callable[[Escalation, Actor, datetime], Escalation],
) -> Escalation:
    seen = await desk.store.read(lambda memory: memory.escalation(press.escalation_id))
    by = actor_of(await desk.people.person(press.team, press.user, ()))
    now = desk.clock.now()

    def record(memory: Memory) -> Escalation:
        was = memory.escalation(press.escalation_id)
        if not memory.first_time("press", press.key, now):
            return was
        now_is = move(was, by, now)
        memory.save(now_is, was=was, change=change, at=now)
        memory.owe(redraw(now_is))
        confirm(memory, now_is, press, _sentence(now_is))
        memory.note(
            AuditLine(escalation_id=was.id, at=now, actor=by, channel="slack", action=change)
        )
        return now_is

    with desk.traces.step("press", of=seen.trace, escalation=seen.id):
        return await desk.store.write(record)


def _sentence(escalation: Escalation) -> str:
    tenure = escalation.tenure
    if tenure is None:
        return "It is yours."
    if tenure.snoozed_until is None:
        return f"It stays yours until {slack_time(tenure.ends_at)}."
    quiet = f"You are not reminded of this until {slack_time(tenure.snoozed_until)}"
    return f"{quiet}. It stays yours until {slack_time(tenure.ends_at)}; what is late is told."
