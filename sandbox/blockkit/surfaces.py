"""Messages and views as a whole: how many blocks, which ids, how much text."""

import copy
import json
import secrets
from collections.abc import Iterator
from typing import Any

from sandbox.blockkit.blocks import any_block
from sandbox.blockkit.check import (
    Field,
    Place,
    Rule,
    boolean,
    listing,
    may,
    must,
    one_of,
    shape,
    string,
)
from sandbox.blockkit.elements import ELEMENTS
from sandbox.blockkit.text import plain
from sandbox.errors import Refused
from sandbox.model import Json

MOST_IN_MESSAGE, MOST_IN_VIEW, LARGEST_VIEW = 50, 100, 250_000
MOST_MARKDOWN = 12_000


def check_message(blocks: Any) -> None:
    """Refuse what Slack would refuse in a message."""
    if blocks is None or blocks == []:
        return
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    place = Place("/blocks", "message", [])
    _blocks(MOST_IN_MESSAGE)(blocks, place)
    if sum(one.get("type") == "table" for one in blocks if isinstance(one, dict)) > 1:
        raise Refused("invalid_attachments", ["only_one_table_allowed"])
    markdown = [one["text"] for one in blocks if _is(one, "markdown") and _has_text(one)]
    if sum(map(len, markdown)) > MOST_MARKDOWN:
        place.wrong(f"must be less than {MOST_MARKDOWN + 1} characters in all markdown blocks")
    if place.problems:
        raise Refused("invalid_blocks", place.problems)


def check_view(view: Any, *types: str) -> None:
    """Refuse what Slack would refuse as a modal or a Home tab."""
    kind = view.get("type") if isinstance(view, dict) else None
    if kind not in types:
        raise Refused(
            "invalid_arguments", [f"must be one of: {', '.join(types)} [json-pointer:/view/type]"]
        )
    if len(json.dumps(view)) > LARGEST_VIEW:
        raise Refused("view_too_large")
    place = Place("/view", kind, [])
    _view_shape(kind)(view, place)
    if kind == "modal" and _has_inputs(view) and not view.get("submit"):
        place.wrong("missing required field: submit")
    if place.problems:
        raise Refused("invalid_arguments", place.problems)


def length_of(blocks: list[Json]) -> int:
    """Every character of text in the blocks: what the undocumented limit counts."""
    return sum(map(len, _texts(blocks)))


def finished(blocks: list[Json]) -> list[Json]:
    """As Slack gives them back: every block with an id, every element with an action id."""
    done = copy.deepcopy(blocks)
    for one in done:
        one.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        parts = [*one.get("elements", []), *one.get("actions", [])]
        for part in (*parts, one.get("accessory"), one.get("element")):
            _finish_element(part)
        _finish_texts(one)
    return done


def _finish_element(part: Any) -> None:
    kind = part.get("type", "") if isinstance(part, dict) else ""
    if kind in ELEMENTS and kind != "image":
        part.setdefault("action_id", secrets.token_urlsafe(4)[:5])


def _finish_texts(value: Any) -> None:
    if isinstance(value, list):
        for one in value:
            _finish_texts(one)
    elif isinstance(value, dict):
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
        for one in value.values():
            _finish_texts(one)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name == "text" and isinstance(one, str):
                yield one
            else:
                yield from _texts(one)


def _blocks(most: int) -> Rule:
    def check(blocks: Any, place: Place) -> None:
        listing(any_block, 1, most)(blocks, place)
        given = [one.get("block_id") for one in blocks if isinstance(one, dict)]
        ids = [one for one in given if one]
        for id in sorted({str(one) for one in ids if ids.count(one) > 1}):
            place.wrong(f'`block_id` "{id}" already exists for another block')
        if sum(bool(_focused(one)) for one in blocks) > 1:
            place.wrong("only one element may have focus_on_load")

    return lambda value, place: (
        check(value, place) if isinstance(value, list) else place.wrong("must be an array")
    )


def _focused(block: Any) -> bool:
    element = block.get("element") if isinstance(block, dict) else None
    return isinstance(element, dict) and element.get("focus_on_load") is True


def _view_shape(kind: str) -> Rule:
    common: dict[str, Field] = {
        "type": must(one_of(kind)),
        "blocks": must(_blocks(MOST_IN_VIEW)),
        "callback_id": may(string(0, 255)),
        "private_metadata": may(string(0, 3000)),
        "external_id": may(string(0, 255)),
    }
    if kind == "home":
        return shape(common)
    return shape(
        common
        | {
            "title": must(plain(24)),
            "submit": may(plain(24)),
            "close": may(plain(24)),
            "clear_on_close": may(boolean),
            "notify_on_close": may(boolean),
            "submit_disabled": may(boolean),
        }
    )


def _has_inputs(view: Json) -> bool:
    blocks = view.get("blocks")
    return any(_is(one, "input") for one in blocks) if isinstance(blocks, list) else False


def _is(block: Any, type: str) -> bool:
    return isinstance(block, dict) and block.get("type") == type


def _has_text(block: Json) -> bool:
    return isinstance(block.get("text"), str)
