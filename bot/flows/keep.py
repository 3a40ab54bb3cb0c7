"""Whoever has an escalation says that they are still on it, not to be told for a while, or that
it is not the team that has to act next.
"""

from collections.abc import Callable
from datetime import datetime

from bot.errors import slack_time
from bot.ports import Desk, Memory
from bot.rules import keeping, waiting
from bot.rules.approvers import Actor, actor_of
from bot.rules.escalation import Escalation
from bot.rules.owing import redraw
from bot.rules.press import Press
from bot.steps.audited import in_slack
from bot.steps.confirmed import confirm
from bot.steps.once import is_first

NO_REPLY = "No answer is owed for what the customer wrote last. They can write again at any time."
ELSEWHERE = "Noted: somebody outside has to act next. What is promised to the customer runs on."
GOES_ON = "Noted: it is the team's turn again, and the time to be done runs."
PAUSED = (
    "Noted: somebody outside has to act next. Until they have (⋯ says so), or you or the "
    "customer write, the time to be done stands still; an answer is owed all the same."
)


async def keep(desk: Desk, press: Press) -> Escalation:
    return await _change(desk, press, "kept", keeping.keep)


async def snooze(desk: Desk, press: Press, until: datetime) -> Escalation:
    """Until then, or until shortly before it is due."""
    return await _change(
        desk, press, "snoozed", lambda was, by, now: keeping.snooze(was, by, until, now)
    )


async def no_reply_needed(desk: Desk, press: Press) -> Escalation:
    """The customer's last words want no answer: nobody is late with one."""
    return await _change(
        desk, press, "no_reply_needed", waiting.no_reply_needed, lambda _: NO_REPLY
    )


async def wait_elsewhere(desk: Desk, press: Press) -> Escalation:
    """Somebody outside has to act next."""
    return await _change(desk, press, "third_party", waiting.waits_elsewhere, _elsewhere)


async def third_party_acted(desk: Desk, press: Press) -> Escalation:
    """It is the team's turn again."""
    return await _change(desk, press, "third_party_acted", waiting.goes_on, lambda _: GOES_ON)


async def _change(
    desk: Desk,
    press: Press,
    change: str,
    move: Callable[[Escalation, Actor, datetime], Escalation],
    say: Callable[[Escalation], str] | None = None,
) -> Escalation:
    seen = await desk.store.read(lambda memory: memory.escalation(press.escalation_id))
    by = actor_of(await desk.people.person(press.team, press.user, ()))
    now = desk.clock.now()

    def record(memory: Memory) -> Escalation:
        was = memory.escalation(press.escalation_id)
        if not is_first(memory, press, now):
            return was
        now_is = move(was, by, now)
        memory.save(now_is, was=was, change=change, at=now)
        memory.owe(redraw(now_is))
        confirm(memory, now_is, press, (say or _sentence)(now_is))
        memory.note(in_slack(was.id, by, now, change))
        return now_is

    with desk.traces.step("press", of=seen.trace, escalation=seen.id):
        return await desk.store.write(record)


def _elsewhere(escalation: Escalation) -> str:
    return PAUSED if escalation.promise.third_party_pauses else ELSEWHERE


def _sentence(escalation: Escalation) -> str:
    tenure = escalation.tenure
    if tenure is None:
        return "It is yours."
    if tenure.snoozed_until is None:
        return f"It stays yours until {slack_time(tenure.ends_at)}."
    quiet = f"You are not reminded of this until {slack_time(tenure.snoozed_until)}"
    return f"{quiet}. It stays yours until {slack_time(tenure.ends_at)}; what is late is told."
