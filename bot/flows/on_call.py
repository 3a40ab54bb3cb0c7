"""Who is on call is seen by their team, and set by its managers; what was before stays known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NoReturn
from zoneinfo import available_timezones

from bot.errors import BadInput, NotFound, Refused
from bot.ports import Desk, Memory
from bot.rules.approvers import Person, Standing, actor_of, manages, may_decide
from bot.rules.policy import Queue
from bot.rules.rota import Rota, Schedule, Shift, beginning_now, shifts
from bot.steps.on_call import rotas_of

MOST_STAND_INS = 10
_A_TURN = timedelta(days=8)


class NotAManager(Refused):
    """Only managers of a queue set who is on call for it. Ask one of them."""

    slug = "not-a-manager"


class ScheduleChanged(Refused):
    """Somebody else has set this since you opened the form. Close it and look again."""

    slug = "schedule-changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A rota as it is now, for somebody who may see it; `version` 0 is the policy file's own.

    `then` is whoever comes after `now` is over; None: it stays the same.
    """

    rota: Rota
    queues: tuple[str, ...]
    now: Shift
    then: Shift | None
    may_set: bool
    version: int = 0
    set_by: str = ""


async def covers(desk: Desk, workspace: str, team: str, user: str) -> Sequence[Cover]:
    """Of the queues that this person decides for or manages."""
    queues = [each for each in desk.policies.current.queues.values() if each.rotas]
    if not queues:
        return ()
    person = await _person(desk, team, user, queues)
    seen = [each for each in queues if _sees(each, person)]
    return await desk.store.read(lambda memory: _covers(memory, desk, workspace, seen, person))


def _covers(
    memory: Memory, desk: Desk, workspace: str, queues: Sequence[Queue], person: Person
) -> Sequence[Cover]:
    rotas, schedules = rotas_of(memory, desk.policies, workspace), memory.schedules(workspace)
    found: list[Cover] = []
    for name in sorted({name for each in queues for name in each.rotas} & rotas.keys()):
        of_it = [each for each in queues if name in each.rotas]
        schedule = schedules.get(name)
        current, *later = _next_shifts(desk, rotas[name])
        cover = Cover(
            rota=rotas[name],
            queues=tuple(each.name for each in of_it),
            now=current,
            then=later[0] if later else None,
            may_set=any(manages(each.managers, person) for each in of_it),
        )
        if schedule:
            cover = replace(cover, version=schedule.version, set_by=schedule.set_by.name)
        found.append(cover)
    return found


async def set_rota(
    desk: Desk, workspace: str, team: str, user: str, wish: Rota, *, seen: int
) -> Schedule:
    """At once: the first of its people is on call from now on. `seen` is the version that the
    manager had before them; the same wish again changes nothing.
    """
    queues = [each for each in desk.policies.current.queues.values() if wish.name in each.rotas]
    if not queues:
        raise NotFound
    person = await _person(desk, team, user, queues)
    if not any(manages(each.managers, person) for each in queues):
        raise NotAManager
    _refuse_nonsense(wish)
    await _refuse_strangers(desk, team, wish)
    now = desk.clock.now()
    lasting = tuple(each for each in wish.stand_ins if each.end > now)
    rota = beginning_now(replace(wish, stand_ins=lasting), now)
    schedule = Schedule(rota=rota, version=seen + 1, set_at=now, set_by=actor_of(person))

    def record(memory: Memory) -> Schedule:
        known = memory.schedules(workspace).get(wish.name)
        if known and (known.version, known.rota) == (seen + 1, rota):
            return known
        is_newest = seen == (known.version if known else 0)
        if not is_newest or not memory.set_schedule(workspace, schedule):
            raise ScheduleChanged
        return schedule

    return await desk.store.write(record)


async def _person(desk: Desk, team: str, user: str, queues: Sequence[Queue]) -> Person:
    groups = {group for each in queues for group in each.approvers.groups}
    groups |= {group for each in queues for group in each.managers.usergroups}
    return await desk.people.person(team, user, groups)


def _sees(queue: Queue, person: Person) -> bool:
    return manages(queue.managers, person) or may_decide(queue.approvers, person) is None


def _next_shifts(desk: Desk, rota: Rota) -> list[Shift]:
    """The present one, and what comes within as long as one round and every stand-in take."""
    now = desk.clock.now()
    ends = [each.end for each in rota.stand_ins]
    horizon = max([now, *ends]) + _A_TURN * max(1, len(rota.people))
    return list(shifts(rota, now, horizon))


def _refuse_nonsense(wish: Rota) -> None:
    if not wish.people:
        _refuse("people", "Choose at least one person.")
    if wish.timezone not in available_timezones():
        _refuse("zone", "A time zone is an IANA name such as Europe/Berlin.")
    if len(wish.stand_ins) > MOST_STAND_INS:
        _refuse("stand_in", f"At most {MOST_STAND_INS} can be planned at a time.")
    if any(each.end <= each.start for each in wish.stand_ins):
        _refuse("until", "This must come after it begins.")


async def _refuse_strangers(desk: Desk, team: str, wish: Rota) -> None:
    """Whoever is called at night must be one of us; of whom Slack says nothing, we do not know."""
    for field, users in (
        ("people", wish.people),
        ("stand_in", tuple(each.user for each in wish.stand_ins)),
    ):
        for user in dict.fromkeys(users):
            other = await desk.people.person(team, user, ())
            if other.standing is not Standing.MEMBER:
                _refuse(field, f"{other.name} cannot be on call: only members of this workspace.")


def _refuse(field: str, words: str) -> NoReturn:
    raise BadInput(words, fields={field: words})
