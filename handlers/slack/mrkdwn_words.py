"""Words in Slack's light markup: looks, code, emoji, and what stands between angle brackets."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from handlers.slack.emoji import SHORTCODE, glyph
from handlers.slack.names import EVERYBODY, Names
from handlers.slack.passages import Run, Runs, link, tidy
from handlers.slack.rich_text import moment
from handlers.slack.text import unescape

_LEXEMES = re.compile(
    r"(?P<code>`[^`\n]+`)|(?P<angle><[^<>\n]+>)|(?P<mark>[*_~])|(?P<break>\n)"
    r"|(?P<words>[^`<:*_~\n]+|[`<:])"
)
_BRACKETED = re.compile(r"(<[^<>\n]+>)")
_ANGLE = re.compile(r"(?P<sign>[@#]|!subteam\^|!date\^|!)?(?P<target>[^|]*)(?:\|(?P<label>.*))?")
_EVERYBODY = frozenset({"here", "channel", "everyone", "group"})
_LOOKS: dict[str, Callable[[Run], Run]] = {
    "*": lambda run: replace(run, bold=True),
    "_": lambda run: replace(run, italic=True),
    "~": lambda run: replace(run, strike=True),
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def read_words(text: str, names: Names) -> Runs:
    return tidy(list(_read(_tokens(text), Run(text=""), "", names)))


def plain_words(text: str, names: Names) -> str:
    """In code nothing is markup but the angle brackets, which Slack puts around every address."""
    parts = _BRACKETED.split(text)
    parts[::2] = [unescape(part) for part in parts[::2]]
    parts[1::2] = [_angle(part, names, Run(text="")).text for part in parts[1::2]]
    return "".join(parts)


def _tokens(text: str) -> list[_Token]:
    """A colon is a word of its own unless it begins an emoji's name: `10:30:45` is a time."""
    tokens: list[_Token] = []
    position = 0
    while found := _LEXEMES.match(text, position):
        position = found.end()
        name = SHORTCODE.match(text, found.start())
        if name and (drawn := glyph(name[1], int(name[2] or 0))):
            tokens.append(_Token("emoji", drawn))
            position = name.end()
        else:
            tokens.append(_Token(found.lastgroup or "words", found[0]))
    return tokens


def _read(tokens: list[_Token], look: Run, within: str, names: Names) -> Iterator[Run]:
    """`within`: the marks that are open already; none of them opens again inside itself."""
    ends = _ends(tokens)
    position = 0
    while position < len(tokens):
        token = tokens[position]
        end = 0 if token.text in within else ends.get(position, 0)
        if end:
            inner = tokens[position + 1 : end]
            yield from _read(inner, _LOOKS[token.text](look), within + token.text, names)
            position = end + 1
        else:
            yield _one(token, look, names)
            position += 1


def _ends(tokens: list[_Token]) -> dict[int, int]:
    """For each mark that opens a look, where it ends on the same line: found from the end."""
    ends: dict[int, int] = {}
    closing: dict[str, int] = {}
    for at in reversed(range(len(tokens))):
        token = tokens[at]
        if token.kind == "break":
            closing.clear()
        elif token.kind == "mark":
            before, after = _beside(tokens, at)
            if token.text in closing and _clings(token.text, before, after):
                ends[at] = closing[token.text]
            if _clings(token.text, after, before):
                closing[token.text] = at
    return ends


def _clings(mark: str, outside: str, inside: str) -> bool:
    """A mark stands at the edge of a word: on its other side is neither a letter nor a mark."""
    return bool(inside.strip()) and mark not in (inside, outside) and not outside.isalnum()


def _beside(tokens: list[_Token], at: int) -> tuple[str, str]:
    before = tokens[at - 1].text[-1] if at else ""
    after = tokens[at + 1].text[0] if at + 1 < len(tokens) else ""
    return before, after


def _one(token: _Token, look: Run, names: Names) -> Run:
    match token.kind:
        case "code":
            return replace(look, text=plain_words(token.text[1:-1], names), code=True)
        case "angle":
            return _angle(token.text, names, look)
        case "emoji":
            return replace(look, text=token.text)
        case _:
            return replace(look, text=unescape(token.text))


def _angle(text: str, names: Names, look: Run) -> Run:
    found = _ANGLE.fullmatch(text[1:-1])
    if found is None:
        return replace(look, text=unescape(text))
    target, label = unescape(found["target"]), unescape(found["label"] or "")
    match found["sign"]:
        case "@":
            return replace(look, text=names.user(target, label))
        case "#":
            return replace(look, text=names.channel(target, label))
        case "!subteam^":
            return replace(look, text=names.group(target, label))
        case "!date^":
            return replace(look, text=label or moment(target.partition("^")[0]))
        case "!":
            return replace(look, text=EVERYBODY if target in _EVERYBODY else label)
        case _:
            return link(target, label, look)
