"""A store that is watched: every write is a step, and says how long it took to be durable and how
far people got by it; and a database that is away or full is called so.
"""

import time
from collections.abc import Callable
from typing import TypeVar, overload

from bot.ports import Figures, Memory, Receipt, Store, StoredAnswer, Traces
from bot.rules.phases import Reached
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
        began, reached = time.perf_counter(), list[Reached]()

        def watched(memory: Memory) -> T:
            result = work(memory)
            reached[:] = memory.reached  # of the last try: the others were taken back
            return result

        with self._traces.step("commit"), told_plainly():
            written = await self._store.write(watched, receipt=receipt)
        self._figures.wrote(time.perf_counter() - began)
        for each in reached:
            self._figures.reached(each)
        return written

    async def read(self, work: Callable[[Memory], T]) -> T:
        with told_plainly():
            return await self._store.read(work)


def _keeps_its_promise(store: WatchedStore) -> Store:
    return store
