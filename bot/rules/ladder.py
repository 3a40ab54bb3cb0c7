"""The ladder of a queue: who else is called, step after step, while nobody takes something on.

`after` of a step counts from the opening, so each waits for what it is later than the one before:
in the team's open time, or by the wall clock where the step says so. Nobody is called while the
team is away all the same.
From its end the ladder is climbed again; at last whoever stands behind it is called.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from bot.rules.approvers import on_rota
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import falls_due
from bot.rules.json import Json
from bot.rules.policy import Priority
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
    """One step of one round. The last of all is no step of the ladder: it is who stands behind.
    `urgency` is that of its messages, where it is not that of the case.
    """

    number: int
    round: int
    wait: float
    on_wall: bool = False
    urgency: Priority | None = None
    notify: tuple[Json, ...] = ()
    is_last: bool = False

    def reaches(self, gone: frozenset[str]) -> tuple[Json, ...]:
        """Whom it calls of those that Slack does not say are gone, and by which way they are."""
        return tuple(each for each in self.notify if not {id_of(each), way_of(each)} & gone)


def rungs(promise: Promise) -> tuple[Rung, ...]:
    """All of them, over all rounds; none for a queue without a ladder."""
    return tuple(_rungs(promise)) if promise.ladder else ()


def _rungs(promise: Promise) -> Iterator[Rung]:
    steps = once(promise.ladder)
    again = min(promise.ladder_from, len(steps)) - 1
    for round in range(1, promise.ladder_repeats + 2):
        for step in steps[0 if round == 1 else again :]:
            yield replace(step, round=round)
    behind = (promise.fallback,) if promise.fallback else ()
    last = replace(steps[-1], round=promise.ladder_repeats + 1, notify=behind, is_last=True)
    yield replace(last, wait=steps[again].wait, on_wall=steps[again].on_wall)


def once(ladder: Sequence[Json]) -> list[Rung]:
    """Its steps, climbed for the first time."""
    times = [0.0, *(float(step["after"]) for step in ladder)]
    return [
        Rung(
            number=number,
            round=1,
            wait=later - earlier,
            on_wall=step.get("time") == "wall",
            urgency=Priority(step["urgency"]) if step.get("urgency") else None,
            notify=tuple(step["notify"]),
        )
        for number, ((earlier, later), step) in enumerate(
            zip(pairwise(times), ladder, strict=True), start=1
        )
    ]


def begun(promise: Promise, now: datetime) -> Climb:
    return onward(promise, 0, now)


def onward(promise: Promise, taken: int, now: datetime) -> Climb:
    """After so many steps: the next one waits its time, from now on."""
    ahead = rungs(promise)[taken:]
    return Climb(taken=taken, next_at=due_at(ahead[0], promise.calendar, now) if ahead else None)


def due_at(rung: Rung, calendar: Calendar | None, since: datetime) -> datetime:
    return falls_due(None if rung.on_wall else calendar, since, rung.wait)


def way_of(target: Json) -> str:
    """Who takes no direct message may be called in a thread all the same."""
    return next(f"{way}:{id}" for way, id in target.items())


def id_of(target: Json) -> str:
    """A target is one `usergroup`, `user`, `rota`, `channel` or `direct`."""
    kind, value = next(iter(target.items()))
    return on_rota(str(value)) if kind == "rota" else str(value)
