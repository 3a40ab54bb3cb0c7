"""What every part of the memory stands on: one open transaction, and what it touched."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Executable, Row, Select, Table

from bot.ports import Clock
from bot.rules.phases import Reached
from store.driver import Driver
from store.prebuilt import Prebuilt, insert_once, update

Wanted = Select[*tuple[Any, ...]]


@dataclass(kw_only=True)
class Rows:
    """`locking`: a second try locks the escalations it reads, so that it cannot lose twice.

    `touched` are the topics to tell once this is committed, `opened` the escalations that this
    work has begun, of which there is nothing to read yet, `workspaces` those of escalations,
    `reached` what people have got further with. Values by name belong to a statement that is
    `Prebuilt`; any other goes by SQLAlchemy's own way.
    """

    driver: Driver
    clock: Clock
    lease_clock: Clock | None
    secret: str
    writing: bool
    locking: bool = False
    touched: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    workspaces: dict[str, str] = field(default_factory=dict)
    reached: list[Reached] = field(default_factory=list)

    @property
    def connection(self) -> Connection:
        """For what is asked seldom; all that was written until now is seen by it."""
        return self.driver.connection()

    def _all(self, statement: Executable | Prebuilt, **values: Any) -> list[Row[Any]]:
        if isinstance(statement, Prebuilt):
            return self.driver.all(statement, values)
        return list(self.driver.connection(statement).execute(statement))

    def _one(self, statement: Executable | Prebuilt, **values: Any) -> Row[Any] | None:
        found = self._all(statement, **values)
        return found[0] if found else None

    def _only(self, statement: Executable | Prebuilt, **values: Any) -> Row[Any]:
        (found,) = self._all(statement, **values)
        return found

    def _count(self, statement: Executable | Prebuilt, **values: Any) -> int:
        if isinstance(statement, Prebuilt):
            return self.driver.count(statement, values)
        return self.driver.connection(statement).execute(statement).rowcount

    def _insert(self, table: Table, **values: Any) -> None:
        """A row that is new: if it is not, everything is run again."""
        self.driver.insert(table, values)

    def _insert_once(self, table: Table, **values: Any) -> bool:
        """False when there is such a row already."""
        once = insert_once(table, tuple(values), self.driver.dialect)
        return bool(self._all(once, **values))

    def _insert_if_new(self, table: Table, **values: Any) -> None:
        self.driver.insert_if_new(table, values)

    def _change(self, table: Table, by: dict[str, Any], **values: Any) -> None:
        """A row as it was read: if it is so no more, everything is run again."""
        self.driver.change(table, by, values)

    def _put(self, table: Table, by: dict[str, Any], **values: Any) -> None:
        """A row as it is now, whether or not there was one."""
        self.driver.put(table, by, values)

    def _update(self, table: Table, by: dict[str, Any], **values: Any) -> int:
        """How many rows there were to set these columns in."""
        where = {f"by_{name}": value for name, value in by.items()}
        return self._count(update(table, tuple(by), tuple(values)), **values, **where)

    def _hold(self, table: Table, **by: Any) -> Row[Any] | None:
        """A row that nobody else changes until this is committed."""
        return self.driver.hold(table, by)

    def _for_update(self, select: Wanted) -> Wanted:
        """Lock these rows until the end, on PostgreSQL; a SQLite writer is alone anyway."""
        return select.with_for_update(key_share=True) if self.writing else select

    @property
    def _is_sqlite(self) -> bool:
        return self.driver.dialect == "sqlite"
