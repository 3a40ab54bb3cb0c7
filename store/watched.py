"""A store that is watched: every write that became durable says how long that took."""

import time
from collections.abc import Callable
from typing import TypeVar, overload

from bot.ports import Figures, Memory, Receipt, Store, StoredAnswer

T = TypeVar("T")


class WatchedStore:
    """Measures from the asking to the commit, so that a wait for the one writer counts too."""

    def __init__(self, store: Store, figures: Figures) -> None:
        self._store = store
        self._figures = figures

    @overload
    async def write(self, work: Callable[[Memory], T]) -> T: ...
    @overload
    async def write(
        self, work: Callable[[Memory], T], *, receipt: Receipt | None
    ) -> T | StoredAnswer: ...
    async def write(
        self, work: Callable[[Memory], T], *, receipt: Receipt | None = None
    ) -> T | StoredAnswer:
        began = time.perf_counter()
        written = await self._store.write(work, receipt=receipt)
        self._figures.wrote(time.perf_counter() - began)
        return written

    async def read(self, work: Callable[[Memory], T]) -> T:
        return await self._store.read(work)


def _keeps_its_promise(store: WatchedStore) -> Store:
    return store
