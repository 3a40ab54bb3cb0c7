"""What the loading process does with long polls: it parks them, and times the waking of some."""

import asyncio
import time
from collections.abc import Callable

import uvloop

from bench.rounds import Taken
from bench.slack import SECRET, pressing
from bench.wire import Line, get

BEAT = 0.02


def wake_bare(port: int, count: int) -> Taken:
    """Pressed and answered, by a bare endpoint."""
    names = [f"w{number}-{time.time_ns()}" for number in range(count)]
    return uvloop.run(
        _wake(
            port,
            port,
            [
                (
                    get(f"/wait/{name}"),
                    lambda name=name: pressing("/slack/events", SECRET, name, "approve"),
                )
                for name in names
            ],
        )
    )


def wake(port: int, pressed_at: int, key: str, secret: str, ids: list[str]) -> Taken:
    """Pressed on one port, answered on the other, or on the same."""
    bearer = f"Bearer {key}"
    return uvloop.run(
        _wake(
            port,
            pressed_at,
            [
                (
                    get(f"/v1/escalations/{id}?wait=60", authorization=bearer),
                    lambda id=id: pressing("/slack/events", secret, id, "approve"),
                )
                for id in ids
            ],
        )
    )


async def _wake(port: int, tell_at: int, pairs: list[tuple[bytes, Callable[[], bytes]]]) -> Taken:
    """From the press on its way out to the poll's answer, one after the other."""
    waiter, teller = await Line.to(port), await Line.to(tell_at)
    waits: list[float] = []
    began = time.perf_counter()
    for question, told in pairs:
        poll = asyncio.create_task(waiter.ask(question))
        await asyncio.sleep(BEAT)
        pressed = time.perf_counter()
        telling = asyncio.create_task(teller.ask(told()))
        status, _ = await poll
        waits.append(time.perf_counter() - pressed)
        if status != 200 or (await telling)[0] != 200:
            raise RuntimeError(f"a poll was answered {status}")
    waiter.close()
    teller.close()
    return Taken(time.perf_counter() - began, tuple(waits))


def park(port: int, keys: list[str], ids: list[str], each: int, seconds: float) -> int:
    """`each` polls by every key on these escalations, open for so long; how many were cut off."""

    async def all_of_them() -> int:
        lines = [await Line.to(port) for _ in range(each * len(keys))]
        polls = [
            asyncio.create_task(
                line.ask(
                    get(
                        f"/v1/escalations/{ids[number % len(ids)]}?wait=60",
                        authorization=f"Bearer {keys[number % len(keys)]}",
                    )
                )
            )
            for number, line in enumerate(lines)
        ]
        done, _ = await asyncio.wait(polls, timeout=seconds)
        for poll in polls:
            poll.cancel()
        for line in lines:
            line.close()
        return len(done)

    return uvloop.run(all_of_them())
