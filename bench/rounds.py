"""Ours, the other, ours, …: a machine's speed changes by the minute, a ratio does not."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median
from typing import Any

from bench.programs import Program


@dataclass(frozen=True, slots=True)
class Taken:
    """One load as its clients lived through it."""

    seconds: float
    waits: tuple[float, ...]
    by_client: tuple[int, ...] = ()
    errors: int = 0

    @property
    def done(self) -> int:
        return len(self.waits)


@dataclass(frozen=True, slots=True)
class Round:
    """A load and what it cost the server."""

    taken: Taken
    cpu: float

    @property
    def a_second(self) -> float:
        return self.taken.done / self.taken.seconds

    @property
    def cpu_each(self) -> float:
        return self.cpu / max(self.taken.done, 1)

    @property
    def p50(self) -> float:
        return median(self.taken.waits)

    @property
    def p99(self) -> float:
        return sorted(self.taken.waits)[int(len(self.taken.waits) * 0.99)]


class Loader:
    """The process that loads servers: it runs functions that are called with plain values."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))

    def __call__(self, load: Callable[..., Any], *words: Any) -> Any:
        return self._pool.submit(load, *words).result()

    def start(self, load: Callable[..., Any], *words: Any) -> "Future[Any]":
        """The same, without waiting for its end."""
        return self._pool.submit(load, *words)

    def close(self) -> None:
        self._pool.shutdown()


def measured(server: Program, load: Callable[[], Taken]) -> Round:
    before = server.cpu
    taken = load()
    return Round(taken, server.cpu - before)


def in_turns(sides: Mapping[str, Callable[[], Round]], rounds: int) -> dict[str, list[Round]]:
    """Each side once to warm up, then round by round."""
    seen: dict[str, list[Round]] = {name: [] for name in sides}
    for side in sides.values():
        side()
    for _ in range(rounds):
        for name, side in sides.items():
            seen[name].append(side())
    return seen


def ratio(ours: Sequence[Round], theirs: Sequence[Round], of: Callable[[Round], float]) -> float:
    return median(of(a) / of(b) for a, b in zip(ours, theirs, strict=True))


def middle(rounds: Sequence[Round], of: Callable[[Round], float]) -> float:
    return median(of(each) for each in rounds)
