"""Who is on call, as managers set it: the newest is in force, and what was before stays known."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

from bot.rules.rota import Handover, Rota, Schedule, StandIn
from store.store import SqlStore
from tests.makers import NINE
from tests.store.world import ANA_DID

HOUR = timedelta(hours=1)
ROTA = Rota(
    name="support",
    people=("U2", "U1"),
    timezone="Europe/Berlin",
    handover=Handover.DAILY,
    since=date(2026, 11, 16),
    minute=510,
    stand_ins=(StandIn(user="U3", start=NINE, end=NINE + HOUR),),
)
FIRST = Schedule(rota=ROTA, version=1, set_at=NINE, set_by=ANA_DID)
SECOND = replace(FIRST, rota=replace(ROTA, people=("U1",)), version=2, set_at=NINE + HOUR)


async def set_all(store: SqlStore, *schedules: Schedule, workspace: str = "default") -> list[bool]:
    return [
        await store.write(lambda memory, each=each: memory.set_schedule(workspace, each))
        for each in schedules
    ]


async def test_the_newest_schedule_of_each_rota_is_in_force(store: SqlStore) -> None:
    other = replace(FIRST, rota=replace(ROTA, name="refunds"))
    assert await set_all(store, FIRST, SECOND, other) == [True, True, True]
    found = await store.read(lambda memory: memory.schedules("default"))
    assert found == {"support": SECOND, "refunds": other}


async def test_what_was_in_force_before_is_known_in_its_order(store: SqlStore) -> None:
    await set_all(store, FIRST, SECOND)
    found = await store.read(lambda memory: memory.schedule_history("default", "support"))
    assert found == [FIRST, SECOND]


async def test_of_two_who_set_the_same_version_one_wins(store: SqlStore) -> None:
    async def set_it(people: tuple[str, ...]) -> bool:
        mine = replace(FIRST, rota=replace(ROTA, people=people))
        return await store.write(lambda memory: memory.set_schedule("default", mine))

    assert sorted(await asyncio.gather(set_it(("U1",)), set_it(("U2",)))) == [False, True]


async def test_a_schedule_is_its_own_workspaces(store: SqlStore) -> None:
    await set_all(store, FIRST, workspace="other")
    assert await store.read(lambda memory: memory.schedules("default")) == {}
    assert await store.read(lambda memory: memory.schedule_history("default", "support")) == []
