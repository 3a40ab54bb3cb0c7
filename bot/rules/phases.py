"""How long it took until each thing was done, in time that passed and in time that was open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.rules.calendars.open_time import open_seconds
from bot.rules.escalation import Escalation

PHASES = ("created", "posted", "claimed", "answered", "delivered", "executed")


@dataclass(frozen=True, slots=True)
class Phase:
    """Since the escalation was made or, where it was asked for again, since then, in seconds."""

    name: str
    at: datetime
    wall: float
    business: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A phase that a case has reached for the first time, as it is counted: whose case it is, and
    seconds since it was made. `open` is None for a team that is always there.
    """

    queue: str
    reason: str
    phase: str
    wall: float
    open: float | None


def newly_reached(was: Escalation, now_is: Escalation) -> Iterator[Reached]:
    """What one change of the record adds; what was reached before is not reached again."""
    known = {name for name in PHASES if _reached(was, name)}
    promise = now_is.promise
    for each in phases(now_is):
        if each.name not in known:
            yield Reached(
                queue=promise.queue,
                reason=str(now_is.reason),
                phase=each.name,
                wall=each.wall,
                open=each.business if promise.calendar else None,
            )


def phases(escalation: Escalation) -> Iterator[Phase]:
    """Those that have been reached, in the order in which they usually are."""
    began, calendar = _began(escalation), escalation.promise.calendar
    for name in PHASES:
        if at := _reached(escalation, name):
            wall = max(0.0, (at - began).total_seconds())
            yield Phase(name, at, wall, open_seconds(calendar, began, at))


def _began(escalation: Escalation) -> datetime:
    return escalation.asked_at or escalation.created_at


def _reached(escalation: Escalation, name: str) -> datetime | None:
    """A decision is delivered when the agent has it, words when the customer has them."""
    timing = escalation.timing
    match name:
        case "created":
            return _began(escalation)
        case "posted":
            return escalation.thread.posted_at if escalation.thread else None
        case "claimed":
            return timing.claimed_at
        case "answered":
            return timing.answered_at
        case "delivered":
            told_at = escalation.told_at if escalation.decision else None
            return timing.delivered_at or told_at
        case _:
            return escalation.executed_at
