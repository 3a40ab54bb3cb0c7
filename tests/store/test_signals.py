import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import event

from bot.ports import Topic
from bot.rules.delivery import DeliveryKind, Sent
from store.hints import PAYLOAD_BYTES, Hints, payloads
from store.postgres import PostgresDatabase
from store.sqlite import SqliteDatabase
from store.store import SqlStore
from tests.databases import Postgres, postgres_store, sqlite_store
from tests.makers import NINE, WindUpClock
from tests.store.world import claimed, must_claim, opened, owe, owed, settle

SOON = 5.0
NOW = 0.0


async def test_a_waiter_is_woken_by_the_commit_and_not_by_another(store: SqlStore) -> None:
    was = await opened(store)
    with store.signals.listening("esc_1") as mine, store.signals.listening("esc_2") as other:
        await store.write(lambda m: m.save(claimed(was), was=was, change="claimed", at=NINE))

        assert await mine.wait(SOON) is True
        assert await mine.wait(NOW) is False
        assert await other.wait(NOW) is False


async def test_what_was_told_before_the_wait_still_counts(store: SqlStore) -> None:
    with store.signals.listening("esc_1") as mine:
        await opened(store)
        assert await mine.wait(NOW) is True


async def test_a_write_that_fails_tells_nobody(store: SqlStore) -> None:
    await opened(store)
    with store.signals.listening("esc_1") as mine:
        with pytest.raises(ZeroDivisionError):
            await store.write(lambda m: (m.touched.add("esc_1"), 1 / 0))
        assert await mine.wait(NOW) is False


async def test_couriers_hear_of_what_is_owed_left_over_and_owed_again(
    store: SqlStore, clock: WindUpClock
) -> None:
    await opened(store)
    with store.signals.listening(Topic.DELIVERIES) as courier:
        await owe(store, owed(), owed(kind=DeliveryKind.NOTE))
        assert await courier.wait(SOON) is True
        await settle(store, clock, await must_claim(store, clock), Sent(ts="1.0"))
        assert await courier.wait(SOON) is True
        await settle(store, clock, await must_claim(store, clock), Sent(ts="2.0"))
        assert await courier.wait(NOW) is False


async def test_whoever_gave_up_on_a_write_did_not_unsay_it(
    tmp_path: Path, clock: WindUpClock
) -> None:
    async with sqlite_store(tmp_path, clock) as store:
        with store.signals.listening("esc_1") as mine:
            writing = asyncio.create_task(opened(store))
            await asyncio.sleep(0)
            writing.cancel()
            assert await mine.wait(SOON) is True
            assert (await store.read(lambda m: m.escalation("esc_1"))).version == 1


async def test_closing_wakes_everybody_and_for_ever(tmp_path: Path, clock: WindUpClock) -> None:
    async with sqlite_store(tmp_path, clock) as store:
        with store.signals.listening("esc_1") as waiter:
            waiting = asyncio.create_task(waiter.wait(60))
            await asyncio.sleep(0)
            await store.close()
            assert await waiting is False
            assert store.signals.closing


async def test_a_thousand_waiters_cost_no_query(tmp_path: Path, clock: WindUpClock) -> None:
    async with sqlite_store(tmp_path, clock) as store, AsyncExitStack() as stack:
        database = store._database
        assert isinstance(database, SqliteDatabase)
        queries: list[str] = []
        for engine in (database._reading, database._writer._connection.engine):
            event.listen(engine, "before_cursor_execute", lambda *args: queries.append(args[2]))
        waiters = [
            stack.enter_context(store.signals.listening(f"esc_{number % 500}"))
            for number in range(1000)
        ]
        waiting = [asyncio.create_task(waiter.wait(SOON)) for waiter in waiters]
        await asyncio.sleep(0)
        assert queries == []

        await opened(store, "esc_7")
        queries.clear()
        assert [await waiting[7], await waiting[507]] == [True, True]
        assert sum(task.done() for task in waiting) == 2
        assert queries == []
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    assert store.signals.topics == []


@pytest.fixture
async def replicas(
    postgres: Postgres, clock: WindUpClock
) -> AsyncGenerator[tuple[SqlStore, SqlStore]]:
    async with postgres.database() as url, AsyncExitStack() as stack:
        pair = (
            await stack.enter_async_context(postgres_store(url, clock)),
            await stack.enter_async_context(postgres_store(url, clock)),
        )
        for store in pair:
            await hints_of(store).ready.wait()
        yield pair


def hints_of(store: SqlStore) -> Hints:
    assert isinstance(store._database, PostgresDatabase)
    return store._database.signals


@pytest.mark.postgres
async def test_a_commit_here_wakes_a_waiter_there(replicas: tuple[SqlStore, SqlStore]) -> None:
    here, there = replicas
    with there.signals.listening("esc_1") as mine, there.signals.listening("esc_2") as other:
        await opened(here)
        assert await mine.wait(SOON) is True
        assert await other.wait(NOW) is False


@pytest.mark.postgres
async def test_who_listens_again_after_a_cut_is_told_to_look(
    replicas: tuple[SqlStore, SqlStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = replicas
    monkeypatch.setattr("store.hints.RECONNECT_SECONDS", 0.01)
    with there.signals.listening("esc_1") as mine:
        await here.write(
            lambda m: m.connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE query LIKE '%LISTEN%' AND pid <> pg_backend_pid()"
            )
        )
        assert await mine.wait(SOON) is True
        await hints_of(there).ready.wait()
        await opened(here)
        assert await mine.wait(SOON) is True


@pytest.mark.postgres
@pytest.mark.parametrize(
    "trouble", [asyncpg.InternalClientError("cannot switch to state 12"), ConnectionResetError()]
)
async def test_a_connection_cut_as_it_begins_to_listen_is_opened_again(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    monkeypatch.setattr("store.hints.RECONNECT_SECONDS", 0.01)
    troubles = [trouble]
    async with postgres.database() as url:

        async def connect() -> asyncpg.Connection:
            if troubles:
                raise troubles.pop()
            return await asyncpg.connect(url)

        hints = Hints(connect)
        hints.start()
        async with asyncio.timeout(SOON):
            await hints.ready.wait()
        await hints.stop()


@pytest.mark.postgres
async def test_the_slow_look_finds_what_no_hint_told(
    postgres: Postgres, clock: WindUpClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.hints.POLL_SECONDS", 0.05)
    async with postgres.database() as url, postgres_store(url, clock) as store:
        was = await opened(store)
        await hints_of(store).ready.wait()  # what it tells when it begins to hear is over
        with (
            store.signals.listening("esc_1") as mine,
            store.signals.listening(Topic.DELIVERIES) as courier,
        ):
            assert await mine.wait(SOON) is True  # seen for the first time
            async with postgres_store(url, clock) as other:
                hints_of(other).tell_all_replicas = lambda topics: None  # a hint that is lost
                await other.write(
                    lambda m: m.save(claimed(was), was=was, change="claimed", at=NINE)
                )
            assert await mine.wait(SOON) is True
            assert await courier.wait(SOON) is True
            assert await mine.wait(0.2) is False  # and then it is quiet


def test_hints_go_out_in_as_few_pieces_as_fit() -> None:
    topics = [f"esc_{number:026}" for number in range(1000)]
    pieces = list(payloads("me", topics))

    assert len(pieces) == 4
    assert all(len(piece.encode()) <= PAYLOAD_BYTES for piece in pieces)
    assert [word for piece in pieces for word in piece.split(" ")[1:]] == topics
    assert list(payloads("me", [])) == []
    assert list(payloads("me", ["two words", "x" * 8000])) == []
