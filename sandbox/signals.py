"""Waiting for something to happen without looking again and again."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sandbox.errors import TookTooLong

Found = TypeVar("Found")


class Signal:
    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self.rings = 0

    def ring(self) -> None:
        self.rings += 1
        waiting, self._waiting = self._waiting, set()
        for one in waiting:
            if not one.done():
                one.set_result(None)

    async def until(self, look: Callable[[], Found | None], *, within: float, what: str) -> Found:
        try:
            async with asyncio.timeout(within):
                while True:
                    found = look()
                    if found:
                        return found
                    one = asyncio.get_running_loop().create_future()
                    self._waiting.add(one)
                    await one
        except TimeoutError:
            raise TookTooLong(f"waited {within:g} s in vain for {what}") from None
