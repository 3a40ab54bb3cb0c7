import asyncio
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.errors import NotFound
from bot.ports import Memory
from store.errors import StoreError
from store.sqlite import SqliteDatabase
from store.store import SqlStore
from tests.databases import Postgres, postgres_store, sqlite_store
from tests.makers import NINE, WindUpClock, a_refund, an_escalation
from tests.store.world import opened


def add(id: str) -> object:
    return lambda memory: memory.add(an_escalation(id=id), turn=a_refund())


def database_of(store: SqlStore) -> SqliteDatabase:
    assert isinstance(store._database, SqliteDatabase)
    return store._database


async def count(store: SqlStore) -> int:
    found = await store.read(lambda memory: memory.open_in_conversation("default", "conv-1"))
    return len(found)


@pytest.fixture
async def sqlite(tmp_path: Path, clock: WindUpClock):  # noqa: ANN201
    async with sqlite_store(tmp_path, clock) as store:
        yield store


async def test_fifty_writers_share_commits_and_every_one_is_kept(sqlite: SqlStore) -> None:
    before = database_of(sqlite).commits
    await asyncio.gather(*(sqlite.write(add(f"esc_{number}")) for number in range(50)))

    assert database_of(sqlite).commits - before < 25
    assert await count(sqlite) == 50


async def test_one_that_fails_undoes_its_own_part_and_no_other(sqlite: SqlStore) -> None:
    def fails(memory: Memory) -> None:
        memory.add(an_escalation(id="esc_bad"), turn=a_refund())
        raise NotFound

    works = [fails if number == 7 else add(f"esc_{number}") for number in range(20)]
    results = await asyncio.gather(*map(sqlite.write, works), return_exceptions=True)

    assert [index for index, each in enumerate(results) if each is not None] == [7]
    assert isinstance(results[7], NotFound)
    assert await count(sqlite) == 19


async def test_a_transaction_that_sqlite_took_back_fails_everybody_in_it(
    sqlite: SqlStore,
) -> None:
    hold = threading.Event()

    def take_back(memory: object) -> None:
        memory.connection.execute(text("ROLLBACK"))

    works = (lambda memory: hold.wait(5), add("esc_1"), take_back, add("esc_2"))
    together = asyncio.gather(*map(sqlite.write, works), return_exceptions=True)
    await asyncio.sleep(0)
    hold.set()
    _, before, broken, after = await together

    assert isinstance(broken, Exception)
    assert await count(sqlite) == [before, after].count(None)
    assert await sqlite.write(add("esc_3")) is None


async def test_a_work_sees_what_was_written_before_it(sqlite: SqlStore) -> None:
    await opened(sqlite)
    seen, _ = await asyncio.gather(
        sqlite.write(lambda memory: memory.escalation("esc_1").version),
        sqlite.write(lambda memory: memory.mark_told("esc_1", NINE)),
    )
    assert seen == 1


async def test_a_read_is_one_snapshot(sqlite: SqlStore) -> None:
    loop = asyncio.get_running_loop()

    def look_twice(memory: Memory) -> tuple[int, int]:
        first = len(memory.open_in_conversation("default", "conv-1"))
        asyncio.run_coroutine_threadsafe(sqlite.write(add("esc_1")), loop).result()
        return first, len(memory.open_in_conversation("default", "conv-1"))

    assert await sqlite.read(look_twice) == (0, 0)
    assert await count(sqlite) == 1


async def test_a_read_cannot_write(store: SqlStore) -> None:
    with pytest.raises(Exception, match=r"read.?only"):
        await store.read(add("esc_1"))


async def test_a_statement_that_fails_does_not_quote_what_was_said(store: SqlStore) -> None:
    await opened(store)
    with pytest.raises(IntegrityError) as failed:
        await opened(store)
    assert "parameters hidden" in str(failed.value)


async def test_what_was_written_outlives_the_store(tmp_path: Path, clock: WindUpClock) -> None:
    async with sqlite_store(tmp_path, clock) as store:
        await opened(store)
    async with sqlite_store(tmp_path, clock) as store:
        assert await count(store) == 1


