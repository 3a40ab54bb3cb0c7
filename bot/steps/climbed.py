"""The next step of an escalation's ladder is taken, and whoever it names is called."""

from datetime import datetime

from bot.ports import AuditLine, Desk, Memory
from bot.rules.approvers import TIMEOUT
from bot.rules.climbing import climb
from bot.rules.escalation import Escalation
from bot.rules.ladder import Rung
from bot.rules.ladder_calls import calls
from bot.rules.operators import climbed_in_vain
from bot.rules.owing import redraw
from bot.steps.operators import tell_operators

def climbed(memory: Memory, desk: Desk, id: str, gone: frozenset[str]) -> bool:
    """Looks at the record again: somebody may have taken it while Slack was asked who is there."""
    now = desk.clock.now()
    was = memory.escalation(id)
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
        memory.owe(*calls(escalation, step.called, gone))
        if step.called.is_last:
            tell_operators(memory, desk, climbed_in_vain(escalation))
    return True


def _line(escalation: Escalation, now: datetime, action: str, rung: Rung) -> AuditLine:
    step = "fallback" if rung.is_last else rung.number
    return AuditLine(
        escalation_id=escalation.id,
        at=now,
        actor=TIMEOUT,
        channel="clock",
        action=action,
        detail={"step": step, "round": rung.round},
    )
