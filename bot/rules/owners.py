"""Who has had an escalation, and for how much of the team's open time it was theirs to act.

Nothing is promised of it, and no clock hears of it: it tells afterwards where the time went.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.rules.approvers import Actor
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import open_seconds

KEPT = 20
"""Of those who had it: a card that is passed round is no reason for a record without end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One person's, until it was passed on, let go or closed. `seconds` of open time had counted
    at `since`; from then on more do, unless it `rests`, while it is somebody else's turn, or ended.
    """

    owner: Actor
    started_at: datetime
    since: datetime
    rests: bool = False
    seconds: float = 0.0
    ended_at: datetime | None = None


def owned(
    spells: tuple[Spell, ...],
    owner: Actor | None,
    at: datetime,
    calendar: Calendar | None,
    *,
    rests: bool,
) -> tuple[Spell, ...]:
    """After something that happened at this moment, `owner` has it and, unless it `rests`, acts.
    Whoever had it before and has it still goes on.
    """
    if spells and spells[-1].ended_at is None:
        *past, last = spells
        if owner is not None and last.owner.id == owner.id:
            return (*past, replace(_counted(last, at, calendar), rests=rests))
        spells = (*past, _ended(last, at, calendar))
    if owner is None:
        return spells
    begun = Spell(owner=owner, started_at=at, since=at, rests=rests)
    return (*spells, begun)[-KEPT:]


def recounted(
    spells: tuple[Spell, ...], at: datetime, calendar: Calendar | None
) -> tuple[Spell, ...]:
    """What ran by this calendar until now is counted; it may go on by another one."""
    if not spells or spells[-1].ended_at:
        return spells
    *past, last = spells
    return (*past, _counted(last, at, calendar))


def _counted(spell: Spell, at: datetime, calendar: Calendar | None) -> Spell:
    """What happened before `since` was counted by then."""
    ran = 0.0 if spell.rests else open_seconds(calendar, spell.since, at)
    return replace(spell, seconds=spell.seconds + ran, since=max(spell.since, at))


def _ended(spell: Spell, at: datetime, calendar: Calendar | None) -> Spell:
    return replace(_counted(spell, at, calendar), ended_at=max(spell.started_at, at))
