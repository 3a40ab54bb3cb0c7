"""A reviewer presses a real button, and the agent that waits is answered."""

import asyncio

from bot.commands.demo.scripts import BIG_REFUND, QUESTION, UNSURE_REPLY
from bot.rules.json import Json
from tests.stories.world import World

AGENT = {"id": "support-bot"}


def a_turn(script: Json, number: int = 1, **changes: object) -> Json:
    return {
        "conversation_id": f"conv-{number}",
        "turn_id": "t-1",
        "agent": AGENT,
        **script,
        **changes,
    }


async def test_an_approved_refund_is_what_the_agent_runs(world: World) -> None:
    escalation = await world.ask(a_turn(BIG_REFUND))
    card = await world.card(escalation)
    waiting = asyncio.create_task(world.escalation(escalation["id"], wait=30))
    await world.slack.as_user("ana").click("approve", on=card)
    decided = await waiting
    assert decided["status"] == "approved"
    assert decided["decision"]["decided_by"]["name"]
    right = await world.agent.post(f"/v1/escalations/{escalation['id']}/execution")
    assert right.status_code == 201
    assert right.json()["action"]["args"]["amount"] == 129.0
    assert right.json()["action_digest"] == escalation["action_digest"]


async def test_the_card_says_recorded_delivered_and_executed_as_three_things(world: World) -> None:
    """F38: UI says approved, agent never told."""
    escalation = await world.ask(a_turn(BIG_REFUND))
    card = await world.card(escalation)
    await world.slack.as_user("ana").click("approve", on=card)
    await world.settled()
    recorded = (await world.slack.message(card)).words
    await world.escalation(escalation["id"])
    await world.settled()
    delivered = (await world.slack.message(card)).words
    path = f"/v1/escalations/{escalation['id']}/execution"
    right = (await world.agent.post(path)).json()
    report = {"token": right["token"], "status": "failed", "detail": "card declined"}
    await world.agent.put(path, json=report)
    await world.settled()
    executed = (await world.slack.message(card)).words
    assert len({recorded, delivered, executed}) == 3
    actions = (await world.slack.message(card)).actions
    assert actions == ["correct", "incomplete", "wrong", "unsafe", "feedback", "more"]
    assert "card declined" in "".join(m.words for m in await world.slack.thread(card))


async def test_what_is_claimed_and_cancelled_through_the_api_is_on_the_card_at_once(
    world: World,
) -> None:
    """F70: what was done elsewhere is seen in Slack, without a tick or a press."""
    ran = await world.ask(a_turn(BIG_REFUND))
    card = await world.card(ran)
    await world.slack.as_user("ana").click("approve", on=card)
    await world.escalation(ran["id"])
    approved = await world.card(ran)
    path = f"/v1/escalations/{ran['id']}/execution"
    assert (await world.agent.post(path)).status_code == 201
    claimed = await world.card(ran)
    assert claimed.words != approved.words
    assert "support-bot" in claimed.words

    dropped = await world.ask(a_turn(BIG_REFUND, 2))
    assert "approve" in (await world.card(dropped)).actions
    gone = await world.agent.post(f"/v1/escalations/{dropped['id']}/cancel")
    assert gone.status_code == 200, gone.text
    cancelled = await world.card(dropped)
    assert "approve" not in cancelled.actions
    assert "ancelled" in cancelled.words


async def test_nobody_answered_is_shown_as_that_and_never_as_a_no(world: World) -> None:
    """F40: timeout reported as denial. F41: never expires."""
    escalation = await world.ask(a_turn(BIG_REFUND))
    card = await world.card(escalation)
    await world.wind(minutes=31)
    expired = await world.escalation(escalation["id"])
    assert (expired["status"], expired["decision"]) == ("expired", None)
    words = (await world.slack.message(card)).words
    assert "rejected" not in words.lower()
    assert (await world.slack.message(card)).actions == ["more"]


async def test_a_stranger_is_told_why_and_decides_nothing(world: World) -> None:
    """F33: anyone in the channel can approve."""
    escalation = await world.ask(a_turn(BIG_REFUND))
    card = await world.card(escalation)
    sam = world.slack.as_user("sam")
    await sam.click("approve", on=card)
    await sam.wait_for_ephemeral("not a reviewer")
    assert (await world.escalation(escalation["id"]))["status"] == "pending"


async def test_typed_words_in_the_thread_decide_nothing(world: World) -> None:
    """F42: typed "approve" in prose executes."""
    escalation = await world.ask(a_turn(BIG_REFUND))
    card = await world.card(escalation)
    ana = world.slack.as_user("ana")
    await ana.reply("ok approve it", in_thread=card)
    await ana.wait_for_ephemeral("decide")
    assert (await world.escalation(escalation["id"]))["status"] == "pending"


async def test_what_was_edited_is_what_the_agent_gets(world: World) -> None:
    escalation = await world.ask(a_turn(BIG_REFUND))
    card = await world.card(escalation)
    ana = world.slack.as_user("ana")
    modal = await ana.click("edit", on=card)
    assert modal is not None
    amount = next(label for label in modal.labels if "amount" in label.lower())
    assert not await ana.submit(modal, {amount: "12.5"})
    decided = await world.escalation(escalation["id"])
    assert decided["decision"]["action"]["args"]["amount"] == 12.5


async def test_an_answer_comes_back_as_the_agents_form_asked(world: World) -> None:
    escalation = await world.ask(a_turn(QUESTION))
    card = await world.card(escalation)
    ben = world.slack.as_user("ben")
    modal = await ben.click("respond", on=card)
    assert modal is not None
    address = next(label for label in modal.labels if "address" in label.lower())
    assert not await ben.submit(modal, {address: "new"})
    decided = await world.escalation(escalation["id"])
    assert decided["decision"]["response"]["address"] == "new"


async def test_a_first_post_lost_to_an_outage_is_posted_later(world: World) -> None:
    """F22: retries exhausted silently."""
    await world.slack.faults.add("down", times=None)
    escalation = await world.ask(a_turn(UNSURE_REPLY))
    for _ in range(5):
        await world.wind(minutes=2)
    await world.slack.faults.clear()
    for _ in range(4):
        await world.wind(minutes=2)
    card = await world.card(escalation)
    assert card.actions


async def test_a_post_that_slack_took_without_answering_is_not_posted_twice(world: World) -> None:
    """F20: timeout after accept makes a duplicate."""
    await world.slack.faults.add("drop", method="chat.postMessage")
    escalation = await world.ask(a_turn(UNSURE_REPLY))
    for _ in range(4):
        await world.wind(seconds=6)
    card = await world.card(escalation)
    roots = [m for m in await world.slack.messages(card.channel) if m.ts == m.root_ts]
    assert len(roots) == 1


async def test_five_cards_are_decided_in_any_order(world: World) -> None:
    """F39: cross-talk between cards in one thread."""
    asked = [await world.ask(a_turn(BIG_REFUND, number)) for number in range(5)]
    cards = [await world.card(each) for each in asked]
    ana, ben = world.slack.as_user("ana"), world.slack.as_user("ben")
    await asyncio.gather(
        ana.click("approve", on=cards[3]),
        ben.click("approve", on=cards[1]),
        ana.click("approve", on=cards[4]),
    )
    statuses = [(await world.escalation(each["id"]))["status"] for each in asked]
    assert statuses == ["pending", "approved", "pending", "approved", "approved"]
