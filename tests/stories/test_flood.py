"""Much falls due at once, and the workspace shows what rang, what stands in a list, and when."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.commands.demo.scripts import BIG_REFUND
from sandbox.things import Message
from tests.stories.test_decisions import a_turn
from tests.stories.world import POLICY, World, a_world

FEW = f"{POLICY}\ncalls_per_hour: {{channel: 3}}\n".replace("timeout: 30m", "timeout: 8h")
LATE = "Nobody has decided in time"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with a_world(tmp_path, policy=FEW) as world:
        yield world
        assert await world.slack.complaints() == []


async def lists(world: World, channel: str) -> list[Message]:
    return [each for each in await world.slack.messages(channel) if "told together" in each.words]


async def test_two_ring_by_themselves_and_the_others_are_one_post_that_links_to_each(
    world: World,
) -> None:
    """F63: storms."""
    cards = [await world.card(await world.ask(a_turn(BIG_REFUND, n))) for n in range(1, 6)]
    await world.wind(minutes=30, seconds=1)
    alone = [
        card for card in cards if any(LATE in each.words for each in await world.slack.thread(card))
    ]
    (listed,) = await lists(world, cards[0].channel)
    assert len(alone) == 2
    assert listed.words.count(LATE) == 3
    assert listed.words.count(" for ") == 3, "each says for whom"
    assert "3 more wait" in listed.words
    waiting = [card for card in cards if card not in alone]
    assert all(card.ts.replace(".", "") in str(listed.blocks) for card in waiting)
    rung = await world.slack.notifications(listed)
    assert {user for one in rung for user in one["users"]}, "it calls all whom the threads would"

    for _ in range(5):
        await world.wind(minutes=10)
    assert len(await lists(world, cards[0].channel)) == 1, "three an hour, and no more"
    await world.wind(minutes=30)
    assert len(await lists(world, cards[0].channel)) > 1, "what broke is told again later"
