"""The ladder of a queue: who else is called, step after step, while nobody takes something on.

`after` of a step counts from the opening, so each waits for what it is later than the one before.
From its end the ladder is climbed again; at last whoever stands behind it is called.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.rules.approvers import on_rota
from bot.rules.calendars.open_time import falls_due
from bot.rules.json import Json
from bot.rules.promise import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """How many steps were taken, over all rounds, and when the next one is; None: none is left.
    `refused` are the ways by which Slack has taken no message.
    """

    taken: int = 0
    next_at: datetime | None = None
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of one round. The last of all is no step of the ladder: it is who stands behind."""

    number: int
    round: int
    wait: float
    notify: tuple[Json, ...] = ()
    is_last: bool = False

    def reaches(self, gone: frozenset[str]) -> tuple[Json, ...]:
        """Whom it calls of those that Slack does not say are gone, and by which way they are."""
        return tuple(each for each in self.notify if not {id_of(each), way_of(each)} & gone)


def rungs(promise: Promise) -> tuple[Rung, ...]:
    """All of them, over all rounds; none for a queue without a ladder."""
    return tuple(_rungs(promise)) if promise.ladder else ()


def _rungs(promise: Promise) -> Iterator[Rung]:
    again = min(promise.ladder_from, len(promise.ladder))
    waits = _waits(promise.ladder)
    for round in range(1, promise.ladder_repeats + 2):
        for number in range(1 if round == 1 else again, len(waits) + 1):
            notify = tuple(promise.ladder[number - 1]["notify"])
            yield Rung(number=number, round=round, wait=waits[number - 1], notify=notify)
    behind = (promise.fallback,) if promise.fallback else ()
    wait, last_round = waits[again - 1], promise.ladder_repeats + 1
    yield Rung(number=len(waits), round=last_round, wait=wait, notify=behind, is_last=True)


def _waits(steps: Sequence[Json]) -> list[float]:
    times = [0.0, *(float(step["after"]) for step in steps)]
    return [later - earlier for earlier, later in pairwise(times)]


def begun(promise: Promise, now: datetime) -> Climb:
    return onward(promise, 0, now)


def onward(promise: Promise, taken: int, now: datetime) -> Climb:
    """After so many steps: the next one waits its time in open hours, from now on."""
    ahead = rungs(promise)[taken:]
    return Climb(
        taken=taken, next_at=falls_due(promise.calendar, now, ahead[0].wait) if ahead else None
    )


def way_of(target: Json) -> str:
    """Who takes no direct message may be called in a thread all the same."""
    return next(f"{way}:{id}" for way, id in target.items())


def id_of(target: Json) -> str:
    """A target is one `usergroup`, `user`, `rota`, `channel` or `direct`."""
    kind, value = next(iter(target.items()))
    return on_rota(str(value)) if kind == "rota" else str(value)
