"""A row of numbers as a row of bars, for where there is room for words only."""

from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"
WIDEST = 28


def sparkline(numbers: Sequence[int]) -> str:
    """The lowest bar is nothing at all, the highest the most of these. Of many, every so many-th
    and the last.
    """
    step = -(-len(numbers) // WIDEST) or 1
    shown = numbers[::-1][::step][::-1]
    most = max(shown, default=0) or 1
    return "".join(BARS[-(-number * (len(BARS) - 1) // most)] for number in shown)
