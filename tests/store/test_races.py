import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from bot.errors import Expired, Refused
from bot.ports import Memory
from bot.rules.approvers import Actor, Approvers
from bot.rules.deciding import after_choice
from bot.rules.decision import Approve
from bot.rules.delivery import DeliveryKind, Sent
from bot.rules.escalation import Thread
from bot.rules.execution import Execution, already_claimed
from store.store import SqlStore
from tests.databases import Postgres, postgres_store
from tests.makers import NINE, WindUpClock, a_judgement, a_queue, an_escalation
from tests.store.world import UNPACED, claim, must_claim, opened, owe, owed, settle

pytestmark = pytest.mark.postgres
THREAD = Thread(team="T1", channel="C1", root_ts="1.0")
Pair = tuple[SqlStore, SqlStore]


@pytest.fixture
async def replicas(postgres: Postgres, clock: WindUpClock) -> AsyncGenerator[Pair]:
    """Two stores on one PostgreSQL."""
    async with postgres.database() as url, AsyncExitStack() as stack:
        yield (
            await stack.enter_async_context(postgres_store(url, clock)),
            await stack.enter_async_context(postgres_store(url, clock)),
        )


def approve(who: str) -> object:
    def work(memory: Memory) -> str:
        was = memory.escalation("esc_1")
        decided = after_choice(was, Approve(), Actor(type="human", id=who, name=who), NINE, seen=1)
        memory.save(decided, was=was, change="decided", at=NINE)
        return who

    return work


async def test_of_forty_decisions_on_two_replicas_one_counts(replicas: Pair) -> None:
    await opened(replicas[0])
    results = await asyncio.gather(
        *(replicas[number % 2].write(approve(f"U{number}")) for number in range(40)),
        return_exceptions=True,
    )

    winners = [each for each in results if isinstance(each, str)]
    assert len(winners) == 1
    assert all(isinstance(each, Refused) for each in results if each not in winners)
    now_is = await replicas[1].read(lambda memory: memory.escalation("esc_1"))
    assert now_is.decision
    assert now_is.decision.decided_by.id == winners[0]


async def test_no_vote_is_lost_when_all_vote_at_once(replicas: Pair) -> None:
    queue = a_queue(approvers=Approvers(quorum=25))
    await opened(replicas[0], promise=an_escalation(judgement=a_judgement(queue)).promise)
    await asyncio.gather(
        *(replicas[number % 2].write(approve(f"U{number}")) for number in range(24))
    )

    now_is = await replicas[0].read(lambda memory: memory.escalation("esc_1"))
    assert len(now_is.votes.by) == 24
    assert now_is.version == 25


async def test_no_count_of_a_conversation_is_lost(replicas: Pair) -> None:
    def one_more(memory: Memory) -> None:
        was = memory.conversation("default", "conv-1")
        memory.save_conversation(replace(was, turns=was.turns + 1))

    await asyncio.gather(*(replicas[number % 2].write(one_more) for number in range(30)))

    found = await replicas[0].read(lambda memory: memory.conversation("default", "conv-1"))
    assert found.turns == 30


async def test_the_right_to_run_is_taken_once(replicas: Pair) -> None:
    await opened(replicas[0])

    def take(memory: Memory) -> str:
        if earlier := memory.execution("esc_1"):
            raise already_claimed(earlier)
        by = Actor(type="agent", id="key_1", name="bot")
        memory.add_execution(
            Execution(escalation_id="esc_1", token_hash="h", claimed_by=by, claimed_at=NINE)
        )
        return "mine"

    results = await asyncio.gather(
        *(replicas[number % 2].write(take) for number in range(10)), return_exceptions=True
    )
    assert results.count("mine") == 1
    assert sum(isinstance(each, Refused) for each in results) == 9


async def test_a_refusal_is_not_tried_again(replicas: Pair) -> None:
    runs: list[int] = []

    def refuse(memory: Memory) -> None:
        runs.append(1)
        raise Expired

    with pytest.raises(Expired):
        await replicas[0].write(refuse)
    assert len(runs) == 1


async def test_two_that_lock_in_opposite_order_both_get_there(replicas: Pair) -> None:
    for id in ("esc_1", "esc_2"):
        await opened(replicas[0], id)

    def through(*ids: str) -> object:
        def work(memory: Memory) -> None:
            for id in ids:
                memory.link_thread(id, replace(THREAD, root_ts=id))
                memory.mark_told(id, NINE)

        return work

    await asyncio.gather(
        *(replicas[0].write(through("esc_1", "esc_2")) for _ in range(4)),
        *(replicas[1].write(through("esc_2", "esc_1")) for _ in range(4)),
    )


async def test_many_workers_claim_everything_once_and_in_order(
    replicas: Pair, clock: WindUpClock
) -> None:
    for number in range(8):
        await opened(replicas[0], f"esc_{number}")
        await owe(replicas[0], owed(f"esc_{number}", lane=f"post:C{number % 3}"))
    taken: list[str] = []

    async def work(store: SqlStore, owner: str) -> None:
        while one := await claim(store, clock, owner, UNPACED):
            taken.append(one.delivery.escalation_id)

    await asyncio.gather(*(work(replicas[n % 2], f"worker-{n}") for n in range(6)))
    while one := await claim(replicas[0], clock):  # whatever every worker thought another had
        taken.append(one.delivery.escalation_id)
    assert sorted(taken) == [f"esc_{number}" for number in range(8)]


async def test_the_slots_of_a_lane_are_shared_by_replicas(
    replicas: Pair, clock: WindUpClock
) -> None:
    pace = replace(UNPACED, post=1.0, post_burst=3)
    for number in range(10):
        await opened(replicas[0], f"esc_{number}")
        await owe(replicas[0], owed(f"esc_{number}"))

    claims = await asyncio.gather(
        *(claim(replicas[number % 2], clock, f"w{number}", pace) for number in range(10))
    )
    assert sum(each is not None for each in claims) == 3


async def test_a_redraw_owed_while_another_is_claimed_is_never_lost(
    replicas: Pair, clock: WindUpClock
) -> None:

    await opened(replicas[0])
    for _ in range(10):
        await owe(replicas[0], owed(kind=DeliveryKind.REDRAW))
        taken, _ = await asyncio.gather(
            claim(replicas[1], clock), owe(replicas[0], owed(kind=DeliveryKind.REDRAW))
        )
        left = [taken] if taken else []
        while left or (one := await claim(replicas[1], clock)):
            await settle(replicas[1], clock, left.pop() if left else one, Sent())
        assert await claim(replicas[0], clock) is None


async def test_leases_run_by_the_databases_own_clock(
    postgres: Postgres, clock: WindUpClock
) -> None:
    async with postgres.database() as url:
        store = await SqlStore.open(url, clock=clock)
        await opened(store)
        await owe(store, owed())
        taken = await must_claim(store, clock)
        clock.wind(days=3650)  # however wrong this process's clock may be
        assert await claim(store, clock) is None
        assert taken.until != NINE
        await store.close()


async def test_connections_that_were_cut_are_replaced(postgres: Postgres, replicas: Pair) -> None:
    await opened(replicas[0])
    await replicas[1].write(
        lambda memory: memory.connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    )
    assert await replicas[0].write(approve("U1")) == "U1"
    await replicas[0].ping()
