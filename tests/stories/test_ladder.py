"""Nobody comes, time is wound, and the workspace shows who was called, where, and when it ended."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.commands.demo.scripts import BIG_REFUND
from bot.rules.json import Json
from bot.rules.ladder_calls import NOBODY_CAME, NOBODY_STILL, NOBODY_YET
from tests.stories.test_decisions import a_turn
from tests.stories.world import POLICY, PROMISED, World, a_world

LADDER = """\
    ladder:
      - {after: 10m, notify: [{usergroup: S0SUPPORT}, {user: U0NOBODY}]}
      - {after: 20m, notify: [{user: U0GONE}]}
      - {after: 30m, notify: [{user: U0MIA}, {channel: C0QUALITY}, {direct: U0SAM}]}
    ladder_from: 3
    ladder_repeats: 1
    fallback: {user: U0SAM}
"""
CLIMBED = POLICY.replace(PROMISED, f"    sla: off\n    timeout: 8h\n{LADDER}")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    ops = {"HANDRAIL_OPS_CHANNEL": "C0OPS"}
    async with a_world(tmp_path, policy=CLIMBED, environ=ops) as world:
        yield world
        assert await world.slack.complaints() == []


async def called(world: World, opened: Json) -> list[tuple[str, set[str]]]:
    """What the thread says because nobody came, and whose phones it rang."""
    found = []
    for each in (await world.slack.thread(await world.card(opened)))[1:]:
        for words in (NOBODY_YET, NOBODY_STILL, NOBODY_CAME):
            if words in each.words:
                rung = await world.slack.notifications(each)
                found.append((words, {user for one in rung for user in one["users"]}))
    return found


async def test_open_wind_and_see_who_is_called_until_somebody_comes(world: World) -> None:
    opened = await world.ask(a_turn(BIG_REFUND))
    card = await world.card(opened)
    await world.wind(minutes=10)
    assert await called(world, opened) == [(NOBODY_YET, {"U0ANA", "U0BEN", "U0MIA"})]
    await world.wind(minutes=10)
    assert (await called(world, opened))[1:] == [(NOBODY_YET, {"U0MIA"})], "nobody is U0GONE"
    elsewhere = (await world.slack.messages("C0QUALITY"))[-1]
    assert NOBODY_YET[:-1] in elsewhere.words
    assert card.ts.replace(".", "") in str(elsewhere.blocks), "with a link to the card"

    await world.slack.as_user("ana").click("claim", on=card)
    await world.wind(minutes=25)
    assert len(await called(world, opened)) == 2, "who has it is left in peace"
    await world.wind(minutes=5)
    await world.wind(minutes=10)
    assert (await called(world, opened))[2:] == [(NOBODY_STILL, {"U0MIA"})], "it was forgotten"
    await world.wind(minutes=10)
    assert (await called(world, opened))[3:] == [(NOBODY_CAME, {"U0SAM"})]
    ops = [each.words for each in await world.slack.messages("C0OPS")]
    assert len([each for each in ops if f"Nobody takes {opened['id']}" in each]) == 1

    for _ in range(3):
        await world.wind(hours=1)
    assert len(await called(world, opened)) == 4
