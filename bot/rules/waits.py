"""How often whoever asked has waited for people, and what ended each wait, change by change."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.calendars.open_time import open_seconds
from bot.rules.escalation import Escalation
from bot.rules.turn import Turn


class Ending(StrEnum):
    """`answered`: by a person's words or decision. `dismissed`: a person said that nothing was
    owed. `closed`: it came to an end, and nobody had answered.
    """

    ANSWERED = "answered"
    DISMISSED = "dismissed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """`open_seconds` is how much of it the team was there; None without a calendar."""

    began_at: datetime
    ended_at: datetime | None = None
    how: Ending | None = None
    open_seconds: float | None = None


def waits(was: Escalation | None, now_is: Escalation, at: datetime) -> list[Wait]:
    """Those that this change has ended or begun."""
    before, since = _since(was) if was else None, _since(now_is)
    if before == since:
        return []
    changed = [_ended(before, was, now_is, at)] if was and before else []
    return [*changed, Wait(began_at=since)] if since else changed


def asked_from(turn: Turn, now: datetime) -> datetime:
    """When the customer wrote the oldest of what nobody has answered; now, where no time is told.
    Their clock may run ahead of ours.
    """
    since = now
    for message in reversed(turn.messages):
        if message.role in ("agent", "human"):
            break
        if message.role == "customer" and message.at:
            since = min(since, message.at)
    return since


def reached_at(escalation: Escalation) -> datetime | None:
    """When a person's words first were with the customer; else when a person decided."""
    timing = escalation.timing
    return timing.delivered_at or timing.answered_at


def _since(escalation: Escalation) -> datetime | None:
    """For people they wait from the moment that people are asked."""
    since = escalation.timing.unanswered if escalation.is_open else None
    return max(since, escalation.created_at) if since else None


def _ended(began_at: datetime, was: Escalation, now_is: Escalation, at: datetime) -> Wait:
    how, ended_at = _ending(was, now_is, at)
    calendar = was.promise.calendar
    return Wait(
        began_at=began_at,
        ended_at=max(began_at, ended_at),
        how=how,
        open_seconds=open_seconds(calendar, began_at, ended_at) if calendar else None,
    )


def _ending(was: Escalation, now_is: Escalation, at: datetime) -> tuple[Ending, datetime]:
    words_at = now_is.timing.reached_at
    if words_at and words_at != was.timing.reached_at:
        return Ending.ANSWERED, words_at
    if now_is.is_open:
        return Ending.DISMISSED, at
    closed_at = now_is.closed_at or at
    is_decided = now_is.decision is not None and _by_person(now_is)
    return (Ending.ANSWERED if is_decided else Ending.CLOSED), closed_at


def _by_person(escalation: Escalation) -> bool:
    return escalation.closed_by is not None and escalation.closed_by.type == "human"
