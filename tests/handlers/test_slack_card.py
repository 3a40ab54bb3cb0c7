import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from bot.ports import Card
from bot.rules.decision import Approve
from bot.rules.policy import Stakes
from bot.rules.turn import Alternative, Evidence, Message, Reply
from handlers.slack.blocks import text_size
from handlers.slack.card import draw
from handlers.slack.notes import draw_note
from handlers.slack.transcript import as_file, draw_transcript
from tests.handlers.slack_cases import (
    LETTERS,
    SIZES,
    a_card,
    a_full_card,
    a_reply_card,
    decided,
    every_state,
    of_size,
    with_escalation,
    with_quorum,
)
from tests.handlers.slack_checks import (
    assert_harmless,
    assert_message,
    buttons,
    shown,
    walk,
)
from tests.handlers.test_slack_text import HOSTILE
from tests.makers import a_refund, a_turn

SNAPSHOTS = Path(__file__).parent / "cards"
STATES = dict(every_state())


@pytest.mark.parametrize("state", STATES)
def test_a_card_in_every_state_is_what_slack_accepts(state: str) -> None:
    drawn = draw(STATES[state])
    assert_message(drawn.blocks, drawn.text)
    assert_harmless(drawn.blocks)


@pytest.mark.parametrize("state", ["pending", "reply edited", "expired", "execution unknown"])
def test_a_whole_card_looks_as_it_did(state: str) -> None:
    """Drawn anew with `UPDATE_CARDS=1`; then look at the difference before you keep it."""
    drawn = draw(STATES[state])
    path = SNAPSHOTS / f"{state.replace(' ', '_')}.json"
    now = {"text": drawn.text, "blocks": drawn.blocks}
    if os.environ.get("UPDATE_CARDS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n")
    assert json.loads(path.read_text()) == now


@pytest.mark.parametrize("action", [False, True])
@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("count", SIZES)
def test_no_length_limit_is_broken(count: int, letter: str, action: bool) -> None:
    """F26: length limits."""
    card = a_full_card(of_size(count, LETTERS[letter]), action=action)
    for drawn in (
        draw(card),
        draw_transcript(card),
        draw(decided(with_quorum(card.turn, 1), Approve())),
    ):
        assert_message(drawn.blocks, drawn.text)
        assert_harmless(drawn.blocks)


@settings(max_examples=150, deadline=None)
@given(HOSTILE)
def test_nothing_that_anybody_wrote_can_ping_link_or_format(text: str) -> None:
    """F25: markup injection, mass ping, fake link."""
    text = text.encode("utf-8", "replace").decode()  # half a letter never gets as far as a card
    card = a_full_card(text or "x")
    for drawn in (draw(card), draw_transcript(card), draw_note({"title": text, "quote": text})):
        assert_harmless(drawn.blocks)
        assert "<" not in drawn.text
        assert drawn.text.strip()


def test_customers_words_appear_literally() -> None:
    """F25: `<!channel>` from a customer is words."""
    words = "<!channel> <!subteam^S0REFUNDS> <https://evil.example|bank> *bold* &amp;"
    drawn = draw(a_reply_card(words))
    assert words in shown(drawn.blocks)


@pytest.mark.parametrize("state", STATES)
def test_every_card_has_words_for_the_notification(state: str) -> None:
    """F27: blank notification preview."""
    text = draw(STATES[state]).text
    assert len(text) > 10
    assert not set(text) & set("*`~<>")


def test_a_card_says_what_is_asked_why_and_what_happens_in_this_order() -> None:
    words = shown(draw(a_card()).blocks)
    order = [
        "Run issue_refund?",
        "Why you: ",
        "wants to run",
        "If you approve, ",
        "Confidence: ",
        "Decide by ",
    ]
    places = [words.index(each) for each in order]
    assert places == sorted(places)


