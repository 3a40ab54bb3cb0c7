"""SQLite: one thread that writes, a few that read, and this process alone on the file.

Writes queue up while a commit waits for the disk; the next commit takes all of them. Each runs in
its own savepoint, so that one that fails undoes nothing but itself.
"""

import asyncio
import fcntl
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from store.errors import StoreError
from store.memory import SqlMemory
from store.signals import LocalSignals

T = TypeVar("T")
log = logging.getLogger(__name__)

SAFE_SINCE = (3, 51, 3)
BATCH = 64
BATCH_SECONDS = 0.005
READERS = 4


class MakeMemory(Protocol):
    def __call__(
        self, connection: Connection, *, writing: bool, locking: bool = False
    ) -> SqlMemory: ...


class SqliteDatabase:
    def __init__(self, path: Path, make_memory: MakeMemory, *, read_only: bool = False) -> None:
        self.signals = LocalSignals()
        self._lock = None if read_only else _lock(path)
        self._make_memory = make_memory
        self._writer = None if read_only else Writer(_engine(path, "IMMEDIATE"), make_memory)
        self._reading = _engine(path, "DEFERRED", read_only=True)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-reads")
        _warn_of_old_sqlite()

    @property
    def commits(self) -> int:
        return self._writer.commits if self._writer else 0

    async def write(self, work: Callable[[SqlMemory], T], *, locking: bool) -> T:  # noqa: ARG002
        return await self._submit(Job(work))

    async def read(self, work: Callable[[SqlMemory], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def run_alone(self, work: Callable[[Connection], None]) -> None:
        """With foreign keys off, as a migration needs that builds a table anew."""
        await self._submit(Job(work, alone=True))

    async def close(self) -> None:
        self.signals.close()
        if self._writer:
            await asyncio.to_thread(self._writer.stop)
        await asyncio.to_thread(self._readers.shutdown)
        self._reading.dispose()
        if self._lock:
            self._lock.close()

    def _read(self, work: Callable[[SqlMemory], T]) -> T:
        with self._reading.connect() as connection:
            return work(self._make_memory(connection, writing=False))

    async def _submit(self, job: "Job") -> Any:
        if self._writer is None:
            raise StoreError("This store was opened to read only.")
        self._writer.submit(job)
        done = asyncio.wrap_future(job.future)
        done.add_done_callback(self._tell)
        return (await asyncio.shield(done)).result

    def _tell(self, done: "asyncio.Future[Done]") -> None:
        """Here, because whoever asked for the write may have given up waiting for it."""
        if not done.exception():
            self.signals.tell(done.result().touched)


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
        self._connection = engine.connect()
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
        job: Job | None = taken[0]
        while job is not None:
            savepoint = connection.begin_nested()
            memory = self._make_memory(connection, writing=True)
            try:
                result = job.work(memory)
                savepoint.commit()
                done.append((job, Done(result, memory.touched)))
            except BaseException as error:
                if not _in_transaction(connection):
                    raise  # a full disk, say: SQLite took back the whole transaction by itself
                savepoint.rollback()
                failed.append((job, error))
            job = self._next(until, taken)

    def _next(self, until: float, taken: list[Job]) -> Job | None:
        if len(taken) >= BATCH or time.monotonic() > until:
            return None
        try:
            job = self._jobs.get_nowait()
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


def _engine(path: Path, begin: str, *, read_only: bool = False) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}{'?mode=ro' if read_only else ''}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=5.0,
        )
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    engine = create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=READERS, max_overflow=0
    )
    event.listen(engine, "begin", lambda on: on.exec_driver_sql(f"BEGIN {begin}"))
    return engine


def _pragma(connection: Connection, words: str) -> None:
    """Past SQLAlchemy, which would begin a transaction first; inside one this pragma is ignored."""
    raw = connection.connection.dbapi_connection
    if raw is not None:
        raw.execute(f"PRAGMA {words}")


def _in_transaction(connection: Connection) -> bool:
    raw = connection.connection.dbapi_connection
    return raw is not None and raw.in_transaction


def _lock(path: Path) -> IO[bytes]:
    """Held until the process ends, however it ends."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(f"{path.name}.lock").open("wb")
    except OSError as error:
        raise StoreError(f"Cannot write in {path.parent}: {error.strerror}.") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise StoreError(
            f"Another process uses {path}. One SQLite file takes one process: "
            "stop the other one, or use PostgreSQL."
        ) from None
    return lock


def _warn_of_old_sqlite() -> None:
    log.info("sqlite %s", sqlite3.sqlite_version)
    if sqlite3.sqlite_version_info < SAFE_SINCE:
        log.warning(
            "sqlite %s has a bug that can corrupt a WAL file with two simultaneous writers; "
            "there is only one here, and %s has it mended",
            sqlite3.sqlite_version,
            ".".join(map(str, SAFE_SINCE)),
        )
