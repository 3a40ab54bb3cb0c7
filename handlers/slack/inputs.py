"""A field in a modal, drawn so that its type is kept."""

import json
from decimal import Decimal, InvalidOperation

from bot.rules.json import Json, JsonValue
from handlers.slack.blocks import option, plain
from handlers.slack.fields import Field, is_date
from handlers.slack.proposal import in_json
from handlers.slack.text import clean, one_line, size, split

PIECE = 2_600  # below Slack's 3,000, so that a few words can be put in
LABEL = 200
_PICKERS = {"person": "users_select", "moment": "datetimepicker"}


def draw_field(field: Field, id: str) -> list[Json]:
    """One block; more when the words are too long for one."""
    pieces = pieces_of(field)
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
        case "person" | "moment":
            return id | {"type": _PICKERS[field.asks]}
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


def initial_text(field: Field) -> str:
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


def pieces_of(field: Field) -> list[tuple[str, str]]:
    return split(initial_text(field), PIECE)
