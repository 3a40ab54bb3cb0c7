"""The weekly digest as one message: few blocks, no markup of anybody's, and words for the bell."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from bot.rules.json import Json
from bot.rules.weekly.content import Digest, Line, Piece, Section, Table
from bot.rules.weekly.words import NOTHING
from handlers.reports.links import cards, where, worded
from handlers.slack.blocks import bold, bullets, header, line, linked, plain, rich, run, text_size
from handlers.slack.card import Drawn
from handlers.slack.text import escape, one_line

MOST_BLOCKS = 45
MOST_TEXT = 9_000
TEXT = 300
SENTENCE = 400
LINKED = 150
FOOT = 1_900
CUT = "The rest of it did not fit into one message; the report has it."


def draw_digest(digest: Digest, address: str | None = None) -> Drawn:
    """Sections from the top as long as they fit; what a manager must do comes first. Lists are
    linked where there is an `address` to reach them by.
    """
    said, foot = partial(_runs, address), _foot(digest, address)
    headline = (line(*said(each, bold)) for each in digest.headline)
    blocks = [header(digest.title), rich(*headline)]
    for section in digest.sections:
        drawn = _section(section, said, address)
        if not _fits([*blocks, *drawn, *foot]):
            blocks.append(rich(line(run(CUT))))
            break
        blocks += drawn
    return Drawn(_text(digest), blocks + foot)


def _section(
    section: Section, said: Callable[[Line], list[Json]], address: str | None
) -> list[Json]:
    items = [said(each) for each in section.lines]
    if section.table:
        items += list(_rows(section.table, address))
    title = linked(where(section, address), section.title, bold) or bold(section.title)
    return [rich(line(title), bullets(items))]


def _rows(table: Table, address: str | None) -> Iterator[list[Json]]:
    """A table is a sentence a row: it can be read on a telephone, too."""
    for leads, (name, *cells) in table.linked:
        leading = linked(where(Piece(name, leads), address), name)
        this, *others = zip(table.columns[1:], cells, strict=True)
        told = [f"{column} {cell}" for column, cell in others if cell != NOTHING]
        named = [leading, run(": ")] if leading else [run(f"{name}: ")]
        yield [*named, bold(this[1]), run(f" ({'; '.join(told)})" if told else "")]


def _runs(address: str | None, said: Line, style: Callable[[str], Json] = run) -> list[Json]:
    """A link holds few words; behind a long sentence it stands by itself."""
    style, words = bold if said.notable else style, one_line(said.text, SENTENCE)
    leads = where(said, address)
    if said.pieces and len(said.text) <= SENTENCE:
        return [
            linked(where(each, address), each.text, style) or style(each.text)
            for each in said.pieces
            if each.text
        ]
    if len(words) <= LINKED:
        runs = [linked(leads, words, style) or style(words)]
    else:
        runs = [style(words), *_apart(leads, "list")]
    if said.person:
        runs = [{"type": "user", "user_id": said.person}, run(": "), *runs]
    return runs + [piece for number, card in cards(said) for piece in _apart(card, number)]


def _apart(leads: str, words: str) -> list[Json]:
    made = linked(leads, words)
    return [run(" "), made] if made else []


def _foot(digest: Digest, address: str | None) -> list[Json]:
    """Small and last; a line that leads somewhere stands by itself, where it can be followed."""
    links = _in_a_row(
        made
        for each in digest.footer
        if (leads := where(each, address)) and (made := linked(leads, worded(each, leads)))
    )
    words = " ".join(each.text for each in digest.footer if not where(each, address))
    small = {"type": "context", "elements": [plain(one_line(words, FOOT), FOOT)]}
    return [rich(line(*links)), small] if links else [small]


def _in_a_row(links: Iterable[Json]) -> list[Json]:
    row = [part for each in links for part in (run(" · "), each)]
    return row[1:]


def _fits(blocks: list[Json]) -> bool:
    room = text_size({"text": CUT})
    return len(blocks) < MOST_BLOCKS and text_size(blocks) + room <= MOST_TEXT


def _text(digest: Digest) -> str:
    """What a telephone shows of it, and a screen reader reads."""
    words = ". ".join((digest.title, *(each.text for each in digest.headline)))
    return escape(one_line(words, TEXT))
