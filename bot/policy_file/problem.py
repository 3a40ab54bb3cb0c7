"""What is wrong with a policy file: where, what was written, and what is allowed there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Lines and columns count from 1; column 0 is the line as a whole."""

    line: int
    sentence: str
    column: int = 0

    @property
    def place(self) -> str:
        return f"{self.line}:{self.column}" if self.column else f"{self.line}"


class PolicyErrors(Exception):
    """The file is no policy; the text has one line for each mistake, in the file's order.

    `files` are the others that it reads: a mistake may be mended in one of them.
    """

    def __init__(
        self, name: str, problems: Iterable[Problem], files: tuple[Path, ...] = ()
    ) -> None:
        self.name = name
        self.files = files
        self.problems = [
            replace(each, sentence=_printable(each.sentence))
            for each in sorted(problems, key=lambda each: (each.line, each.column))
        ]
        super().__init__(
            "\n".join(f"{name}:{each.place}: {each.sentence}" for each in self.problems)
        )


def quoted(value: object) -> str:
    """What was written, short enough for one line."""
    text = " ".join(str(value).split()) if value is not None else "nothing"
    return f"`{text[: _LONGEST_QUOTE - 1]}…`" if len(text) > _LONGEST_QUOTE else f"`{text}`"


def allowed(written: object, known: Sequence[str]) -> str:
    """What may stand there, and the one that was probably meant."""
    listed = ", ".join(known) or "none"
    guess = nearest(str(written), known)
    return f"did you mean `{guess}`? Allowed: {listed}" if guess else f"allowed: {listed}"


def nearest(written: str, known: Sequence[str]) -> str | None:
    lower = {each.lower(): each for each in known}
    found = get_close_matches(written.lower(), lower, n=1, cutoff=0.6)
    return lower[found[0]] if found else None


def _printable(sentence: str) -> str:
    """A name in the file may hold what a terminal or a log would trip over."""
    return "".join(sign if sign.isprintable() else "�" for sign in sentence)
