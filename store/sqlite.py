"""SQLite: one thread that writes, a few that read, and this process alone on the file."""

import asyncio
import fcntl
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any, TypeVar

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DatabaseError

from store.driver import SqliteDriver
from store.errors import StoreError
from store.memory import MakeMemory, SqlMemory
from store.signals import LocalSignals
from store.spread import Codes
from store.writer import Done, Job, Writer

T = TypeVar("T")
log = logging.getLogger(__name__)

SAFE_SINCE = (3, 51, 3)
READERS = 4


class SqliteDatabase:
    def __init__(self, path: Path, make_memory: MakeMemory, *, read_only: bool = False) -> None:
        self.signals = LocalSignals()
        self._lock = None if read_only else _lock(path)
        self._make_memory = make_memory
        self._writer = self._open_to_write(path) if self._lock else None
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

    def _open_to_write(self, path: Path) -> Writer:
        try:
            return Writer(_engine(path, "IMMEDIATE"), self._make_memory)
        except DatabaseError as error:
            if self._lock:
                self._lock.close()
            raise StoreError(f"Cannot open {path}: {error.orig}.") from None

    def _read(self, work: Callable[[SqlMemory], T]) -> T:
        with self._reading.begin() as connection:
            return work(self._make_memory(SqliteDriver(connection), writing=False))

    async def _submit(self, job: Job) -> Any:
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
        connection.create_aggregate("spread", 1, Codes)  # type: ignore[arg-type]  # text comes out
        return connection

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=READERS,
        max_overflow=0,
        hide_parameters=True,
    )
    event.listen(engine, "begin", lambda on: on.exec_driver_sql(f"BEGIN {begin}"))
    return engine


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
