"""The nearest deadline on a card, in each reader's own zone; what is late already comes first."""

from bot.rules.clock import Clock, ClockKind, ClockStatus
from bot.rules.escalation import Escalation
from bot.rules.json import Json
from handlers.slack.blocks import bold, line, rich, run, when

SOON = 0.75
_DUE = {
    ClockKind.CLAIM: "Somebody takes it on by ",
    ClockKind.FIRST_REPLY: "First answer by ",
    ClockKind.NEXT_REPLY: "Next answer by ",
    ClockKind.DECISION: "Decision promised by ",
    ClockKind.RESOLUTION: "Settled by ",
}
_WAS_DUE = {
    ClockKind.CLAIM: "Late: somebody should have taken it on by ",
    ClockKind.FIRST_REPLY: "Late: the customer should have had an answer by ",
    ClockKind.NEXT_REPLY: "Late: the customer should have had the next answer by ",
    ClockKind.DECISION: "Late: it should have been decided by ",
    ClockKind.RESOLUTION: "Late: it should have been settled by ",
}


def late_blocks(escalation: Escalation) -> list[Json]:
    """What is broken and still owed, the oldest; nothing while all is in time."""
    late = nearest([each for each in _owed(escalation) if each.is_late])
    if late is None or late.due_at is None:
        return []
    return [rich(line(bold(f"🔴 {_WAS_DUE[late.kind]}"), when(late.due_at)))]


def deadline_runs(escalation: Escalation) -> list[Json]:
    """What has to be done next: green while there is time, amber when most of it is over."""
    running = [each for each in _owed(escalation) if each.status is ClockStatus.RUNNING]
    clock = nearest(running)
    if clock is None or clock.due_at is None:
        return []
    colour = "🟠" if clock.told >= SOON else "🟢"
    return [bold(f"{colour} {_DUE[clock.kind]}"), when(clock.due_at), run("\n")]


def nearest(clocks: list[Clock]) -> Clock | None:
    due = [(each.due_at, number, each) for number, each in enumerate(clocks) if each.due_at]
    return min(due)[2] if due else None


def _owed(escalation: Escalation) -> list[Clock]:
    """By people: a card that is read has reached Slack."""
    clocks = escalation.timing.clocks
    return [each for each in clocks if each.is_owed and each.kind is not ClockKind.NOTIFY]
