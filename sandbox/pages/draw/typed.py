"""What is typed or picked with the browser's own controls: words, numbers, dates, times, files."""

import json
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from sandbox.model import Json
from sandbox.pages.draw.html import tag
from sandbox.pages.draw.spot import Spot, hint, with_question
from sandbox.pages.draw.typing_marks import as_typed

KINDS = {
    "plain_text_input": ("text", ""),
    "email_text_input": ("email", "name@example.com"),
    "url_text_input": ("url", "https://example.com"),
    "number_input": ("number", ""),
}
PICKED = {"datepicker": ("date", "Date"), "timepicker": ("time", "Time")}


def typed(element: Json, spot: Spot) -> Markup:
    kind, otherwise = KINDS[element["type"]]
    value = str(spot.chosen(element) or "")
    words = hint(element, otherwise)
    shared: dict[str, Any] = {
        "class_": "bk-input",
        "placeholder": words or None,
        "dir": "auto",
        "autocomplete": "off",
        "autofocus": bool(element.get("focus_on_load")),
        **spot.contract(element),
        **spot.named(words or "Words"),
    }
    if element.get("multiline"):
        return tag("textarea", f"\n{value}", rows=4, **shared)
    return tag("input", type=kind, value=value, **_bounds(element), **shared)


def rich(element: Json, spot: Spot) -> Markup:
    """Typed with Slack's marks; left alone it keeps every style that it came with."""
    value = spot.chosen(element)
    words = hint(element, "")
    return tag(
        "textarea",
        f"\n{as_typed(value)}" if value else None,
        rows=4,
        class_="bk-input",
        placeholder=words or None,
        dir="auto",
        data_rich=json.dumps(value) if value else None,
        autofocus=bool(element.get("focus_on_load")),
        **spot.contract(element),
        **spot.named(words or "Words"),
    )


def picked(element: Json, spot: Spot) -> Markup:
    kind, name = PICKED[element["type"]]
    return _native(kind, str(spot.chosen(element) or ""), name, element, spot)


def moment(element: Json, spot: Spot) -> Markup:
    """The browser knows no zones here: the reader's own is told to the script."""
    stamp = spot.chosen(element)
    at = datetime.fromtimestamp(int(stamp), UTC).astimezone(spot.reader.zone) if stamp else None
    value = at.strftime("%Y-%m-%dT%H:%M") if at else ""
    return _native("datetime-local", value, "Date and time", element, spot)


def files(element: Json, spot: Spot) -> Markup:
    most = int(element.get("max_files") or 10)
    kinds = ",".join(f".{one.removeprefix('.')}" for one in element.get("filetypes") or [])
    return tag(
        "input",
        type="file",
        class_="bk-input bk-file",
        multiple=most > 1,
        accept=kinds or None,
        data_most=most,
        **spot.contract(element),
        **spot.named("Files"),
    )


def _native(kind: str, value: str, name: str, element: Json, spot: Spot) -> Markup:
    words = hint(element, name)
    drawn = tag(
        "input",
        type=kind,
        value=value,
        class_="bk-input bk-when",
        title=words,
        data_zone=spot.reader.zone.key,
        autofocus=bool(element.get("focus_on_load")),
        **spot.contract(element),
        **spot.named(words),
    )
    return with_question(drawn, element, spot)


def _bounds(element: Json) -> dict[str, Any]:
    if element["type"] != "number_input":
        return {}
    return {
        "min": element.get("min_value"),
        "max": element.get("max_value"),
        "step": "any" if element.get("is_decimal_allowed") else "1",
    }
