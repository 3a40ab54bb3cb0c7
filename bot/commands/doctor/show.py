"""Findings as a person reads them, a line each; and as a program does."""

import json
import textwrap
from collections.abc import Sequence
from dataclasses import asdict

from rich.text import Text

from bot.rules.finding import Finding, Level, count

LOOKS = {Level.OK: "green", Level.WARNING: "yellow", Level.WRONG: "bold red"}
LEVELS = max(map(len, Level)) + 2
NAMES = 22


def lines(findings: Sequence[Finding], width: int | None) -> list[Text]:
    """Levels and names below each other; what is long goes on under its own beginning."""
    names = min(max((len(each.name) for each in findings), default=0), NAMES) + 2
    return [_line(finding, names, width) for finding in findings]


def summary(findings: Sequence[Finding]) -> str:
    bad, doubtful = count(findings, Level.WRONG), count(findings, Level.WARNING)
    told = f"{bad or 'Nothing'} {'are' if bad > 1 else 'is'} wrong"
    return f"{told}, {doubtful} to think about." if doubtful else f"{told}."


def as_json(findings: Sequence[Finding]) -> str:
    well = not count(findings, Level.WRONG)
    return json.dumps({"ok": well, "findings": list(map(asdict, findings))}, ensure_ascii=False)


def _line(finding: Finding, names: int, width: int | None) -> Text:
    said = f"{finding.words} {finding.remedy}".strip()
    head = f"{finding.level:<{LEVELS}}{finding.name:<{names}}"
    whole = head.rstrip().ljust(len(head)) + said
    if width:
        indent = " " * (LEVELS + names)
        rest = textwrap.wrap(
            said,
            max(width - len(indent), 20),
            break_long_words=False,
            break_on_hyphens=False,
        )
        whole = head + f"\n{indent}".join(rest)
    text = Text(whole)
    text.stylize(LOOKS[finding.level], 0, len(finding.level))
    return text
