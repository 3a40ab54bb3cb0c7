"""Nothing lost, nothing doubled: F1 to F4, F19 to F23, F35, F37, F41, F48, with real deaths."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.chaos.crashes import POINTS
from tests.chaos.storm import AT_ONCE, Report, Weather, storm
from tests.chaos.weathers import (
    FAULTS,
    agents_vanish,
    cut_connections,
    every_fault,
    every_step,
    full_disk,
    kills,
    pauses,
    restarts,
    slack_is_down,
    unanswered_commits,
)
from tests.databases import Postgres

SEED = 20261121
KILLS = 30

pytestmark = pytest.mark.timeout(240)
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=ENGINES)
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/desk.db"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    yield await postgres.fresh()


async def test_thirty_kills_lose_nothing_and_double_nothing(url: str, tmp_path: Path) -> None:
    """F4: lost after 200. F48: accepted, and nothing exists. F37: click swallowed after restart."""
    report = await blow(kills(KILLS), url, tmp_path)
    assert report.counted == {"kills": KILLS}
    assert report.cases >= AT_ONCE


async def test_a_death_at_every_step_of_a_send_and_a_receive(url: str, tmp_path: Path) -> None:
    """F20: timeout after accept. F23: posted and not recorded."""
    report = await blow(every_step, url, tmp_path)
    assert report.counted == {"steps": len(POINTS)}


async def test_every_fault_of_slack_once(url: str, tmp_path: Path) -> None:
    """F1, F2, F3: events more than once or late. F21, F22: limited, away."""
    report = await blow(every_fault, url, tmp_path)
    assert report.counted == {"faults": len(FAULTS)}


@pytest.mark.postgres
async def test_a_replica_paused_beyond_its_lease_leaves_no_double(
    postgres: Postgres, tmp_path: Path
) -> None:
    report = await blow(pauses(10), await postgres.fresh(), tmp_path, replicas=2)
    assert report.counted == {"pauses": 10}


@pytest.mark.postgres
async def test_replicas_that_die_in_turn_lose_nothing(postgres: Postgres, tmp_path: Path) -> None:
    """F19: two root threads."""
    report = await blow(kills(10), await postgres.fresh(), tmp_path, replicas=2)
    assert report.counted == {"kills": 10}


@pytest.mark.postgres
async def test_connections_cut_at_any_moment_lose_nothing(
    postgres: Postgres, tmp_path: Path
) -> None:
    report = await blow(cut_connections(60), await postgres.fresh(), tmp_path)
    assert report.counted == {"cuts": 60}


@pytest.mark.postgres
async def test_a_server_that_falls_over_under_load_loses_nothing(
    postgres: Postgres, tmp_path: Path
) -> None:
    report = await blow(restarts(postgres, 2), await postgres.durable(), tmp_path)
    assert report.counted == {"restarts": 2}


@pytest.mark.postgres
async def test_a_commit_whose_answer_is_lost_counts_once(
    postgres: Postgres, tmp_path: Path
) -> None:
    """F48: accepted, and nobody knows."""
    report = await blow(unanswered_commits, await postgres.fresh(), tmp_path)
    assert report.cases > 2


async def test_ten_minutes_without_slack_delay_cards_and_lose_none(tmp_path: Path) -> None:
    """F22: retries exhausted silently."""
    report = await blow(slack_is_down, f"sqlite:///{tmp_path}/desk.db", tmp_path)
    assert report.cases > 2


async def test_agents_that_vanish_and_come_back_are_answered_as_if_they_had_stayed(
    tmp_path: Path,
) -> None:
    """F47: duplicate escalations of one turn."""
    report = await blow(agents_vanish, f"sqlite:///{tmp_path}/desk.db", tmp_path)
    assert report.counted["vanished"] > 10


async def test_a_full_disk_is_told_to_agents_and_then_everything_goes_on(tmp_path: Path) -> None:
    report = await blow(full_disk, f"sqlite:///{tmp_path}/desk.db", tmp_path)
    assert report.counted["told 507"] > 2


async def blow(weather: Weather, url: str, folder: Path, replicas: int = 1) -> Report:
    report = await storm(weather, folder=folder, database_url=url, seed=SEED, replicas=replicas)
    assert report.broken == []
    return report
