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
    at `since`; that is None while it is somebody else's turn, and when it is over.
    """

    owner: Actor
    started_at: datetime
    since: datetime | None
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
    Whoever had it before and has it still goes on; told the same again, nothing changes.
    """
    if spells and spells[-1].ended_at is None:
        *past, last = spells
        if owner is not None and last.owner.id == owner.id:
            return (*past, _resting(last, at, calendar) if rests else _acting(last, at))
        spells = (*past, _ended(last, at, calendar))
    if owner is None:
        return spells
    begun = Spell(owner=owner, started_at=at, since=None if rests else at)
    return (*spells, begun)[-KEPT:]


def recounted(
    spells: tuple[Spell, ...], at: datetime, calendar: Calendar | None
) -> tuple[Spell, ...]:
    """What ran by this calendar until now is counted; it goes on by another one."""
    if not spells or spells[-1].since is None:
        return spells
    *past, last = spells
    return (*past, _acting(_resting(last, at, calendar), at))


def _acting(spell: Spell, at: datetime) -> Spell:
    return spell if spell.since else replace(spell, since=max(spell.started_at, at))


def _resting(spell: Spell, at: datetime, calendar: Calendar | None) -> Spell:
    if spell.since is None:
        return spell
    ran = open_seconds(calendar, spell.since, at)
    return replace(spell, seconds=spell.seconds + ran, since=None)


def _ended(spell: Spell, at: datetime, calendar: Calendar | None) -> Spell:
    return replace(_resting(spell, at, calendar), ended_at=max(spell.started_at, at))
