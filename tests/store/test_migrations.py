import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from store import migrate
from store.store import SqlStore
from store.tables import metadata
from tests.databases import Postgres
from tests.makers import WindUpClock

TOMORROW = "v2099_01_01_tomorrow"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/deep/down/handrail.db"
    return await request.getfixturevalue("postgres").empty()


async def test_migrations_lead_to_the_tables_and_back_and_there_again(
    empty_url: str, clock: WindUpClock
) -> None:
    store = await SqlStore.open(empty_url, clock=clock)
    assert await store.schema_version() is None
    await store.migrate()
    assert await store.schema_version() == store.expected_version()
    await store._database.run_alone(_models_match)

    await store._database.run_alone(lambda connection: migrate.downgrade(connection, "-1"))
    assert await store.schema_version() != store.expected_version()
    await store.migrate()
    await store._database.run_alone(_models_match)
    await store.close()


async def test_migrating_twice_changes_nothing(empty_url: str, clock: WindUpClock) -> None:
    store = await SqlStore.open(empty_url, clock=clock)
    await store.migrate()
    await store.migrate()
    assert await store.schema_version() == store.expected_version()
    await store.close()


@pytest.mark.postgres
async def test_replicas_that_start_together_migrate_once(
    postgres: Postgres, clock: WindUpClock
) -> None:
    url = await postgres.empty()
    stores = [await SqlStore.open(url, clock=clock) for _ in range(3)]
    await asyncio.gather(*(store.migrate() for store in stores))

    assert {await store.schema_version() for store in stores} == {stores[0].expected_version()}
    for store in stores:
        await store.close()


async def test_a_database_that_a_newer_version_migrated_is_left_alone(
    empty_url: str, clock: WindUpClock
) -> None:
    """To go back, the version before is started on it; in a roll-out both serve."""
    store = await SqlStore.open(empty_url, clock=clock)
    await store.migrate()
    await store._database.run_alone(_from_tomorrow)
    await store.migrate()
    found = await store.schema_version()
    assert (found, store.is_newer(found)) == (TOMORROW, True)
    assert not store.is_newer(store.expected_version())
    assert not store.is_newer(None)
    await store.close()


def _from_tomorrow(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE escalations ADD COLUMN tomorrow TEXT"))
    connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": TOMORROW})


def _models_match(connection: Connection) -> None:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    assert compare_metadata(context, metadata) == []
    assert set(metadata.tables) | {"alembic_version"} == set(inspect(connection).get_table_names())
