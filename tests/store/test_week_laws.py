"""Every figure of a week, M1 to M18, against a slow count of the same made-up history."""

import os
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from bot.rules.weekly.figures import Facts
from store.memory import SqlMemory
from store.store import SqlStore
from tests.makers import WindUpClock
from tests.store.aftermath import Aftermath
from tests.store.histories import HISTORIES, RARE, History
from tests.store.lives import Life
from tests.store.slow_counts import SlowCounts
from tests.store.slow_relay import SlowRelay
from tests.store.slow_times import SlowTimes

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
ELSEWHERE = {"uncovered_seconds", "uncovered", "waited_uncovered"}  # of rotas: rules/test_cover.py
NUMBERS = count()
QUICK = settings(
    max_examples=int(os.environ.get("EX", "2000")) if DEEP else 6,
    derandomize=not DEEP,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
pytestmark = pytest.mark.timeout(7_200 if DEEP else 120)


@given(history=HISTORIES)
@example(history=RARE)
@settings(QUICK)
async def test_every_figure_is_what_a_slow_count_finds(
    store: SqlStore, clock: WindUpClock, history: History
) -> None:
    """F71, F74: whatever happened counts for whom and where it happened, and silence for nobody.
    `HYPOTHESIS_PROFILE=deep EX=5000` looks at so many histories.
    """
    workspace = f"w{next(NUMBERS)}"
    lives = await store.write(lambda memory: lived(memory, workspace, history))
    asides = await store.write(lambda memory: followed(memory, clock, lives, history))
    last = max(each for of in asides for each in of.moments())
    now = last + timedelta(minutes=history.wait)
    await store.read(lambda memory: compare(memory, lives, asides, history, now))


def lived(memory: SqlMemory, workspace: str, history: History) -> list[Life]:
    scripts = [replace(script, monday=history.monday) for script, _ in history.scripts]
    lives = [
        Life(memory, script, workspace, f"esc_{workspace}_{number:02}")
        for number, script in enumerate(scripts)
    ]
    for each in lives:
        each.live()
    return lives


def followed(
    memory: SqlMemory, clock: WindUpClock, lives: list[Life], history: History
) -> list[Aftermath]:
    asides = [Aftermath(memory, clock, life) for life in lives]
    for each, (_, beside) in zip(asides, history.scripts, strict=True):
        each.happen(*beside)
    return asides


def told(name: str, fast: Any, slow: Any) -> Iterator[tuple[str, Any, Any]]:
    """Each number by itself, so that whoever reads of a difference sees where it is."""
    if name not in ("times", "burden", "relay"):
        yield name, fast, slow
        return
    for each in fields(fast):
        yield f"{name}.{each.name}", getattr(fast, each.name), getattr(slow, each.name)


def compare(
    memory: SqlMemory,
    lives: list[Life],
    asides: list[Aftermath],
    history: History,
    now: datetime,
) -> None:
    times, relay = SlowTimes(memory, lives, now), SlowRelay(asides, now)
    counts, workspace = SlowCounts(memory, lives, asides, now), lives[0].workspace
    for asked in history.asked:
        window, queue = asked.window(history.monday, now), asked.queue
        counts.of(window, queue)
        counts.hidden = asked.hidden
        kept, worst = times.kept(window, queue)
        slow = {
            "times": times.times(window, queue),
            "claims": times.claims(window, queue),
            "kept": kept,
            "worst": worst,
            "relay": relay.of(window, queue),
        }
        fast = memory.facts(workspace, window, queue=queue, now=now, hidden=asked.hidden)
        for name in {each.name for each in fields(Facts)} - ELSEWHERE:
            found = slow[name] if name in slow else getattr(counts, name)()
            for part, value, other in told(name, getattr(fast, name), found):
                assert (part, asked, value) == (part, asked, other)
        assert memory.late(workspace, queue, now, 3) == times.late(queue, 3)
        assert memory.by_person(workspace, window, queue=queue, now=now) == fast.burden.by_person