async def test_a_second_process_on_the_file_is_refused(tmp_path: Path, clock: WindUpClock) -> None:
    program = (
        "import asyncio, sys\n"
        "from store.store import SqlStore\n"
        "from tests.makers import WindUpClock\n"
        "asyncio.run(SqlStore.open(sys.argv[1], clock=WindUpClock()))\n"
    )
    async with sqlite_store(tmp_path, clock):
        url = f"sqlite:///{tmp_path}/handrail.db"
        with pytest.raises(StoreError, match="Another process uses"):
            await SqlStore.open(url, clock=clock)
        second = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", program, url],
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONPATH": str(Path(__file__).parents[2])},
        )
    assert second.returncode != 0
    assert "One SQLite file takes one process" in second.stderr


async def test_what_was_answered_outlives_a_kill(tmp_path: Path, clock: WindUpClock) -> None:
    program = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from tests.databases import Postgres, postgres_store, sqlite_store\n"
        "from tests.makers import WindUpClock\n"
        "from tests.store.world import opened\n"
        "async def main():\n"
        "    async with sqlite_store(Path(sys.argv[1]), WindUpClock()) as store:\n"
        "        for number in range(10_000):\n"
        "            await opened(store, f'esc_{number}')\n"
        "            print(number, flush=True)\n"
        "asyncio.run(main())\n"
    )
    async with sqlite_store(tmp_path, clock):
        pass  # makes the tables
    writer = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, str(tmp_path)),
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert writer.stdout
    for _ in range(25):
        answered = int(await writer.stdout.readline())
    writer.kill()
    answered = max([answered, *map(int, (await writer.stdout.read()).splitlines()[:-1])])
    await writer.wait()

    async with sqlite_store(tmp_path, clock) as store:
        assert await count(store) > answered


async def test_a_second_process_may_read(tmp_path: Path, clock: WindUpClock) -> None:
    async with sqlite_store(tmp_path, clock) as store:
        await opened(store)
        reader = await SqlStore.open(
            f"sqlite:///{tmp_path}/handrail.db", clock=clock, read_only=True
        )
        assert await count(reader) == 1
        with pytest.raises(StoreError, match="read only"):
            await reader.write(add("esc_2"))
        await reader.close()


async def test_a_closed_store_takes_no_more(tmp_path: Path, clock: WindUpClock) -> None:
    async with sqlite_store(tmp_path, clock) as store:
        pass
    with pytest.raises(StoreError, match="closed"):
        await store.write(add("esc_1"))


@pytest.mark.postgres
async def test_closing_waits_for_what_has_begun_and_leaves_no_connection_behind(
    postgres: Postgres, clock: WindUpClock
) -> None:
    async with postgres.database() as url:
        async with postgres_store(url, clock) as store:
            begun = [asyncio.create_task(count(store)) for _ in range(5)]
            await asyncio.sleep(0)
        assert [await each for each in begun] == [0] * 5
        with pytest.raises(StoreError, match="closed"):
            await count(store)
        admin = await asyncpg.connect(postgres.admin)
        left = await admin.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = $1", urlsplit(url).path[1:]
        )
        await admin.close()
        assert left == 0


async def test_a_folder_that_cannot_be_written_is_named(clock: WindUpClock) -> None:
    with pytest.raises(StoreError, match="Cannot write in /dev/null"):
        await SqlStore.open("sqlite:////dev/null/x/handrail.db", clock=clock)


async def test_a_file_that_is_no_database_is_named(tmp_path: Path, clock: WindUpClock) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ada, " * 1000)
    with pytest.raises(StoreError, match=r"letter\.txt: file is not a database"):
        await SqlStore.open(f"sqlite:///{tmp_path}/letter.txt", clock=clock)


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///", "handrail.db", ""])
async def test_an_unknown_database_url_is_refused_with_a_sentence(
    url: str, clock: WindUpClock
) -> None:
    with pytest.raises(StoreError, match="must be sqlite:///path or postgresql://"):
        await SqlStore.open(url, clock=clock)
