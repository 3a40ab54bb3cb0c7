"""Time is wound, and the room is looked at: what was promised, what people hear, what is written."""

from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.commands.demo.scripts import BIG_REFUND
from bot.rules.json import Json
from tests.makers import NINE
from tests.stories.test_decisions import a_turn
from tests.stories.test_handoff import asked_for, customer_writes, said, stream, taken
from tests.stories.world import POLICY, PROMISED, World, a_world

PROMISING = POLICY.replace("handoff_queue: support", "handoff_queue: refunds").replace(
    PROMISED,
    "    sla: {claim: 20m, decision: 30m, first_reply: 15m, next_reply: 10m, resolution: 2h}\n"
    "    remind_at: [50%, 90%]\n    timeout: 8h\n",
)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with a_world(tmp_path, policy=PROMISING) as world:
        yield world
        assert await world.slack.complaints() == []


def clocks(escalation: Json) -> dict[str, str]:
    return {each["kind"]: each["status"] for each in escalation["clocks"]}


async def heard(world: World, escalation: Json) -> list[str]:
    """What the desk has posted in the thread about time."""
    card = await world.card(escalation)
    thread = await world.slack.thread(card)
    about = ("of the time", "in time", "late")
    return [each.text for each in thread[1:] if any(word in each.text for word in about)]


async def test_open_wind_thirty_minutes_and_see_what_the_room_saw(world: World) -> None:
    opened = await world.ask(a_turn(BIG_REFUND))
    card = await world.card(opened)
    assert "Somebody takes it on by" in card.words
    for _ in range(3):
        await world.wind(minutes=10)
    assert clocks(await world.escalation(opened["id"])) == {
        "notify": "met",
        "claim": "breached",
        "decision": "running",
        "resolution": "running",
    }, "the last moment is still in time"
    await world.wind(seconds=1)
    assert await heard(world, opened) == [
        "50% of the time to take this on is over.",
        "90% of the time to take this on is over. 50% of the time to decide is over.",
        "Nobody has taken this on in time. 90% of the time to decide is over.",
        "Nobody has decided in time.",
    ]
    card = await world.card(opened)
    assert "Late: somebody should have taken it on by" in card.words

    await world.slack.as_user("ana").click("approve", on=card)
    decided = await world.escalation(opened["id"])
    late = {each["kind"]: each for each in decided["clocks"]}["decision"]
    assert (late["status"], late["overrun_seconds"]) == ("breached", 1.0)
    assert late["breached_at"] == (NINE + timedelta(minutes=30)).isoformat().replace("+00:00", "Z")
    assert decided["times"]["answered"]["wall_seconds"] == 1801.0
    before = await heard(world, opened)
    for _ in range(30):
        await world.wind(days=1)
    assert await heard(world, opened) == before, "what is decided reminds nobody"


async def test_an_answer_counts_when_the_customer_has_it(world: World) -> None:
    asked = (await asked_for(world))["escalation"]
    card = await taken(world)
    await world.slack.as_user("ana").reply("Hello, I am Ana.", in_thread=card)
    assert await said(world) == ["Hello, I am Ana."]
    assert clocks(await world.escalation(asked["id"]))["first_reply"] == "running"
    await receipt(world)
    answered = await world.escalation(asked["id"])
    assert clocks(answered) == {
        "notify": "met",
        "claim": "met",
        "first_reply": "met",
        "resolution": "paused",
    }
    assert set(answered["times"]) == {"created", "posted", "claimed", "answered", "delivered"}

    await customer_writes(world, "And the rest?", id="m-2")
    await world.wind(minutes=10, seconds=1)
    waiting = clocks(await world.escalation(asked["id"]))
    assert (waiting["next_reply"], waiting["resolution"]) == ("breached", "running")
    assert "The customer has had no further answer in time." in await heard(world, asked)


async def test_a_receipt_that_comes_late_takes_the_breach_back(world: World) -> None:
    """F61: late-processed reply flagged breached."""
    asked = (await asked_for(world))["escalation"]
    card = await taken(world)
    await world.slack.as_user("ana").reply("Hello, I am Ana.", in_thread=card)
    await said(world)
    read_at = world.clock.now()
    await world.wind(minutes=16)
    late = {each["kind"]: each for each in (await world.escalation(asked["id"]))["clocks"]}
    by_now = world.clock.now() - datetime.fromisoformat(late["first_reply"]["due_at"])
    assert late["first_reply"]["status"] == "breached"
    assert late["first_reply"]["overrun_seconds"] == by_now.total_seconds() > 0
    before = await heard(world, asked)
    assert "The customer has had no answer in time." in before[-1]
    await receipt(world, at=read_at.isoformat())
    await world.settled()
    assert clocks(await world.escalation(asked["id"]))["first_reply"] == "met"
    after = await heard(world, asked)
    assert after[:-1] == before[:-1], "said in the place of what was wrong"
    assert after[-1] == "It was not late after all: the answer had reached the customer in time."


async def test_whoever_speaks_keeps_the_conversation_however_late_the_receipt_is(
    world: World,
) -> None:
    asked = (await asked_for(world))["escalation"]
    card = await taken(world)
    await world.slack.as_user("ana").reply("Hello, I am Ana.", in_thread=card)
    await said(world)
    for _ in range(4):
        await world.wind(minutes=20)
    speaking = await world.escalation(asked["id"])
    assert (speaking["status"], speaking["assignee"]["name"]) == ("in_conversation", "Ana")
    await receipt(world, status="failed")
    for _ in range(2):
        await world.wind(minutes=16)
    assert (await world.escalation(asked["id"]))["status"] == "pending", "it was theirs to act"


async def receipt(world: World, **more: object) -> None:
    item = (await stream(world))[-1]
    body = {"message_id": item["id"], "status": "delivered", **more}
    response = await world.agent.post("/v1/conversations/conv-1/receipts", json=body)
    assert response.status_code == 200, response.text
