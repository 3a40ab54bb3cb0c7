import json
from dataclasses import replace
from typing import Any

import pytest

from bot.errors import DecisionNotAllowed
from bot.flows.worklist import Worklist
from bot.ports import Card
from bot.rules.decision import Edit, Reject, Respond, TakeAlternative
from bot.rules.status import Kind
from bot.rules.turn import ActionRequest, Alternative, Reply
from bot.rules.worklist import Sureness, Wish
from handlers.slack.forms import NotYet, choice_of, form_of
from handlers.slack.modals import (
    conversation_page,
    form_modal,
    how_page,
    link_page,
    list_page,
    told,
)
from handlers.slack.worklist import filter_blocks, page_buttons, page_words, worklist_blocks
from sandbox.fields import initial_state
from tests.handlers.slack_cases import (
    LETTERS,
    a_card,
    a_full_card,
    a_reply_card,
    every_state,
    of_size,
)
from tests.handlers.slack_checks import assert_blocks, assert_harmless, assert_view, walk
from tests.makers import NINE, a_turn

ARGS: dict[str, Any] = {
    "text": "A1",
    "empty": "",
    "lines": "one\ntwo\r\nthree ",
    "whole": 3,
    "money": 129.0,
    "tiny": 1e-7,
    "large": 2**53 - 1,
    "yes": True,
    "no": False,
    "nothing": None,
    "day": "2026-11-20",
    "not_a_day": "2026-13-45",
    "list": [1, "two", {"three": 3}],
    "object": {"a": {"b": [None, True]}},
    "hidden": "pay\u200b now",
    "long": "word " * 2_000,
    "": "no name",
    "n" * 300: "a long name",
}


def with_args(args: dict[str, Any]) -> Card:
    return a_card(a_turn(reply=None, action_request=ActionRequest(name="tool", args=args)))


def typed(card: Card, verb: str = "edit", **changes: Any) -> Any:
    """What comes back when these fields were changed and the rest was left alone."""
    form = form_of(card, verb, 1)
    state = initial_state(form.blocks())
    for name, entry in changes.items():
        block = form.block_of(name)
        assert block is not None
        action = next(iter(state[block]))
        state[block][action] = entry
    return choice_of(card, verb, form.read(state))


def test_a_form_left_alone_gives_exactly_what_was_there() -> None:
    choice = typed(with_args(ARGS))
    assert isinstance(choice, Edit)
    assert choice.args == ARGS
    assert {name: type(value) for name, value in (choice.args or {}).items()} == {
        name: type(value) for name, value in ARGS.items()
    }


@pytest.mark.parametrize(
    ("name", "entry", "value"),
    [
        ("whole", {"value": "4"}, 4),
        ("whole", {"value": "4.5"}, 4.5),
        ("money", {"value": "99"}, 99.0),
        ("money", {"value": "99,50"}, 99.5),
        ("yes", {"selected_option": {"value": "1"}}, False),
        ("day", {"selected_date": "2026-12-24"}, "2026-12-24"),
        ("list", {"value": "[]"}, []),
        ("object", {"value": '{"b": 1}'}, {"b": 1}),
        ("text", {"value": None}, ""),
        ("empty", {"value": "now something"}, "now something"),
        ("nothing", {"value": "something"}, "something"),
    ],
)
def test_a_changed_argument_keeps_its_type(name: str, entry: dict[str, Any], value: object) -> None:
    choice = typed(with_args(ARGS), **{name: entry})
    assert choice.args[name] == value
    assert type(choice.args[name]) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("list", "[1,", "This is not JSON yet: look at line 1, character 4."),
        ("list", "{}", "This must stay a list in [ ]."),
        ("object", "[]", "This must stay an object in { }."),
        ("object", "[" * 100_000, "This is not JSON yet."),
        ("whole", "many", "Please type a number."),
        ("money", "NaN", "Please type a number."),
        ("money", "Infinity", "Please type a number."),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(name: str, text: str, sentence: str) -> None:
    card = with_args(ARGS)
    with pytest.raises(NotYet) as refused:
        typed(card, **{name: {"value": text}})
    assert refused.value.errors == {form_of(card, "edit", 1).block_of(name): sentence}


def test_a_form_of_an_older_version_is_not_read() -> None:
    card = with_args({"a": 1})
    with pytest.raises(NotYet):
        form_of(card, "edit", 2).read(initial_state(form_of(card, "edit", 1).blocks()))


@pytest.mark.parametrize("count", [0, 2_599, 2_601, 2_999, 3_001, 12_000, 40_001])
@pytest.mark.parametrize("letter", LETTERS)
def test_a_reply_of_any_length_can_be_edited_and_comes_back_whole(count: int, letter: str) -> None:
    """F26: length limits."""
    text = of_size(count, LETTERS[letter])
    card = a_reply_card(text)
    if len(json.dumps(text)) < 190_000:  # of these letters, what Slack takes in one form
        view = form_modal(card, "edit", 1)
        assert_view(view)
        assert_harmless(view)
    assert typed(card).reply == Reply(text=text)


