"""It is not always the team that has to act next, and whoever has the card says so on it."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from sandbox.errors import SandboxError
from sandbox.things import Message
from tests.stories.test_handoff import asked_for, customer_writes, said, taken
from tests.stories.test_time import PROMISING, clocks, receipt
from tests.stories.world import World, a_world

PAUSING = PROMISING.replace("remind_at: ", "third_party_pauses: true\n    remind_at: ")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with a_world(tmp_path, policy=PAUSING) as world:
        yield world
        assert await world.slack.complaints() == []


async def answered(world: World) -> tuple[str, Message]:
    """Ana is live, and her first words are with the customer."""
    asked = (await asked_for(world))["escalation"]
    card = await taken(world, {"escalation": asked})
    await world.slack.as_user("ana").reply("Hello, I am Ana.", in_thread=card)
    await said(world)
    await receipt(world)
    await world.settled()
    return asked["id"], card


async def state(world: World, id: str) -> tuple[str, str]:
    found = clocks(await world.escalation(id))
    return found["next_reply"], found["resolution"]


async def test_a_thank_you_is_let_be_by_a_click_and_a_second_click_finds_nothing_to_let_be(
    world: World,
) -> None:
    id, card = await answered(world)
    assert "no_reply_needed" not in (await world.slack.message(card)).actions
    await customer_writes(world, "Thank you!", id="m-2")
    card = await world.slack.wait_until(card, shows="is live")
    await world.settled()
    assert "no_reply_needed" in (await world.slack.message(card)).actions
    ana = world.slack.as_user("ana")
    await ana.click("no_reply_needed", on=await world.slack.message(card))
    await ana.repeat_last(times=5, concurrently=True)
    await ana.wait_for_ephemeral("No answer is owed")
    await world.settled()
    assert await state(world, id) == ("dismissed", "paused")
    assert "no_reply_needed" not in (await world.slack.message(card)).actions
    await world.wind(hours=1)
    thread = await world.slack.thread(card)
    assert not any("no further answer" in each.text for each in thread)
    assert await said(world) == ["Hello, I am Ana."], "the customer hears nothing of it"


async def test_while_a_carrier_has_to_act_the_card_says_so_and_the_time_stands_still(
    world: World,
) -> None:
    id, card = await answered(world)
    await customer_writes(world, "Where is my parcel?", id="m-2")
    await world.settled()
    ana = world.slack.as_user("ana")
    await ana.click("Waiting for a third party", on=await world.slack.message(card))
    await ana.repeat_last(times=3, concurrently=True)
    await ana.wait_for_ephemeral("stands still")
    await world.settled()
    shown = await world.slack.message(card)
    assert "Waiting for a third party." in shown.words
    assert await state(world, id) == ("running", "paused")
    with pytest.raises(SandboxError):
        await ana.click("Waiting for a third party", on=shown)

    await world.wind(hours=3)
    assert await state(world, id) == ("breached", "paused"), "words are owed all the same"
    await ana.reply("The carrier has it, it comes on Friday.", in_thread=card)
    await said(world)
    await receipt(world)
    await world.settled()
    assert "Waiting for a third party." not in (await world.slack.message(card)).words
    assert await state(world, id) == ("breached", "paused")
    await customer_writes(world, "Great.", id="m-3")
    assert (await state(world, id))[1] == "running"


async def test_when_the_carrier_has_acted_one_entry_of_the_menu_says_so(world: World) -> None:
    id, card = await answered(world)
    await customer_writes(world, "Where is my parcel?", id="m-2")
    await world.settled()
    ana = world.slack.as_user("ana")
    await ana.click("Waiting for a third party", on=await world.slack.message(card))
    await world.settled()
    await ana.click("The third party has acted", on=await world.slack.message(card))
    await ana.repeat_last(times=3, concurrently=True)
    await ana.wait_for_ephemeral("the time to be done runs")
    await world.settled()
    shown = await world.slack.message(card)
    assert "Waiting for a third party." not in shown.words
    assert await state(world, id) == ("running", "running")
    with pytest.raises(SandboxError):
        await ana.click("The third party has acted", on=shown)


async def test_somebody_else_may_not_say_so(world: World) -> None:
    id, card = await answered(world)
    await customer_writes(world, "Where is my parcel?", id="m-2")
    await world.settled()
    before = await world.escalation(id)
    ben = world.slack.as_user("ben")
    await asyncio.gather(
        ben.click("no_reply_needed", on=await world.slack.message(card)),
        ben.click("Waiting for a third party", on=await world.slack.message(card)),
    )
    await ben.wait_for_ephemeral("Ana has this")
    assert await world.escalation(id) == before
