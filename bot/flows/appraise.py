"""A reviewer says how the agent's answer was. It decides nothing, and nothing waits for it."""

from collections.abc import Callable

from bot.errors import StillOpen
from bot.ports import Desk, Memory
from bot.rules.approvers import actor_of, refuse_others
from bot.rules.feedback import (
    Answer,
    Appraisal,
    Opinion,
    appraisal_of,
    clicked,
    may_be_appraised,
)
from bot.rules.owing import redraw
from bot.rules.press import Press
from bot.steps.audited import in_slack
from bot.steps.once import is_first
from bot.steps.pressed import who_pressed


async def click(desk: Desk, press: Press, answer: Answer) -> Appraisal:
    """One click; what was said besides stays."""
    return await _appraise(desk, press, lambda before: clicked(before, answer))


async def appraise(desk: Desk, press: Press, opinion: Opinion) -> Appraisal:
    return await _appraise(desk, press, lambda _: opinion)


async def _appraise(
    desk: Desk, press: Press, change: Callable[[Opinion | None], Opinion]
) -> Appraisal:
    _, person = await who_pressed(desk, press)
    by, now = actor_of(person), desk.clock.now()

    def record(memory: Memory) -> Appraisal:
        escalation = memory.escalation(press.escalation_id)
        refuse_others(escalation.promise.approvers, person)
        if not may_be_appraised(escalation):
            raise StillOpen
        before = memory.appraisal(escalation.id)
        opinion = change(before.opinion if before else None)
        is_new = is_first(memory, press, now)
        if before and (before.opinion == opinion or not is_new):
            return before
        appraisal = appraisal_of(escalation, opinion, by, now)
        memory.save_appraisal(appraisal)
        memory.owe(redraw(escalation))
        memory.note(
            in_slack(
                escalation.id,
                by,
                now,
                "appraised",
                {"answer": str(opinion.answer), "needed": opinion.needed},
            )
        )
        return appraisal

    return await desk.store.write(record)
