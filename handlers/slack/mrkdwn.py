"""A message in Slack's light markup: its lines as words, quotations, lists and blocks of code."""

import re
from dataclasses import replace
from itertools import groupby

from handlers.slack.mrkdwn_words import plain_words, read_words
from handlers.slack.names import Names
from handlers.slack.passages import Code, Items, Passage, Words, verbatim

_FENCE = re.compile(r"```(.+?)```", re.DOTALL)
_QUOTE = re.compile(r"(?:&gt;|>) ?")
_REST_IS_QUOTED = re.compile(r"^(?:&gt;|>){3} ?", re.MULTILINE)
_BULLET = re.compile(r"([ \t]*)[•◦▪‣]\ufe0e? +(?=\S)")
_DEEPEST = 8


def read_mrkdwn(text: str, names: Names) -> list[Passage]:
    """Code first: nothing in it is markup, and what is quoted ends where code begins."""
    passages: list[Passage] = []
    position = 0
    for found in _FENCE.finditer(text):
        passages += _outside(text[position : found.start()].removesuffix("\n"), names)
        code = found[1].removeprefix("\n").removesuffix("\n")
        passages.append(Code(text=verbatim(plain_words(code, names))))
        position = found.end()
        position += text.startswith("\n", position)
    return passages + _outside(text[position:], names)


def _outside(text: str, names: Names) -> list[Passage]:
    """Lines by line, except that three angles quote all that follows."""
    if not text:
        return []
    if found := _REST_IS_QUOTED.search(text):
        before = text[: found.start()].removesuffix("\n")
        return [*_outside(before, names), *_quoted(text[found.end() :].split("\n"), names)]
    passages: list[Passage] = []
    for is_quote, lines in groupby(text.split("\n"), lambda line: bool(_QUOTE.match(line))):
        if is_quote:
            passages += _quoted([_QUOTE.sub("", line, count=1) for line in lines], names)
        else:
            passages += _lines(list(lines), names)
    return passages


def _quoted(lines: list[str], names: Names) -> list[Passage]:
    return [replace(passage, is_quoted=True) for passage in _lines(lines, names)]


def _lines(lines: list[str], names: Names) -> list[Passage]:
    passages: list[Passage] = []
    for level, some in groupby(lines, _level):
        given = list(some)
        if level is None:
            passages.append(Words(runs=read_words("\n".join(given), names)))
        else:
            entries = (read_words(_BULLET.sub("", line, count=1), names) for line in given)
            passages.append(Items(items=tuple(entries), level=level))
    return passages


def _level(line: str) -> int | None:
    """How deep a line with a bullet stands, four spaces each; None without a bullet."""
    found = _BULLET.match(line)
    return min(len(found[1].expandtabs(4)) // 4, _DEEPEST) if found else None
