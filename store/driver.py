"""How the memory asks and writes, whichever the engine; and how it does on SQLite."""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import Connection, Executable, Table

from store.prebuilt import (
    Prebuilt,
    Preparing,
    Values,
    insert,
    insert_once,
    look,
    put,
    told_without_values,
    update,
)
from store.races import Stale

Question = tuple[Prebuilt, Values]


class Driver(Protocol):
    """What is written may wait until the end of the work; whatever is asked later knows of it."""

    @property
    def dialect(self) -> str: ...
    @property
    def hopeful(self) -> bool:
        """Nothing is locked: it is hoped that nobody changes what this work has looked at, and
        the work is run again, with locks, when somebody did.
        """
        ...

    def connection(self, statement: Executable | None = None) -> Connection:
        """To ask this in SQLAlchemy's own way, or whatever one likes."""
        ...

    def all(self, prebuilt: Prebuilt, values: Values) -> list[Any]: ...
    def count(self, prebuilt: Prebuilt, values: Values) -> int: ...
    def foresee(self, *questions: Question) -> None:
        """These are about to be asked: their answers may come together."""
        ...

    def holding(self, table: Table, by: Values) -> Question:
        """A row that nobody may change before this work is committed."""
        ...

    def hold(self, table: Table, by: Values) -> Any | None: ...
    def insert(self, table: Table, values: Values) -> None:
        """A row that is new. If it is not, somebody else was quicker."""
        ...

    def insert_if_new(self, table: Table, values: Values) -> None: ...
    def change(self, table: Table, by: Values, values: Values) -> None:
        """The row that is there. If it is not, somebody else was quicker."""
        ...

    def put(self, table: Table, by: Values, values: Values) -> None:
        """A row as it is now, whether or not there was one."""
        ...


class SqliteDriver:
    """Asks at once, as there is nobody between, and locks nothing, as nobody else writes."""

    dialect = "sqlite"
    hopeful = False

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._prepare = Preparing(connection)
        self._raw: Any = connection.connection.dbapi_connection

    def connection(self, statement: Executable | None = None) -> Connection:  # noqa: ARG002
        return self._connection

    def all(self, prebuilt: Prebuilt, values: Values) -> list[Any]:
        ready, arguments = self._prepare(prebuilt, values)
        with told_without_values(ready.sql):
            return [ready.row(row) for row in self._raw.execute(ready.sql, arguments)]

    def count(self, prebuilt: Prebuilt, values: Values) -> int:
        ready, arguments = self._prepare(prebuilt, values)
        with told_without_values(ready.sql):
            return self._raw.execute(ready.sql, arguments).rowcount

    def foresee(self, *questions: Question) -> None: ...

    def holding(self, table: Table, by: Values) -> Question:
        return look(table, tuple(by)), by

    def hold(self, table: Table, by: Values) -> Any | None:
        return next(iter(self.all(*self.holding(table, by))), None)

    def insert(self, table: Table, values: Values) -> None:
        self.count(insert(table, tuple(values)), values)

    def insert_if_new(self, table: Table, values: Values) -> None:
        self.all(insert_once(table, tuple(values), self.dialect), values)

    def change(self, table: Table, by: Values, values: Values) -> None:
        if not self.count(update(table, tuple(by), tuple(values)), {**values, **as_by(by)}):
            raise Stale(f"What was read of {table.name} is no longer so.")

    def put(self, table: Table, by: Values, values: Values) -> None:
        self.count(put(table, tuple(by), tuple(values), self.dialect), {**by, **values})


def as_by(by: Values) -> Mapping[str, Any]:
    return {f"by_{name}": value for name, value in by.items()}


def _keeps_its_promise(driver: SqliteDriver) -> Driver:
    return driver
