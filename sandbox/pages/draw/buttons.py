"""What is pressed: buttons, links that look like them, thumbs, and the menu behind three dots."""

from markupsafe import Markup

from sandbox.model import Json
from sandbox.pages.draw.html import Value, classes, is_safe, joined, tag
from sandbox.pages.draw.icons import icon
from sandbox.pages.draw.spot import Spot, with_question
from sandbox.pages.draw.text import text, written


def button(element: Json, spot: Spot) -> Markup:
    if _is_hidden(element, spot):
        return Markup("")
    words = text(element.get("text"), spot.reader)
    style = element.get("style")
    attributes = _pressed(element, spot) | {
        "class_": classes("bk-button", style in {"primary", "danger"} and style)
    }
    url = str(element.get("url") or "")
    if is_safe(url):
        drawn = tag("a", words, href=url, target="_blank", rel="noopener noreferrer", **attributes)
    else:
        drawn = tag("button", words, type="button", **attributes)
    return with_question(drawn, element, spot)


def icon_button(element: Json, spot: Spot) -> Markup:
    if _is_hidden(element, spot):
        return Markup("")
    name = element.get("accessibility_label") or written(element.get("text"))
    attributes = _pressed(element, spot) | {"aria_label": name, "title": name}
    drawn = tag("button", icon("bin"), type="button", class_="bk-button bk-icon", **attributes)
    return with_question(drawn, element, spot)


def feedback_buttons(element: Json, spot: Spot) -> Markup:
    """Two buttons of one action; the value says which was pressed."""
    parts = []
    for name, sign in (("positive_button", "thumb_up"), ("negative_button", "thumb_down")):
        given = element.get(name) or {}
        words = written(given.get("text"))
        attributes = _pressed(element, spot) | {
            "id": f"{spot.of}-{name}",
            "data_value": given.get("value", ""),
            "data_words": words,
            "aria_label": given.get("accessibility_label") or words,
            "title": words,
        }
        parts.append(
            tag("button", icon(sign), type="button", class_="bk-button bk-icon", **attributes)
        )
    return tag("span", *parts, class_="bk-pair", role="group")


def overflow(element: Json, spot: Spot) -> Markup:
    """A disclosure: its options are buttons of the same action, each with its value."""
    contract = spot.contract(element)
    items = [
        _overflow_option(option, contract | {"id": f"{spot.of}-{number}"}, spot)
        for number, option in enumerate(element.get("options") or [])
    ]
    summary = tag("summary", icon("dots"), class_="bk-button bk-icon", aria_label="More actions")
    menu = tag("div", joined(items), class_="bk-menu", role="group", aria_label="More actions")
    drawn = tag("details", summary, menu, class_="bk-overflow", id=spot.of)
    return with_question(drawn, element, spot)


def _overflow_option(option: Json, contract: dict[str, Value], spot: Spot) -> Markup:
    words = tag("span", text(option.get("text"), spot.reader), dir="auto")
    more = text(option.get("description"), spot.reader)
    described = tag("span", more, class_="bk-faint", dir="auto") if more else None
    url = str(option.get("url") or "")
    attributes = contract | {"class_": "bk-option", "data_value": option.get("value", "")}
    if is_safe(url):
        to: dict[str, Value] = {"href": url, "target": "_blank", "rel": "noopener noreferrer"}
        return tag("a", words, described, **attributes, **to)
    value = option.get("value", "")
    return tag("button", words, described, type="button", value=value, **attributes)


def _pressed(element: Json, spot: Spot) -> dict[str, Value]:
    return spot.contract(element) | {
        "data_dispatch": None,
        "data_value": element.get("value", ""),
        "aria_label": element.get("accessibility_label"),
    }


def _is_hidden(element: Json, spot: Spot) -> bool:
    shown_to = element.get("visible_to_user_ids")
    return bool(shown_to) and spot.reader.user not in shown_to
