import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import AlreadyClosed
from bot.flows.escalate import escalate
from bot.rules.policy import Verdict
from bot.rules.status import Status
from bot.rules.turn import Alternative, Message, Reply, Requester, Turn
from handlers.slack.refusals import sentence_of
from sandbox.person import Person
from sandbox.things import Form
from sandbox.things import Message as Card
from tests.fakes import passing
from tests.handlers.slack_world import Office, an_office
from tests.makers import AGENT, NINE, a_judgement, a_queue, a_refund, a_turn


@pytest.fixture
async def office(tmp_path: Path) -> AsyncGenerator[Office]:
    async with an_office(tmp_path) as office:
        yield office


async def test_ana_approves_and_the_card_says_so(office: Office) -> None:
    escalation, card = await office.ask()
    await office.slack.as_user("ana").click("approve", on=card)
    await office.drain()
    closed = await office.card_of(escalation)
    assert "Approved by Ana" in closed.words
    assert "approve" not in closed.actions
    decided = await office.now(escalation)
    assert decided.status is Status.APPROVED
    assert decided.closed_by is not None
    assert decided.closed_by.id == "slack:T0SANDBOX/U0ANA"


async def test_two_clicks_make_one_decision_and_the_loser_is_told_who_won(office: Office) -> None:
    """F35: two clicks, approve against deny race."""
    escalation, card = await office.ask()
    ana, ben = office.slack.as_user("ana"), office.slack.as_user("ben")
    await asyncio.gather(ana.click("approve", on=card), ben.click("approve", on=card))
    assert (await office.now(escalation)).status is Status.APPROVED
    told = [*await office.whispers("ana"), *await office.whispers("ben")]
    assert len(told) == 1
    assert told[0].startswith("Already approved by ")
    assert "<!date^" in told[0]


async def test_fifty_clickers_at_once_make_one_decision(office: Office) -> None:
    """F35: two clicks, approve against deny race."""
    escalation, card = await office.ask()
    ana = office.slack.as_user("ana")
    await ana.click("claim", on=card)
    await office.drain()
    await ana.click("approve", on=await office.card_of(escalation))
    answers = await ana.repeat_last(times=50, concurrently=True)
    assert {answer["status"] for answer in answers} == {200}
    assert (await office.audit(escalation)).count("decided") == 1


async def test_a_card_that_was_posted_but_not_recorded_can_be_pressed(office: Office) -> None:
    """F23: orphan root, posted and not recorded."""
    await office.slack.faults.add("drop", method="chat.postMessage")
    judged = await escalate(office.desk, a_refund(), workspace="default", by=AGENT)
    await office.drain()
    assert judged.escalation is not None
    assert (await office.now(judged.escalation)).thread is None
    card = (await office.roots())[0]
    await office.slack.as_user("ana").click("approve", on=card)
    assert (await office.now(judged.escalation)).status is Status.APPROVED
    await office.settle()
    assert "Approved by Ana" in (await office.card_of(judged.escalation)).words
    assert len(await office.roots()) == 1


async def test_a_press_after_a_restart_counts(office: Office) -> None:
    """F37: click swallowed after restart."""
    escalation, card = await office.ask()
    office.open_anew()
    await office.slack.as_user("ana").click("approve", on=card)
    assert (await office.now(escalation)).status is Status.APPROVED


async def test_a_display_name_formats_nothing_in_a_refusal(office: Office) -> None:
    """F25: a person may call themselves `<!channel>`."""
    closed = AlreadyClosed("approved", by="<!channel> *Eve*", at=NINE)
    assert sentence_of(closed).startswith("Already approved by &lt;!channel&gt; Eve <!date^")


