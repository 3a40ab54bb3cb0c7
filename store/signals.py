"""Waking whoever waits for a change, in this process: a dict entry a waiter, never a query."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class LocalSignals:
    def __init__(self) -> None:
        self._listening: dict[str, set[_Waiter]] = {}
        self._closing = False

    @contextmanager
    def listening(self, topic: str) -> Iterator["_Waiter"]:
        waiter = _Waiter(self)
        self._listening.setdefault(topic, set()).add(waiter)
        try:
            yield waiter
        finally:
            others = self._listening[topic]
            others.discard(waiter)
            if not others:
                del self._listening[topic]

    @property
    def closing(self) -> bool:
        return self._closing

    @property
    def topics(self) -> list[str]:
        return list(self._listening)

    def tell(self, topics: Iterable[str]) -> None:
        for topic in topics:
            for waiter in self._listening.get(topic, ()):
                waiter.told.set()

    def close(self) -> None:
        self._closing = True
        self.tell(self.topics)


class _Waiter:
    def __init__(self, signals: LocalSignals) -> None:
        self._signals = signals
        self.told = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self.told.wait()
        except TimeoutError:
            return False
        self.told.clear()
        return not self._signals.closing
