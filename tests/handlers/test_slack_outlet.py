from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.flows.cancel import cancel
from bot.flows.deliver import ROOT_GONE
from bot.flows.escalate import escalate
from bot.ports import Card
from bot.rules.call_list import SHOWN, Entry, call_list
from bot.rules.calling import Call
from bot.rules.delivery import Delivery, DeliveryKind, Failed, Limited, Lost, Sent
from bot.rules.escalation import Thread
from bot.rules.operators import died, to_operators
from bot.rules.owing import note
from bot.rules.turn import Message, Reply, Turn
from handlers.slack import answers
from tests.handlers.slack_cases import a_card, a_reply_card, every_state
from tests.handlers.slack_world import Office, an_office
from tests.makers import AGENT, NINE, a_delivery, a_refund, a_turn


@pytest.fixture
async def office(tmp_path: Path) -> AsyncGenerator[Office]:
    async with an_office(tmp_path) as office:
        yield office


async def test_a_card_is_posted_with_our_mark_and_a_link_to_it(office: Office) -> None:
    escalation, card = await office.ask()
    payload = card.metadata["event_payload"]
    assert card.metadata["event_type"] == "handrail"
    assert payload["escalation_id"] == escalation.id
    assert set(payload) == {"delivery_id", "escalation_id"}
    assert escalation.thread is not None
    assert escalation.thread.permalink == (
        f"https://sandbox.slack.com/archives/C0REFUNDS/p{card.ts.replace('.', '')}"
    )
    call = (await office.slack.journal.calls("chat.postMessage"))[0]["args"]
    assert call["unfurl_links"] is False
    assert call["unfurl_media"] is False
    assert call["text"].strip()


FAULTS: list[tuple[dict[str, Any], object]] = [
    ({"kind": "rate_limited", "retry_after": 17}, Limited(seconds=17.0)),
    ({"kind": "server_error"}, Lost(error="internal_error")),
    ({"kind": "server_error", "html": True}, Lost(error="HTTP 503")),
    ({"kind": "server_error", "html": True, "status": 200}, Lost(error="HTTP 200")),
    ({"kind": "drop"}, Lost(error="ServerDisconnectedError")),
    ({"kind": "down"}, Lost(error="ServerDisconnectedError")),
    ({"kind": "refuse", "error": "fatal_error"}, Lost(error="fatal_error")),
    ({"kind": "refuse", "error": "internal_error"}, Lost(error="internal_error")),
    ({"kind": "refuse", "error": "channel_not_found"}, Failed(error="channel_not_found")),
    ({"kind": "refuse", "error": "not_in_channel"}, Failed(error="not_in_channel")),
    ({"kind": "refuse", "error": "is_archived"}, Failed(error="is_archived")),
    ({"kind": "refuse", "error": "invalid_auth"}, Failed(error="invalid_auth")),
    ({"kind": "refuse", "error": "account_inactive"}, Failed(error="account_inactive")),
    ({"kind": "refuse", "error": "invalid_blocks"}, Failed(error="invalid_blocks", final=True)),
    ({"kind": "refuse", "error": "msg_too_long"}, Failed(error="msg_too_long", final=True)),
    ({"kind": "refuse", "error": "never_heard_of"}, Failed(error="never_heard_of")),
]


async def test_each_answer_of_slack_means_one_thing(office: Office) -> None:
    for fault, outcome in FAULTS:
        await office.slack.faults.add(method="chat.postMessage", **fault)
        assert (fault, await office.side.outlet.send(a_delivery(), a_card())) == (fault, outcome)


async def test_a_slack_that_nobody_reaches_means_that_nothing_was_sent(office: Office) -> None:
    office.side.client.base_url = "http://127.0.0.1:9/"
    outcome = await office.side.outlet.send(a_delivery(), a_card())
    assert outcome == Failed(error="not connected: ClientConnectorError")


async def test_a_slow_answer_is_a_lost_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.slack.faults.add("slow", method="chat.postMessage", seconds=0.5)
    monkeypatch.setattr(answers.ask, "__kwdefaults__", {"seconds": 0.05})
    assert await office.side.outlet.send(a_delivery(), a_card()) == Lost(error="timeout")


async def test_an_accepted_post_whose_answer_was_lost_is_one_message_in_the_end(
    office: Office,
) -> None:
    """F20: timeout after accept makes a duplicate."""
    await office.slack.faults.add("drop", method="chat.postMessage")
    await escalate(office.desk, a_refund(), workspace="default", by=AGENT)
    await office.settle()
    assert len(await office.roots()) == 1
    assert len(await office.slack.journal.calls("chat.postMessage")) == 2, "card and transcript"


async def test_a_post_that_never_arrived_is_sent_again(office: Office) -> None:
    await office.slack.faults.add("down", method="chat.postMessage")
    await escalate(office.desk, a_refund(), workspace="default", by=AGENT)
    await office.settle()
    assert len(await office.roots()) == 1


