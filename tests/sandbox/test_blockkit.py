"""Block Kit: what Slack would refuse is refused, what it would accept is accepted, and slack_sdk agrees."""

import logging
from typing import Any

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from sandbox.blockkit import check_message, check_view, finished, length_of
from sandbox.errors import Refused

Json = dict[str, Any]


def plain(text: str = "words") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "words") -> Json:
    return {"type": "mrkdwn", "text": text}


def button(**change: Any) -> Json:
    return {"type": "button", "text": plain(), "action_id": "go"} | change


def option(n: int = 0, **change: Any) -> Json:
    return {"text": plain(f"Option {n}"), "value": f"v{n}"} | change


def options(count: int) -> list[Json]:
    return [option(n) for n in range(count)]


def section(**change: Any) -> Json:
    return {"type": "section", "text": mrkdwn()} | change


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def input_block(element: Json | None = None, **change: Any) -> Json:
    element = element or {"type": "plain_text_input", "action_id": "text"}
    return {"type": "input", "label": plain(), "element": element} | change


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def passage(type: str = "rich_text_section", **change: Any) -> Json:
    return {"type": type, "elements": [{"type": "text", "text": "words"}]} | change


def table(rows: int = 2, cells: int = 2) -> Json:
    cell = {"type": "raw_text", "text": "cell"}
    return {"type": "table", "rows": [[cell] * cells] * rows}


def confirm(**change: Any) -> Json:
    words = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}
    return words | change


def buttons(count: int) -> list[Json]:
    return [button(action_id=f"go{n}") for n in range(count)]


def static_select(**change: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": options(2)} | change


def overflow(count: int) -> Json:
    return {"type": "overflow", "action_id": "more", "options": options(count)}


IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}

