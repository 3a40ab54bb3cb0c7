"""A reader chooses when their own copy of a digest comes, or that none does; from now on.

The form for it is opened by a press, which lives three seconds: nothing is counted for it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.errors import BadInput
from bot.ports import Desk
from bot.rules.edition import OwnTime, Schedule, concerns, parse_time, parse_weekday, parse_zone
from bot.steps.managing import manager

T = TypeVar("T")

NOT_THEIRS = "No digest is yours to set. Ask whoever keeps the policy to name you under `managers`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """As it was written into the form."""

    day: str
    time: str
    zone: str
    is_off: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """When theirs comes as things are."""

    schedule: Schedule = field(default_factory=Schedule)
    is_off: bool = False


async def digest_time(desk: Desk, workspace: str, team: str, user: str) -> Setting:
    """As they chose it, else as the policy has it."""
    times = await desk.store.read(lambda memory: memory.own_times(workspace))
    if own := next((each for each in times if each.user == user), None):
        return Setting(schedule=own.schedule, is_off=own.is_off)
    person = await manager(desk, team, user)
    editions = desk.policies.current.editions
    theirs = (Setting(schedule=each.schedule) for each in editions if concerns(each, person))
    return next(theirs, Setting())


async def choose_digest_time(
    desk: Desk, workspace: str, team: str, user: str, chosen: Chosen
) -> OwnTime:
    """Raises BadInput that says which of them is wrong."""
    schedule = Schedule(
        weekday=_read("day", chosen.day, parse_weekday),
        minute=_read("time", chosen.time, parse_time),
        zone=_read("zone", chosen.zone, parse_zone),
    )
    person = await manager(desk, team, user)
    if not any(concerns(each, person) for each in desk.policies.current.editions):
        raise BadInput(NOT_THEIRS, fields={"zone": NOT_THEIRS})
    own = OwnTime(team=team, user=user, schedule=schedule, is_off=chosen.is_off)
    await desk.store.write(lambda memory: memory.save_own_time(workspace, own))
    return own


def _read(field: str, written: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(written)
    except ValueError as error:
        words = f"{error}."
        raise BadInput(
            f"{field}: {words}", fields={field: f"{words[:1].upper()}{words[1:]}"}
        ) from None
