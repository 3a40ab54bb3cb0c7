"""What may be said of a week's figures, and what a few values or unfinished ones do not allow.

Whatever still goes on counts with what it has lasted so far: left out, a week would look the
better the longer people wait.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from operator import attrgetter

FEWEST_FOR_MEDIAN = 5
FEWEST_FOR_P90 = 20
NOTABLE = 0.15
SIGMAS = 2.0


@dataclass(frozen=True, slots=True, order=True)
class Measured:
    """A value, or the least it can be: `at_least` while what was measured still goes on."""

    value: float
    at_least: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What `n` values allow to be said: all of them when few, then a median, then a p90."""

    n: int
    going_on: int = 0
    values: tuple[Measured, ...] = ()
    median: Measured | None = None
    p90: Measured | None = None
    largest: Measured | None = None
    mean: Measured | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many. Of none it is nothing at all, which is not the same as 0 %."""

    part: int
    whole: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole:
            raise ValueError(f"{self.part} of {self.whole} is no rate")

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None


def percentile(measured: Iterable[Measured], k: int) -> Measured | None:
    """The nearest rank: always one of the values. It is a lower bound as soon as one that still
    goes on could end up behind it.
    """
    if not 0 < k <= 100:  # noqa: PLR2004
        raise ValueError(f"there is no percentile {k}; they go from 1 to 100")
    ordered = _ordered(measured)
    if not ordered:
        return None
    rank = -(-k * len(ordered) // 100)
    found = ordered[rank - 1]
    return Measured(found.value, any(each.at_least for each in ordered[:rank]))


def summarise(measured: Iterable[Measured]) -> Summary:
    ordered = tuple(_ordered(measured))
    n = len(ordered)
    return Summary(
        n=n,
        going_on=sum(each.at_least for each in ordered),
        values=ordered if n < FEWEST_FOR_MEDIAN else (),
        median=percentile(ordered, 50) if n >= FEWEST_FOR_MEDIAN else None,
        p90=percentile(ordered, 90) if n >= FEWEST_FOR_P90 else None,
        largest=percentile(ordered, 100),
        mean=_mean(ordered),
    )


def usual(weeks: Iterable[Measured | None]) -> Measured | None:
    """The median of the weeks before; one that had no such figure has no say in it."""
    return percentile([each for each in weeks if each is not None], 50)


def differs_in_count(now: float, before: float) -> bool:
    """More than 15 %, and more than chance alone makes of so few (as if they came by Poisson)."""
    change = abs(now - before)
    return change > NOTABLE * before and change > SIGMAS * sqrt(now + before)


def differs_in_rate(now: Rate, before: Rate) -> bool:
    """More than 15 %, and more than twice the standard error of two shares that are the same."""
    if now.value is None or before.value is None:
        return False
    change = abs(now.value - before.value)
    of_both = (now.part + before.part) / (now.whole + before.whole)
    error = sqrt(of_both * (1 - of_both) * (1 / now.whole + 1 / before.whole))
    return change > NOTABLE * before.value and change > SIGMAS * error


def differs_in_time(now: Summary, before: Summary) -> bool:
    """Medians of enough values on both sides, and only where the one is certainly the longer."""
    if min(now.n, before.n) < FEWEST_FOR_P90 or now.median is None or before.median is None:
        return False
    shorter, longer = sorted((now.median, before.median), key=lambda each: each.value)
    far_apart = longer.value - shorter.value > NOTABLE * before.median.value
    return far_apart and not shorter.at_least


def _ordered(measured: Iterable[Measured]) -> list[Measured]:
    """As they compare, which is much slower by themselves than by what they hold."""
    return sorted(measured, key=attrgetter("value", "at_least"))


def _mean(measured: Sequence[Measured]) -> Measured | None:
    if not measured:
        return None
    total = sum(each.value for each in measured)
    return Measured(total / len(measured), any(each.at_least for each in measured))
