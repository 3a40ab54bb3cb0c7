"""Words as CommonMark: each look between its marks, and nothing typed ever taken for a mark."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile
from urllib.parse import quote

from handlers.slack.passages import Run, Runs, shown_address

_MARKS = (("bold", "**"), ("italic", "_"), ("strike", "~~"))
_PLAIN = Run(text="")
_PARTS = re.compile(r"^\s+|\s+$|\S(?:.*\S)?")
_ACTIVE = re.compile(r"[\\`*_\[\]<>~|]")
_ENTITY = re.compile(r"&(?=[#\w])")
_BEGINS_BLOCK = re.compile(r"^(?:(?=[-+#=]|:-)|(\d{1,9})(?=[.)](?:\s|$)))")
_TICKS = re.compile("`+")
_NOT_IN_ADDRESS = re.compile(r"[\s<>()\\`\"]")
_AUTOMATIC = re.compile(r"https?://[^\s<>`%]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Atom:
    """Words, which may still be escaped; an opening or a closing mark; or Markdown as it is."""

    kind: str
    text: str


_NOTHING = _Atom("nothing", " ")


def in_markdown(runs: Runs) -> str:
    """A paragraph ends where a line was left empty; any other new line is a hard break."""
    lines = [_line(line) for line in _lines(runs)]
    paragraphs = ["  \n".join(some) for has_words, some in groupby(lines, bool) if has_words]
    return "\n\n".join(paragraphs)


def _lines(runs: Runs) -> list[list[Run]]:
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\n")
        lines[-1].append(replace(run, text=first))
        lines += [[replace(run, text=other)] for other in others]
    return lines


def _line(runs: Sequence[Run]) -> str:
    """Marks do not go beyond a line; space at its beginning is kept as space."""
    parts = _clinging([part for run in runs for part in _parts(run)])
    if not parts:
        return ""
    indent = "" if parts[0].code else parts[0].text
    is_indented = bool(indent) and indent.isspace()
    words = _joined(list(_atoms(parts[is_indented:], _MARKS))).rstrip(" \t")
    if is_indented and words:
        return "&nbsp;" * len(indent.expandtabs(4)) + words
    return _BEGINS_BLOCK.sub(r"\1\\", words)


def _parts(run: Run) -> list[Run]:
    """The space around words apart from them: a mark must cling to a word."""
    if run.code:
        return [run] if run.text else []
    return [
        Run(text=found[0]) if found[0].isspace() else replace(run, text=found[0])
        for found in _PARTS.finditer(run.text)
    ]


def _clinging(parts: Sequence[Run]) -> list[Run]:
    """Space gets what the words on both sides of it share, so no mark ever stands beside it."""
    before, after = _looks(parts), _looks(parts[::-1])[::-1]
    return [
        _shared(part.text, *looks) if _is_space(part) else part
        for part, *looks in zip(parts, before, after, strict=True)
    ]


def _looks(parts: Sequence[Run]) -> list[Run]:
    looks: list[Run] = []
    last = _PLAIN
    for part in parts:
        last = last if _is_space(part) else part
        looks.append(last)
    return looks


def _is_space(part: Run) -> bool:
    return part.text.isspace() and not part.code


def _shared(text: str, one: Run, other: Run) -> Run:
    """Of the looks, outermost first, those before the first in which the two differ."""
    looks = [look for look, _ in _MARKS]
    same = takewhile(lambda look: getattr(one, look) == getattr(other, look), looks)
    return replace(_PLAIN, text=text, **{look: getattr(one, look) for look in same})


def _atoms(runs: Sequence[Run], marks: Sequence[tuple[str, str]]) -> Iterator[_Atom]:
    if not marks:
        yield from _leaves(runs)
        return
    (look, mark), *inner = marks
    for is_on, some in groupby(runs, lambda run: bool(getattr(run, look))):
        within = _atoms(list(some), inner)
        yield from [_Atom("open", mark), *within, _Atom("close", mark)] if is_on else within


def _leaves(runs: Sequence[Run]) -> Iterator[_Atom]:
    for kind, some in groupby(runs, lambda run: (run.url, run.code)):
        text = "".join(run.text for run in some)
        match kind:
            case ("", False):
                yield _Atom("words", text)
            case ("", True):
                yield _Atom("ready", _code(text))
            case (url, is_code):
                yield _Atom("ready", _link(url, text, is_code=is_code))


def _code(text: str) -> str:
    lengths = {len(ticks) for ticks in _TICKS.findall(text)}
    fence = "`" * next(n for n in range(1, len(lengths) + 2) if n not in lengths)
    is_padded = text[0] == text[-1] == " " and text.strip()
    gap = " " if "`" in (text[0], text[-1]) or is_padded else ""
    return f"{fence}{gap}{text}{gap}{fence}"


def _link(url: str, text: str, *, is_code: bool) -> str:
    if text in (url, shown_address(url)) and _AUTOMATIC.fullmatch(text) and not is_code:
        return f"<{text}>"
    address = _NOT_IN_ADDRESS.sub(lambda found: quote(found[0], safe=""), url)
    label = _code(text) if is_code else _escaped(text)
    return f"[{label}]({_ENTITY.sub('&amp;', address)})"


def _joined(atoms: Sequence[_Atom]) -> str:
    around = [_NOTHING, *atoms, _NOTHING]
    triples = zip(around, atoms, around[2:], strict=False)
    return "".join(
        _words(before, atom.text, after) if atom.kind == "words" else atom.text
        for before, atom, after in triples
    )


def _words(before: _Atom, text: str, after: _Atom) -> str:
    """A mark is none when it stands between a letter and a sign; a letter written as its number
    is no letter to Markdown, and yet shown as one.
    """
    head = tail = ""
    if before.kind == "close" and _is_letter(text[0]):
        head, text = f"&#{ord(text[0])};", text[1:]
    if after.kind == "open" and text and _is_letter(text[-1]):
        tail, text = f"&#{ord(text[-1])};", text[:-1]
    if after.kind == "ready" and text.endswith("!"):
        tail, text = "\\!", text[:-1]
    return head + _escaped(text) + tail


def _is_letter(char: str) -> bool:
    return not (char.isspace() or (char.isascii() and not char.isalnum()))


def _escaped(text: str) -> str:
    return _ENTITY.sub("&amp;", _ACTIVE.sub(r"\\\g<0>", text))
