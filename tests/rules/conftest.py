"""The rules know no process: what they say of time holds wherever the machine believes to be."""

import os
import time
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", params=["UTC", "Asia/Kolkata", "America/New_York"])
def process_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()