async def test_a_look_finds_every_double_oldest_first_behind_many_pages(office: Office) -> None:
    card, delivery = a_card(), a_delivery()
    first = await office.side.outlet.send(delivery, card)
    for number in range(260):
        message = {"channel": "C0REFUNDS", "text": f"{number}", "user": "U0ANA"}
        await office.slack.manage("forge_message", message=message)
    second = await office.side.outlet.send(delivery, card)
    found = await office.side.outlet.look(delivery, card)
    assert isinstance(found, list)
    assert isinstance(first, Sent)
    assert isinstance(second, Sent)
    assert [sent.ts for sent in found] == [first.ts, second.ts]
    assert found[0] == first
    await office.side.outlet.remove(card, second)
    assert await office.side.outlet.look(delivery, card) == [first]


@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
async def test_a_look_that_failed_is_not_taken_for_an_empty_one(
    office: Office, method: str
) -> None:
    kind = DeliveryKind.CARD if method.endswith("history") else DeliveryKind.NOTE
    card = in_thread(a_card())
    await office.slack.faults.add("server_error", method=method)
    assert isinstance(await office.side.outlet.look(a_delivery(kind), card), Lost)
    await office.slack.faults.add("rate_limited", method=method, retry_after=9)
    assert await office.side.outlet.look(a_delivery(kind), card) == Limited(seconds=9.0)


@pytest.mark.parametrize("deleted_root", ["channel", "thread", "refuse"])
async def test_a_reply_to_a_deleted_root_never_lands_in_the_channel(
    office: Office, deleted_root: str
) -> None:
    """F24: reply to a deleted parent lands in the channel."""
    await office.slack.manage("set_settings", deleted_root=deleted_root)
    escalation, card = await office.ask()
    for message in reversed(await office.slack.thread(card)):
        await office.side.outlet.remove(a_card(), Sent(ts=message.ts, channel=message.channel))
    await cancel(office.desk, escalation.id, workspace="default", by=AGENT)
    note = a_delivery(DeliveryKind.NOTE, payload={"title": "Hello?"})
    now = await office.drawn_from(escalation)
    outcome = await office.side.outlet.send(note, now)
    if deleted_root != "thread":
        assert outcome == Failed(error=ROOT_GONE, final=True)
    assert [one.words for one in await office.roots()] == []


async def test_a_redraw_of_a_deleted_card_says_that_the_root_is_gone(office: Office) -> None:
    escalation, card = await office.ask()
    await office.side.outlet.remove(a_card(), Sent(ts=card.ts, channel=card.channel))
    outcome = await office.side.outlet.send(
        a_delivery(DeliveryKind.REDRAW), await office.drawn_from(escalation)
    )
    assert outcome == Failed(error=ROOT_GONE, final=True)


async def test_what_was_solved_while_it_waited_is_posted_as_solved(office: Office) -> None:
    """F31: stale alert sent after it was solved."""
    judged = await escalate(office.desk, a_refund(), workspace="default", by=AGENT)
    assert judged.escalation is not None
    await cancel(office.desk, judged.escalation.id, workspace="default", by=AGENT)
    await office.drain()
    card = await office.card_of(judged.escalation)
    assert "the agent no longer needs this" in card.words
    assert "approve" not in card.actions


async def test_a_short_conversation_is_one_post_in_the_thread(office: Office) -> None:
    _, card = await office.ask()
    thread = await office.slack.thread(card)
    assert len(thread) == 2
    assert "I want my money back" in thread[1].words
    assert "Ada (customer)" in thread[1].words


async def test_a_long_conversation_is_also_one_file_in_the_thread(office: Office) -> None:
    """F28: files outside the thread."""
    messages = tuple(Message(role="customer", text=f"{n} " + "x" * 300) for n in range(60))
    await office.slack.settled()
    escalation, card = await office.ask(a_turn(messages=messages))
    await office.settle()
    thread = await office.slack.thread(card)
    files = [file for message in thread for file in message.files]
    assert len(files) == 1
    assert files[0]["name"].startswith("conversation-")
    assert [one.ts for one in await office.roots()] == [card.ts]
    dead = await office.store.read(lambda memory: memory.dead())
    assert list(dead) == []
    assert (await office.now(escalation)).is_open


async def test_a_file_that_slack_shows_late_is_not_sent_twice(office: Office) -> None:
    messages = tuple(Message(role="customer", text=f"{n} " + "x" * 300) for n in range(60))
    await office.slack.faults.add("drop", method="files.completeUploadExternal")
    _, card = await office.ask(a_turn(messages=messages))
    await office.settle()
    thread = await office.slack.thread(card)
    assert len([file for message in thread for file in message.files]) == 1


async def test_a_note_pings_whom_it_names_and_nobody_else(office: Office) -> None:
    escalation, _ = await office.ask()
    payload = {
        "title": "Nobody has looked at this yet.",
        "quote": "<!channel> <@U0MIA>",
        "mention": [{"usergroup": "S0REFUNDS"}],
    }
    note = a_delivery(DeliveryKind.NOTE, payload=payload)
    sent = await office.side.outlet.send(note, await office.drawn_from(escalation))
    assert isinstance(sent, Sent)
    rung = [each["users"] for each in await office.slack.notifications() if each["ts"] == sent.ts]
    assert [sorted(users) for users in rung] == [["U0ANA", "U0BEN"]]


