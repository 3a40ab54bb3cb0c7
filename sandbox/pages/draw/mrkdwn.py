"""Slack's own light markup, as apps and people send it: `&`, `<` and `>` come escaped."""

import re
from itertools import groupby

from markupsafe import Markup

from sandbox.pages.draw import emoji, names
from sandbox.pages.draw.dates import moment
from sandbox.pages.draw.html import BREAK, is_safe, joined, link, tag, words
from sandbox.pages.draw.reader import Reader

BARE_URL = r"\bhttps?://[^\s<>|]*[^\s<>|.,:;!?\"')\]*_~]"
FENCE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
QUOTE = re.compile(r"^(?:&gt;|>) ?")
LONG_QUOTE = re.compile(r"^(?:&gt;|>){3} ?(.*)", re.DOTALL | re.MULTILINE)
BULLET = re.compile(r"^\s*(?:[•◦▪‣*-]|\d{1,3}[.)]) ")


def _between(mark: str, group: str) -> str:
    """Words between two marks that cling to them, and to no other word."""
    inner = rf"(?:<[^<>\n]*>|`[^`\n]*`|[^{mark}\n<`])+?"
    mark = re.escape(mark)
    return rf"(?<![\w{mark}]){mark}(?P<{group}>(?=\S){inner}(?<=\S)){mark}(?![\w{mark}])"


PIECE = re.compile(
    "|".join(
        (
            r"`(?P<code>[^`\n]+)`",
            r"<(?P<token>[^<>\n]+)>",
            rf"(?P<url>{BARE_URL})",
            _between("*", "bold"),
            _between("_", "italic"),
            _between("~", "strike"),
        )
    )
)
TOKEN = re.compile(r"<([^<>\n]+)>")
STYLES = {"bold": "b", "italic": "i", "strike": "s"}
DATE = re.compile(r"!date\^(?P<stamp>-?\d+)\^(?P<format>[^|^]*)(?:\^(?P<url>[^|]*))?")


def mrkdwn(text: str, reader: Reader) -> Markup:
    parts: list[Markup] = []
    position = 0
    for found in FENCE.finditer(text):
        parts.append(_passages(text[position : found.start()].removesuffix("\n"), reader))
        parts.append(tag("pre", _unstyled(found[1], reader), class_="bk-pre", dir="auto"))
        position = found.end()
        position += text.startswith("\n", position)
    return joined([*parts, _passages(text[position:], reader)])


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _passages(text: str, reader: Reader) -> Markup:
    """What is quoted, what is listed, and the rest."""
    if found := LONG_QUOTE.search(text):
        before = text[: found.start()].removesuffix("\n")
        return _passages(before, reader) + _quote(_lines(found[1].split("\n"), reader))
    if not text:
        return Markup("")
    runs = groupby(text.split("\n"), key=lambda line: bool(QUOTE.match(line)))
    return joined(_run(list(given), reader, is_quote=is_quote) for is_quote, given in runs)


def _run(given: list[str], reader: Reader, *, is_quote: bool) -> Markup:
    if not is_quote:
        return _lines(given, reader)
    return _quote(_lines([QUOTE.sub("", line) for line in given], reader))


def _quote(inner: Markup) -> Markup:
    return tag("blockquote", inner, class_="bk-quote", dir="auto")


def _lines(given: list[str], reader: Reader) -> Markup:
    """Slack has no lists in this markup; a line with a bullet only hangs by it."""
    drawn: list[Markup] = []
    breaks = False
    for line in given:
        hangs = bool(BULLET.match(line))
        inner = _inline(line, reader)
        drawn += [BREAK] if breaks and not hangs else []
        drawn.append(tag("span", inner, class_="bk-hanging") if hangs else inner)
        breaks = not hangs
    return joined(drawn)


def _inline(text: str, reader: Reader) -> Markup:
    parts: list[Markup] = []
    position = 0
    for found in PIECE.finditer(text):
        parts += [_words(text[position : found.start()]), _piece(found, reader)]
        position = found.end()
    return joined([*parts, _words(text[position:])])


def _unstyled(text: str, reader: Reader) -> Markup:
    """In preformatted words only links and mentions are more than words."""
    parts: list[Markup] = []
    position = 0
    for found in TOKEN.finditer(text):
        parts += [words(unescaped(text[position : found.start()])), _token(found[1], reader)]
        position = found.end()
    return joined([*parts, words(unescaped(text[position:]))])


def _piece(found: re.Match[str], reader: Reader) -> Markup:
    kind = found.lastgroup or ""
    inside = found[kind]
    match kind:
        case "code":
            return tag("code", _unstyled(inside, reader), class_="bk-code")
        case "token":
            return _token(inside, reader)
        case "url":
            return link(unescaped(inside), unescaped(inside))
        case _:
            return tag(STYLES[kind], _inline(inside, reader))


def _token(inside: str, reader: Reader) -> Markup:
    target, _, label = inside.partition("|")
    label = unescaped(label)
    if found := DATE.fullmatch(target):
        url = unescaped(found["url"] or "")
        return moment(found["stamp"], unescaped(found["format"]), label, reader, url)
    if target.startswith("!subteam^"):
        return names.group(target.removeprefix("!subteam^"), reader, label)
    if target in {"!here", "!channel", "!everyone"}:
        return names.everybody(target[1:])
    if target.startswith("@") and len(target) > 1:
        return names.person(target[1:], reader, label)
    if target.startswith("#") and len(target) > 1:
        return names.channel(target[1:], reader, label)
    return _link(unescaped(target), label, inside)


def _link(url: str, label: str, inside: str) -> Markup:
    if not is_safe(url):
        return words(label if url.startswith("!") and label else f"<{unescaped(inside)}>")
    return link(url, emoji.in_text(label or url.removeprefix("mailto:")))


def _words(text: str) -> Markup:
    return emoji.in_text(unescaped(text))
