"""What was typed into a field, read back into the type that the field has."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.rules.json import Json, JsonValue
from handlers.slack.fields import Field
from handlers.slack.inputs import initial_text, pieces_of


class Unreadable(Exception):
    """What was typed into one block cannot be taken; the sentence says why."""

    def __init__(self, block_id: str, sentence: str) -> None:
        super().__init__(sentence)
        self.block_id, self.sentence = block_id, sentence


def read_field(field: Field, id: str, values: Json) -> JsonValue:
    """The value in its type; `None` for what was left empty. Raises Unreadable."""
    read = _READERS[field.asks]
    if field.asks in _TYPED:
        text, first = _typed(field, id, values)
        if field.is_set and text == initial_text(field):
            return field.initial
        return read(field, text, first)
    return read(field, _state(values, id), id)


def _typed(field: Field, id: str, values: Json) -> tuple[str, str]:
    """The words of all its blocks, joined as they were split; and the first block's id."""
    pieces = pieces_of(field)
    if len(pieces) == 1:
        return _text(_state(values, id)), id
    said = ""
    for number, (_, gap) in enumerate(pieces):
        piece = _text(_state(values, f"{id}.{number}"))
        said += piece + gap if piece else ""
    return said, f"{id}.0"


def _state(values: Json, id: str) -> Json:
    """Slack keeps one element's state below each block."""
    if id not in values:
        raise Unreadable(id, "This form is from an older card. Close it and press again.")
    states: Iterator[Any] = iter(values[id].values())
    return next(states, None) or {}


def _text(state: Json) -> str:
    return str(state.get("value") or "")


def _read_text(field: Field, text: str, _: str) -> JsonValue:
    if text:
        return text
    return "" if isinstance(field.initial, str) and field.is_set else None


def _read_number(field: Field, text: str, id: str) -> JsonValue:
    if not text:
        return None
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise Unreadable(id, "Please type a number.") from None
    if not number.is_finite():
        raise Unreadable(id, "Please type a number.")
    is_whole = number == number.to_integral_value()
    if field.asks == "integer" and not is_whole:
        raise Unreadable(id, "Please type a whole number.")
    if is_whole and not isinstance(field.initial, float):
        return int(number)
    return float(number)


def _read_json(field: Field, text: str, id: str) -> JsonValue:
    if not text.strip():
        return None
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, character {error.colno}"
        raise Unreadable(id, f"This is not JSON yet: look at {where}.") from None
    except (ValueError, RecursionError):
        raise Unreadable(id, "This is not JSON yet.") from None
    if field.is_set and type(value) is not type(field.initial):
        kind = "a list in [ ]" if isinstance(field.initial, list) else "an object in { }"
        raise Unreadable(id, f"This must stay {kind}.")
    return value


def _read_boolean(_: Field, state: Json, __: str) -> JsonValue:
    chosen = state.get("selected_option")
    return chosen["value"] == "0" if chosen else None


def _read_choice(field: Field, state: Json, _: str) -> JsonValue:
    chosen = state.get("selected_option")
    return field.choices[int(chosen["value"])] if chosen else None


def _read_choices(field: Field, state: Json, _: str) -> JsonValue:
    chosen = state.get("selected_options") or []
    return [field.choices[int(each["value"])] for each in chosen] or None


def _read_person(_: Field, state: Json, __: str) -> JsonValue:
    return state.get("selected_user") or None


def _read_date(_: Field, state: Json, __: str) -> JsonValue:
    return state.get("selected_date") or None


def _read_moment(_: Field, state: Json, __: str) -> JsonValue:
    return state.get("selected_date_time") or None


_TYPED = frozenset({"text", "number", "integer", "json"})
_READERS: dict[str, Callable[[Field, Any, str], JsonValue]] = {
    "text": _read_text,
    "number": _read_number,
    "integer": _read_number,
    "json": _read_json,
    "boolean": _read_boolean,
    "choice": _read_choice,
    "choices": _read_choices,
    "date": _read_date,
    "moment": _read_moment,
    "person": _read_person,
}
