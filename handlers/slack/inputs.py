"""A field in a modal: drawn so that its type is kept, and read back into that type."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.rules.json import Json, JsonValue
from handlers.slack.blocks import option, plain
from handlers.slack.fields import Field, is_date
from handlers.slack.proposal import in_json
from handlers.slack.text import clean, one_line, size, split

PIECE = 2_600  # below Slack's 3,000, so that a few words can be put in
LABEL = 200


class Unreadable(Exception):
    """What was typed into one block cannot be taken; the sentence says why."""

    def __init__(self, block_id: str, sentence: str) -> None:
        super().__init__(sentence)
        self.block_id, self.sentence = block_id, sentence


def draw_field(field: Field, id: str) -> list[Json]:
    """One block; more when the words are too long for one."""
    pieces = _pieces(field)
    if len(pieces) == 1:
        return [_block(field, id, field.label, _element(field, pieces[0][0]))]
    return [
        _block(
            field,
            f"{id}.{number}",
            f"{field.label} ({number + 1} of {len(pieces)})",
            _element(field, piece),
        )
        for number, (piece, _) in enumerate(pieces)
    ]


def read_field(field: Field, id: str, values: Json) -> JsonValue:
    """The value in its type; `None` for what was left empty. Raises Unreadable."""
    read = _READERS[field.asks]
    if field.asks in _TYPED:
        text, first = _typed(field, id, values)
        if field.is_set and text == _initial_text(field):
            return field.initial
        return read(field, text, first)
    return read(field, _state(values, id), id)


def _block(field: Field, id: str, label: str, element: Json) -> Json:
    block: Json = {
        "type": "input",
        "block_id": id,
        "label": plain(one_line(label, LABEL), LABEL),
        "element": element,
        "optional": field.optional,
    }
    return block | {"hint": plain(one_line(field.hint, 500), 500)} if field.hint else block


def _element(field: Field, text: str) -> Json:
    id = {"action_id": one_line(field.name, 200) or "value"}
    match field.asks:
        case "boolean":
            return id | _select("radio_buttons", field, [True, False], ["Yes", "No"])
        case "choice":
            return id | _select("static_select", field, list(field.choices))
        case "choices":
            return id | _many(field)
        case "date":
            picked = {"initial_date": text} if is_date(text) else {}
            return id | {"type": "datepicker"} | picked
        case "number" | "integer":
            return id | _number_input(field, text)
        case "text" | "json":
            multiline = field.multiline or field.asks == "json" or size(text) > LABEL
            made = {"type": "plain_text_input", "multiline": multiline}
            return id | made | ({"initial_value": text} if text else {})


def _number_input(field: Field, text: str) -> Json:
    made: Json = {"type": "number_input", "is_decimal_allowed": field.asks == "number"}
    if text:
        made["initial_value"] = text
    if field.minimum is not None:
        made["min_value"] = _plain_number(field.minimum)
    if field.maximum is not None:
        made["max_value"] = _plain_number(field.maximum)
    return made


def _select(
    type: str, field: Field, values: list[JsonValue], labels: list[str] | None = None
) -> Json:
    options = _choices(values, labels)
    made: Json = {"type": type, "options": options}
    if field.is_set and field.initial in values:
        made["initial_option"] = options[values.index(field.initial)]
    return made


def _many(field: Field) -> Json:
    options = _choices(list(field.choices))
    chosen = field.initial if field.is_set and isinstance(field.initial, list) else []
    first = [options[at] for at, value in enumerate(field.choices) if value in chosen]
    made: Json = {"type": "multi_static_select", "options": options}
    return made | {"initial_options": first} if first else made


def _choices(values: list[JsonValue], labels: list[str] | None = None) -> list[Json]:
    shown = labels or [value if isinstance(value, str) else in_json(value) for value in values]
    return [option(label, str(number)) for number, label in enumerate(shown)]


def _initial_text(field: Field) -> str:
    value = field.initial
    if not field.is_set or value is None:
        return ""
    match field.asks:
        case "json":
            return clean(json.dumps(value, ensure_ascii=False, indent=2))
        case "number" | "integer":
            return _plain_number(value)
        case _:
            return clean(value if isinstance(value, str) else in_json(value))


def _plain_number(value: float) -> str:
    try:
        return format(Decimal(str(value)), "f")
    except InvalidOperation:
        return ""


def _pieces(field: Field) -> list[tuple[str, str]]:
    return split(_initial_text(field), PIECE)


def _typed(field: Field, id: str, values: Json) -> tuple[str, str]:
    """The words of all its blocks, joined as they were split; and the first block's id."""
    pieces = _pieces(field)
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


def _read_date(_: Field, state: Json, __: str) -> JsonValue:
    return state.get("selected_date") or None


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
}