async def test_markup_from_anybody_rings_no_phone(office: Office) -> None:
    """F25: markup injection, mass ping, fake link."""
    evil = "<!channel> <!here> <!subteam^S0REFUNDS> <@U0ANA> <https://evil.example|bank> @here"
    turn = a_turn(
        reply=Reply(text=evil),
        topic=evil,
        consequence=evil,
        reasoning=evil,
        messages=(Message(role="customer", text=evil, name=evil),),
    )
    _, card = await office.ask(turn)
    assert await office.slack.notifications() == []
    assert evil in card.words


async def test_every_card_ever_drawn_is_accepted_and_can_be_redrawn(office: Office) -> None:
    """F26: length limits; the workspace complains of nothing."""
    for number, (_, card) in enumerate(every_state()):
        delivery = a_delivery(id=f"dlv_{number}")
        sent = await office.side.outlet.send(delivery, card)
        assert isinstance(sent, Sent)
        redraw = a_delivery(DeliveryKind.REDRAW)
        again = await office.side.outlet.send(redraw, in_thread(card, sent.ts))
        assert again == Sent(ts=sent.ts)


@pytest.mark.parametrize("count", [0, 2_999, 3_001, 12_000, 40_001])
async def test_a_reply_of_any_length_becomes_a_card(office: Office, count: int) -> None:
    """F26: length limits."""
    card = a_reply_card("👍🏽é&" * (count // 5) or ".")
    assert isinstance(await office.side.outlet.send(a_delivery(), card), Sent)


async def test_a_whisper_reaches_one_person_only(office: Office) -> None:
    payload = {"user": "U0ANA", "channel": "C0REFUNDS", "text": "Only you."}
    whisper = a_delivery(DeliveryKind.WHISPER, payload=payload)
    assert isinstance(await office.side.outlet.send(whisper, a_card()), Sent)
    assert await office.whispers("ana") == ["Only you."]
    assert await office.whispers("ben") == []


async def test_a_reply_waits_for_its_card(office: Office) -> None:
    outcome = await office.side.outlet.send(a_delivery(DeliveryKind.TRANSCRIPT), a_card())
    assert outcome == Failed(error="the card is not in Slack yet")


async def test_slack_down_at_the_start_is_asked_again_later(office: Office) -> None:
    office.side.me.known = None
    await office.slack.faults.add("down", method="auth.test")
    delivery: Delivery = a_delivery()
    assert isinstance(await office.side.outlet.send(delivery, a_card()), Failed)
    assert isinstance(await office.side.outlet.send(delivery, a_card()), Sent)


def in_thread(card: Card, ts: str = "") -> Card:
    root = ts or f"{NINE.timestamp():.6f}"
    thread = Thread(team="T0SANDBOX", channel="C0REFUNDS", root_ts=root)
    return replace(card, escalation=replace(card.escalation, thread=thread))


async def test_a_notice_goes_to_the_operators_and_is_found_again_after_a_lost_answer(
    office: Office,
) -> None:
    escalation, _ = await office.ask()
    dead = a_delivery(escalation_id=escalation.id, last_error="<!channel> invalid_blocks")
    owed = to_operators(died(dead, office.clock.now()), channel="C0OPS", url="")
    await office.store.write(lambda memory: memory.owe(*owed))
    await office.slack.faults.add("drop", method="chat.postMessage")
    await office.settle()
    told = [one for one in await office.slack.messages("C0OPS") if one["user"] == "U0HANDRAIL"]
    assert len(told) == 1
    assert escalation.id in told[0].words
    assert await office.slack.notifications(told[0]) == []


@pytest.mark.parametrize("whose", ["C0OPS", "U0ANA"], ids=["a channel", "a person"])
async def test_the_longest_list_of_what_waits_is_one_message_that_slack_takes(
    office: Office, whose: str
) -> None:
    escalation, card = await office.ask(a_long_refund())
    said = note(escalation, "Nobody has decided in time.", mention=[{"user": "U0BEN"}], once="one")
    waits = Call(urgency=0, at=office.clock.now(), owed=said, is_for_anybody=True, whose=whose)
    drawn_from = await office.store.read(lambda memory: memory.card(escalation.id))
    entries = [Entry(waits, drawn_from)] * SHOWN
    owed = call_list(whose, entries, frozenset(), office.clock.now(), {})
    await office.store.write(lambda memory: memory.owe(owed))
    await office.settle()
    assert await office.store.read(lambda memory: memory.tally(office.clock.now()).deliveries) == {}
    calls = await office.slack.journal.calls("chat.postMessage")
    (told,) = [each["args"] for each in calls if "more wait" in each["args"]["text"]]
    assert told["channel"] == whose
    assert str(told["blocks"]).count(card.ts.replace(".", "")) == SHOWN


def a_long_refund() -> Turn:
    refund = a_refund()
    assert refund.action_request
    return replace(refund, action_request=replace(refund.action_request, name="refund_" * 20))
