"""From text to a policy: every mistake of the file at once, each with its line."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.policy_file.build import build
from bot.policy_file.crosscheck import crosscheck
from bot.policy_file.lines import LONGEST, Lined, read
from bot.policy_file.problem import PolicyErrors, Problem
from bot.policy_file.promises import unkept
from bot.policy_file.sentences import problem
from bot.policy_file.shape import FileShape
from bot.policy_file.warn import warnings
from bot.rules.judging import RulePolicy

_EMPTY = (
    "there is no policy in the file; the smallest is `queues:` with one queue, "
    "its `channel` and its `approvers`"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A policy, what its author may not have meant, and the other files that it reads."""

    policy: RulePolicy
    warnings: tuple[Problem, ...]
    files: tuple[Path, ...] = ()


def load(text: str, *, name: str = "handrail.yaml") -> RulePolicy:
    """The policy in this text. Raises PolicyErrors with every mistake in it."""
    return examine(text, name=name).policy


def load_file(path: Path) -> Loaded:
    """The policy in this file. Raises PolicyErrors, or OSError when it cannot be read."""
    with path.open("rb") as file:
        content = file.read(LONGEST * 4 + 1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"0x{content[error.start]:02x}"
        sentence = f"the byte {byte} is not UTF-8; save the file as UTF-8"
        raise PolicyErrors(path.name, [Problem(line, sentence)]) from None
    return examine(text, name=path.name, folder=path.parent)


def examine(text: str, *, name: str = "handrail.yaml", folder: Path = Path()) -> Loaded:
    """The policy and its warnings; what it names is looked for in the folder. Raises PolicyErrors
    with every mistake in the text.
    """
    lined = read(text)
    files = tuple(folder / each for each in _files(lined.value))
    shape, problems = _checked(lined, folder)
    if shape is None or problems:
        raise PolicyErrors(name, problems, files)
    policy = build(shape, version=_version(text, shape))
    if broken := list(unkept(policy, lined)):
        raise PolicyErrors(name, broken, files)
    return Loaded(policy=policy, warnings=tuple(sorted(warnings(policy, lined))), files=files)


def _version(text: str, shape: FileShape) -> str:
    """Of all that is said, in other files too."""
    said = hashlib.sha256(text.encode())
    for name, calendar in shape.calendars.items():
        if calendar.ical:
            said.update(calendar.named(name).version.encode())
    return said.hexdigest()[:12]


def _files(value: Any) -> Iterator[str]:
    """Named as closures of any calendar, also in a policy that does not load."""
    calendars = value.get("calendars") if isinstance(value, dict) else None
    for calendar in calendars.values() if isinstance(calendars, dict) else ():
        name = calendar.get("ical") if isinstance(calendar, dict) else None
        if isinstance(name, str) and name.isprintable():
            yield name


def _checked(lined: Lined, folder: Path) -> tuple[FileShape | None, list[Problem]]:
    if lined.value is None:
        return None, lined.problems or [Problem(1, _EMPTY)]
    try:
        shape, mistaken = FileShape.model_validate(lined.value, context={"folder": folder}), []
    except ValidationError as error:
        shape, mistaken = None, [problem(each, lined) for each in error.errors()]
    return shape, [*lined.problems, *mistaken, *crosscheck(lined)]
