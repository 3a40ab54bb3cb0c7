"""Clocks that ran once and are gone from the record, as the auditor finds them."""

from datetime import datetime

from bot.rules.clock import Clock, ClockKind, pause
from bot.rules.clocks import (
    Ball,
    Terms,
    Timing,
    asking_again,
    since_they_wrote,
    started,
    with_clocks,
)


def with_lost(timing: Timing, at: datetime, taken_at: datetime | None, terms: Terms) -> Timing:
    """With the clocks of what is still owed that ran once and are gone, as if they had run on: from
    `at`, the opening, or from when somebody took over. What was satisfied is not made up again.
    """
    owed = {
        ClockKind.CLAIM: timing.claimed_at is None,
        ClockKind.DECISION: timing.answered_at is None and taken_at is None,
        ClockKind.FIRST_REPLY: timing.answered_at is None,
        ClockKind.RESOLUTION: True,
    }
    known = {each.kind for each in timing.clocks}
    lost = [
        kind
        for kind, is_owed in owed.items()
        if is_owed and kind in (timing.begun & terms.targets.keys()) - known
    ]
    began = [_begun(kind, timing, at, taken_at, terms) for kind in lost]
    whole = with_clocks(timing, [*timing.clocks, *began], terms) if lost else timing
    return asking_again(whole, terms) if _has_lost_next(timing) else whole


def _begun(
    kind: ClockKind, timing: Timing, at: datetime, taken_at: datetime | None, terms: Terms
) -> Clock:
    """While the customer is to write, the time to settle it stands still since they were answered;
    how often it had stood still before is lost with the clock.
    """
    match kind:
        case ClockKind.FIRST_REPLY if terms.from_customer:
            return since_they_wrote(timing, at, terms)
        case ClockKind.FIRST_REPLY:
            return started(kind, taken_at or at, terms)
        case ClockKind.RESOLUTION if timing.reached_at and timing.ball is Ball.CUSTOMER:
            return pause(started(kind, at, terms), max(at, timing.reached_at), terms.calendar)
        case _:
            return started(kind, at, terms)


def _has_lost_next(timing: Timing) -> bool:
    """They wait for another answer since a moment at which no clock of one began."""
    since = timing.unanswered
    if since is None or ClockKind.NEXT_REPLY not in timing.begun:
        return False
    return not any(
        each.kind is ClockKind.NEXT_REPLY and each.started_at >= since for each in timing.clocks
    )
