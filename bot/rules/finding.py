"""What a look at the desk found: one thing, how it is, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`words` say how it is and `remedy` what to do, each in sentences of its own."""

    name: str
    level: Level
    words: str
    remedy: str = ""


def ok(name: str, words: str) -> Finding:
    return Finding(name=name, level=Level.OK, words=words)


def warning(name: str, words: str, remedy: str) -> Finding:
    return Finding(name=name, level=Level.WARNING, words=words, remedy=remedy)


def wrong(name: str, words: str, remedy: str) -> Finding:
    return Finding(name=name, level=Level.WRONG, words=words, remedy=remedy)


def count(findings: Iterable[Finding], level: Level) -> int:
    return sum(finding.level is level for finding in findings)
