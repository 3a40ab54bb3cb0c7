"""Passages as CommonMark, so that the customer's client shows what the person typed."""

import re
from collections.abc import Sequence
from itertools import groupby

from handlers.slack.markdown_words import in_markdown
from handlers.slack.passages import Code, Items, Passage, Runs, Words

_TICKS = re.compile("`+")
_EMPTY = "&nbsp;"


def as_markdown(passages: Sequence[Passage]) -> str:
    parts: list[str] = []
    for is_list, group in groupby(passages, lambda each: isinstance(each, Items)):
        some = list(group)
        parts += _lists(some) if is_list else [_quoted(each, _part(each)) for each in some]
    return "\n\n".join(part for part in parts if part)


def _part(passage: Passage) -> str:
    match passage:
        case Code(text=text):
            fence = "`" * max([2, *(len(ticks) for ticks in _TICKS.findall(text))])
            return f"{fence}`\n{text}\n{fence}`"
        case Words(runs=runs):
            return in_markdown(runs)
        case Items():
            return "\n".join(_entries([passage]))


def _lists(passages: Sequence[Passage]) -> list[str]:
    """Lists that follow each other are levels of one."""
    parts: list[str] = []
    for _, some in groupby(passages, lambda each: each.is_quoted):
        lists = [each for each in some if isinstance(each, Items)]
        parts.append(_quoted(lists[0], "\n".join(_entries(lists))))
    return parts


def _entries(lists: Sequence[Items]) -> list[str]:
    """Each hangs below the words of the entry that it belongs to."""
    above: list[tuple[int, int]] = []
    lines: list[str] = []
    for each in lists:
        is_deeper = not above or above[-1][0] < each.level
        above = [entry for entry in above if entry[0] < each.level]
        column = above[-1][1] if above else 0
        if each.is_ordered and each.first > 1 and is_deeper and lines:
            lines.append("")  # a list that does not begin with 1 cannot follow words directly
        hang = column
        for number, runs in enumerate(each.items, each.first):
            mark = f"{number}. " if each.is_ordered else "- "
            hang = column + len(mark)
            lines.append(" " * column + mark + _hanging(runs, hang))
        above.append((each.level, hang))
    return lines


def _hanging(runs: Runs, column: int) -> str:
    words = in_markdown(runs) or _EMPTY
    return re.sub(r"\n(?=[^\n])", "\n" + " " * column, words)


def _quoted(passage: Passage, text: str) -> str:
    if not passage.is_quoted or not text:
        return text
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))
