"""The blocks of every day: sections, headers, context, buttons, fields of a form."""

from markupsafe import Markup

from sandbox.model import Json
from sandbox.pages.draw.board import Board
from sandbox.pages.draw.elements import element
from sandbox.pages.draw.html import classes, joined, tag
from sandbox.pages.draw.icons import icon
from sandbox.pages.draw.pictures import thumbnail
from sandbox.pages.draw.rich_text import rich_text
from sandbox.pages.draw.text import plain, text

LEVELS = {"info", "warning", "error", "success"}
UNGROUPED = {"checkboxes", "radio_buttons"}


def section(block: Json, board: Board) -> Markup:
    fields = [
        tag("div", text(one, board.reader), class_="bk-field", dir="auto")
        for one in block.get("fields") or []
    ]
    words = text(block.get("text"), board.reader)
    said = tag("div", words, class_="bk-said", dir="auto") if words else None
    grid = tag("div", *fields, class_="bk-fields") if fields else None
    accessory = block.get("accessory")
    beside = tag("div", board.element(accessory, block), class_="bk-beside") if accessory else None
    return tag("div", tag("div", said, grid, class_="bk-body"), beside, class_="bk-sided")


def header(block: Json, board: Board) -> Markup:
    level = block.get("level")
    level = level if level in {1, 2, 3, 4} else 1
    own = classes("bk-title", f"bk-h{level}")
    return tag(f"h{level + 1}", text(block.get("text"), board.reader), class_=own, dir="auto")


def divider(_block: Json, _board: Board) -> Markup:
    return tag("hr", class_="bk-divider")


def context(block: Json, board: Board) -> Markup:
    parts = (
        thumbnail(one, "bk-small")
        if one.get("type") == "image"
        else tag("span", text(one, board.reader), class_="bk-said", dir="auto")
        for one in block.get("elements") or []
    )
    return tag("div", *parts, class_="bk-context")


def actions(block: Json, board: Board) -> Markup:
    return tag("div", board.elements(block.get("elements"), block), class_="bk-actions")


def rich(block: Json, board: Board) -> Markup:
    return rich_text(block, board.reader)


def alert(block: Json, board: Board) -> Markup:
    level = str(block.get("level") or "note")
    sign = icon(level if level in LEVELS else "info")
    said = tag("span", sign, class_="bk-sign", role="img", aria_label=level)
    words = tag("span", text(block.get("text"), board.reader), dir="auto")
    own = classes("bk-alert", level in LEVELS and f"bk-{level}")
    return tag("div", said, words, class_=own, role="note")


def field(block: Json, board: Board) -> Markup:
    """A field of a form: its label, the control, the hint, and what is wrong with it."""
    given = block.get("element") or {}
    id = str(block.get("block_id") or "")
    wrong = board.errors.get(id)
    of = f"{board.of}-0"
    hint = text(block.get("hint"), board.reader)
    notes = [("error", wrong), ("hint", hint or None)]
    described = " ".join(f"{of}-{name}" for name, note in notes if note)
    spot = board.spot(
        block,
        dispatches=bool(block.get("dispatch_action")),
        label=f"{of}-label",
        described=described,
        is_required=not block.get("optional"),
        is_wrong=bool(wrong),
    )
    label = joined([text(block.get("label"), board.reader), _optional(block)])
    return tag(
        "div",
        _label(label, given, of),
        element(given, spot),
        _error(wrong, of) if wrong else None,
        tag("div", hint, class_="bk-hint", id=f"{of}-hint", dir="auto") if hint else None,
        class_=classes("bk-input-block", bool(wrong) and "bk-wrong"),
    )


def _label(words: Markup, given: Json, of: str) -> Markup:
    kind = str(given.get("type"))
    is_group = kind in UNGROUPED or kind.startswith("multi_") or kind == "external_select"
    attributes = {"class_": "bk-label", "id": f"{of}-label", "dir": "auto"}
    if is_group:
        return tag("div", words, **attributes)
    return tag("label", words, for_=of, **attributes)


def _optional(block: Json) -> Markup | None:
    return tag("span", " (optional)", class_="bk-faint") if block.get("optional") else None


def _error(wrong: str, of: str) -> Markup:
    words = tag("span", plain(wrong), dir="auto")
    return tag("div", icon("warning"), words, class_="bk-problem", id=f"{of}-error")
