"""The digest at a terminal. Words of customers and agents are shown, and never obeyed."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from bot.rules.weekly.content import Digest, Line, Table

NOTABLE = "bold yellow"


def preview(digest: Digest) -> Group:
    return Group(*_parts(digest))


def _parts(digest: Digest) -> Iterator[RenderableType]:
    yield Text(plain(digest.title), style="bold underline")
    for line in digest.headline:
        yield _said(line, "bold")
    for section in digest.sections:
        yield Text(f"\n{plain(section.title)}", style="bold cyan")
        for line in section.lines:
            yield Padding(_said(line), (0, 0, 0, 2))
        if section.table:
            yield Padding(_grid(section.table), (0, 0, 0, 2))
    yield Text()
    for line in digest.footer:
        yield Text(plain(line.text), style="dim")


def _said(line: Line, style: str = "") -> Text:
    """A change that is more than chance is marked for those, too, who see no colours."""
    mark = Text("! " if line.notable else "", style=NOTABLE)
    return mark + Text(plain(line.text), style=NOTABLE if line.notable else style)


def _grid(table: Table) -> Grid:
    grid = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in table.columns:
        grid.add_column(Text(plain(column)), overflow="fold")
    for row in table.rows:
        grid.add_row(*(Text(plain(cell)) for cell in row))
    return grid


def plain(text: str) -> str:
    """Without what a terminal would take for an order."""
    return "".join(each if each.isprintable() else " " for each in text)
