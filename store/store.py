"""The store: `await store.write(work)` runs a plain function in one transaction.

It cannot await, so no transaction is ever held across the network; and it may be run again when
somebody else was quicker.
"""

import asyncio
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar, overload
from urllib.parse import unquote

from sqlalchemy import Connection, text

from bot.ports import Clock, Receipt, Signals, Store, StoredAnswer
from store import migrate
from store.driver import Driver
from store.errors import StoreError
from store.memory import SqlMemory
from store.postgres import PostgresDatabase
from store.races import is_race
from store.sqlite import SqliteDatabase

T = TypeVar("T")

TRIES = 10
PAUSE = 0.01
POSTGRES = frozenset({"postgresql", "postgres", "postgresql+asyncpg"})


class Database(Protocol):
    """One engine: where transactions begin, end and are told of."""

    @property
    def signals(self) -> Signals: ...
    async def write(self, work: Callable[[SqlMemory], T], *, locking: bool) -> T: ...
    async def read(self, work: Callable[[SqlMemory], T]) -> T: ...
    async def run_alone(self, work: Callable[[Connection], None]) -> None: ...
    async def close(self) -> None: ...


class SqlStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        clock: Clock,
        lease_clock: Clock | None = None,
        secret: str = "",
        read_only: bool = False,
    ) -> "SqlStore":
        """`sqlite:///path` or `postgresql://…`. Leases are measured by the database's clock on
        PostgreSQL and by this process's on SQLite, unless tests hand in another.
        """
        scheme, _, rest = url.partition("://")

        def remember(driver: Driver, *, writing: bool, locking: bool = False) -> SqlMemory:
            return SqlMemory(
                driver=driver,
                clock=clock,
                lease_clock=lease_clock or (clock if scheme == "sqlite" else None),
                secret=secret,
                writing=writing,
                locking=locking,
            )

        if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
            path = Path(unquote(rest[1:]))
            return cls(SqliteDatabase(path, remember, read_only=read_only))
        if scheme in POSTGRES:
            return cls(PostgresDatabase(url, remember, read_only=read_only))
        raise StoreError("The database URL must be sqlite:///path or postgresql://host/name.")

    @property
    def signals(self) -> Signals:
        return self._database.signals

    @overload
    async def write(self, work: Callable[[SqlMemory], T]) -> T: ...
    @overload
    async def write(
        self, work: Callable[[SqlMemory], T], *, receipt: Receipt | None
    ) -> T | StoredAnswer: ...
    async def write(
        self, work: Callable[[SqlMemory], T], *, receipt: Receipt | None = None
    ) -> T | StoredAnswer:
        def all_of_it(memory: SqlMemory) -> Any:
            return memory.answer_once(receipt, lambda: work(memory)) if receipt else work(memory)

        for tried in range(1, TRIES):
            try:
                return await self._database.write(all_of_it, locking=tried > 1)
            except Exception as error:
                if not is_race(error):
                    raise
            await asyncio.sleep(secrets.SystemRandom().uniform(0, PAUSE * tried))
        return await self._database.write(all_of_it, locking=True)

    async def read(self, work: Callable[[SqlMemory], T]) -> T:
        """One consistent look at everything that was committed before."""
        return await self._database.read(work)

    async def migrate(self) -> None:
        await self._database.run_alone(migrate.upgrade)

    async def schema_version(self) -> str | None:
        return await self.read(lambda memory: migrate.schema_version(memory.connection))

    def expected_version(self) -> str | None:
        return migrate.expected_version()

    def is_newer(self, version: str | None) -> bool:
        """A schema of a later version, which migrates so that this one can go on serving."""
        return migrate.is_newer(version)

    async def ping(self) -> None:
        await self.read(lambda memory: memory.connection.execute(text("SELECT 1")))

    async def verify_audit(self) -> str | None:
        """None, or a sentence that names the first broken line."""
        return await self.read(lambda memory: memory.audit_fault())

    async def close(self) -> None:
        await self._database.close()


def _keeps_its_promise(store: SqlStore) -> Store:
    return store
