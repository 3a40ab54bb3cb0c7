"""The digest as plain text, for letters and wherever nothing else can be shown."""

from collections.abc import Iterator, Sequence

from bot.rules.weekly.content import Digest, Line, Piece, Section, Table
from handlers.reports.links import cards, where, worded


class Notes:
    """Links stand at the end under numbers, one for each: between the lines nobody could read."""

    def __init__(self, address: str | None) -> None:
        self._address, self._numbers = address, dict[str, int]()

    def mark(self, shown: Line | Piece | Section) -> str:
        return self.of(where(shown, self._address))

    def of(self, leads: str) -> str:
        return f" [{self._numbers.setdefault(leads, len(self._numbers) + 1)}]" if leads else ""

    def words(self, line: Line) -> str:
        return worded(line, where(line, self._address))

    def lines(self) -> Iterator[str]:
        yield from (f"[{number}] {leads}" for leads, number in self._numbers.items())


def as_text(digest: Digest, *, address: str | None = None) -> str:
    """With an `address` to put before them, lists have links."""
    return "\n".join(_lines(digest, Notes(address))) + "\n"


def _lines(digest: Digest, notes: Notes) -> Iterator[str]:
    yield digest.title
    yield "=" * len(digest.title)
    for line in digest.headline:
        yield _said(line, notes)
    for section in digest.sections:
        title = f"{section.title}{notes.mark(section)}"
        yield from ("", title, "-" * len(title))
        for line in section.lines:
            yield f"* {_said(line, notes)}"
        if section.table:
            yield from _columns(section.table, notes)
    yield ""
    for line in digest.footer:
        yield _said(line, notes)
    yield ""
    yield from notes.lines()


def _said(line: Line, notes: Notes) -> str:
    words = notes.words(line)
    if line.pieces:
        words = "".join(f"{each.text}{notes.mark(each)}" for each in line.pieces)
    shown = "".join(notes.of(card) for _, card in cards(line))
    return f"{words}{notes.mark(line)}{shown}{' (!)' if line.notable else ''}"


def _columns(table: Table, notes: Notes) -> Iterator[str]:
    rows: Sequence[Sequence[str]] = (table.columns, *table.rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for link, row in (("", table.columns), *table.linked):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"{'  '.join(cells).rstrip()}{notes.mark(Piece(row[0], link))}"
