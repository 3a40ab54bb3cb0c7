"""The app's home: what is open for whoever looks, filtered as they choose, and being away."""

from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.flows.escalate import escalate
from bot.flows.on_time import on_time
from bot.flows.open_list import post_open_lists
from bot.rules.approvers import Actor
from bot.rules.assignment import Assignment
from bot.rules.policy import Priority
from handlers.slack.worklist import SHOWN
from sandbox.things import Form
from tests.handlers.slack_world import Office, an_office
from tests.makers import AGENT, a_judgement, a_queue, a_refund

ANA_ID = "slack:T0SANDBOX/U0ANA"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncGenerator[Office]:
    async with an_office(tmp_path) as office:
        yield office


async def home_of(office: Office, name: str) -> Form:
    person = office.slack.as_user(name)
    await person.open_home()
    return await person.wait_for_home("How this works")


async def away_until(office: Office) -> datetime | None:
    return await office.store.read(lambda memory: memory.away_until("default", ANA_ID))


async def two_cards(office: Office) -> None:
    await office.ask(a_refund("t-1", confidence=0.9, conversation_id="conv-1"))
    await office.ask(a_refund("t-2", amount=7.0, confidence=0.3, conversation_id="conv-2"))


async def test_a_filter_narrows_the_list_and_stays_chosen(office: Office) -> None:
    await two_cards(office)
    ana = office.slack.as_user("ana")
    assert "2 waiting for you" in str((await home_of(office, "ana")).json)
    await ana.choose("confidence", "Agent below 50% sure", on=await home_of(office, "ana"))
    narrowed = await ana.wait_for_home("1 waiting for you")
    await ana.choose("kind", "Handoff", on=narrowed)
    none = await ana.wait_for_home("Nothing waits for you")
    assert none.json["state"]["values"].values()
    await ana.choose("kind", "Any kind", on=none)
    assert await ana.wait_for_home("1 waiting for you")


async def test_the_command_takes_the_same_filters(office: Office) -> None:
    await two_cards(office)
    ana = office.slack.as_user("ana")
    for words, shows in (
        ("queue:refunds kind:approval", "2 waiting for you"),
        ("confidence:high", "1 waiting for you"),
        ("queue:support", "Nothing waits for you"),
        ("what now", "“what” is no filter"),
    ):
        seen = await ana.command("/handrail", words)
        assert seen is not None
        assert shows in str(seen.json)


async def test_what_is_due_later_is_on_further_pages_and_a_filter_leads_back_to_the_first(
    office: Office,
) -> None:
    turns = [
        a_refund(f"t-{number}", amount=float(number), conversation_id=f"conv-{number}")
        for number in range(SHOWN + 2)
    ]
    for each in turns:
        await escalate(office.desk, each, workspace="default", by=AGENT)
        office.clock.wind(seconds=1)
    ana = office.slack.as_user("ana")
    home = await home_of(office, "ana")
    assert "and 2 more, due later" in home.words
    assert "Due first" not in home.words
    await ana.click("Due later", on=home)
    second = await ana.wait_for_home("Due first")
    assert f"{SHOWN + 2} waiting for you" in second.words
    assert "more, due later" not in second.words
    assert "Due later" not in second.words
    await ana.choose("kind", "Approval", on=second)
    narrowed = await ana.wait_for_home("and 2 more, due later")
    await ana.click("Due later", on=narrowed)
    await ana.click("Due first", on=await ana.wait_for_home("Due first"))
    first = await ana.wait_for_home("and 2 more, due later")
    assert "Approval" in str(first.json["state"])
    for words, shows in (("", "Write page:2 behind"), ("page:2", "waiting"), ("page:9", "waiting")):
        seen = await ana.command("/handrail", words)
        assert seen is not None
        assert shows in seen.words
        assert ("page:" in seen.words) is not bool(words)


async def test_what_is_mine_stands_apart_and_says_whose_it_is(office: Office) -> None:
    _, card = await office.ask()
    await office.slack.as_user("ana").click("claim", on=card)
    await office.drain()
    assert "Yours" in str((await home_of(office, "ana")).json)
    bens = str((await home_of(office, "ben")).json)
    assert "Yours" not in bens
    assert "taken by Ana" in bens


async def test_what_is_past_due_says_so(office: Office) -> None:
    await office.ask()
    assert "was due" not in str((await home_of(office, "ana")).json)
    office.clock.wind(hours=1)
    assert "⚠ was due" in str((await home_of(office, "ana")).json)


async def test_somebody_sets_themselves_away_and_comes_back(office: Office) -> None:
    ana = office.slack.as_user("ana")
    form = await ana.click("away", on=await home_of(office, "ana"))
    assert form is not None
    until = office.clock.now() + timedelta(hours=5)
    assert await ana.submit(form, {"until": int(until.timestamp())}) is None
    home = await ana.wait_for_home("You are away until")
    assert await away_until(office) == until
    await ana.click("back", on=home)
    assert await ana.wait_for_home("You are here")
    assert await away_until(office) is None


@pytest.mark.parametrize("hours", [-1, 0, 24 * 400])
async def test_nobody_is_away_until_a_time_that_makes_no_sense(office: Office, hours: int) -> None:
    ana = office.slack.as_user("ana")
    form = await ana.click("away", on=await home_of(office, "ana"))
    until = office.clock.now() + timedelta(hours=hours)
    errors = await ana.submit(form, {"until": int(until.timestamp())})
    assert errors == {"until": "Choose a time to come, within the next year."}
    assert await away_until(office) is None


