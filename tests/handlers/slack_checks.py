"""What Slack accepts, as far as it can be known without Slack; and what must never be shown."""

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.rules.json import Json
from handlers.slack.blocks import host_of, text_size
from handlers.slack.text import size

INVISIBLE = set("\u034f\u115f\u1160\u3164\uffa0\u2800\ufeff\u200b\u200c\u200e\u200f")
VISIBLE = set(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)


def walk(value: Any) -> Iterator[Json]:
    """Every object inside, the outer ones first."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def assert_message(blocks: list[Json], text: str) -> None:
    assert 0 < len(blocks) <= 50
    assert text.strip()
    assert len(text) <= 3_000
    assert text_size(blocks) < 9_000
    assert len(json.dumps(blocks, ensure_ascii=False)) < 40_000
    assert_blocks(blocks)


def assert_view(view: Json) -> None:
    View(**view).validate_json()
    assert 0 < len(view["blocks"]) <= 100
    assert len(json.dumps(view)) < 250_000
    assert len(view.get("private_metadata", "")) < 200
    assert_blocks(view["blocks"])


def assert_blocks(blocks: list[Json]) -> None:
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    assert all(len(id) <= 255 for id in ids)
    for block in blocks:
        parsed = Block.parse(block)
        assert parsed is not None, block
        parsed.validate_json()
    for each in walk(blocks):
        _assert_piece(each)


def _assert_piece(each: Json) -> None:
    match each.get("type"):
        case "plain_text" | "mrkdwn":
            assert 0 < size(each["text"]) <= 3_000
        case "text":
            assert each["text"]
        case "header":
            assert size(each["text"]["text"]) <= 150
        case "button":
            assert 0 < size(each["text"]["text"]) <= 75
            assert len(each["value"]) <= 2_000
        case "overflow":
            assert 1 <= len(each["options"]) <= 5
        case "plain_text_input":
            assert size(each.get("initial_value", "")) <= 3_000
        case "static_select" | "multi_static_select":
            assert 1 <= len(each["options"]) <= 100
        case "link":
            assert host_of(each["url"])
    for name in ("label", "hint"):
        if isinstance(each.get(name), dict):
            assert 0 < size(each[name]["text"]) <= 2_000
    if "action_id" in each:
        assert 0 < len(each["action_id"]) <= 255
    if "value" in each and "text" in each and "action_id" not in each:
        assert 0 < size(each["text"]["text"]) <= 75
        assert len(each["value"]) <= 150


def assert_harmless(value: Any) -> None:
    """Nothing here can ping, link, format, or show other words than the ones that are there."""
    for each in walk(value):
        assert each.get("type") not in {"mrkdwn", "markdown", "broadcast", "user", "usergroup"}
        assert each.get("type") not in {"channel", "emoji", "color"}
        if each.get("type") == "plain_text":
            assert each["emoji"] is False
        for words in each.values():
            if isinstance(words, str):
                assert_visible(words)


def assert_visible(words: str) -> None:
    for at, char in enumerate(words):
        if " " <= char <= "~" or char in "\n\t":
            continue
        if char == "\u200d":
            around = words[at - 1 : at] + words[at + 1 : at + 2]
            assert len(around) == 2
            assert not around.isalnum()
            continue
        assert char not in INVISIBLE, hex(ord(char))
        if "\U000e0020" <= char <= "\U000e007f":
            continue
        kind = unicodedata.category(char)
        assert kind not in {"Cc", "Cs"}, hex(ord(char))
        assert kind != "Cf" or char in VISIBLE, hex(ord(char))


def shown(value: Any) -> str:
    """All words a person would read, in order."""
    return "\n".join(
        each["text"]
        for each in walk(value)
        if isinstance(each.get("text"), str) and each.get("type") != "link"
    )


def buttons(blocks: list[Json]) -> list[str]:
    return [each["action_id"] for each in walk(blocks) if each.get("type") == "button"]