async def test_the_same_press_delivered_again_has_no_second_effect(office: Office) -> None:
    escalation, card = await office.ask()
    ana = office.slack.as_user("ana")
    await ana.click("approve", on=card)
    answers = await ana.repeat_last(times=5, concurrently=True, identical=True)
    assert {answer["status"] for answer in answers} == {200}
    assert await office.whispers("ana") == []
    assert (await office.audit(escalation)).count("decided") == 1


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("sam", "You are not a reviewer of this queue."),
        ("mia", "You are not a reviewer of this queue."),
        ("gus", "Guests cannot decide here."),
    ],
)
async def test_anyone_else_in_the_channel_cannot_approve(
    office: Office, name: str, sentence: str
) -> None:
    """F33: anyone in channel can approve."""
    escalation, card = await office.ask()
    await office.slack.as_user(name).click("approve", on=card)
    told = await office.whispers(name)
    assert len(told) == 1
    assert told[0].startswith(sentence)
    assert (await office.now(escalation)).is_open
    assert "refused" in await office.audit(escalation)


async def test_a_stranger_from_another_company_cannot_approve(office: Office) -> None:
    """F33: Slack Connect strangers are refused."""
    office.policy.usual = a_judgement(a_queue(channel="C0SUPPORT"))
    escalation, card = await office.ask()
    await office.slack.as_user("eve").click("approve", on=card)
    assert await office.whispers("eve") == ["Only members of this workspace decide here."]
    assert (await office.now(escalation)).is_open


async def test_nobody_approves_while_slack_does_not_say_who_they_are(office: Office) -> None:
    """F33: fails closed."""
    escalation, card = await office.ask()
    await office.slack.faults.add("server_error", method="usergroups.users.list", times=None)
    await office.slack.as_user("ana").click("approve", on=card)
    assert "Slack did not say who is in the reviewers' group" in (await office.whispers("ana"))[0]
    await office.slack.faults.clear()
    await office.slack.as_user("ana").click("approve", on=card)
    assert (await office.now(escalation)).status is Status.APPROVED


async def test_the_person_who_asked_cannot_approve(office: Office) -> None:
    """F34: requester approves own action."""
    turn = a_refund(requested_by=Requester(id="staff-4", slack_user="U0ANA"))
    escalation, card = await office.ask(turn)
    await office.slack.as_user("ana").click("approve", on=card)
    assert "You asked for this yourself" in (await office.whispers("ana"))[0]
    assert (await office.now(escalation)).is_open


async def test_claim_and_release_are_seen_by_everybody(office: Office) -> None:
    escalation, card = await office.ask()
    await office.slack.as_user("ana").click("claim", on=card)
    await office.drain()
    claimed = await office.card_of(escalation)
    assert "Taken by Ana" in claimed.words
    await office.slack.as_user("ben").click("release", on=claimed)
    await office.drain()
    assert "Taken by" not in (await office.card_of(escalation)).words


async def test_an_edit_of_words_goes_out_as_edited(office: Office) -> None:
    escalation, card = await office.ask(a_turn())
    ana = office.slack.as_user("ana")
    form = await opened(ana, "edit", card)
    assert await ana.submit(form, {"reply": "I have refunded €99.00."}) is None
    await office.drain()
    decided = await office.now(escalation)
    assert decided.status is Status.EDITED
    assert decided.decision is not None
    assert decided.decision.reply == Reply(text="I have refunded €99.00.")
    assert "Changed and approved by Ana" in (await office.card_of(escalation)).words


async def test_an_edit_keeps_every_arguments_type(office: Office) -> None:
    escalation, card = await office.ask()
    ana = office.slack.as_user("ana")
    form = await opened(ana, "edit", card)
    assert await ana.submit(form, {"amount": "99", "notify": "No"}) is None
    decision = (await office.now(escalation)).decision
    assert decision is not None
    assert decision.action is not None
    assert decision.action.args == {"order": "A1", "amount": 99.0, "notify": False}
    assert isinstance(decision.action.args["amount"], float)


async def test_what_can_be_mended_is_said_at_its_field_and_the_form_stays(office: Office) -> None:
    escalation, card = await office.ask(a_refund_with_items())
    ana = office.slack.as_user("ana")
    form = await opened(ana, "edit", card)
    errors = await ana.submit(form, {"items": "[1, 2"})
    assert errors is not None
    assert list(errors.values()) == ["This is not JSON yet: look at line 1, character 6."]
    assert await ana.submit(form, {"items": "[1, 2, 3]"}) is None
    assert (await office.now(escalation)).status is Status.EDITED


