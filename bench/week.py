"""What a week's figures cost: ten thousand escalations in it, few and many weeks behind it."""

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median

from bench.figures import Board, Figure
from bench.filling import BEGINS, fill_history
from bench.stage import ENGINES, Stage
from bot.app import open_store
from bot.clock import SystemClock
from bot.rules.calendars.week import Window
from bot.settings import load

A_WEEK = 10_000
EVERY = 7 * 86_400 // A_WEEK
FEW, MANY = 2 * A_WEEK, 50 * A_WEEK


def run(board: Board, stage: Stage) -> None:
    for engine in ENGINES:
        board.begin(f"A week of {A_WEEK:,} escalations in figures, on {engine}")
        few, many = FEW, max(FEW, board.count(MANY))
        small, large = _seconds(board, stage, engine, few), _seconds(board, stage, engine, many)
        board.add(Figure(f"seconds, among {few:,}", small, "s", most=5))
        note = f"{large:.2f} s to {small:.2f} s"
        board.add(Figure(f"among {many:,} over {few:,}", large / small, most=1.3, note=note))


def _seconds(board: Board, stage: Stage, engine: str, count: int) -> float:
    url = stage.tables(engine)
    fill_history(url, count, every=EVERY)
    words = (stage.environ(url), count, board.rounds)
    return stage.load(partial(look, *words))


def look(environ: Mapping[str, str], count: int, times: int) -> float:
    return asyncio.run(_look(environ, count, times))


async def _look(environ: Mapping[str, str], count: int, times: int) -> float:
    end = datetime.fromtimestamp(BEGINS + count * EVERY, UTC)
    window = Window(end - timedelta(weeks=1), end)
    took: list[float] = []
    async with open_store(load(environ), SystemClock()) as store:
        for _ in range(times + 1):
            began = time.perf_counter()
            facts = await store.read(
                lambda memory: memory.facts("default", window, queue=None, now=end)
            )
            took.append(time.perf_counter() - began)
            if not A_WEEK * 0.95 <= facts.times.waited.n <= A_WEEK * 1.05:
                raise ValueError(f"{facts.times.waited.n} escalations are no week of {A_WEEK}")
    return median(took[1:])
