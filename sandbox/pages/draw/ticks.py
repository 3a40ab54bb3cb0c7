"""Checkboxes and radio buttons: all options in sight."""

from markupsafe import Markup

from sandbox.model import Json
from sandbox.pages.draw.html import tag
from sandbox.pages.draw.options import option, values_of
from sandbox.pages.draw.spot import Spot, with_question
from sandbox.pages.draw.text import text

KINDS = {"checkboxes": ("checkbox", "group"), "radio_buttons": ("radio", "radiogroup")}


def ticks(element: Json, spot: Spot) -> Markup:
    kind, role = KINDS[element["type"]]
    chosen = values_of(spot.chosen(element))
    wants_focus = bool(element.get("focus_on_load"))
    rows = (
        _row(
            given,
            kind,
            spot,
            checked=option(given).value in chosen,
            autofocus=wants_focus and number == 0,
        )
        for number, given in enumerate(element.get("options") or [])
    )
    named = spot.named("Choose" if kind == "radio" else "Choose any")
    if kind == "checkbox":  # a group of ticks has no state of its own that could be required
        named |= {"aria_required": None, "aria_invalid": None}
    drawn = tag("div", *rows, class_="bk-ticks", role=role, **spot.contract(element), **named)
    return with_question(drawn, element, spot)


def _row(given: Json, kind: str, spot: Spot, **state: bool) -> Markup:
    value = option(given).value
    box = tag("input", type=kind, name=spot.of, value=value, **state)
    more = text(given.get("description"), spot.reader)
    words = tag(
        "span",
        text(given.get("text"), spot.reader),
        tag("span", more, class_="bk-faint") if more else None,
        class_="bk-stacked",
        dir="auto",
    )
    return tag("label", box, words, class_="bk-tick")
