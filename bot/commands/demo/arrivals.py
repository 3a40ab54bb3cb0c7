"""Customers arrive one after another, and stay away while many of them still wait."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from bot.rules.json import Json

MOST_WAITING = 12


async def arrive(
    scripts: Iterable[Json],
    converse: Callable[[Json], Awaitable[None]],
    *,
    pause: Callable[[], Awaitable[None]],
) -> None:
    """Each converses by itself, as long as it takes; who leaves for lunch finds no flood."""
    seats = asyncio.Semaphore(MOST_WAITING)

    async def visit(script: Json) -> None:
        try:
            await converse(script)
        finally:
            seats.release()

    async with asyncio.TaskGroup() as group:
        for script in scripts:
            await seats.acquire()
            group.create_task(visit(script))
            await pause()
