"""What a replay came to: turns, verdicts, reasons, decisions and how long everybody waited."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from bot.commands.replay.agent import OPEN, Took


def show(took: Sequence[Took], console: Console) -> None:
    console.print(_counts("Verdicts", (each.verdict for each in took)))
    held = [each for each in took if each.escalation_id]
    if held:
        console.print(_counts("Why a person was asked", (each.reason for each in held)))
        console.print(_counts("How it ended", (each.status for each in held)))
    console.print(_latencies(took))
    for sentence in shortcomings(took):
        console.print(f"[red]{sentence}")


def shortcomings(took: Sequence[Took]) -> list[str]:
    """What should not have happened, as sentences; empty when all went well."""
    still_open = [each for each in took if each.status in OPEN]
    differing = [
        each
        for each in took
        if each.executed_digest and each.executed_digest != each.approved_digest
    ]
    sentences = []
    if still_open:
        sentences.append(f"{len(still_open)} turns are still waiting for a person.")
    if differing:
        sentences.append(f"{len(differing)} actions that ran are not what was approved.")
    return sentences


def nearest_rank(values: Sequence[float], percent: float) -> float:
    """The k-th smallest of n values with k = ceil(percent * n / 100)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(percent * len(ordered) / 100) - 1)]


def _counts(title: str, values: Iterable[str]) -> Table:
    counts = Counter(values)
    table = Table(title=title, title_justify="left")
    table.add_column("what")
    table.add_column("turns", justify="right")
    table.add_column("share", justify="right")
    for value, count in counts.most_common():
        table.add_row(value or "(none)", str(count), f"{count / counts.total():.1%}")
    return table


def _latencies(took: Sequence[Took]) -> Table:
    table = Table(title="Waiting, in milliseconds", title_justify="left")
    for heading in ("what", "n", "median", "p90", "longest"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    decided = [each.decided_in for each in took if each.decided_in is not None]
    for what, seconds in (("verdict", [each.judged_in for each in took]), ("decision", decided)):
        if seconds:
            figures = (nearest_rank(seconds, 50), nearest_rank(seconds, 90), max(seconds))
            table.add_row(what, str(len(seconds)), *(f"{1000 * each:,.1f}" for each in figures))
    return table
