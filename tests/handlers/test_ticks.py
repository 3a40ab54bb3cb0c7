"""What ticks with the clock, and how often."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from handlers.clock.ticks import ticking
from tests.fakes import Directory
from tests.handlers.slack_world import an_office


@dataclass
class Asked(Directory):
    times: int = 0

    async def gone(self, ids: Iterable[str]) -> frozenset[str]:
        self.times += 1
        return await super().gone(ids)


async def nothing() -> None:
    """Nobody writes, and nobody listens to the heart."""


async def test_whom_the_policy_counts_on_is_asked_for_each_hour_and_with_each_policy(
    tmp_path: Path,
) -> None:
    """F66: nobody to notify."""
    async with an_office(tmp_path) as office:
        asked = Asked()
        scheduler = ticking(
            replace(office.desk, people=asked),
            reload_policy=lambda: None,
            catch_up=nothing,
            heartbeat=nothing,
        )
        tick = scheduler.get_job("people").func
        for _ in range(3):
            await tick()
        assert asked.times == 1
        office.policy.version = "another"
        await tick()
        assert asked.times == 2
        office.clock.wind(hours=1)
        await tick()
        await tick()
        assert asked.times == 3
