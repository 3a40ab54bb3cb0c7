"""The auditor: cards hang, clocks fit, ladders go on, nothing waits too long to be sent.

It mends what can be mended and says so; what cannot is said each hour. Each round looks at some of
the open escalations, so that ten thousand of them cost no more than five hundred.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.ports import Desk, Memory
from bot.rules.escalation import Escalation
from bot.rules.mending import TOLERANCE, is_amiss, is_mistimed, lacks_card, mended
from bot.rules.operators import held_up, late_card, mended_record
from bot.rules.owing import card, redraw
from bot.steps.audited import by_clock
from bot.steps.operators import tell_operators

BATCH = 500


@dataclass(frozen=True, slots=True)
class Round:
    """How much was amiss, and behind which escalation the next round goes on."""

    amiss: int
    behind: str


async def look_over(desk: Desk, behind: str = "") -> Round:
    now = desk.clock.now()
    some = await desk.store.read(lambda memory: memory.open_behind(behind, BATCH))
    amiss = 0
    for each, planned_at in some:
        if is_amiss(each, now) or is_mistimed(each, planned_at):
            amiss += await desk.store.write(lambda memory, id=each.id: _mend(memory, desk, id))
        await asyncio.sleep(0)  # presses come in between
    amiss += await _look_at_what_is_owed(desk, now)
    return Round(amiss, some[-1][0].id if len(some) == BATCH else "")


def _mend(memory: Memory, desk: Desk, id: str) -> bool:
    """Looked at once more: it may have changed, or another replica was quicker."""
    now = desk.clock.now()
    escalation = memory.escalation(id)
    is_late = is_mistimed(escalation, memory.planned_at(id))
    if not escalation.is_open or not (is_late or is_amiss(escalation, now)):
        return False
    if is_late:
        memory.plan(escalation)
        _written_down(memory, desk, escalation, now, "planned again")
    if lacks_card(escalation, now):
        _hang_up(memory, desk, escalation, now)
    if (fitting := mended(escalation, now)) is not escalation:
        memory.save(fitting, was=escalation, change="mended", at=now)
        memory.owe(redraw(fitting))
        _written_down(memory, desk, escalation, now, _what(escalation, fitting))
    return True


def _what(was: Escalation, fitting: Escalation) -> str:
    return "clocks mended" if was.timing != fitting.timing else "ladder mended"


def _hang_up(memory: Memory, desk: Desk, escalation: Escalation, now: datetime) -> None:
    """A card that is owed still is tried until it goes; one that nobody owes any more is lost."""
    if memory.owes_card(escalation.id):
        tell_operators(memory, desk, late_card(escalation, now))
        return
    memory.owe(card(escalation, instead_of=f"lost {escalation.version}"))
    _written_down(memory, desk, escalation, now, "card owed again")


async def _look_at_what_is_owed(desk: Desk, now: datetime) -> bool:
    """Couriers look for it by themselves: when none does, only a person can find out why."""
    found = await desk.store.read(lambda memory: memory.overdue(now - TOLERANCE))
    if found:
        await desk.store.write(lambda memory: tell_operators(memory, desk, held_up(found, now)))
    return bool(found)


def _written_down(
    memory: Memory, desk: Desk, escalation: Escalation, now: datetime, what: str
) -> None:
    tell_operators(memory, desk, mended_record(escalation, what, now))
    memory.note(by_clock(escalation.id, now, what))
