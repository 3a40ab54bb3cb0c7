"""Who is within, so that a door can be shut behind the last and nobody is locked in."""

import asyncio

from store.errors import StoreError


class Within:
    """`with within:` around each work; `end()` waits for the last, and lets in nobody new."""

    def __init__(self) -> None:
        self._count = 0
        self._ended = False
        self._empty = asyncio.Event()
        self._empty.set()

    def __enter__(self) -> None:
        if self._ended:
            raise StoreError("This store is closed.")
        self._count += 1
        self._empty.clear()

    def __exit__(self, *_: object) -> None:
        self._count -= 1
        if not self._count:
            self._empty.set()

    async def end(self) -> None:
        self._ended = True
        await self._empty.wait()
