"""The next step of an escalation's ladder is taken, and whoever it names is called."""

from datetime import datetime

from bot.ports import AuditLine, Desk, Memory
from bot.rules.approvers import TIMEOUT
from bot.rules.climbing import climb, climb_without
from bot.rules.delivery import Delivery, DeliveryState, Failed, Outcome
from bot.rules.escalation import Escalation
from bot.rules.ladder import Rung
from bot.rules.ladder_calls import calls
from bot.rules.operators import climbed_in_vain
from bot.rules.owing import redraw
from bot.steps.audited import by_clock
from bot.steps.calling import call
from bot.steps.operators import tell_operators

NOBODY_THERE = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "messages_tab_disabled",
        "not_in_channel",
        "restricted_action",
        "user_disabled",
        "user_not_found",
    }
)


def climbed(
    memory: Memory, desk: Desk, was: Escalation, now: datetime, gone: frozenset[str]
) -> bool:
    step = climb(was, now, gone)
    escalation = step.escalation
    if escalation is was:
        return False
    memory.save(escalation, was=was, change="climbed" if step.called else "waits", at=now)
    memory.owe(redraw(escalation))
    for rung in step.skipped:
        memory.note(_line(escalation, now, "step_empty", rung))
    if step.called:
        memory.note(_line(escalation, now, "climbed", step.called))
        owed = calls(escalation, step.called, gone)
        call(memory, escalation, now, *owed, urgency=step.called.urgency)
        if step.called.is_last:
            tell_operators(memory, desk, climbed_in_vain(escalation))
    return True


def refused(memory: Memory, settled: Delivery, outcome: Outcome, now: datetime) -> None:
    """A step's message that Slack does not take has called nobody: who is next is called at once,
    and where nobody is left behind the ladder, all who may take it.
    """
    whom = settled.payload.get("step")
    said = outcome.error if isinstance(outcome, Failed) else ""
    if not whom or not (settled.state is DeliveryState.DEAD or said in NOBODY_THERE):
        return
    was = memory.escalation(settled.escalation_id)
    step = climb_without(was, whom, now)
    escalation = step.escalation
    if escalation is was:
        return
    memory.save(escalation, was=was, change="refused", at=now)
    for rung in step.skipped:
        memory.note(_line(escalation, now, "step_empty", rung))
        if rung.is_last:
            call(memory, escalation, now, *calls(escalation, rung, gone=frozenset({whom})))


def _line(escalation: Escalation, now: datetime, action: str, rung: Rung) -> AuditLine:
    step = "fallback" if rung.is_last else rung.number
    return by_clock(escalation.id, now, action, {"step": step, "round": rung.round}, by=TIMEOUT)
