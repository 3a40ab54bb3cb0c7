"""What a person can read on a message or a form, a line for each piece."""

from typing import Any

from sandbox.model import Ephemeral, Json, Message


def words(thing: Message | Ephemeral) -> str:
    return "\n".join([thing.text, *readable(thing.blocks), *_attached(thing)])


def shown_in(view: Json) -> str:
    return "\n".join(readable([view.get("title"), *view["blocks"], view.get("submit")]))


def _attached(thing: Message | Ephemeral) -> list[str]:
    return readable(thing.attachments) if isinstance(thing, Message) else []


def readable(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for one in value for text in readable(one)]
    if not isinstance(value, dict):
        return []
    if value.get("type") == "rich_text_section":
        return ["".join(readable(value["elements"]))]
    own = [value["text"]] if isinstance(value.get("text"), str) else []
    return own + [text for one in value.values() for text in readable(one)]
