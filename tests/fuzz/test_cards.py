"""Whatever an agent may send, Slack takes the card, the transcript and the forms of it."""

from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import DecisionNotAllowed
from bot.ports import Card
from handlers.slack.card import draw
from handlers.slack.modals import conversation_page, form_modal
from handlers.slack.transcript import as_file, draw_transcript
from sandbox.blockkit import check_message, check_view
from tests.fuzz.conftest import PROFILE
from tests.fuzz.turns import bodies, taken
from tests.handlers.slack_checks import assert_harmless, assert_message
from tests.makers import a_refund, an_escalation

CARDS = settings(
    PROFILE,
    max_examples=max(PROFILE.max_examples // 10, 20),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@CARDS
@given(bodies())
def test_a_card_of_any_turn_is_one_that_slack_takes(body: dict[str, Any]) -> None:
    turn = taken(body)
    if turn is None:
        return
    card = Card(escalation=an_escalation(turn), turn=turn)
    for drawn in (draw(card), draw_transcript(card)):
        check_message(drawn.blocks)
        if drawn.blocks:
            assert_message(drawn.blocks, drawn.text)
            assert_harmless(drawn.blocks)
        assert "<" not in drawn.text
    as_file(card).encode()


@CARDS
@given(bodies(), st.sampled_from(["edit", "reject", "respond"]))
def test_a_form_of_any_turn_is_one_that_slack_takes(body: dict[str, Any], verb: str) -> None:
    turn = taken(body)
    if turn is None:
        return
    card = Card(escalation=an_escalation(turn), turn=turn)
    check_view(conversation_page(card), "modal")
    if verb in card.escalation.allowed_decisions:
        with suppress(DecisionNotAllowed):  # too long to be edited in Slack, as it then says
            check_view(form_modal(card, verb, card.escalation.version), "modal")


def test_a_form_without_fields_can_be_sent_as_it_is() -> None:
    turn = a_refund(response_schema={"type": "object", "properties": {}})
    card = Card(escalation=an_escalation(turn), turn=turn)
    check_view(form_modal(card, "respond", 1), "modal")


def test_most_of_the_turns_are_taken() -> None:
    """What is refused at the door says nothing of cards."""
    seen: list[bool] = []

    @settings(PROFILE, max_examples=20, suppress_health_check=list(HealthCheck))
    @given(bodies())
    def look(body: dict[str, Any]) -> None:
        seen.append(taken(body) is not None)

    look()
    assert sum(seen) > len(seen) // 2
