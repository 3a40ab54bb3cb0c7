"""What a person changed: words struck out and words put in; arguments before and after."""

import json
import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from bot.rules.json import Json
from handlers.slack.blocks import bold, run
from handlers.slack.text import clean, shorten, size, tail

MOST_WORDS = 1_500
AROUND = 60
# Spaces, a whole amount, a word with its accents, a run of signs: an emoji is never taken apart.
_TOKENS = re.compile(r"\s+|\d+(?:[.,:]\d+)*(?!\w)|\w(?:\w|[^\w\s\x00-\x7f])*|[^\w\s]+")


def changed_words(before: str, after: str, limit: int) -> list[Json]:
    """The new words in bold, the old ones struck out, long unchanged stretches left out."""
    before, after = clean(before), clean(after)
    old, new = _words(before), _words(after)
    if len(old) + len(new) > MOST_WORDS:
        return [run(shorten(after, limit))]
    return _within(list(_runs(old, new)), limit)


def changed_arguments(before: Json, after: Json, limit: int) -> list[Json]:
    """One line an argument; unchanged ones plain, changed ones as `old` and then `new`."""
    runs = [
        run(f"{name}: {_json(before, name)}\n", strike=True) for name in before if name not in after
    ]
    for name in after:
        runs.append(run(f"{name}: "))
        if before.get(name) != after[name] or name not in before:
            if name in before:
                runs += [run(_json(before, name), strike=True), run(" → ")]
            runs += [bold(_json(after, name)), run("\n")]
        else:
            runs.append(run(f"{_json(after, name)}\n"))
    return _within(runs, limit)


def _json(args: Json, name: str) -> str:
    return shorten(clean(json.dumps(args[name], ensure_ascii=False)), 600)


def _words(text: str) -> list[str]:
    return _TOKENS.findall(text)


def _runs(old: list[str], new: list[str]) -> Iterator[Json]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    opcodes = matcher.get_opcodes()
    for number, (tag, old_from, old_to, new_from, new_to) in enumerate(opcodes):
        gone, come = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        if tag == "equal":
            yield run(_middle(come, first=number == 0, last=number == len(opcodes) - 1))
            continue
        if gone:
            yield run(gone, strike=True)
        if come:
            yield bold(come)


def _middle(text: str, *, first: bool, last: bool) -> str:
    """The words next to a change; what lies between is the same as before."""
    if first and last:
        return text
    if size(text) <= 3 * AROUND:
        return text
    start = "" if first else shorten(text, AROUND, mark="")
    end = "" if last else tail(text, AROUND)
    return start + (" " if start else "") + (end or "…")


def _within(runs: list[Json], limit: int) -> list[Json]:
    kept: list[Json] = []
    for each in runs:
        room = limit - sum(size(one["text"]) for one in kept)
        if room <= 1:
            break
        kept.append({**each, "text": shorten(each["text"], room)})
    return kept or [run(" ")]
