"""PostgreSQL: any number of replicas, and the database is all that coordinates them.

READ COMMITTED with a compare-and-set on versions; what is claimed is locked and skipped by others.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import Connection, NullPool, event, text
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.errors import Refused
from store.hints import Hints
from store.hopes import AsksMore, PostgresDriver
from store.memory import MakeMemory, SqlMemory
from store.races import Stale
from store.within import Within

T = TypeVar("T")

_CUT = (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError, asyncpg.PostgresError)
_GONE = ("08", "57P")
POOL = 10
CONNECT_SECONDS = 10
STATEMENT_SECONDS = 60.0
MIGRATING = 4_872_263  # any number, the same in every replica


class PostgresDatabase:
    def __init__(self, url: str, make_memory: MakeMemory, *, read_only: bool = False) -> None:
        self._url = _as_asyncpg_reads_it(url)
        self._make_memory = make_memory
        self._read_only = read_only
        self._within = Within()
        self._ask_more: set[Any] = set()
        self._engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=lambda: self._connect(STATEMENT_SECONDS),
            pool_size=POOL,
            max_overflow=POOL,
            isolation_level="AUTOCOMMIT",  # transactions begin and end in store.hopes
            hide_parameters=True,
        )
        event.listen(self._engine.sync_engine, "checkout", _leave_closed_ones)
        self.signals = Hints(self._connect)
        self.signals.start()

    async def write(self, work: Callable[[SqlMemory], T], *, locking: bool) -> T:
        result, touched = await self._run(work, writing=True, locking=locking)
        self.signals.tell_all_replicas(touched)
        return result

    async def read(self, work: Callable[[SqlMemory], T]) -> T:
        result, _ = await self._run(work, writing=False, locking=False)
        return result

    async def run_alone(self, work: Callable[[Connection], None]) -> None:
        """One replica at a time; the others wait for it and then find nothing left to do."""
        engine = create_async_engine(
            "postgresql+asyncpg://", async_creator=self._connect, poolclass=NullPool
        )
        async with engine.connect() as connection:
            await connection.execute(text(f"SELECT pg_advisory_lock({MIGRATING})"))
            await connection.commit()
            await connection.run_sync(work)
            await connection.commit()
        await engine.dispose()

    async def close(self) -> None:
        """What has begun is finished; whoever comes later would open connections nobody closes."""
        await self.signals.stop()
        await self._within.end()
        await self._engine.dispose()

    async def _run(
        self, work: Callable[[SqlMemory], T], *, writing: bool, locking: bool
    ) -> tuple[T, set[str]]:
        """On a connection that lives. One that was cut while nobody used it is found out by the
        first thing that is asked; nothing has been done by then, so another one serves.
        """
        code = getattr(work, "__code__", None)
        begins = locking or code in self._ask_more
        with self._within:
            for is_last in (*[False] * (POOL + POOL), True):
                async with self._engine.connect() as connection:
                    try:
                        return await self._try(connection, work, writing, locking, begins)
                    except AsksMore:
                        self._ask_more.add(code)
                        begins = True
                    except _Cut as cut:
                        await connection.invalidate()
                        if is_last:
                            raise cut.error from None
            raise AssertionError("the last of them returns or raises")

    async def _try(
        self,
        connection: AsyncConnection,
        work: Callable[[SqlMemory], T],
        writing: bool,
        locking: bool,
        begins: bool,
    ) -> tuple[T, set[str]]:
        driver: PostgresDriver | None = None

        def remember(connection: Connection) -> tuple[T, set[str]]:
            nonlocal driver
            driver = PostgresDriver(connection, writing=writing, read_only=self._read_only)
            if begins:
                driver.begin()
            memory = self._make_memory(driver, writing=writing, locking=locking)
            try:
                result = work(memory)
            except Refused:
                if driver.only_hopes:
                    raise Stale("What was refused may have been done before.") from None
                raise
            driver.finish()
            return result, memory.touched

        try:
            return await connection.run_sync(remember)
        except BaseException as error:
            if driver and not driver.answered and _is_cut(error):
                raise _Cut(error) from None
            if driver:
                with suppress(*_CUT):
                    await driver.undo()
            raise

    async def _connect(self, statement_seconds: float | None = None) -> Any:
        """The driver reads the URL itself, and with it `sslmode`, sockets and password files."""
        return await asyncpg.connect(
            self._url,
            timeout=CONNECT_SECONDS,
            command_timeout=statement_seconds,
            server_settings={
                "application_name": "handrail",
                "timezone": "UTC",
                "idle_in_transaction_session_timeout": "60s",
            },
        )


class _Cut(Exception):
    """The connection was gone before anything was done on it."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


def _is_cut(error: BaseException) -> bool:
    orig = error.orig if isinstance(error, DBAPIError) and error.orig else error
    if isinstance(orig, asyncpg.PostgresError):
        return str(getattr(orig, "sqlstate", "")).startswith(_GONE)
    return isinstance(orig, _CUT)


def _leave_closed_ones(raw: Any, *_: object) -> None:
    """Known here already when the server closed it, without a question on the way."""
    if raw.driver_connection.is_closed():
        raise DisconnectionError


def _as_asyncpg_reads_it(url: str) -> str:
    return "postgresql://" + url.partition("://")[2]
