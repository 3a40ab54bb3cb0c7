"""Whom a new escalation is for: whose turn it is, or who has least on the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.rules.approvers import Actor

_NEVER = datetime.min.replace(tzinfo=UTC)


class Assignment(StrEnum):
    """How a queue finds somebody: people help themselves (`manual`), in turn, or by load."""

    MANUAL = "manual"
    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody who may be given escalations; `open` is how many are theirs just now."""

    who: Actor
    away_until: datetime | None = None
    last_assigned_at: datetime | None = None
    open: int = 0

    def is_away(self, now: datetime) -> bool:
        return self.away_until is not None and now < self.away_until


def next_in_line(
    assignment: Assignment,
    colleagues: Sequence[Colleague],
    now: datetime,
    *,
    most_open: int | None = None,
) -> Colleague | None:
    """None when people help themselves, or when nobody is there who could take one more.

    Where two are equal, it is the turn of whoever has waited longer for theirs; the id breaks the
    last tie, so that every replica finds the same person.
    """
    if assignment is Assignment.MANUAL:
        return None
    free = [
        each
        for each in colleagues
        if not each.is_away(now) and (most_open is None or each.open < most_open)
    ]
    by_load = assignment is Assignment.LEAST_LOADED
    return min(free, key=lambda each: (by_load * each.open, _turn(each)), default=None)


def _turn(colleague: Colleague) -> tuple[datetime, str]:
    return colleague.last_assigned_at or _NEVER, colleague.who.id
