"""How a work asks and writes on PostgreSQL: in two round trips, if all goes well.

What it needs is looked at without a lock, and all that it writes goes in one statement at the end,
which does nothing when somebody has changed meanwhile what was looked at. Then, or when a work asks
for more than that, it is a transaction like any other.
"""

from typing import Any

import asyncpg
from sqlalchemy import Connection, Executable, Select, Table
from sqlalchemy.util import await_only

from store.driver import Driver, Question
from store.foreseen import Foreseen
from store.prebuilt import (
    Prebuilt,
    Preparing,
    Values,
    look,
    look_and_lock,
    look_and_mark,
    told_without_values,
)
from store.races import Stale
from store.writes import Writes


class AsksMore(Exception):
    """Who only looks has asked a second time: to see one moment it takes a transaction."""


class PostgresDriver:
    """Called in a work, which is no coroutine: SQLAlchemy's greenlet waits in its stead."""

    dialect = "postgresql"

    def __init__(self, connection: Connection, *, writing: bool, read_only: bool = False) -> None:
        self.answered = False
        self._connection = connection
        self._prepare = Preparing(connection)
        self._raw: Any = connection.connection.driver_connection
        self._writing = writing
        self._transaction: Any = self._raw.transaction(
            isolation="read_committed" if writing else "repeatable_read",
            readonly=read_only or not writing,
        )
        self._asked = False
        self._begun = False
        self._writes = Writes()
        self._marks: dict[tuple[Table, tuple[tuple[str, Any], ...]], str] = {}
        self._foreseen = Foreseen(connection.dialect)

    @property
    def hopeful(self) -> bool:
        return self._writing and not self._begun

    @property
    def only_hopes(self) -> bool:
        """Something counts as written that has not been tried yet, and may not be new at all."""
        return self.hopeful and bool(self._writes)

    def begin(self) -> None:
        self._prepare.told("BEGIN")
        await_only(self._transaction.start())
        self._begun = self.answered = True
        self._foreseen.keep_only_by_key()

    def finish(self) -> None:
        """All that is left to write, and then it is durable."""
        if self._writes and not (self.answered and self.hopeful):
            self._ready()
        if self._begun:
            self._flush()
            self._prepare.told("COMMIT")
            await_only(self._transaction.commit())
        elif self._writes:
            self._flush()

    async def undo(self) -> None:
        if self._begun:
            await self._transaction.rollback()

    def connection(self, statement: Executable | None = None) -> Connection:
        if isinstance(statement, Select) and not self._writing:
            self._look()
        else:
            self._ready()
        return self._connection

    def all(self, prebuilt: Prebuilt, values: Values) -> list[Any]:
        known = self._foreseen.known(prebuilt, values)
        if known is not None:
            return known
        if prebuilt.only_looks and not self._writes:
            self._look()
        else:
            self._ready()
        ready, arguments = self._prepare(prebuilt, values)
        with told_without_values(ready.sql):
            found = await_only(self._raw.fetch(ready.sql, *arguments))
        self.answered = True
        return [ready.row(tuple(row)) for row in found]

    def count(self, prebuilt: Prebuilt, values: Values) -> int:
        self._ready()
        ready, arguments = self._prepare(prebuilt, values)
        with told_without_values(ready.sql):
            said = await_only(self._raw.execute(ready.sql, *arguments))
        return int(said.rpartition(" ")[2])

    def foresee(self, *questions: Question) -> None:
        if not self.hopeful or self._writes:
            return
        unknown = self._foreseen.unknown(questions)
        if not unknown:
            return
        sql, given = self._foreseen.in_one(unknown)
        self._prepare.told(sql, given)
        with told_without_values(sql):
            found = await_only(self._raw.fetch(sql, *given))
        self.answered = True
        self._foreseen.learn(unknown, found)

    def holding(self, table: Table, by: Values) -> Question:
        if self.hopeful:
            return look_and_mark(table, tuple(by)), by
        return (look_and_lock if self._writing else look)(table, tuple(by)), by

    def hold(self, table: Table, by: Values) -> Any | None:
        if self.hopeful and self._writes and self._foreseen.known(*self.holding(table, by)) is None:
            self._ready()
        row = next(iter(self.all(*self.holding(table, by))), None)
        if row is not None and self.hopeful:
            self._marks[table, tuple(by.items())] = row.mark
        return row

    def insert(self, table: Table, values: Values) -> None:
        self._foreseen.forget(table, values)
        self._writes.insert(table, values)

    def insert_if_new(self, table: Table, values: Values) -> None:
        self._foreseen.forget(table, values)
        self._writes.insert(table, values, if_new=True)

    def change(self, table: Table, by: Values, values: Values) -> None:
        self._foreseen.forget(table, by)
        mark = self._marks.pop((table, tuple(by.items())), None)
        if not self._writes.change(table, by, values, mark):
            self._ready()
            self._writes.change(table, by, values, None)

    def put(self, table: Table, by: Values, values: Values) -> None:
        self._foreseen.forget(table, by)
        if not self._writes.put(table, by, values):
            self._ready()
            self._writes.put(table, by, values)

    def _look(self) -> None:
        if not self._writing and not self._begun:
            if self._asked:
                raise AsksMore
            self._asked = True

    def _ready(self) -> None:
        """In a transaction that knows of all that was written until now, and in which nobody else
        can change any more what was looked at.
        """
        if not self._begun:
            self.begin()
        self._flush()

    def _flush(self) -> None:
        if not self._writes and not (self._begun and self._marks):
            return
        for (table, by), mark in self._marks.items():
            self._writes.change(table, dict(by), {}, mark)
        self._marks.clear()
        with told_without_values("writes"):
            sql, arguments = self._writes.take()
        self._prepare.told(sql, arguments)
        try:
            with told_without_values(sql):
                await_only(self._raw.fetch(sql, *arguments))
        except Exception as error:
            if isinstance(error.__cause__, asyncpg.DivisionByZeroError):
                raise Stale("What was read is no longer so.") from None
            raise


def _keeps_its_promise(driver: PostgresDriver) -> Driver:
    return driver
