"""Statements that are built once and handed to the driver as they are.

Building one anew, and SQLAlchemy's way to the driver, cost more than SQLite takes to carry it out.
What is asked seldom or in many shapes still goes that way.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import asyncpg
from sqlalchemy import (
    Connection,
    Dialect,
    Executable,
    Table,
    TypeDecorator,
    bindparam,
    literal_column,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine
from sqlalchemy.util import await_only

Process = Callable[[Any], Any] | None
Values = Mapping[str, Any]
_HIDDEN = ("not told",)


@dataclass(frozen=True, slots=True)
class Ready:
    """One statement in one engine's words, and how values go in and rows come out."""

    sql: str
    takes: tuple[tuple[str, Process, Any], ...]
    row: Callable[[Sequence[Any]], Any]

    def arguments(self, values: Values) -> tuple[Any, ...]:
        try:
            return tuple(
                process(values.get(name, fixed)) if process else values.get(name, fixed)
                for name, process, fixed in self.takes
            )
        except ValueError as error:
            raise StatementError(str(error), self.sql, None, error, hide_parameters=True) from None


class Prebuilt:
    """A statement with `bindparam`s, compiled for an engine when it is first asked there."""

    def __init__(self, statement: Executable, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._ready: dict[str, Ready] = {}

    def on(self, dialect: Dialect) -> Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = self._compiled(dialect)
        return ready

    def _compiled(self, dialect: Dialect) -> Ready:
        compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)  # type: ignore[attr-defined]
        return Ready(str(compiled), _takes(compiled), _row(compiled, dialect))


class Driver(Protocol):
    def all(self, prebuilt: Prebuilt, values: Values) -> list[Any]: ...
    def count(self, prebuilt: Prebuilt, values: Values) -> int: ...


class SqliteDriver:
    def __init__(self, connection: Connection) -> None:
        self._prepare = _Preparing(connection)
        self._raw: Any = connection.connection.dbapi_connection

    def all(self, prebuilt: Prebuilt, values: Values) -> list[Any]:
        ready, arguments = self._prepare(prebuilt, values)
        with _told_without_values(ready):
            return [ready.row(row) for row in self._raw.execute(ready.sql, arguments)]

    def count(self, prebuilt: Prebuilt, values: Values) -> int:
        ready, arguments = self._prepare(prebuilt, values)
        with _told_without_values(ready):
            return self._raw.execute(ready.sql, arguments).rowcount


class PostgresDriver:
    """Called in a work, which is no coroutine: SQLAlchemy's greenlet waits in its stead."""

    def __init__(self, connection: Connection) -> None:
        self._prepare = _Preparing(connection)
        self._raw: Any = connection.connection.driver_connection

    def all(self, prebuilt: Prebuilt, values: Values) -> list[Any]:
        ready, arguments = self._prepare(prebuilt, values)
        with _told_without_values(ready):
            found = await_only(self._raw.fetch(ready.sql, *arguments))
        return [ready.row(tuple(row)) for row in found]

    def count(self, prebuilt: Prebuilt, values: Values) -> int:
        ready, arguments = self._prepare(prebuilt, values)
        with _told_without_values(ready):
            said = await_only(self._raw.execute(ready.sql, *arguments))
        return int(said.rpartition(" ")[2])


def driver_of(connection: Connection) -> Driver:
    is_sqlite = connection.dialect.name == "sqlite"
    return SqliteDriver(connection) if is_sqlite else PostgresDriver(connection)


class _Preparing:
    """Who listens to SQLAlchemy's statements hears of these as well."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect
        self._is_heard = connection._has_events or connection.engine._has_events  # noqa: SLF001

    def __call__(self, prebuilt: Prebuilt, values: Values) -> tuple[Ready, tuple[Any, ...]]:
        ready = prebuilt.on(self._dialect)
        arguments = ready.arguments(values)
        if self._is_heard:
            cursor = self._connection.connection.cursor()
            heard = self._connection.dispatch.before_cursor_execute
            heard(self._connection, cursor, ready.sql, arguments, None, False)
        return ready, arguments


class _told_without_values:  # noqa: N801  # reads as the `with` that it is
    """The driver's error as SQLAlchemy's own, and nobody's words in it."""

    __slots__ = ("_ready",)

    def __init__(self, ready: Ready) -> None:
        self._ready = ready

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, asyncpg.PostgresError):
            vars(error)["detail"] = None  # it quotes values
            is_broken = isinstance(error, asyncpg.IntegrityConstraintViolationError)
            told = IntegrityError if is_broken else OperationalError
            raise told(self._ready.sql, _HIDDEN, error, hide_parameters=True) from error
        if isinstance(error, sqlite3.Error):
            raise DBAPIError.instance(
                self._ready.sql, _HIDDEN, error, sqlite3.Error, hide_parameters=True
            ) from error


@cache
def insert(table: Table, columns: tuple[str, ...]) -> Prebuilt:
    return Prebuilt(table.insert().inline(), columns)


@cache
def insert_once(table: Table, columns: tuple[str, ...], dialect: str) -> Prebuilt:
    """Gives back a row when there was none like it before."""
    words = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    values = {name: bindparam(name, type_=table.c[name].type) for name in columns}
    once = words.values(values).on_conflict_do_nothing().returning(literal_column("1").label("new"))
    return Prebuilt(once)


@cache
def update(table: Table, by: tuple[str, ...], columns: tuple[str, ...]) -> Prebuilt:
    """Sets these columns where those others, as `by_…`, are what is said."""
    wanted = table.update().values({name: bindparam(name) for name in columns})
    for name in by:
        wanted = wanted.where(table.c[name] == bindparam(f"by_{name}"))
    return Prebuilt(wanted)


def _takes(compiled: SQLCompiler) -> tuple[tuple[str, Process, Any], ...]:
    processes = compiled._bind_processors  # noqa: SLF001  # as SQLAlchemy's own execution does
    return tuple(
        (name, processes.get(name), compiled.params[name])  # type: ignore[misc]
        for name in compiled.positiontup or ()
    )


def _row(compiled: SQLCompiler, dialect: Dialect) -> Callable[[Sequence[Any]], Any]:
    """Rows with names, as SQLAlchemy makes them."""
    columns = compiled._result_columns  # noqa: SLF001
    named = namedtuple("Row", [each.keyname for each in columns], rename=True)  # type: ignore[misc]  # noqa: PYI024
    processes = [_process(each.type, dialect) for each in columns]
    if not any(processes):
        return named._make

    def row(values: Sequence[Any]) -> Any:
        pairs = zip(processes, values, strict=True)
        return named._make(process(value) if process else value for process, value in pairs)

    return row


def _process(type: TypeEngine[Any], dialect: Dialect) -> Process:
    """Only of types of our own: everything else is as the driver gives it."""
    return type.result_processor(dialect, None) if isinstance(type, TypeDecorator) else None
