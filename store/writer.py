"""The one thread that writes to SQLite: whatever waits shares the next commit.

Each work runs in its own savepoint, so that one that fails undoes nothing but itself; and nobody
hears of his before all of it is on disk.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine

from store.driver import SqliteDriver
from store.errors import StoreError
from store.habits import Habits
from store.memory import MakeMemory

log = logging.getLogger(__name__)

BATCH = 64
BATCH_SECONDS = 0.02
LINGER_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class Done:
    result: Any
    touched: Iterable[str] = ()


@dataclass(frozen=True, slots=True)
class Job:
    work: Callable[[Any], Any]
    alone: bool = False
    future: "Future[Done]" = field(default_factory=Future)


class Writer(threading.Thread):
    def __init__(self, engine: Engine, make_memory: MakeMemory) -> None:
        super().__init__(name="store-writes", daemon=True)
        self.commits = 0
        self._crowd = 1
        self._connection = engine.connect()
        self._habits = Habits(_raw(self._connection))
        self._make_memory = make_memory
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._stopped = False
        self.start()

    def submit(self, job: Job) -> None:
        if self._stopped:
            raise StoreError("This store is closed.")
        self._jobs.put(job)

    def stop(self) -> None:
        """What was handed in before is still done."""
        self._stopped = True
        self._jobs.put(None)
        self.join()
        self._connection.close()
        self._connection.engine.dispose()

    def run(self) -> None:
        while (job := self._jobs.get()) is not None:
            if job.alone:
                self._do_alone(self._connection, job)
            else:
                self._do_together(self._connection, job)
                self._habits.worked(self._crowd)

    def _do_together(self, connection: Connection, job: Job) -> None:
        """One commit for this job and those that wait behind it; none hears before."""
        done: list[tuple[Job, Done]] = []
        failed: list[tuple[Job, BaseException]] = []
        taken = [job]
        try:
            with connection.begin():
                self._do_each(connection, taken, done, failed)
        except BaseException as error:  # noqa: BLE001
            log.warning("a commit of %d writes failed: %s", len(taken), error)
            done, failed = [], [(each, error) for each in taken]
        self.commits += 1
        self._crowd = len(taken)
        for each, result in done:
            each.future.set_result(result)
        for each, error in failed:
            each.future.set_exception(error)

    def _do_each(
        self,
        connection: Connection,
        taken: list[Job],
        done: list[tuple[Job, Done]],
        failed: list[tuple[Job, BaseException]],
    ) -> None:
        until = time.monotonic() + BATCH_SECONDS
        raw = _raw(connection)
        job: Job | None = taken[0]
        while job is not None:
            raw.execute("SAVEPOINT work")
            memory = self._make_memory(SqliteDriver(connection), writing=True)
            try:
                result = job.work(memory)
                raw.execute("RELEASE work")
                done.append((job, Done(result, memory.touched)))
            except BaseException as error:
                if not raw.in_transaction:
                    raise  # a full disk, say: SQLite took back the whole transaction by itself
                raw.execute("ROLLBACK TO work")
                raw.execute("RELEASE work")
                failed.append((job, error))
            job = self._next(until, taken)

    def _next(self, until: float, taken: list[Job]) -> Job | None:
        """Where several came together just now, the same are about to come again: they are waited
        for a moment, as one commit for all of them is quicker than one for each.
        """
        now = time.monotonic()
        if len(taken) >= BATCH or now > until:
            return None
        linger = min(LINGER_SECONDS, until - now) if len(taken) < self._crowd else 0
        try:
            job = self._jobs.get(timeout=linger) if linger > 0 else self._jobs.get_nowait()
        except queue.Empty:
            return None
        if job is None or job.alone:
            self._jobs.put(job)
            return None
        taken.append(job)
        return job

    def _do_alone(self, connection: Connection, job: Job) -> None:
        try:
            _pragma(connection, "foreign_keys = OFF")
            with connection.begin():
                result = job.work(connection)
            job.future.set_result(Done(result))
        except BaseException as error:  # noqa: BLE001
            job.future.set_exception(error)
        finally:
            _pragma(connection, "foreign_keys = ON")


def _pragma(connection: Connection, words: str) -> None:
    """Past SQLAlchemy, which would begin a transaction first; inside one this pragma is ignored."""
    _raw(connection).execute(f"PRAGMA {words}")


def _raw(connection: Connection) -> Any:
    return connection.connection.dbapi_connection
