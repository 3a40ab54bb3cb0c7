"""Waiting for people: long polls and event streams, woken by the commit, at no query's cost."""

import asyncio
import json
from collections.abc import AsyncGenerator, Sequence
from functools import partial

from starlette.requests import Request

from bot.errors import TooMany
from bot.flows.tell import tell
from bot.ports import Change, Desk, Memory
from bot.rules.escalation import Escalation
from handlers.gateway.out import escalation_out

KEEP_ALIVE = 15.0
MOST_PER_KEY = 2_000


class Waiters:
    """How many wait, for each key and in all; a cap for each key."""

    def __init__(self, most: int = MOST_PER_KEY) -> None:
        self._most = most
        self._by_key: dict[str, int] = {}

    @property
    def count(self) -> int:
        return sum(self._by_key.values())

    def enter(self, key_id: str) -> None:
        if self._by_key.get(key_id, 0) >= self._most:
            raise TooMany(f"This key has {self._most} requests waiting. Try again in a while.")
        self._by_key[key_id] = self._by_key.get(key_id, 0) + 1

    def leave(self, key_id: str) -> None:
        self._by_key[key_id] -= 1
        if not self._by_key[key_id]:
            del self._by_key[key_id]


async def long_poll(
    desk: Desk, id: str, *, workspace: str, seconds: float, request: Request
) -> Escalation:
    """Listen, then read, then wait: a decision between two of these is not missed."""
    end = asyncio.get_running_loop().time() + seconds
    gone = asyncio.create_task(_until_gone(request))
    try:
        with desk.signals.listening(id) as heard:
            while True:
                escalation = await desk.store.read(
                    lambda memory: memory.escalation(id, workspace=workspace)
                )
                left = end - asyncio.get_running_loop().time()
                if not escalation.is_open or left <= 0 or desk.signals.closing:
                    return await told(desk, escalation)
                waited = asyncio.create_task(heard.wait(left))
                await asyncio.wait({waited, gone}, return_when=asyncio.FIRST_COMPLETED)
                if not waited.done():
                    waited.cancel()
                    return escalation
    finally:
        gone.cancel()


async def events(desk: Desk, id: str, *, after: int) -> AsyncGenerator[str]:
    """Each change once and in order; `after` is the last version that was seen."""
    with desk.signals.listening(id) as heard:
        while True:
            for change in await desk.store.read(partial(_changes, id, after)):
                after = change.version
                body = json.dumps(escalation_out(change.escalation))
                yield f"id: {change.version}\nevent: {change.type}\ndata: {body}\n\n"
                await told(desk, change.escalation)
            if desk.signals.closing:
                return
            if not await heard.wait(KEEP_ALIVE):
                yield ": still here\n\n"


def _changes(id: str, after: int, memory: Memory) -> Sequence[Change]:
    return memory.changes(id, after)


async def told(desk: Desk, escalation: Escalation) -> Escalation:
    """The agent has the closed record in its hands now; the card may say so."""
    if not escalation.is_open and escalation.told_at is None:
        await tell(desk, escalation.id)
    return escalation


async def _until_gone(request: Request) -> None:
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            return