async def test_what_the_policy_forbids_is_said_in_the_form(office: Office) -> None:
    escalation, card = await office.ask()
    office.policy.rule = lambda _turn: a_judgement(verdict=Verdict.BLOCK, rule="never")
    ana = office.slack.as_user("ana")
    errors = await ana.submit(await opened(ana, "edit", card), {"amount": "9999"})
    assert errors is not None
    assert "The policy forbids" in next(iter(errors.values()))
    assert (await office.now(escalation)).is_open


async def test_a_rejection_carries_its_reason_and_words(office: Office) -> None:
    escalation, card = await office.ask()
    ana = office.slack.as_user("ana")
    form = await opened(ana, "reject", card)
    assert await ana.submit(form, {"reason": "Too much", "message": "Ask for a photo."}) is None
    decided = await office.now(escalation)
    assert decided.status is Status.REJECTED
    assert decided.decision is not None
    assert (decided.decision.reason, decided.decision.message) == ("Too much", "Ask for a photo.")


async def test_a_question_is_answered_in_the_agents_own_form(office: Office) -> None:
    schema = {
        "type": "object",
        "required": ["order", "count"],
        "properties": {
            "order": {"type": "string", "pattern": "^A", "description": "As on the invoice"},
            "count": {"type": "integer", "minimum": 1},
            "when": {"type": "string", "format": "date"},
            "colour": {"enum": ["red", "blue"]},
            "sure": {"type": "boolean"},
            "tags": {"type": "array", "items": {"enum": ["a", "b"]}},
        },
    }
    turn = a_turn(reply=None, question="Which order?", response_schema=schema)
    escalation, card = await office.ask(turn)
    ana = office.slack.as_user("ana")
    form = await opened(ana, "respond", card)
    errors = await ana.submit(form, {"order": "B1", "count": "2"})
    assert errors == {"v1.0": "`order` does not have the form ^A."}
    values = {
        "order": "A1",
        "count": "2",
        "when": "2026-11-20",
        "colour": "blue",
        "sure": "Yes",
        "tags": ["b"],
    }
    assert await ana.submit(form, values) is None
    decision = (await office.now(escalation)).decision
    assert decision is not None
    assert decision.response == {
        "order": "A1",
        "count": 2,
        "when": "2026-11-20",
        "colour": "blue",
        "sure": True,
        "tags": ["b"],
    }


async def test_an_alternative_is_taken_with_one_click(office: Office) -> None:
    voucher = Alternative(label="A voucher", reply=Reply(text="Have a voucher."))
    escalation, card = await office.ask(a_turn(alternatives=(voucher,)))
    await office.slack.as_user("ana").click("alternative_0", on=card)
    decision = (await office.now(escalation)).decision
    assert decision is not None
    assert decision.reply == Reply(text="Have a voucher.")


async def test_a_long_alternative_is_read_before_it_is_taken(office: Office) -> None:
    novel = Alternative(label="A novel", reply=Reply(text="word " * 2_000))
    escalation, card = await office.ask(a_turn(alternatives=(novel,)))
    ana = office.slack.as_user("ana")
    form = await opened(ana, "alternative_0", card)
    assert (await office.now(escalation)).is_open
    assert await ana.submit(form) is None
    decision = (await office.now(escalation)).decision
    assert decision is not None
    assert decision.reply == novel.reply


async def test_a_form_that_can_no_longer_decide_says_so_in_its_place(office: Office) -> None:
    escalation, card = await office.ask()
    ana, ben = office.slack.as_user("ana"), office.slack.as_user("ben")
    form = await opened(ana, "reject", card)
    await ben.click("approve", on=card)
    assert await ana.submit(form, {"reason": "Too much"}) is None
    left = await ana.modal()
    assert left is not None
    assert "Already approved by Ben" in str(left.json)
    assert len(await office.whispers("ana")) == 1
    assert (await office.now(escalation)).status is Status.APPROVED


