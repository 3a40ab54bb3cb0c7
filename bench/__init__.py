"""What the figures in the README were measured with: `python -m bench`.

Two ways are always measured in turns within one run, because a machine's speed changes by the
minute while the ratio of two ways on it does not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time

from rich.console import Console
from rich.table import Table

_SHORTEST = 0.02
_ROUNDS = 9


@dataclass(frozen=True, slots=True)
class Way:
    """One way to do a piece of work."""

    name: str
    work: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Measured:
    """Median seconds of each way, and the median of its ratio to the first, round by round."""

    seconds: tuple[float, ...]
    ratios: tuple[float, ...]


def side_by_side(ways: Sequence[Way], *, rounds: int = _ROUNDS) -> Measured:
    repeats = [_enough(way) for way in ways]
    taken = [
        [_seconds(way, times) for way, times in zip(ways, repeats, strict=True)]
        for _ in range(rounds)
    ]
    return Measured(
        seconds=tuple(median(column) for column in zip(*taken, strict=True)),
        ratios=tuple(
            median(column)
            for column in zip(*([each / row[0] for each in row] for row in taken), strict=True)
        ),
    )


def show(console: Console, title: str, ways: Sequence[Way]) -> Measured:
    """Measure and print; the first way is the one that the others are held against."""
    measured = side_by_side(ways)
    table = Table(title=title, title_justify="left", min_width=len(title))
    table.add_column("way")
    table.add_column("time", justify="right")
    table.add_column("ratio", justify="right")
    for way, seconds, ratio in zip(ways, measured.seconds, measured.ratios, strict=True):
        table.add_row(way.name, _say(seconds), f"{ratio:.2f}")
    console.print(table)
    return measured


def _enough(way: Way) -> int:
    """How many repeats make a round long enough to be timed."""
    times = 1
    while _seconds(way, times) * times < _SHORTEST:
        times *= 2
    return times


def _seconds(way: Way, times: int) -> float:
    """Of CPU: others on the machine do not count."""
    started = process_time()
    for _ in range(times):
        way.work()
    return (process_time() - started) / times


def _say(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds / 1e-9:.0f} ns"
