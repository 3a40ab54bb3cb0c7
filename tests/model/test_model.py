"""Whatever happens in whatever order, the desk does what a page of arithmetic says it must."""

import asyncio
import logging
import os
from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import Postgres
from tests.model.machine import DeskMachine
from tests.model.stage import Place, on_postgres, on_sqlite

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
QUICK = settings(
    max_examples=12,
    stateful_step_count=50,
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate, Phase.shrink),
)
LONG = settings(
    QUICK, max_examples=int(os.environ.get("EX", "600")), stateful_step_count=60, derandomize=False
)

pytestmark = pytest.mark.timeout(3_600 if DEEP else 400)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest) -> Place:
    if request.param == "sqlite":
        return on_sqlite
    postgres: Postgres = request.getfixturevalue("postgres")
    return partial(on_postgres, postgres)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


def test_the_desk_and_its_model_agree_after_every_step(
    place: Place, runner: asyncio.Runner, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "store")  # each restart says which SQLite it found
    machine = type("Machine", (DeskMachine,), {"place": staticmethod(place), "runner": runner})
    run_state_machine_as_test(machine, settings=LONG if DEEP else QUICK)
