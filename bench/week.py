"""What a week's figures cost: a hundred thousand escalations in it, few or many weeks behind."""

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

A_WEEK = 100_000
FEW, MANY = 2, 10


def run(board: Board, stage: Stage) -> None:
    week = board.count(A_WEEK)
    for engine in ENGINES:
        board.begin(f"A week of {week:,} escalations in figures, on {engine}")
        small = _seconds(board, stage, engine, week, FEW)
        large = _seconds(board, stage, engine, week, MANY)
        board.add(Figure(f"seconds, among {FEW * week:,}", small, "s", most=5))
        note = f"{large:.2f} s to {small:.2f} s"
        board.add(
            Figure(f"among {MANY * week:,} over {FEW * week:,}", large / small, most=1.3, note=note)
        )


def _seconds(board: Board, stage: Stage, engine: str, week: int, weeks: int) -> float:
    url, every = stage.tables(engine), 7 * 86_400 // week
    fill_history(url, week * weeks, every=every)
    words = (stage.environ(url), week, BEGINS + week * weeks * every, board.rounds)
    return stage.load(partial(look, *words))


def look(environ: Mapping[str, str], week: int, until: int, times: int) -> float:
    return asyncio.run(_look(environ, week, until, times))


async def _look(environ: Mapping[str, str], week: int, until: int, times: int) -> float:
    end = datetime.fromtimestamp(until, UTC)
    window = Window(end - timedelta(weeks=1), end)
    took: list[float] = []
    async with open_store(load(environ), SystemClock()) as store:
        for _ in range(times + 1):
            began = time.perf_counter()
            facts = await store.read(
                lambda memory: memory.facts("default", window, queue=None, now=end)
            )
            took.append(time.perf_counter() - began)
            if not week * 0.95 <= facts.times.waited.n <= week * 1.05:
                raise ValueError(f"{facts.times.waited.n} escalations are no week of {week}")
    return median(took[1:])
