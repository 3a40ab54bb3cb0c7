"""SQLite finds what is open in one conversation without walking through all of a workspace."""

import asyncio
import logging
import sqlite3
from pathlib import Path

import pytest

from store.habits import FIRST, Habits
from store.memory import SqlMemory
from tests.databases import sqlite_store
from tests.makers import WindUpClock
from tests.store.test_plans import Plans, fill


def plan(memory: SqlMemory) -> str:
    plans = Plans(memory.connection)
    memory.open_in_conversation("w", "nowhere")
    memory.last_with_digest("w", "nowhere", "d")
    return "\n".join(plans.plans)


async def test_a_desk_that_has_worked_a_while_knows_which_index_is_the_narrow_one(
    tmp_path: Path, clock: WindUpClock
) -> None:
    async with sqlite_store(tmp_path, clock) as store:
        await store.write(fill)
        assert "ix_escalations_workspace_created_at_id" in await store.write(plan)
        await asyncio.gather(*(store.write(lambda _: None) for _ in range(FIRST)))
        for knows in (store.write, store.read):
            found = await knows(plan)
            assert "ix_escalations_open_in_conversation" in found
            assert "ix_escalations_workspace_created_at_id" not in found


def test_a_look_that_fails_is_told_and_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    connection = sqlite3.connect(":memory:")
    connection.close()
    with caplog.at_level(logging.WARNING):
        Habits(connection).worked(FIRST)
    assert "could not be looked at" in caplog.text
