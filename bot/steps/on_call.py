"""Who is on call just now, wherever a queue names a rota: to decide, to be called, to be seen.

A rota is as a manager set it in Slack, else as the policy file says it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.ports import Clock, Desk, Memory, People, Policies, Store
from bot.rules.approvers import Approvers, Person, on_rota
from bot.rules.delivery import Delivery
from bot.rules.json import Json
from bot.rules.rota import Rota, on_call

DEFAULT = "default"


def rotas_of(memory: Memory, policies: Policies, workspace: str) -> dict[str, Rota]:
    """Also those that only a card of an older policy still names."""
    as_set = {name: each.rota for name, each in memory.schedules(workspace).items()}
    return {**policies.current.rotas, **as_set}


async def addressed(desk: Desk, delivery: Delivery) -> Delivery:
    """With whoever is on call as it is sent; where nobody is, it calls nobody."""
    mention: list[Json] = delivery.payload.get("mention") or []
    if not any("rota" in each for each in mention):
        return delivery
    rotas = await desk.store.read(
        lambda memory: rotas_of(memory, desk.policies, delivery.workspace)
    )
    once = by_name(mention, rotas, desk.clock.now())
    return replace(delivery, payload={**delivery.payload, "mention": once})


def by_name(mention: Sequence[Json], rotas: Mapping[str, Rota], now: datetime) -> list[Json]:
    """With whoever is on call in place of their rota, everybody once."""
    called = [_person(each, rotas, now) if "rota" in each else each for each in mention]
    return [each for at, each in enumerate(called) if each and each not in called[:at]]


class PeopleOnCall:
    """People as Slack knows them, and which of them are on call as the desk knows it: a rota is
    asked about like a user group, and holds one.
    """

    def __init__(
        self,
        people: People,
        store: Store,
        policies: Policies,
        clock: Clock,
        workspace: str = DEFAULT,
    ) -> None:
        self._people = people
        self._store = store
        self._policies = policies
        self._clock = clock
        self._workspace = workspace

    async def person(self, team: str, user: str, groups: Iterable[str]) -> Person:
        asked = set(groups)
        on_call = await self._on_call(asked)
        person = await self._people.person(team, user, asked - _rotas_in(asked))
        mine = {rota for rota, who in on_call.items() if who == user}
        return replace(person, groups=person.groups | mine)

    async def reviewers(self, approvers: Approvers) -> Sequence[Person]:
        on_call = await self._on_call(approvers.groups)
        users = approvers.users | set(on_call.values())
        found = await self._people.reviewers(replace(approvers, users=users))
        return [
            replace(
                each,
                groups=each.groups | {rota for rota, who in on_call.items() if who == each.user},
            )
            for each in found
        ]

    async def gone(self, ids: Iterable[str]) -> frozenset[str]:
        """By a rota nobody is reached when nobody is on call, or who is has left."""
        asked = set(ids)
        rotas = _rotas_in(asked)
        on_call = await self._on_call(rotas)
        gone = await self._people.gone((asked - rotas) | set(on_call.values()))
        return (gone & asked) | {each for each in rotas if on_call.get(each, "") in {"", *gone}}

    async def members(self, groups: Iterable[str]) -> Mapping[str, frozenset[str]]:
        return await self._people.members(groups)

    async def _on_call(self, groups: Iterable[str]) -> dict[str, str]:
        """Whoever is on call by each of these; no read when no rota is among them."""
        asked = _rotas_in(groups)
        if not asked:
            return {}
        now = self._clock.now()
        rotas = await self._store.read(
            lambda memory: rotas_of(memory, self._policies, self._workspace)
        )
        found = {on_rota(name): on_call(rota, now) for name, rota in rotas.items()}
        return {name: user for name, user in found.items() if user and name in asked}


def _person(target: Json, rotas: Mapping[str, Rota], now: datetime) -> Json | None:
    rota = rotas.get(target["rota"])
    user = on_call(rota, now) if rota else None
    return {"user": user} if user else None


def _rotas_in(ids: Iterable[str]) -> set[str]:
    return {each for each in ids if each.startswith(on_rota(""))}


def _keeps_its_promise(people: PeopleOnCall) -> People:
    return people