def test_arguments_are_shown_to_the_letter_one_a_line() -> None:
    words = shown(draw(a_card()).blocks)
    assert 'issue_refund\n  order: "A1"\n  amount: 129.0\n  notify: true' in words


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("pending", ["approve", "edit", "reject", "respond", "claim"]),
        ("claimed", ["approve", "edit", "reject", "respond", "release", "snooze"]),
        ("approved", ["correct", "incomplete", "wrong", "unsafe", "feedback"]),
        ("appraised", ["feedback"]),
        ("expired", []),
        ("cancelled", []),
    ],
)
def test_a_card_offers_what_can_still_be_done(state: str, offered: list[str]) -> None:
    assert buttons(draw(STATES[state]).blocks) == offered


def test_only_allowed_decisions_have_a_button() -> None:
    card = a_card(allowed_decisions=("approve", "reject"))
    assert buttons(draw(card).blocks) == ["approve", "reject", "claim"]


def test_each_button_carries_the_id_and_the_version_and_nothing_else() -> None:
    """F39: five cards in one thread do not mix; F37: nothing about a press lives in memory."""
    for each in walk(draw(a_card(id="esc_9", version=7)).blocks):
        if each.get("type") == "button":
            assert each["value"] == "esc_9:7"


def test_each_version_draws_its_inputs_anew() -> None:
    one, two = draw(a_card(version=1)), draw(a_card(version=2))
    assert not {each["block_id"] for each in one.blocks} & {each["block_id"] for each in two.blocks}


def test_where_much_is_at_stake_approve_asks_again() -> None:
    approve = _button(a_card(stakes=Stakes.HIGH), "approve")
    assert approve["confirm"]["title"]["text"] == "High stakes"
    assert "confirm" not in _button(a_card(), "approve")


def test_a_card_that_could_not_show_all_of_it_says_so_and_approve_asks_again() -> None:
    card = a_reply_card("word " * 2_000)
    assert "Only the beginning is shown here." in shown(draw(card).blocks)
    assert "read all of it" in _button(card, "approve")["confirm"]["title"]["text"]


def test_what_had_no_room_on_the_card_is_in_the_thread_and_in_the_file() -> None:
    """F26: nothing is lost."""
    words = " ".join(f"word{number}" for number in range(500))
    card = a_reply_card(words)
    assert "word499" not in shown(draw(card).blocks)
    assert "word499" in shown(draw_transcript(card).blocks)
    assert words in as_file(card)


def test_invisible_characters_are_left_out_and_counted() -> None:
    words = shown(draw(a_reply_card("pay \u202ethe\u202c man")).blocks)
    assert "pay the man" in words
    assert "2 invisible characters in it cannot be shown." in words


def test_a_moved_conversation_is_said_on_the_card() -> None:
    """F36: stale draft approved."""
    assert "The customer has written since." in shown(draw(STATES["moved"]).blocks)


def test_votes_are_counted_where_several_must_agree() -> None:
    assert "1 of 2 agreed: Ana" in shown(draw(STATES["one of two"]).blocks)
    assert "agreed" not in shown(draw(STATES["pending"]).blocks)


def test_an_edit_that_waits_for_others_shows_what_was_changed() -> None:
    blocks = draw(STATES["edited, one of two"]).blocks
    assert "Changed from what support-bot proposed" in shown(blocks)
    struck = [
        each["text"] for each in walk(blocks) if (each.get("style") or {}) == {"strike": True}
    ]
    assert struck == ["129.0"]


@pytest.mark.parametrize(
    ("state", "says", "never"),
    [
        ("expired", "Nobody decided in time", "eject"),
        ("cancelled", "the agent no longer needs this", "eject"),
        ("superseded", "the agent proposed something newer", "eject"),
        ("rejected", "Rejected by Ana", "Approved"),
        ("edited", "Changed and approved by Ana", "Rejected"),
        ("responded", "Answered by Ana", "Approved"),
        ("approved by silence", "Approved because nobody decided in time", "by nobody"),
    ],
)
def test_a_closed_card_says_how_it_ended(state: str, says: str, never: str) -> None:
    """F40: timeout reported as denial."""
    words = shown(draw(STATES[state]).blocks)
    assert says in words
    assert never not in words


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("approved", "The agent has not asked for it yet"),
        ("approved and told", "✓ Delivered to the agent"),
        ("execution claimed", "no news yet"),
        ("execution succeeded", "✓ Run "),
        ("execution failed", "✗ Running it failed "),
        ("execution unknown", "? Nobody knows whether it ran "),
    ],
)
def test_recorded_delivered_and_run_are_three_things(state: str, says: str) -> None:
    """F38: UI says approved, agent never told."""
    words = shown(draw(STATES[state]).blocks)
    assert "✓ Recorded" in words
    assert says in words


