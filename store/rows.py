"""What every part of the memory stands on: one open transaction, and what it touched."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Executable, Row, Select, Table, literal_column
from sqlalchemy.dialects import postgresql, sqlite

from bot.ports import Clock

Wanted = Select[*tuple[Any, ...]]


@dataclass(kw_only=True)
class Rows:
    """`locking`: a second try locks the escalations it reads, so that it cannot lose twice.

    `touched` are the topics to tell once this is committed.
    """

    connection: Connection
    clock: Clock
    lease_clock: Clock | None
    secret: str
    writing: bool
    locking: bool = False
    touched: set[str] = field(default_factory=set)
    absent: set[tuple[str, str]] = field(default_factory=set)

    def _all(self, statement: Executable) -> list[Row[Any]]:
        return list(self.connection.execute(statement))

    def _one(self, statement: Executable) -> Row[Any] | None:
        return self.connection.execute(statement).first()

    def _only(self, statement: Executable) -> Row[Any]:
        return self.connection.execute(statement).one()

    def _count(self, statement: Executable) -> int:
        return self.connection.execute(statement).rowcount

    def _insert(self, table: Table, **values: Any) -> None:
        self.connection.execute(table.insert().values(**values))

    def _insert_once(self, table: Table, **values: Any) -> bool:
        """False when there is such a row already."""
        dialect = sqlite if self._is_sqlite else postgresql
        return (
            self._one(
                dialect.insert(table)
                .values(**values)
                .on_conflict_do_nothing()
                .returning(literal_column("1"))
            )
            is not None
        )

    def _for_update(self, select: Wanted) -> Wanted:
        """Lock these rows until the end, on PostgreSQL; a SQLite writer is alone anyway."""
        return select.with_for_update(key_share=True) if self.writing else select

    @property
    def _is_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"
