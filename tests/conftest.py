"""What every ring of tests stands on: the databases, and time that is wound."""

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest

from handlers.slack import identity, people
from store.store import SqlStore
from tests.databases import (
    Postgres,
    forget_sqlite_template,
    postgres_store,
    running_postgres,
    sqlite_store,
)
from tests.makers import WindUpClock


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session", autouse=True)
def _sqlite_template() -> Iterator[None]:
    yield
    forget_sqlite_template()


@pytest.fixture(scope="session", autouse=True)
def _patience() -> Iterator[None]:
    """Slack has three seconds for a press, and the desk asks it who that was in less. A busy machine
    that plays both sides may stand still for longer, and what is shown here is not how quick it is.
    """
    with pytest.MonkeyPatch.context() as patch:
        for module in (identity, people):
            patch.setattr(module, "SECONDS", 20.0)
        yield


@pytest.fixture
def clock() -> WindUpClock:
    return WindUpClock()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, clock: WindUpClock
) -> AsyncGenerator[SqlStore]:
    """An empty store, once on each engine."""
    if request.param == "sqlite":
        async with sqlite_store(tmp_path, clock) as opened:
            yield opened
    else:
        server: Postgres = request.getfixturevalue("postgres")
        async with server.database() as url, postgres_store(url, clock) as opened:
            yield opened
