"""Statements that are built once and handed to the driver as they are.

Building one anew, and SQLAlchemy's way to the driver, cost more than SQLite takes to carry it out.
What is asked seldom or in many shapes still goes that way.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import asyncpg
from sqlalchemy import (
    Connection,
    Dialect,
    Executable,
    Select,
    Table,
    TypeDecorator,
    bindparam,
    literal_column,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.util import find_tables
from sqlalchemy.types import TypeEngine

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
        with told_without_values(self.sql):
            return tuple(
                process(values.get(name, fixed)) if process else values.get(name, fixed)
                for name, process, fixed in self.takes
            )


class Prebuilt:
    """A statement with `bindparam`s, compiled for an engine when it is first asked there. `by_key`:
    they are the columns of one table by which it looks for a row.
    """

    def __init__(
        self, statement: Executable, columns: Sequence[str] | None = None, *, by_key: bool = False
    ) -> None:
        self.by_key = by_key
        self._statement = statement
        self._columns = columns
        self._ready: dict[str, Ready] = {}

    @cached_property
    def only_looks(self) -> bool:
        """Neither writes nor locks anything."""
        return (
            isinstance(self._statement, Select) and self._statement._for_update_arg is None  # noqa: SLF001
        )

    @cached_property
    def tables(self) -> frozenset[str]:
        found = find_tables(self._statement, include_selects=True, include_joins=True)  # type: ignore[arg-type]
        return frozenset(each.name for each in found if isinstance(each, Table))

    def on(self, dialect: Dialect) -> Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = self._compiled(dialect)
        return ready

    def _compiled(self, dialect: Dialect) -> Ready:
        compiled = self._statement.compile(dialect=dialect, column_keys=self._columns)  # type: ignore[attr-defined]
        return Ready(str(compiled), _takes(compiled), _row(compiled, dialect))


class Preparing:
    """Who listens to SQLAlchemy's statements hears of these as well."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect

    def __call__(self, prebuilt: Prebuilt, values: Values) -> tuple[Ready, tuple[Any, ...]]:
        ready = prebuilt.on(self._dialect)
        arguments = ready.arguments(values)
        self.told(ready.sql, arguments)
        return ready, arguments

    def told(self, sql: str, arguments: Sequence[Any] = ()) -> None:
        if heard := self._connection.dispatch.before_cursor_execute:
            cursor = self._connection.connection.cursor()
            heard(self._connection, cursor, sql, tuple(arguments), None, False)


class told_without_values:  # noqa: N801  # reads as the `with` that it is
    """The driver's error as SQLAlchemy's own, and nobody's words in it."""

    __slots__ = ("_sql",)

    def __init__(self, sql: str) -> None:
        self._sql = sql

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ValueError):
            raise StatementError(str(error), self._sql, None, error, hide_parameters=True) from None
        if isinstance(error, asyncpg.PostgresError):
            vars(error)["detail"] = None  # it quotes values
            is_broken = isinstance(error, asyncpg.IntegrityConstraintViolationError)
            told = IntegrityError if is_broken else OperationalError
            raise told(self._sql, _HIDDEN, error, hide_parameters=True) from error
        if isinstance(error, sqlite3.Error):
            raise DBAPIError.instance(
                self._sql, _HIDDEN, error, sqlite3.Error, hide_parameters=True
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


@cache
def put(table: Table, by: tuple[str, ...], columns: tuple[str, ...], dialect: str) -> Prebuilt:
    """A row as it is now, whether or not there was one."""
    words = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    named = {name: bindparam(name, type_=table.c[name].type) for name in (*by, *columns)}
    news = {name: words.excluded[name] for name in columns}
    return Prebuilt(words.values(named).on_conflict_do_update(index_elements=by, set_=news))


@cache
def look(table: Table, by: tuple[str, ...]) -> Prebuilt:
    return Prebuilt(_rows_by(table, by))


@cache
def look_and_lock(table: Table, by: tuple[str, ...]) -> Prebuilt:
    return Prebuilt(_rows_by(table, by).with_for_update(key_share=True))


@cache
def look_and_mark(table: Table, by: tuple[str, ...]) -> Prebuilt:
    """With PostgreSQL's own mark on the row, which is another one once somebody has changed it."""
    mark = literal_column(f"{table.name}.xmin::text").label("mark")
    return Prebuilt(_rows_by(table, by).add_columns(mark), by_key=True)


def _rows_by(table: Table, by: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    return select(table).where(*(table.c[name] == bindparam(name) for name in by))


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