def test_what_is_too_long_for_any_form_is_refused_in_a_sentence() -> None:
    with pytest.raises(DecisionNotAllowed, match="too long to be edited in Slack"):
        form_modal(a_reply_card("x" * 400_000), "edit", 1)
    with pytest.raises(DecisionNotAllowed, match="more than Slack can ask for"):
        form_modal(with_args({f"a{number}": number for number in range(200)}), "edit", 1)


SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "title": "Full name", "description": "As on the invoice"},
        "age": {"type": "integer", "minimum": 0, "maximum": 150},
        "ratio": {"type": "number", "default": 0.5},
        "ok": {"type": "boolean", "default": True},
        "colour": {"enum": ["red", 7, None], "default": 7},
        "many": {"enum": [f"option {number}" for number in range(300)]},
        "day": {"type": "string", "format": "date"},
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "default": ["b"]},
        "rows": {"type": "array", "items": {"type": "object"}},
        "maybe": {"type": ["null", "string"]},
        "odd": True,
        "x" * 400: {"type": "string"},
    },
}


def test_an_agents_form_is_drawn_whatever_it_asks_for() -> None:
    card = a_card(a_turn(reply=None, question="Who?", response_schema=SCHEMA))
    view = form_modal(card, "respond", 1)
    assert_view(view)
    assert_harmless(view)
    kinds = {
        block["element"]["action_id"][:8]: block["element"]["type"]
        for block in view["blocks"]
        if block["type"] == "input"
    }
    assert kinds["age"] == "number_input"
    assert kinds["ok"] == "radio_buttons"
    assert kinds["colour"] == "static_select"
    assert kinds["day"] == "datepicker"
    assert kinds["tags"] == "multi_static_select"
    assert kinds["rows"] == "plain_text_input"
    required = [block["block_id"] for block in view["blocks"] if block.get("optional") is False]
    assert required == ["v1.0"]


def test_an_answer_has_only_the_fields_that_were_filled_in() -> None:
    card = a_card(a_turn(reply=None, question="Who?", response_schema=SCHEMA))
    choice = typed(card, "respond", name={"value": "Ada"}, age={"value": "36"})
    assert choice == Respond(
        response={"name": "Ada", "age": 36, "ratio": 0.5, "ok": True, "colour": 7, "tags": ["b"]}
    )


def test_a_rejection_without_reasons_needs_words() -> None:
    card = a_card()
    promise = replace(card.escalation.promise, reject_reasons=())
    card = replace(card, escalation=replace(card.escalation, promise=promise))
    blocks = form_of(card, "reject", 1).blocks()
    assert [block["optional"] for block in blocks] == [False]
    assert typed(card, "reject", message={"value": "No."}) == Reject(message="No.")


def test_a_suggestions_form_means_that_suggestion() -> None:
    other = Alternative(label="A book", reply=Reply(text="novel " * 2_000))
    card = a_card(a_turn(alternatives=(other,)))
    view = form_modal(card, "alternative_0", 1)
    assert_view(view)
    assert choice_of(card, "alternative_0", {}) == TakeAlternative(index=0)
    words = "".join(each["text"] for each in walk(view) if isinstance(each.get("text"), str))
    assert words.count("novel") == 2_000


@pytest.mark.parametrize("verb", ["edit", "reject", "respond"])
def test_a_form_carries_an_id_and_a_version_and_nothing_else(verb: str) -> None:
    view = form_modal(a_card(id="esc_9"), verb, 4)
    assert view["private_metadata"] == "esc_9:4"
    assert view["callback_id"] == verb
    assert_view(view)


@pytest.mark.parametrize("count", [1, 3_001, 40_001])
@pytest.mark.parametrize("letter", LETTERS)
def test_every_page_is_what_slack_accepts(count: int, letter: str) -> None:
    card = a_full_card(of_size(count, LETTERS[letter]) or "x")
    for view in (conversation_page(card), link_page(card), how_page(), told("Sorry. " * 900)):
        assert_view(view)
        assert_harmless(view)


def test_the_list_of_what_waits_is_what_slack_accepts() -> None:
    cards = [card for _, card in every_state() if card.escalation.is_open] * 5
    full = Worklist(mine=cards, others=cards, queues=("refunds", "q" * 100))
    for work, page in (
        (full, 1),
        (full, 2),
        (full, 999),
        (Worklist(mine=(), others=(), queues=()), 1),
    ):
        blocks = [*worklist_blocks(work, NINE, page), *page_words(work, page)]
        assert len(blocks) <= 50
        assert_view(list_page(blocks))
        assert_blocks(page_buttons(work, page))
        for wish in (Wish(), Wish(queue="gone", kind=Kind.INPUT, confidence=Sureness.LOW)):
            assert_blocks(filter_blocks(work, wish))
