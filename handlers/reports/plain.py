"""The digest as plain text, for letters and wherever nothing else can be shown."""

from collections.abc import Iterator, Sequence

from bot.rules.weekly.content import Digest, Line, Table
from handlers.reports.links import cards, where


def as_text(digest: Digest, *, address: str | None = None) -> str:
    """With an `address` to put before them, links stand below their lines."""
    return "\n".join(_lines(digest, address)) + "\n"


def _lines(digest: Digest, address: str | None) -> Iterator[str]:
    yield digest.title
    yield "=" * len(digest.title)
    for line in digest.headline:
        yield from _said(line, address, "", "  ")
    for section in digest.sections:
        yield ""
        yield section.title
        yield "-" * len(section.title)
        if leads := where(section, address):
            yield leads
        for line in section.lines:
            yield from _said(line, address, "* ", "  ")
        if section.table:
            yield from _columns(section.table)
    yield ""
    for line in digest.footer:
        yield from _said(line, address, "", "  ")


def _said(line: Line, address: str | None, mark: str, indent: str) -> Iterator[str]:
    yield f"{mark}{line.text}{' (!)' if line.notable else ''}"
    if leads := where(line, address):
        yield f"{indent}{leads}"
    for each in line.pieces:
        if leads := where(each, address):
            yield f"{indent}{each.text.strip()}: {leads}"
    for _, card in cards(line):
        yield f"{indent}{card}"


def _columns(table: Table) -> Iterator[str]:
    rows: Sequence[Sequence[str]] = (table.columns, *table.rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
