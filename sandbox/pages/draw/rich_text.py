"""Rich text: sections, lists, quotes and preformatted passages of styled pieces."""

import re
from typing import Any

from markupsafe import Markup

from sandbox.model import Json
from sandbox.pages.draw import emoji, names
from sandbox.pages.draw.dates import moment
from sandbox.pages.draw.html import classes, joined, lines, link, tag
from sandbox.pages.draw.reader import Reader

STYLES = {"code": "code", "bold": "b", "italic": "i", "strike": "s", "underline": "u"}
MARKED = ("highlight", "client_highlight")
COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


def rich_text(block: Json, reader: Reader) -> Markup:
    parts = (_passage(one, reader) for one in block.get("elements") or [])
    return tag("div", joined(parts), class_="bk-rich")


def pieces(elements: list[Json], reader: Reader) -> Markup:
    return joined(_piece(one, reader) for one in elements)


def _passage(passage: Json, reader: Reader) -> Markup:
    inside = passage.get("elements") or []
    border = classes(bool(passage.get("border")) and "bk-bordered")
    match passage.get("type"):
        case "rich_text_section":
            return tag("div", pieces(inside, reader), class_="bk-section", dir="auto")
        case "rich_text_quote":
            own = classes("bk-quote", border)
            return tag("blockquote", pieces(inside, reader), class_=own, dir="auto")
        case "rich_text_preformatted":
            own = classes("bk-pre", border)
            return tag("pre", pieces(inside, reader), class_=own, dir="auto")
        case "rich_text_list":
            return _list(passage, inside, border, reader)
        case unknown:
            return tag("div", f"Unknown passage: {unknown}", class_="bk-unknown")


def _list(passage: Json, items: list[Json], border: str, reader: Reader) -> Markup:
    """Slack sends a nested list as lists that follow one another, each with its indent."""
    indent = min(int(passage.get("indent") or 0), 8)
    own = classes("bk-list", f"bk-indent-{indent}", f"bk-marks-{indent % 3}", border)
    drawn = joined(tag("li", pieces(one["elements"], reader), dir="auto") for one in items)
    if passage.get("style") != "ordered":
        return tag("ul", drawn, class_=own)
    return tag("ol", drawn, class_=own, start=int(passage.get("offset") or 0) + 1)


def _piece(piece: Json, reader: Reader) -> Markup:
    style = piece.get("style") or {}
    drawn = _unstyled(piece, reader, style)
    for name, element in STYLES.items():
        if style.get(name):
            drawn = tag(element, drawn, class_="bk-code" if name == "code" else None)
    if any(style.get(name) for name in MARKED):
        drawn = tag("mark", drawn, class_="bk-marked")
    return drawn


def _unstyled(piece: Json, reader: Reader, style: Json) -> Markup:
    match piece:
        case {"type": "text", "text": str(text)}:
            return lines(text)
        case {"type": "link", "url": str(url)}:
            words = lines(piece.get("text") or url)
            return words if style.get("unlink") else link(url, words)
        case {"type": "emoji", "name": str(name)}:
            return _emoji(name, piece)
        case {"type": "color", "value": str(value)}:
            return _color(value)
        case {"type": "date", "timestamp": stamp, "format": str(format)}:
            return moment(stamp, format, _or(piece, "fallback"), reader, _or(piece, "url"))
        case _:
            return _mention(piece, reader)


def _mention(piece: Json, reader: Reader) -> Markup:
    match piece:
        case {"type": "user", "user_id": str(id)}:
            return names.person(id, reader)
        case {"type": "usergroup", "usergroup_id": str(id)}:
            return names.group(id, reader)
        case {"type": "channel", "channel_id": str(id)}:
            return names.channel(id, reader)
        case {"type": "team", "team_id": str(id)}:
            return tag("span", reader.name_of(id), class_="bk-mention")
        case {"type": "broadcast", "range": str(range)}:
            return names.everybody(range)
        case _:
            return tag("span", f"Unknown piece: {piece.get('type')}", class_="bk-unknown")


def _emoji(name: str, piece: Json) -> Markup:
    drawn = emoji.from_code_points(_or(piece, "unicode"))
    drawn = drawn or emoji.glyph(name, piece.get("skin_tone") or 0)
    return emoji.image(name, drawn) if drawn else lines(f":{name}:")


def _color(value: str) -> Markup:
    """The policy of the page forbids inline style, so the swatch is a picture."""
    if not COLOR.fullmatch(value):
        return lines(value)
    dot = tag("rect", width="10", height="10", rx="2", fill=value)
    swatch = tag("svg", dot, class_="bk-swatch", viewBox="0 0 10 10", aria_hidden="true")
    return tag("span", swatch, value, class_="bk-color")


def _or(piece: Json, name: str, other: Any = "") -> Any:
    return piece.get(name) or other
