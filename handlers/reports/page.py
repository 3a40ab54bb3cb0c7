"""The digest as one page that needs nothing else: its style and its pictures are in it."""

import base64
import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.rules.weekly.content import Digest, Line, Piece, Section
from handlers.reports.links import cards, where, worded
from handlers.reports.pictures import Picture

HERE = Path(__file__).parent
STYLE = (HERE / "week.css").read_text(encoding="utf-8")
NOTABLE = "worth a second look: more than chance alone makes of it, or less than is wanted"
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
SECURITY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
TEMPLATES = Environment(
    loader=FileSystemLoader(HERE),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture as the page names it; `words` are for whoever cannot see it."""

    title: str
    words: str
    light: str
    dark: str = ""
    width: int
    height: int


def within(picture: Picture) -> Shown:
    """The picture's bytes stand in the page itself."""
    return _shown(picture, light=_as_url(picture.light), dark=_as_url(picture.dark))


def attached(picture: Picture) -> Shown:
    """It comes beside the page, in the same letter. Letters are read on white."""
    return _shown(picture, light=f"cid:{picture.name}")


def _shown(picture: Picture, *, light: str, dark: str = "") -> Shown:
    width, height = struct.unpack(">II", picture.light[16:24])
    return Shown(
        title=picture.title,
        words=picture.words,
        light=light,
        dark=dark,
        width=width,
        height=height,
    )


def _as_url(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def as_page(digest: Digest, pictures: Sequence[Shown] = (), *, address: str | None = "") -> str:
    """`address` is what the lists behind the figures are reached by (see `where`)."""

    def said(line: Line) -> Markup:
        return _said(line, address)

    def named(section: Section) -> Markup:
        return _linked(where(section, address), section.title)

    def row(link: str, words: str) -> Markup:
        return _linked(where(Piece(words, link), address), words)

    return TEMPLATES.get_template("week.html").render(
        row=row,
        digest=digest,
        pictures=pictures,
        said=said,
        named=named,
        style=Markup(STYLE),  # noqa: S704  # our own
    )


def _said(line: Line, address: str | None) -> Markup:
    if line.pieces:
        words = Markup("").join(_linked(where(each, address), each.text) for each in line.pieces)
    else:
        leads = where(line, address)
        words = _linked(leads, worded(line, leads))
    for number, card in cards(line):
        words += Markup(" ") + _linked(card, f"[{number}]")
    if not line.notable:
        return words
    return Markup(
        '<span class="notable">{} <span class="mark" title="{}">notable</span></span>'
    ).format(words, NOTABLE)


def _linked(leads: str, words: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(leads, words) if leads else escape(words)
