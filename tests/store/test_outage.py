"""A full disk and an absent database: clear words, nothing half-written, and on it goes."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.errors import NotFound, StorageFull, Unavailable
from bot.ports import AuditLine, Memory, NoFigures, NoTraces
from store.store import SqlStore
from store.watched import WatchedStore
from tests.databases import postgres_store, sqlite_store
from tests.makers import AGENT, NINE, WindUpClock, a_refund, an_escalation

UNLIMITED = 1_073_741_823
MORE_THAN_FITS = {"words": "x" * 200_000}


def opens(memory: Memory) -> str:
    memory.add(an_escalation(), turn=a_refund())
    memory.note(
        AuditLine(
            escalation_id="esc_1",
            at=NINE,
            actor=AGENT,
            channel="api",
            action="opened",
            detail=MORE_THAN_FITS,
        )
    )
    return "opened"


async def limit_pages(store: SqlStore, most: int) -> None:
    """What SQLite then says is what it says of a full disk."""

    def work(memory: Any) -> None:
        memory.connection.execute(text(f"PRAGMA max_page_count = {most}")).all()

    await store.write(work)


async def test_a_full_disk_is_called_so_leaves_nothing_half_written_and_passes(
    tmp_path: Path, clock: WindUpClock
) -> None:
    async with sqlite_store(tmp_path, clock) as store:
        watched = WatchedStore(store, NoFigures(), NoTraces())
        await limit_pages(store, 1)
        for _ in range(3):
            with pytest.raises(StorageFull):
                await watched.write(opens)
        with pytest.raises(NotFound):
            await watched.read(lambda memory: memory.escalation("esc_1"))
        await limit_pages(store, UNLIMITED)
        assert await watched.write(opens) == "opened"
        assert await store.verify_audit() is None


@pytest.mark.postgres
async def test_a_server_that_is_not_there_is_an_outage_and_no_mistake_of_ours(
    tmp_path: Path, clock: WindUpClock
) -> None:
    async with postgres_store(f"postgresql://nobody@/none?host={tmp_path}", clock) as store:
        watched = WatchedStore(store, NoFigures(), NoTraces())
        with pytest.raises(Unavailable):
            await watched.read(lambda memory: memory.escalation("esc_1"))


async def test_a_mistake_of_ours_is_not_called_an_outage(
    tmp_path: Path, clock: WindUpClock
) -> None:
    async with sqlite_store(tmp_path, clock) as store:
        watched = WatchedStore(store, NoFigures(), NoTraces())
        with pytest.raises(ZeroDivisionError):
            await watched.write(lambda memory: 1 / 0)
