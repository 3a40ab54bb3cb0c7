"""Time is over, and nobody has decided: what silence makes of an escalation."""

from dataclasses import replace
from datetime import datetime

from bot.rules.approvers import TIMEOUT
from bot.rules.clocks import Ball
from bot.rules.escalation import Escalation
from bot.rules.policy import OnTimeout, Priority, Stakes
from bot.rules.status import Kind, Move


def after_silence(was: Escalation, now: datetime) -> Escalation:
    """Closed, or at low stakes approved, or given more time once."""
    if not was.is_open or now < was.expires_at:
        return was
    if was.is_live or is_answered(was):
        return was.hand_back(TIMEOUT, now)
    match was.promise.on_timeout:
        case OnTimeout.APPROVE if _may_approve_itself(was):
            return was.decided(Move.APPROVE, was.letting_run("approve", TIMEOUT, now))
        case OnTimeout.ESCALATE if not was.extended:
            return replace(
                was.with_priority(Priority.URGENT, now),
                extended=True,
                expires_at=was.in_time(now),
                version=was.version + 1,
            )
        case _:
            return was.ended(Move.EXPIRE, TIMEOUT, now)


def is_answered(was: Escalation) -> bool:
    """A customer who asked for a person has had their answer, and says no more."""
    timing = was.timing
    is_theirs = timing.ball is Ball.CUSTOMER and timing.answered_at is not None
    return was.kind is Kind.HANDOFF and is_theirs


def _may_approve_itself(was: Escalation) -> bool:
    """Silence lets run what a person could have approved, and nothing else: no question, and
    nothing that one of several has changed.
    """
    return was.stakes is Stakes.LOW and "approve" in was.allowed_decisions and was.is_as_proposed
