"""Replicas that are changed one by one, while agents and reviewers go on as if nothing were."""

from pathlib import Path

import pytest

from tests.chaos.storm import storm
from tests.chaos.weathers import rolling_restart
from tests.databases import Postgres

pytestmark = [pytest.mark.timeout(240), pytest.mark.postgres]


async def test_a_rolling_restart_across_a_migration_shows_agents_no_error(
    postgres: Postgres, tmp_path: Path
) -> None:
    url = await postgres.fresh()
    report = await storm(rolling_restart, folder=tmp_path, database_url=url, seed=1, replicas=3)
    assert report.broken == []
    assert report.counted == {"restarts": 3}
    assert report.cases > 3