def test_a_decision_on_its_way_is_not_called_delivered() -> None:
    card = with_escalation(STATES["approved"], callback_url="https://agent.example/hook")
    words = shown(draw(card).blocks)
    assert "On its way to the agent" in words
    assert "Delivered" not in words


def test_what_a_reviewer_said_is_on_the_closed_card() -> None:
    words = shown(draw(STATES["rejected"]).blocks)
    assert "Too much" in words
    assert "Ask for a photo first." in words
    assert "Order A1." in shown(draw(STATES["responded"]).blocks)


def test_evidence_shows_where_a_link_leads() -> None:
    turn = a_refund(
        evidence=(
            Evidence(title="Your bank", url="https://evil.example/x"),
            Evidence(title="Odd", url="javascript:alert(1)"),
        )
    )
    blocks = draw(a_card(turn)).blocks
    links = [each for each in walk(blocks) if each.get("type") == "link"]
    assert [each["text"] for each in links] == ["evil.example"]
    assert "javascript:alert(1)" in shown(blocks)


def test_an_alternative_shown_whole_is_taken_with_one_click_and_a_long_one_is_read_first() -> None:
    turn = a_turn(
        alternatives=(
            Alternative(label="A voucher", reply=Reply(text="Have a voucher.")),
            Alternative(label="A novel", reply=Reply(text="word " * 400)),
        )
    )
    card = a_card(turn)
    assert _button(card, "alternative_0")["text"]["text"] == "Use this"
    assert _button(card, "alternative_1")["text"]["text"] == "Read and use this"


def test_a_transcript_shows_the_latest_words_and_says_what_is_elsewhere() -> None:
    messages = tuple(
        Message(role="customer", text=f"{number} " + "x" * 300) for number in range(60)
    )
    card = a_card(a_turn(messages=messages))
    drawn = draw_transcript(card)
    words = shown(drawn.blocks)
    assert "59 xxx" in words
    assert "\n0 xxx" not in words
    assert "of 60 messages; all of them are in the file that follows" in words
    assert as_file(card).count("xxx ") == 0
    assert "0 " + "x" * 300 in as_file(card)


def test_a_transcripts_notification_counts_as_its_heading_does() -> None:
    one = a_turn(messages=(Message(role="customer", text="hi"),))
    drawn = draw_transcript(a_card(one))
    assert drawn.text.startswith("The conversation so far (1 message). ")


def test_a_transcript_of_one_endless_message_still_shows_its_beginning() -> None:
    card = a_card(a_turn(messages=(Message(role="customer", text="y" * 40_001),)))
    drawn = draw_transcript(card)
    assert_message(drawn.blocks, drawn.text)
    assert "yyy" in shown(drawn.blocks)


def test_a_note_calls_only_whom_the_policy_names() -> None:
    drawn = draw_note(
        {
            "title": "Nobody has looked.",
            "quote": "<!here>",
            "mention": [{"user": "U1"}, {"usergroup": "S1"}, {"broadcast": "x"}],
        }
    )
    assert [
        each["type"]
        for each in walk(drawn.blocks)
        if each.get("type") in {"user", "usergroup", "broadcast"}
    ] == ["user", "usergroup"]
    assert_message(drawn.blocks, drawn.text)


def test_cards_of_usual_size_are_far_below_every_limit() -> None:
    assert text_size(draw(a_card()).blocks) < 1_500


def test_a_customers_name_with_braces_is_a_name() -> None:
    closed = STATES["approved"].escalation.closed_by
    assert closed is not None
    card = with_escalation(STATES["approved"], closed_by=replace(closed, name="{by} {0}"))
    assert "Approved by {by} {0}" in shown(draw(card).blocks)


def _button(card: Card, action: str) -> dict:
    return next(each for each in walk(draw(card).blocks) if each.get("action_id") == action)
