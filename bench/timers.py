"""A thousand that are due at once, beside APScheduler's jobs; ten thousand of whose promises people
are told; and a tick that finds nothing.
"""

import asyncio
import subprocess
import time
from collections.abc import Mapping
from functools import partial
from statistics import median

from bench.figures import Board, Figure
from bench.filling import fill_history, fill_open
from bench.peer_programs.with_apscheduler import fire_jobs
from bench.peers import PROGRAMS, PYTHON
from bench.stage import ENGINES, Stage
from bot.app import running
from bot.flows.on_time import on_time
from bot.settings import load

DUE = 1_000
LATE = 10_000
FEW, MANY = 10_000, 100_000
TICKS = 200


def run(board: Board, stage: Stage) -> None:
    due = board.count(DUE)
    for engine in ENGINES:
        board.begin(f"Timers on {engine}")
        where = _jobs_on(engine)
        ours, theirs = [], []
        for _ in range(min(3, board.rounds)):
            url = stage.tables(engine)
            fill_open(stage.environ(url), due, due=True)
            ours.append(stage.load(partial(fire, stage.environ(url), due)))
            theirs.append(_theirs(stage, where, due))
        took = median(mine / other for mine, other in zip(ours, theirs, strict=True))
        note = f"{median(ours):.2f} s to {median(theirs):.2f} s, its jobs durable on {where}"
        board.add(Figure(f"{due:,} due timers over APScheduler's", took, most=0.25, note=note))
        _flood(board, stage, engine)
        _idle(board, stage, engine)


def _jobs_on(engine: str) -> str:
    """Its own store takes another driver for PostgreSQL than we have, which its peers bring."""
    return engine if engine == "SQLite" or PYTHON.exists() else "SQLite"


def _theirs(stage: Stage, where: str, due: int) -> float:
    url = stage.database(where)
    if where == "SQLite":
        return stage.load(partial(fire_jobs, url, due))
    words = [str(PYTHON), "with_apscheduler.py", url.replace("://", "+psycopg://", 1), str(due)]
    told = subprocess.run(words, check=True, capture_output=True, text=True, cwd=PROGRAMS).stdout
    return float(told)


def _flood(board: Board, stage: Stage, engine: str) -> None:
    """All break in the same moment: found, written down, and dealt out within what people hear."""
    url, late = stage.tables(engine), board.count(LATE)
    fill_open(stage.environ(url), late, late=True)
    took = stage.load(partial(fire, stage.environ(url), late))
    note = f"{took:.1f} s for all, at most thirty messages an hour in their channel"
    board.add(Figure(f"{late:,} broken promises due at once, a second", late / took, "", note=note))


def _idle(board: Board, stage: Stage, engine: str) -> None:
    small, large = stage.tables(engine), stage.tables(engine)
    few, many = board.count(FEW), board.count(MANY)
    fill_history(small, few, waiting=True)
    fill_history(large, many, waiting=True)
    ratios, seen = [], []
    for _ in range(board.rounds):
        of_many = stage.load(partial(tick, stage.environ(large)))
        of_few = stage.load(partial(tick, stage.environ(small)))
        ratios.append(of_many / of_few)
        seen.append(of_many)
    name = f"an idle tick over {many:,} rows, beside {few:,}"
    board.add(Figure(name, median(ratios), most=1.1, note=f"{median(seen) * 1e3:.2f} ms"))


def fire(environ: Mapping[str, str], due: int) -> float:
    """Seconds until every one of them has expired, with all that this owes."""

    async def all_of_them() -> float:
        async with running(load(environ), roles=("gateway",), ticks=False) as app:
            began, fired = time.perf_counter(), 0
            while fired < due:
                fired += await on_time(app.desk)
            return time.perf_counter() - began

    return asyncio.run(all_of_them())


def tick(environ: Mapping[str, str]) -> float:
    """The median of many ticks that find nothing due."""

    async def many() -> float:
        async with running(load(environ), roles=("gateway",), ticks=False) as app:
            took = []
            for _ in range(TICKS):
                began = time.perf_counter()
                await on_time(app.desk)
                took.append(time.perf_counter() - began)
            return median(took)

    return asyncio.run(many())
