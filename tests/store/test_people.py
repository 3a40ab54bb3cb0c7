import asyncio
from datetime import timedelta

from bot.rules.approvers import Actor
from bot.rules.assignment import Assignment, Colleague, next_in_line
from store.memory import SqlMemory
from store.store import SqlStore
from tests.makers import NINE
from tests.store.world import ANA_DID, claimed, opened


async def test_somebody_never_heard_of_is_here_and_has_nothing(store: SqlStore) -> None:
    for ask in (store.read, store.write):
        found = await ask(lambda memory: memory.colleagues("default", [ANA_DID]))
        assert found == [Colleague(who=ANA_DID)]


async def test_what_is_known_of_people_is_kept_for_each_workspace(store: SqlStore) -> None:
    later = NINE + timedelta(days=2)
    await store.write(lambda memory: memory.set_away("default", ANA_DID, later))
    await store.write(lambda memory: memory.was_assigned("default", ANA_DID, NINE))
    (ana,) = await store.read(lambda memory: memory.colleagues("default", [ANA_DID]))
    assert (ana.away_until, ana.last_assigned_at) == (later, NINE)
    assert await store.read(lambda memory: memory.colleagues("other", [ANA_DID])) == [
        Colleague(who=ANA_DID)
    ]
    await store.write(lambda memory: memory.set_away("default", ANA_DID, None))
    (ana,) = await store.read(lambda memory: memory.colleagues("default", [ANA_DID]))
    assert (ana.away_until, ana.last_assigned_at) == (None, NINE)


async def test_only_what_is_open_counts_as_somebodys(store: SqlStore) -> None:
    async def take(id: str, *, close: bool) -> None:
        was = await opened(store, id)
        mine = claimed(was)
        await store.write(lambda memory: memory.save(mine, was=was, change="claimed", at=NINE))
        if close:
            gone = mine.cancel(ANA_DID, NINE)
            await store.write(lambda memory: memory.save(gone, was=mine, change="x", at=NINE))

    await take("esc_1", close=False)
    await take("esc_2", close=True)
    (ana,) = await store.read(lambda memory: memory.colleagues("default", [ANA_DID]))
    assert ana.open == 1


async def test_two_that_open_at_once_are_not_both_for_the_next(store: SqlStore) -> None:
    team = [ANA_DID, *(_other(name) for name in ("Ben", "Mia", "Sam"))]

    def assign(memory: SqlMemory) -> str:
        colleagues = memory.colleagues("default", team)
        found = next_in_line(Assignment.ROUND_ROBIN, colleagues, NINE)
        assert found is not None
        memory.was_assigned("default", found.who, NINE)
        return found.who.name

    named = await asyncio.gather(*(store.write(assign) for _ in team))
    assert sorted(named) == ["Ana", "Ben", "Mia", "Sam"]


def _other(name: str) -> Actor:
    return Actor(type="human", id=f"slack:T1/U{name}", name=name)
