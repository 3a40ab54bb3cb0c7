"""From text to a policy: every mistake of the file at once, each with its line."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bot.policy_file.build import build
from bot.policy_file.crosscheck import crosscheck
from bot.policy_file.lines import LONGEST, Lined, read
from bot.policy_file.problem import PolicyErrors, Problem
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
    """A policy, and what its author may not have meant."""

    policy: RulePolicy
    warnings: tuple[Problem, ...]


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
    return examine(text, name=path.name)


def examine(text: str, *, name: str = "handrail.yaml") -> Loaded:
    """The policy and its warnings. Raises PolicyErrors with every mistake in the text."""
    lined = read(text)
    shape, problems = _checked(lined)
    if shape is None or problems:
        raise PolicyErrors(name, problems)
    policy = build(shape, version=hashlib.sha256(text.encode()).hexdigest()[:12])
    return Loaded(policy=policy, warnings=tuple(sorted(warnings(policy, lined))))


def _checked(lined: Lined) -> tuple[FileShape | None, list[Problem]]:
    if lined.value is None:
        return None, lined.problems or [Problem(1, _EMPTY)]
    try:
        shape, mistaken = FileShape.model_validate(lined.value), []
    except ValidationError as error:
        shape, mistaken = None, [problem(each, lined) for each in error.errors()]
    return shape, [*lined.problems, *mistaken, *crosscheck(lined)]
