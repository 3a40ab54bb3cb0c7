"""Finding what a person means on a card or a form: an action id, the words on it, an option."""

from collections.abc import Iterator
from typing import Any

from sandbox.errors import NotThere
from sandbox.model import Json

Found = tuple[Json, Json, Any]  # the block, the element, the option chosen


def find(blocks: list[Json], wanted: str, user: str, value: str | None, block_id: str) -> Found:
    seen = [one for one in pressable(blocks) if block_id in {"", one[0].get("block_id")}]
    for look in (_by_action_id, _by_words, _by_option):
        for block, element in seen:
            chosen = look(element, wanted)
            if chosen is None or (value is not None and element.get("value") != value):
                continue
            _check_visible(element, wanted, user)
            return block, element, None if chosen is element else chosen
    names = ", ".join(repr(words(element)) for _, element in seen)
    raise NotThere(f"there is no {wanted!r} to press here; there is {names or 'nothing to press'}")


def pressable(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    for block in blocks:
        parts = [block.get("accessory"), block.get("element")]
        if block["type"] in {"actions", "context_actions"}:
            parts += block.get("elements", [])
        parts += block.get("actions", [])
        for part in parts:
            if isinstance(part, dict) and part.get("action_id"):
                yield block, part
        yield from pressable(block.get("child_blocks", []))
        if block["type"] == "carousel":
            yield from pressable(block["elements"])


def words(element: Json) -> str:
    text = element.get("text")
    return text["text"] if isinstance(text, dict) else element.get("action_id", element["type"])


def _by_action_id(element: Json, wanted: str) -> Json | None:
    return element if element["action_id"] == wanted else None


def _by_words(element: Json, wanted: str) -> Json | None:
    for name in ("positive_button", "negative_button"):
        if name in element and words(element[name]) == wanted:
            return element[name]
    return element if "text" in element and words(element) == wanted else None


def _by_option(element: Json, wanted: str) -> Json | None:
    if element["type"] != "overflow":
        return None
    for option in element["options"]:
        if wanted in {option.get("value"), option["text"]["text"]}:
            return option
    return None


def _check_visible(element: Json, wanted: str, user: str) -> None:
    shown_to = element.get("visible_to_user_ids")
    if shown_to and user not in shown_to:
        raise NotThere(f"{wanted!r} is not shown to {user}")