async def test_being_away_ends_by_itself(office: Office) -> None:
    who = Actor(type="human", id=ANA_ID)
    until = office.clock.now() + timedelta(hours=1)
    await office.store.write(lambda memory: memory.set_away("default", who, until))
    assert "You are away until" in str((await home_of(office, "ana")).json)
    office.clock.wind(hours=1)
    assert "You are here" in str((await home_of(office, "ana")).json)


async def test_the_card_and_the_thread_name_whom_it_is_for_and_call_them_once(
    office: Office,
) -> None:
    queue = a_queue(assignment=Assignment.ROUND_ROBIN)
    office.policy.usual = a_judgement(queue)
    office.policy.queues = {queue.name: queue}
    _, card = await office.ask()
    assert "For Ana; nobody has claimed it" in card.words
    thread = await office.slack.thread(card)
    calls = [each for each in thread if "This is for you" in each.words]
    assert len(calls) == 1
    pinged = [one["users"] for one in await office.slack.notifications() if "U0ANA" in one["users"]]
    assert pinged == [["U0ANA"]]
    assert "unclaimed, for Ana" in str((await home_of(office, "ana")).json)


async def test_a_card_is_passed_on_from_its_menu_with_words(office: Office) -> None:
    escalation, card = await office.ask()
    ana = office.slack.as_user("ana")
    form = await ana.click("Pass on, or change priority …", on=card)
    assert form is not None
    errors = await ana.submit(form, {"person": "U0SAM"})
    assert list((errors or {}).values()) == ["Sam may not take this in refunds."]
    words = {"person": "U0BEN", "message": "They were <!channel> polite"}
    assert await ana.submit(form, words) is None
    await office.drain()
    now_is = await office.now(escalation)
    assert now_is.assignee is not None
    assert now_is.assignee.id == "slack:T0SANDBOX/U0BEN"
    told = (await office.slack.thread(card))[-1]
    assert "Ana passes this on to you." in told.words
    assert "They were <!channel> polite" in told.words
    assert await office.whispers("ana") == ["Passed on to <@U0BEN>. They are called in the thread."]


async def test_another_priority_is_chosen_in_the_same_form_alone_or_with_a_person(
    office: Office,
) -> None:
    escalation, card = await office.ask()
    ana = office.slack.as_user("ana")
    form = await ana.click("Pass on, or change priority …", on=card)
    assert form is not None
    assert await ana.submit(form, {"priority": "urgent"}) is None
    await office.drain()
    now_is = await office.now(escalation)
    assert (now_is.priority, now_is.assignee) == (Priority.URGENT, None)
    card = await office.slack.message(card)
    assert "Urgent." in card.words
    form = await ana.click("Pass on, or change priority …", on=card)
    assert form is not None
    assert await ana.submit(form, {"person": "U0BEN", "priority": "high"}) is None
    now_is = await office.now(escalation)
    assert now_is.assignee is not None
    assert (now_is.priority, now_is.assignee.name) == (Priority.HIGH, "Ben")


async def test_the_days_list_is_one_post_with_links_that_slack_accepts(office: Office) -> None:
    await two_cards(office)
    assert await post_open_lists(office.desk) == 1
    await office.drain()
    post = (await office.slack.messages("C0REFUNDS"))[-1]
    assert "2 open in refunds as the day begins" in post.words
    assert "issue_refund for Ada" in post.words
    assert str(post.json).count("/archives/C0REFUNDS/p") == 2
    assert "due today, unclaimed" in post.words


async def test_the_owner_snoozes_keeps_and_lets_go_from_where_they_are_asked(
    office: Office,
) -> None:
    """F68: claimed, then forgotten. F69: a snooze hides a breach."""
    office.policy.usual = a_judgement(a_queue(timeout=7_200.0))
    escalation, card = await office.ask()
    ana, ben = office.slack.as_user("ana"), office.slack.as_user("ben")
    await ana.click("claim", on=card)
    await office.drain()
    form = await ana.click("snooze", on=await office.card_of(escalation))
    assert form is not None
    long_ago, soon = (office.clock.now() + timedelta(minutes=each) for each in (-1, 20))
    errors = await ana.submit(form, {"until": int(long_ago.timestamp())})
    assert list((errors or {}).values()) == ["Choose a time to come."]
    assert await ana.submit(form, {"until": int(soon.timestamp())}) is None
    assert "You are not reminded of this until" in (await office.whispers("ana"))[-1]
    office.clock.wind(minutes=20)
    await on_time(office.desk)
    await office.drain()
    asked = (await office.slack.thread(card))[-1]
    assert "Still on it?" in asked.words
    await ben.click("keep", on=asked)
    assert "Ana has this" in (await office.whispers("ben"))[-1]
    (direct,) = await office.slack.messages("D00ANA")
    assert "Still on it?" in direct.words
    await ana.click("keep", on=direct)
    kept = await office.now(escalation)
    assert kept.tenure is not None
    assert kept.tenure.ends_at == office.clock.now() + timedelta(minutes=30)
    await ana.click("release", on=direct)
    assert (await office.now(escalation)).assignee is None