async def test_a_person_who_may_not_decide_is_told_before_they_type(office: Office) -> None:
    _, card = await office.ask()
    assert await office.slack.as_user("sam").click("reject", on=card) is None
    assert (await office.whispers("sam"))[0].startswith("You are not a reviewer")


async def test_a_card_that_changed_after_it_was_read_is_not_approved(office: Office) -> None:
    """F36: stale draft approved."""
    escalation, card = await office.ask()
    office.policy.usual = passing()
    wrote_again = a_refund("t-2", messages=(*a_refund().messages, said("Wait, no!")))
    await escalate(office.desk, wrote_again, workspace="default", by=AGENT)
    await office.drain()
    now = await office.now(escalation)
    assert now.moved
    await office.slack.as_user("ana").click(
        "approve", on=card, stale=True, value=f"{escalation.id}:1"
    )
    assert "The customer has written since" in (await office.whispers("ana"))[0]
    assert (await office.now(escalation)).is_open
    shown = await office.card_of(escalation)
    await office.slack.as_user("ana").click("approve", on=shown)
    assert (await office.now(escalation)).status is Status.APPROVED


async def test_a_press_after_the_time_is_over_is_refused(office: Office) -> None:
    escalation, card = await office.ask()
    office.clock.wind(minutes=31)
    await office.slack.as_user("ana").click("approve", on=card)
    assert (await office.whispers("ana"))[0].startswith("The time to decide is over")
    assert (await office.now(escalation)).is_open, "the clock has not ticked, and yet no approval"


async def test_five_cards_in_one_channel_are_independent(office: Office) -> None:
    """F39: cross-talk between cards."""
    asked = [
        await office.ask(a_refund(f"t-{n}", amount=float(n), conversation_id=f"c-{n}"))
        for n in range(5)
    ]
    await office.slack.as_user("ana").click("approve", on=asked[3][1])
    states = [(await office.now(escalation)).is_open for escalation, _ in asked]
    assert states == [True, True, True, False, True]


async def test_a_reply_too_long_for_one_field_comes_back_whole(office: Office) -> None:
    words = "\n".join(f"line {number} of a very long reply" for number in range(300))
    escalation, card = await office.ask(a_turn(reply=Reply(text=words)))
    ana = office.slack.as_user("ana")
    form = await opened(ana, "edit", card)
    pieces = [
        block["element"]["initial_value"]
        for block in form.json["blocks"]
        if block["type"] == "input"
    ]
    assert len(pieces) > 2
    changed = {form.json["blocks"][1]["block_id"]: pieces[0].replace("line 0", "LINE 0")}
    assert await ana.submit(form, changed) is None
    decision = (await office.now(escalation)).decision
    assert decision is not None
    assert decision.reply is not None
    assert decision.reply.text == words.replace("line 0", "LINE 0", 1)


async def test_two_must_agree_where_the_queue_says_so(office: Office) -> None:
    queue = a_queue()
    queue = replace(queue, approvers=replace(queue.approvers, quorum=2))
    office.policy.usual = a_judgement(queue)
    escalation, card = await office.ask()
    await office.slack.as_user("ana").click("approve", on=card)
    await office.slack.as_user("ana").click("approve", on=card)
    await office.drain()
    voted = await office.card_of(escalation)
    assert "1 of 2 agreed: Ana" in voted.words
    await office.slack.as_user("ben").click("approve", on=voted)
    assert (await office.now(escalation)).status is Status.APPROVED


def a_refund_with_items() -> Turn:
    turn = a_refund()
    assert turn.action_request is not None
    args = {**turn.action_request.args, "items": [1, 2]}
    return replace(turn, action_request=replace(turn.action_request, args=args))


def said(text: str) -> Message:
    return Message(id="m9", role="customer", text=text)


async def opened(person: Person, button: str, card: Card) -> Form:
    form = await person.click(button, on=card)
    assert form is not None
    return form
