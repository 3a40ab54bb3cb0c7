"""Waiting for people: a waiter sleeps until a commit wakes it, and costs no query meanwhile."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import structlog
from starlette.types import Receive

from bot.errors import TooMany
from bot.flows.tell import tell
from bot.ports import Desk
from bot.rules.escalation import Escalation

T = TypeVar("T")
log = structlog.get_logger(__name__)

MOST_PER_KEY = 2_000


class Waiters:
    """How many wait, for each key and in all; a cap for each key."""

    def __init__(self, most: int = MOST_PER_KEY) -> None:
        self._most = most
        self._by_key: dict[str, int] = {}

    @property
    def count(self) -> int:
        return sum(self._by_key.values())

    @contextmanager
    def place(self, key_id: str) -> Iterator[None]:
        if self._by_key.get(key_id, 0) >= self._most:
            raise TooMany(
                f"This key has {self._most} requests waiting, as many as it may. Close some first."
            )
        self._by_key[key_id] = self._by_key.get(key_id, 0) + 1
        try:
            yield
        finally:
            self._by_key[key_id] -= 1
            if not self._by_key[key_id]:
                del self._by_key[key_id]


class Tellers:
    """Writes down, once for all who read it at the same time, that agents know the outcome."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def told(self, escalation: Escalation) -> Escalation:
        """The agent is about to have the closed record in its hands."""
        if escalation.is_open or escalation.told_at is not None:
            return escalation
        task = self._busy.get(escalation.id)
        if task is None:
            task = self._busy[escalation.id] = asyncio.create_task(self._tell(escalation.id))
            task.add_done_callback(lambda _: self._busy.pop(escalation.id, None))
        await asyncio.shield(task)
        return escalation

    async def _tell(self, id: str) -> None:
        try:
            await tell(self._desk, id)
        except Exception as error:  # noqa: BLE001  # the agent gets its answer all the same
            log.warning(
                "could not note that the agent knows", escalation=id, error=type(error).__name__
            )


async def long_poll(desk: Desk, id: str, *, workspace: str, seconds: float) -> Escalation:
    """Listen, then read, then wait: a decision between two of these is not missed."""
    now = asyncio.get_running_loop().time
    end = now() + seconds
    with desk.signals.listening(id) as heard:
        while True:
            found = await desk.store.read(lambda memory: memory.escalation(id, workspace=workspace))
            if not found.is_open or now() >= end or desk.signals.closing:
                return found
            await heard.wait(end - now())


async def while_present(receive: Receive, work: Coroutine[Any, Any, T]) -> T | None:
    """What the work comes to; None, and no more work, once the client has gone away."""
    working = asyncio.create_task(work)
    gone = asyncio.create_task(_gone(receive))
    try:
        await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        await _dropped(working, gone)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _dropped(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
