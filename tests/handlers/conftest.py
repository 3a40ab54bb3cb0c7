from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.handlers.gateway_world import Gateway, a_gateway
from tests.makers import WindUpClock


@pytest.fixture
async def gateway(tmp_path: Path, clock: WindUpClock) -> AsyncGenerator[Gateway]:
    async with a_gateway(tmp_path, clock) as opened:
        yield opened
