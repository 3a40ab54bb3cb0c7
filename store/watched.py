"""A store that is watched: every write is a step, and says how long it took to be durable; and a
database that is away or full is called so.
"""

import time
from collections.abc import Callable
from typing import TypeVar, overload

from bot.ports import Figures, Memory, Receipt, Store, StoredAnswer, Traces
from store.outage import told_plainly

T = TypeVar("T")


class WatchedStore:
    """Measures from the asking to the commit, so that a wait for the one writer counts too."""

    def __init__(self, store: Store, figures: Figures, traces: Traces) -> None:
        self._store = store
        self._figures = figures
        self._traces = traces

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
        with self._traces.step("commit"), told_plainly():
            written = await self._store.write(work, receipt=receipt)
        self._figures.wrote(time.perf_counter() - began)
        return written

    async def read(self, work: Callable[[Memory], T]) -> T:
        with told_plainly():
            return await self._store.read(work)


def _keeps_its_promise(store: WatchedStore) -> Store:
    return store
