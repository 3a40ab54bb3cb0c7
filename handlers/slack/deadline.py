"""What a card says of time: the nearest deadline, in each reader's own zone, and what was late.

Its colour is that of the clock: green while there is time, amber when most of it is over, and red
for what is broken, which stays so when it is done at last.
"""

from datetime import datetime

from bot.rules.clock import Clock, ClockKind, ClockStatus
from bot.rules.escalation import Escalation
from bot.rules.json import Json
from handlers.slack.blocks import bold, line, rich, run, when

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
_DONE_LATE = {
    ClockKind.CLAIM: "Taken on late: it was due by ",
    ClockKind.FIRST_REPLY: "First answered late: it was due by ",
    ClockKind.NEXT_REPLY: "Answered late: the next answer was due by ",
    ClockKind.DECISION: "Decided late: it was due by ",
    ClockKind.RESOLUTION: "Settled late: it was due by ",
}
_NEVER_DONE = {
    ClockKind.CLAIM: "Not taken on in time: it was due by ",
    ClockKind.FIRST_REPLY: "Not answered in time: it was due by ",
    ClockKind.NEXT_REPLY: "Not answered again in time: it was due by ",
    ClockKind.DECISION: "Not decided in time: it was due by ",
    ClockKind.RESOLUTION: "Not settled in time: it was due by ",
}


def late_blocks(escalation: Escalation) -> list[Json]:
    """All that is broken: what is still owed, the oldest first; and by kind the last that is not
    any more.
    """
    late = [each for each in _of_people(escalation) if each.status is ClockStatus.BREACHED]
    owed = sorted((each for each in late if each.is_owed), key=_was_due)
    over = {each.kind: each for each in late if not each.is_owed}
    runs: list[Json] = []
    for clock in (*owed, *over.values()):
        due_at = clock.due_at or clock.breached_at
        if due_at:
            runs += [run("\n")] if runs else []
            runs += [bold(f"🔴 {_words(clock)[clock.kind]}"), when(due_at)]
    return [rich(line(*runs))] if runs else []


def deadline_runs(escalation: Escalation) -> list[Json]:
    """What has to be done next."""
    running = [each for each in _of_people(escalation) if each.status is ClockStatus.RUNNING]
    clock = nearest(running)
    if clock is None or clock.due_at is None:
        return []
    colour = "🟠" if clock.is_near else "🟢"
    return [bold(f"{colour} {_DUE[clock.kind]}"), when(clock.due_at), run("\n")]


def nearest(clocks: list[Clock]) -> Clock | None:
    due = [(each.due_at, number, each) for number, each in enumerate(clocks) if each.due_at]
    return min(due)[2] if due else None


def _was_due(clock: Clock) -> datetime:
    return clock.due_at or clock.breached_at or clock.started_at


def _words(clock: Clock) -> dict[ClockKind, str]:
    if clock.is_owed:
        return _WAS_DUE
    return _DONE_LATE if clock.satisfied_at else _NEVER_DONE


def _of_people(escalation: Escalation) -> list[Clock]:
    """A card that is read has reached Slack."""
    return [each for each in escalation.timing.clocks if each.kind is not ClockKind.NOTIFY]
