"""What every part of the memory stands on: one open transaction, and what it touched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Executable, Row, Select, Table

from bot.ports import Clock
from store.prebuilt import Driver, Prebuilt, driver_of, insert, insert_once, update

Wanted = Select[*tuple[Any, ...]]


@dataclass(kw_only=True)
class Rows:
    """`locking`: a second try locks the escalations it reads, so that it cannot lose twice.

    `touched` are the topics to tell once this is committed. Values by name belong to a statement
    that is `Prebuilt`; any other goes by SQLAlchemy's own way.
    """

    connection: Connection
    clock: Clock
    lease_clock: Clock | None
    secret: str
    writing: bool
    locking: bool = False
    touched: set[str] = field(default_factory=set)
    absent: set[tuple[str, str]] = field(default_factory=set)

    @cached_property
    def _driver(self) -> Driver:
        return driver_of(self.connection)

    def _all(self, statement: Executable | Prebuilt, **values: Any) -> list[Row[Any]]:
        if isinstance(statement, Prebuilt):
            return self._driver.all(statement, values)
        return list(self.connection.execute(statement))

    def _one(self, statement: Executable | Prebuilt, **values: Any) -> Row[Any] | None:
        if isinstance(statement, Prebuilt):
            found = self._all(statement, **values)
            return found[0] if found else None
        return self.connection.execute(statement).first()

    def _only(self, statement: Executable | Prebuilt, **values: Any) -> Row[Any]:
        if isinstance(statement, Prebuilt):
            (found,) = self._all(statement, **values)
            return found
        return self.connection.execute(statement).one()

    def _count(self, statement: Executable | Prebuilt, **values: Any) -> int:
        if isinstance(statement, Prebuilt):
            return self._driver.count(statement, values)
        return self.connection.execute(statement).rowcount

    def _insert(self, table: Table, **values: Any) -> None:
        self._count(insert(table, tuple(values)), **values)

    def _insert_once(self, table: Table, **values: Any) -> bool:
        """False when there is such a row already."""
        once = insert_once(table, tuple(values), self.connection.dialect.name)
        return bool(self._all(once, **values))

    def _update(self, table: Table, by: Mapping[str, Any], **values: Any) -> int:
        """How many rows there were to set these columns in."""
        where = {f"by_{name}": value for name, value in by.items()}
        return self._count(update(table, tuple(by), tuple(values)), **values, **where)

    def _for_update(self, select: Wanted) -> Wanted:
        """Lock these rows until the end, on PostgreSQL; a SQLite writer is alone anyway."""
        return select.with_for_update(key_share=True) if self.writing else select

    @property
    def _is_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"


def both(select: Wanted) -> tuple[Prebuilt, Prebuilt]:
    """To look at rows, and to lock them until the end as well."""
    return Prebuilt(select), Prebuilt(select.with_for_update(key_share=True))
