"""Tables: the first row names the columns."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from sandbox.model import Json
from sandbox.pages.draw.board import Board
from sandbox.pages.draw.html import classes, lines, tag
from sandbox.pages.draw.reader import Reader
from sandbox.pages.draw.rich_text import rich_text

ALIGNED = {"left", "center", "right"}


def table(block: Json, board: Board) -> Markup:
    columns = block.get("column_settings") or []
    first, *rest = block.get("rows") or [[]]
    head = tag("thead", _row(first, "th", columns, board.reader))
    body = tag("tbody", *(_row(row, "td", columns, board.reader) for row in rest))
    return tag(
        "div",
        tag("table", head, body, class_="bk-table"),
        class_="bk-scroll",
        role="region",
        aria_label="Table",
        tabindex=0,
    )


def _row(cells: list[Json], element: str, columns: list[Any], reader: Reader) -> Markup:
    drawn = (
        tag(
            element,
            _cell(cell, reader),
            class_=_looks(columns[number] if number < len(columns) else None, cell) or None,
            scope="col" if element == "th" else None,
            dir="auto",
        )
        for number, cell in enumerate(cells)
    )
    return tag("tr", *drawn)


def _cell(cell: Json, reader: Reader) -> Markup:
    match cell:
        case {"type": "rich_text"}:
            return rich_text(cell, reader)
        case {"type": "raw_number"}:
            return lines(str(cell.get("text") or cell.get("value", "")))
        case {"text": str(text)}:
            return lines(text)
        case _:
            return tag("span", f"Unknown cell: {cell.get('type')}", class_="bk-unknown")


def _looks(column: Any, cell: Json) -> str:
    setting = column if isinstance(column, Mapping) else {}
    align = setting.get("align") or ("right" if cell.get("type") == "raw_number" else "")
    aligned = align in ALIGNED and f"bk-{align}"
    return classes(aligned, setting.get("is_wrapped") is True and "bk-wrapped")