ACCEPTED: dict[str, Json] = {
    "section": section(),
    "section with fields": {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
    "section with a button": section(accessory=button()),
    "section with an overflow": section(accessory=overflow(5)),
    "longest section": section(text=mrkdwn("x" * 3000)),
    "header": {"type": "header", "text": plain("x" * 150)},
    "divider": {"type": "divider", "block_id": "x" * 255},
    "image": IMAGE | {"title": plain()},
    "actions": actions(*buttons(25)),
    "menus": actions(static_select(), {"type": "users_select", "action_id": "who"}),
    "dangerous button": actions(button(style="danger", confirm=confirm(), value="x" * 2000)),
    "context": {"type": "context", "elements": [mrkdwn(), plain(), IMAGE] * 3},
    "markdown": {"type": "markdown", "text": "# x"},
    "rich text": rich(
        passage(),
        passage("rich_text_preformatted"),
        passage("rich_text_quote"),
        {"type": "rich_text_list", "style": "bullet", "elements": [passage()], "indent": 1},
    ),
    "rich mentions": rich(
        passage(
            elements=[
                {"type": "user", "user_id": "U0ANA"},
                {"type": "usergroup", "usergroup_id": "S0REFUNDS"},
                {"type": "broadcast", "range": "here"},
                {"type": "link", "url": "https://example.com", "text": "x"},
                {"type": "emoji", "name": "wave"},
                {"type": "text", "text": "bold", "style": {"bold": True}},
            ]
        )
    ),
    "table": table(100, 20),
    "input in a message": input_block(),
}

ELSEWHERE: dict[str, tuple[str, Json]] = {
    "alert in a message": ("/blocks/0", {"type": "alert", "text": plain()}),
    "unknown type": ("/blocks/0", {"type": "applause"}),
    "no type": ("/blocks/0", {"text": plain()}),
    "data_table, which is too new to be sure of": ("/blocks/0", {"type": "data_table"}),
    "section without text": ("/blocks/0", {"type": "section"}),
    "empty section": ("/blocks/0/text/text", section(text=mrkdwn(""))),
    "long section": ("/blocks/0/text/text", section(text=mrkdwn("x" * 3001))),
    "text of unknown type": ("/blocks/0/text", section(text={"type": "html", "text": "x"})),
    "eleven fields": ("/blocks/0/fields", section(fields=[plain()] * 11)),
    "long field": ("/blocks/0/fields/0/text", section(fields=[plain("x" * 2001)])),
    "stray property": ("/blocks/0", section(colour="red")),
    "input as accessory": (
        "/blocks/0/accessory",
        section(accessory={"type": "plain_text_input", "action_id": "x"}),
    ),
    "marked-up header": ("/blocks/0/text", {"type": "header", "text": mrkdwn()}),
    "long header": ("/blocks/0/text/text", {"type": "header", "text": plain("x" * 151)}),
    "no actions": ("/blocks/0/elements", actions()),
    "26 buttons": ("/blocks/0/elements", actions(*buttons(26))),
    "same action_id twice": ("/blocks/0", actions(button(), button())),
    "marked-up button": ("/blocks/0/elements/0/text", actions(button(text=mrkdwn()))),
    "long button": ("/blocks/0/elements/0/text/text", actions(button(text=plain("x" * 76)))),
    "long value": ("/blocks/0/elements/0/value", actions(button(value="x" * 2001))),
    "number as value": ("/blocks/0/elements/0/value", actions(button(value=1))),
    "long action_id": ("/blocks/0/elements/0/action_id", actions(button(action_id="x" * 256))),
    "unknown style": ("/blocks/0/elements/0/style", actions(button(style="warning"))),
    "multi select in actions": (
        "/blocks/0/elements/0",
        actions(static_select(type="multi_static_select")),
    ),
    "confirm without deny": (
        "/blocks/0/elements/0/confirm",
        actions(button(confirm={"title": plain(), "text": plain(), "confirm": plain()})),
    ),
    "long confirm title": (
        "/blocks/0/elements/0/confirm/title/text",
        actions(button(confirm=confirm(title=plain("x" * 101)))),
    ),
    "six overflow options": ("/blocks/0/accessory/options", section(accessory=overflow(6))),
    "same option twice": (
        "/blocks/0/elements/0/options",
        actions(static_select(options=[option(), option()])),
    ),
    "101 options": (
        "/blocks/0/elements/0/options",
        actions(static_select(options=options(101))),
    ),
    "select without options": (
        "/blocks/0/elements/0",
        actions({"type": "static_select", "action_id": "x"}),
    ),
    "long option": (
        "/blocks/0/elements/0/options/0/text/text",
        actions(static_select(options=[option(text=plain("x" * 76))])),
    ),
    "long option value": (
        "/blocks/0/elements/0/options/0/value",
        actions(static_select(options=[option(value="x" * 151)])),
    ),
    "long placeholder": (
        "/blocks/0/elements/0/placeholder/text",
        actions(static_select(placeholder=plain("x" * 151))),
    ),
    "eleven context elements": (
        "/blocks/0/elements",
        {"type": "context", "elements": [plain()] * 11},
    ),
    "button in context": ("/blocks/0/elements/0", {"type": "context", "elements": [button()]}),
    "image without alt": ("/blocks/0", {"type": "image", "image_url": "https://example.com"}),
    "101 table rows": ("/blocks/0/rows", table(101, 1)),
    "21 table cells": ("/blocks/0/rows/0", table(1, 21)),
    "rich text with a stranger in it": ("/blocks/0/elements/0", rich({"type": "text"})),
    "empty rich text": (
        "/blocks/0/elements/0/elements/0/text",
        rich(passage(elements=[{"type": "text", "text": ""}])),
    ),
    "unknown broadcast": (
        "/blocks/0/elements/0/elements/0/range",
        rich(passage(elements=[{"type": "broadcast", "range": "all"}])),
    ),
    "input without label": (
        "/blocks/0",
        {"type": "input", "element": {"type": "plain_text_input"}},
    ),
    "button as input": ("/blocks/0/element", input_block(button())),
    "long block_id": ("/blocks/0/block_id", section(block_id="x" * 256)),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_slack_accepts(name: str) -> None:
    check_message([ACCEPTED[name]])


@pytest.mark.parametrize("name", ACCEPTED)
def test_slack_sdk_accepts_it_too(name: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        parsed = Block.parse(ACCEPTED[name])
        assert parsed is not None
        parsed.validate_json()
    assert caplog.records == []


@pytest.mark.parametrize("name", ELSEWHERE)
def test_slack_refuses_and_says_where(name: str) -> None:
    pointer, block = ELSEWHERE[name]
    with pytest.raises(Refused) as caught:
        check_message([block])
    assert caught.value.error == "invalid_blocks"
    assert any(f"[json-pointer:{pointer}]" in one for one in caught.value.messages)


def test_a_refusal_reads_as_slacks_does() -> None:
    with pytest.raises(Refused) as caught:
        check_message([section(text=mrkdwn("x" * 3001))])
    problem = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert caught.value.answer() == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [problem],
        "response_metadata": {"messages": [f"[ERROR] {problem}"]},
    }


@pytest.mark.parametrize(
    ("blocks", "accepted"),
    [
        ([section()] * 50, True),
        ([section()] * 51, False),
        ([section(block_id="a"), section(block_id="b")], True),
        ([section(block_id="a"), section(block_id="a")], False),
        ([actions(button()), actions(button())], True),
        ([{"type": "markdown", "text": "x" * 6000}] * 2, True),
        ([{"type": "markdown", "text": "x" * 6001}] * 2, False),
        ([table()], True),
        ([table(), table()], False),
        ("words", False),
        (["words"], False),
    ],
)
def test_messages_as_a_whole(blocks: Any, *, accepted: bool) -> None:
    if accepted:
        check_message(blocks)
        return
    with pytest.raises(Refused):
        check_message(blocks)


def modal(*blocks: Json, **change: Any) -> Json:
    return {"type": "modal", "title": plain(), "blocks": list(blocks) or [section()]} | change


VIEWS = [
    (modal(), ""),
    (modal(input_block(), submit=plain()), ""),
    (modal(input_block()), "missing required field: submit"),
    (modal(*[section()] * 100), ""),
    (modal(*[section()] * 101), "no more than 100 items"),
    (modal(blocks=[]), "no fewer than 1 items"),
    (modal(title=plain("x" * 25)), "less than 25 characters"),
    (modal(title=mrkdwn()), "unsupported type: mrkdwn"),
    (modal(submit=plain("x" * 25)), "less than 25 characters"),
    (modal(close=plain("x" * 25)), "less than 25 characters"),
    (modal(private_metadata="x" * 3000), ""),
    (modal(private_metadata="x" * 3001), "less than 3001 characters"),
    (modal(callback_id="x" * 256), "less than 256 characters"),
    ({"type": "modal", "blocks": [section()]}, "missing required field: title"),
    (modal({"type": "alert", "text": plain()}), ""),
    (modal({"type": "markdown", "text": "x"}), "not allowed in a modal"),
    (modal(table()), "not allowed in a modal"),
    (modal({"type": "carousel", "elements": []}), "not allowed in a modal"),
    (modal(input_block(block_id="a"), input_block(block_id="a"), submit=plain()), "already"),
]


@pytest.mark.parametrize(("view", "problem"), VIEWS)
def test_modals(view: Json, problem: str) -> None:
    if not problem:
        check_view(view, "modal")
        View(**view).validate_json()
        return
    with pytest.raises(Refused) as caught:
        check_view(view, "modal")
    assert caught.value.error == "invalid_arguments"
    assert any(problem in one for one in caught.value.messages)


def test_a_home_tab_has_no_submit_and_no_alert() -> None:
    home = {"type": "home", "blocks": [section(), actions(button())]}
    check_view(home, "home")
    for bad in ({"submit": plain()}, {"blocks": [{"type": "alert", "text": plain()}]}):
        with pytest.raises(Refused):
            check_view(home | bad, "home")


def test_a_view_of_a_quarter_megabyte_is_too_large() -> None:
    fields = [mrkdwn("x" * 2000)] * 10
    with pytest.raises(Refused) as caught:
        check_view(modal(*[{"type": "section", "fields": fields}] * 13), "modal")
    assert caught.value.error == "view_too_large"


def test_all_text_in_blocks_is_counted() -> None:
    blocks = [section(text=mrkdwn("x" * 100), fields=[plain("x" * 10)]), actions(button())]
    blocks.append(rich(passage("rich_text_preformatted")))
    assert length_of(blocks) == 100 + 10 + len("words") * 2


def test_slack_gives_blocks_back_with_the_ids_it_made_up() -> None:
    given = [section(), actions({"type": "button", "text": plain()})]
    done = finished(given)
    assert all(one["block_id"] for one in done)
    assert done[1]["elements"][0]["action_id"]
    assert done[0]["text"]["verbatim"] is False
    assert "block_id" not in given[0]
