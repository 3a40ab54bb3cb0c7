"""What every peer is asked for: so many clients, each one cycle after the other, for so long.

`program(connect)` is its whole command line: `with_….py DATABASE CLIENTS SECONDS` prints how many
cycles were made, in which time and for how much CPU.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import uvloop

WORDS = "My kettle broke after a week and I would like to have my money back, please. " * 52
Cycle = Callable[[str], Awaitable[bool]]
Connect = Callable[[str], AbstractAsyncContextManager[Cycle]]


def program(connect: Connect) -> None:
    """`connect(database)` gives one cycle: ask, wait, be told yes, execute; True when it ran."""
    database, clients, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    print(json.dumps(uvloop.run(_measured(connect, database, clients, seconds))))


async def _measured(
    connect: Connect, database: str, clients: int, seconds: float
) -> dict[str, float]:
    async with connect(database) as cycle:
        done, began, spent = 0, time.perf_counter(), time.process_time()

        async def live(client: int) -> None:
            nonlocal done
            while time.perf_counter() - began < seconds:
                if not await cycle(f"{began}-{client}-{done}"):
                    raise RuntimeError("what was approved did not run")
                done += 1

        await asyncio.gather(*map(live, range(clients)))
        took, cpu = time.perf_counter() - began, time.process_time() - spent
    return {"done": done, "seconds": took, "cpu": cpu}
