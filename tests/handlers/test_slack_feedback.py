import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import StillOpen
from bot.flows.appraise import click
from bot.rules.decision import Approve
from bot.rules.escalation import Escalation
from bot.rules.feedback import Answer, Fix, Opinion, Why
from bot.rules.press import Press
from handlers.slack.card import draw
from handlers.slack.feedback import opinion_of
from handlers.slack.forms import form_of
from handlers.slack.modals import form_modal
from sandbox.fields import initial_state
from sandbox.things import Message
from tests.handlers.slack_cases import a_card, appraised, decided
from tests.handlers.slack_checks import assert_harmless, assert_message, assert_view
from tests.handlers.slack_world import Office, an_office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncGenerator[Office]:
    async with an_office(tmp_path) as office:
        yield office


async def closed(office: Office) -> tuple[Escalation, Message]:
    escalation, card = await office.ask()
    await office.slack.as_user("ana").click("approve", on=card)
    await office.drain()
    return escalation, await office.card_of(escalation)


async def opinion(office: Office, escalation: Escalation) -> Opinion | None:
    said = await office.store.read(lambda memory: memory.appraisal(escalation.id))
    return said.opinion if said else None


async def test_one_click_says_how_the_answer_was(office: Office) -> None:
    escalation, card = await closed(office)
    assert "How was the agent's own answer?" in card.words
    await office.slack.as_user("ben").click("incomplete", on=card)
    assert await opinion(office, escalation) == Opinion(answer=Answer.INCOMPLETE)
    await office.drain()
    told = await office.card_of(escalation)
    assert "Ben on the agent's own answer: incomplete." in told.words
    assert "Approved by Ana" in told.words
    assert "appraised" in await office.audit(escalation)


async def test_an_open_card_does_not_ask(office: Office) -> None:
    escalation, card = await office.ask()
    assert not {"correct", "feedback"} & set(card.actions)
    with pytest.raises(StillOpen):
        await click(office.desk, a_press(escalation), Answer.CORRECT)


async def test_only_a_reviewer_of_the_queue_is_asked(office: Office) -> None:
    escalation, card = await closed(office)
    await office.slack.as_user("sam").click("wrong", on=card)
    assert await opinion(office, escalation) is None
    assert [each[:37] for each in await office.whispers("sam")] == [
        "You are not a reviewer of this queue."
    ]


async def test_a_click_that_comes_many_times_counts_once(office: Office) -> None:
    escalation, card = await closed(office)
    ana = office.slack.as_user("ana")
    await ana.click("correct", on=card)
    answers = await ana.repeat_last(times=20, concurrently=True)
    assert {answer["status"] for answer in answers} == {200}
    assert (await office.audit(escalation)).count("appraised") == 1


async def test_an_old_click_that_comes_again_does_not_undo_a_newer_one(office: Office) -> None:
    escalation, _ = await closed(office)
    first = replace(a_press(escalation), key="first")
    await click(office.desk, first, Answer.CORRECT)
    await click(office.desk, replace(first, key="second"), Answer.UNSAFE)
    await click(office.desk, first, Answer.CORRECT)
    assert await opinion(office, escalation) == Opinion(answer=Answer.UNSAFE)


async def test_two_people_at_once_leave_one_opinion_and_no_error(office: Office) -> None:
    escalation, card = await closed(office)
    ana, ben = office.slack.as_user("ana"), office.slack.as_user("ben")
    await asyncio.gather(ana.click("correct", on=card), ben.click("wrong", on=card))
    said = await opinion(office, escalation)
    assert said is not None
    assert said.answer in (Answer.CORRECT, Answer.WRONG)


async def test_the_form_takes_the_rest_and_keeps_what_was_said(office: Office) -> None:
    escalation, card = await closed(office)
    ana = office.slack.as_user("ana")
    await ana.click("wrong", on=card)
    await office.drain()
    await ana.click("feedback", on=await office.card_of(escalation))
    form = await ana.modal()
    assert form is not None
    rest = {"needed": "Yes", "why": "Knowledge was missing", "words": "Which *order*?"}
    assert await ana.submit(form, rest) is None
    assert await opinion(office, escalation) == Opinion(
        answer=Answer.WRONG, needed=True, why=Why.MISSING_KNOWLEDGE, words="Which *order*?"
    )
    await office.drain()
    words = (await office.card_of(escalation)).words
    assert "wrong, and a person was needed. Knowledge was missing." in words
    assert "Which *order*?" in words


def test_a_form_sent_as_it_was_opened_changes_nothing() -> None:
    card = appraised(decided(a_card(), Approve()))
    view = form_modal(card, "feedback", card.escalation.version)
    assert_view(view)
    read = form_of(card, "feedback", card.escalation.version).read(initial_state(view["blocks"]))
    assert card.appraisal is not None
    assert opinion_of(read) == card.appraisal.opinion
    assert card.appraisal.opinion.fix is Fix.LINK


@pytest.mark.parametrize(
    "words", ["<!channel> *bold* <http://x.example|y>", "ä" * 90_000, "\u202e"]
)
def test_words_on_a_card_stay_words(words: str) -> None:
    drawn = draw(appraised(decided(a_card(), Approve()), words))
    assert_message(drawn.blocks, drawn.text)
    assert_harmless(drawn.blocks)


def a_press(escalation: Escalation) -> Press:
    return Press(
        escalation_id=escalation.id, version=1, team="T0SANDBOX", user="U0ANA", key="press"
    )
