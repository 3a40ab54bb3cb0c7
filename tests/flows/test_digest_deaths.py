"""A desk dies between any two steps of sending digests: each reader has each of them once (F75)."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import pytest

from bot.flows.deliver import deliver
from bot.flows.post_digests import post_digests
from bot.ports import Desk
from bot.rules.delivery import LEASE
from bot.rules.edition import Edition, Schedule
from tests.flows.conftest import Team
from tests.makers import a_refund

CHANNEL, MIA = "C0REFUNDS", "U0MIA"
REFUNDS = Edition(queue="refunds", zone="UTC", schedule=Schedule(), to=(CHANNEL, MIA))


class Dies(Exception):
    """The process is gone."""


@dataclass
class Fate:
    """How many steps it has left. It dies right after one, and so before the next."""

    left: int

    def step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Dies


@dataclass
class Doomed:
    """A store, or a way out, of a process that dies."""

    of: Any
    fate: Fate

    def __getattr__(self, name: str) -> Callable[..., Any]:
        async def watched(*args: Any) -> Any:
            done = await getattr(self.of, name)(*args)
            self.fate.step()
            return done

        return watched


def doomed(desk: Desk, fate: Fate) -> Desk:
    store: Any = Doomed(desk.store, fate)
    outlet: Any = Doomed(desk.slack, fate)
    return replace(desk, store=store, slack=outlet)


async def does_all(desk: Desk) -> None:
    await post_digests(desk)
    while await deliver(desk, "the first one"):
        pass


async def test_whoever_dies_at_any_step_leaves_one_digest_for_each_reader(team: Team) -> None:
    """F75: however it dies, the next one goes on where it was."""
    team.policy.editions = (REFUNDS,)
    await team.ask(a_refund())
    await team.drain()
    for steps in count():
        team.clock.wind(days=7, minutes=1)
        fate = Fate(steps)
        try:
            await does_all(doomed(team.desk, fate))
        except Dies:
            await the_next_one_goes_on(team)
        else:
            break
    assert steps > 15
    told = Counter((each.recipient, str(each.report.week)) for each in team.room.letters)
    assert set(told.values()) == {1}
    assert len(told) == 2 * (steps + 1)
    assert len({id for _, id in team.room.posts}) == len(team.room.posts)


@pytest.mark.parametrize("steps", range(6))
async def test_of_two_schedulers_one_dies_and_each_reader_has_its_digest_once(
    team: Team, steps: int
) -> None:
    team.policy.editions = (REFUNDS,)
    await team.ask(a_refund())
    await team.drain()
    team.clock.wind(days=7, minutes=1)
    mortal = doomed(team.desk, Fate(steps))
    ticks = (post_digests(each) for each in (mortal, team.desk, mortal))
    await asyncio.gather(*ticks, return_exceptions=True)
    await the_next_one_goes_on(team)
    assert sorted(each.recipient for each in team.room.letters) == [CHANNEL, MIA]


async def the_next_one_goes_on(team: Team) -> None:
    team.clock.wind(seconds=LEASE.total_seconds() + 1)
    await post_digests(team.desk)
    for _ in range(6):
        await team.drain()
        team.clock.wind(seconds=6)
