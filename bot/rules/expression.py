"""What a condition's source looks at, read before it is ever evaluated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_STRING = re.compile(
    r"""[rRbB]{0,2}("{3}.*?"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""", re.DOTALL
)
_COMMENT = re.compile(r"//[^\n]*")
_TEXT = re.compile(f"{_STRING.pattern}|{_COMMENT.pattern}", re.DOTALL)
_INDEX = re.compile(r"""\[\s*(["'])([A-Za-z_]\w*)\1\s*\]""")
_PATH = re.compile(r"(?<![\w.])turn\b(?:\s*\.\s*[A-Za-z_]\w*\b(?!\s*\())*")
_GUARD = re.compile(r"\bhas\(\s*(turn[\w.\s]*)\)")
_LOOP = re.compile(r"\.\s*(?:exists_one|exists|all|map|filter)\s*\(\s*([A-Za-z_]\w*)\s*,")
_PATTERN = re.compile(r"\.\s*matches\s*\(\s*(?=[rR]?[\"'])")


@dataclass(frozen=True, slots=True)
class Named:
    """A part of the turn that the source names, `action.args.amount`, and where it does.

    The path "" is the turn as a whole.
    """

    path: str
    at: int


def bare(source: str) -> str:
    """As long as the source, with its texts and comments blank; `turn["a"]` reads as `turn.a`."""
    dotted = _INDEX.sub(lambda found: f".{found[2]}".ljust(len(found[0])), source)
    return _TEXT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), dotted)


def named(source: str) -> list[Named]:
    """Every part of the turn that is named, in order."""
    return [Named(_path(found[0]), found.start()) for found in _PATH.finditer(bare(source))]


def guarded(source: str) -> frozenset[str]:
    """What `has(…)` asks for."""
    return frozenset(_path(found) for found in _GUARD.findall(bare(source)))


def loop_variables(source: str) -> list[str]:
    return _LOOP.findall(bare(source))


def patterns(source: str) -> Iterator[tuple[str, int]]:
    """Each regular expression that is written out in `matches(…)`, in its quotes, and where."""
    for found in _PATTERN.finditer(source):
        if literal := _STRING.match(source, found.end()):
            yield literal[0], found.end()


def inner_loop(source: str) -> int | None:
    """Where a loop (`exists`, `all`, `map` …) stands in another one, if there is such a place."""
    text = bare(source)
    loops = {text.index("(", found.start()) for found in _LOOP.finditer(text)}
    open_brackets: list[bool] = []
    for at, sign in enumerate(text):
        if sign == "(":
            if at in loops and any(open_brackets):
                return at
            open_brackets.append(at in loops)
        elif sign == ")" and open_brackets:
            open_brackets.pop()
    return None


def _path(source: str) -> str:
    return re.sub(r"\s", "", source).removeprefix("turn").lstrip(".")
