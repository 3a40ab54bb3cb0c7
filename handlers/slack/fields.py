"""What a form asks for: one field for each argument of a call, or for each part of an answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from bot.rules.json import Json, JsonValue
from handlers.slack.proposal import in_json

Asks = Literal[
    "text",
    "number",
    "integer",
    "boolean",
    "date",
    "moment",
    "choice",
    "choices",
    "person",
    "json",
]

CHOICES = 100
MULTILINE = 80
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_BY_TYPE: dict[str, Asks] = {
    "string": "text",
    "number": "number",
    "integer": "integer",
    "boolean": "boolean",
    "array": "json",
    "object": "json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """`initial` is what stands in it at first; left as it is, exactly that comes back."""

    name: str
    label: str
    asks: Asks = "text"
    hint: str = ""
    initial: JsonValue = None
    is_set: bool = False
    optional: bool = False
    multiline: bool = False
    choices: tuple[JsonValue, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


def argument_fields(args: Json) -> Iterator[Field]:
    """The arguments as the agent gave them; each keeps its type."""
    for name, value in args.items():
        asks = _asks_of(value)
        yield Field(
            name=name,
            label=name,
            asks=asks,
            hint="JSON: keep its brackets." if asks == "json" else "",
            initial=value,
            is_set=True,
            optional=value is None or value == "",
            multiline=isinstance(value, str) and (len(value) > MULTILINE or "\n" in value),
        )


def answer_fields(schema: Json) -> Iterator[Field]:
    """The agent's form. What it asks for in a way we cannot draw is asked for as JSON."""
    required = schema.get("required") or ()
    for name, part in (schema.get("properties") or {}).items():
        wanted: Json = part if isinstance(part, dict) else {}
        asks, choices = _asks_by(wanted)
        yield Field(
            name=name,
            label=str(wanted.get("title") or name),
            asks=asks,
            hint=_hint(wanted, asks),
            initial=wanted.get("default"),
            is_set="default" in wanted,
            optional=name not in required,
            multiline=asks == "text" and not wanted.get("format"),
            choices=choices,
            minimum=_number(wanted.get("minimum")),
            maximum=_number(wanted.get("maximum")),
        )


def _asks_of(value: JsonValue) -> Asks:
    match value:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case list() | dict():
            return "json"
        case str() if is_date(value):
            return "date"
        case _:
            return "text"


def _asks_by(wanted: Json) -> tuple[Asks, tuple[JsonValue, ...]]:
    options = _options(wanted.get("enum"))
    if options:
        return "choice", options
    type = _type(wanted)
    items = wanted.get("items")
    if type == "array" and isinstance(items, dict) and (options := _options(items.get("enum"))):
        return "choices", options
    if type == "string" and wanted.get("format") == "date":
        return "date", ()
    return _BY_TYPE.get(type, "text" if "enum" in wanted or not wanted else "json"), ()


def _options(enum: Any) -> tuple[JsonValue, ...]:
    return tuple(enum) if isinstance(enum, list) and 0 < len(enum) <= CHOICES else ()


def _type(wanted: Json) -> str:
    """`["string", "null"]` is a string that may be missing."""
    type = wanted.get("type")
    if isinstance(type, list):
        type = next((each for each in type if each != "null"), "")
    return str(type or "")


def _hint(wanted: Json, asks: Asks) -> str:
    hints = [str(wanted.get("description") or "")]
    if asks == "json":
        hints.append("Write it as JSON.")
    if asks == "text" and wanted.get("enum"):
        hints.append(f"One of: {in_json(wanted['enum'])}")
    return " ".join(hint for hint in hints if hint)


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
