"""What a work has to write, kept until its end and then written by one statement.

A row's values go as the members of one array a column, so that one row and a hundred are written
by the same words, which PostgreSQL has to plan only once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql

from store.prebuilt import Values
from store.tables import metadata

Args = list[list[Any]]
_POSTGRES = postgresql.dialect()
_ORDER = {table.name: place for place, table in enumerate(metadata.sorted_tables)}
_NEW, _IF_NEW, _CHANGED, _PUT = "new", "if new", "changed", "put"


@dataclass(frozen=True, slots=True)
class Shape:
    """Rows of one table that are written alike. What is changed, or put, is found `by` columns."""

    kind: str
    table: Table
    by: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def order(self) -> tuple[int, str, tuple[str, ...], tuple[str, ...]]:
        """The same for everybody, so that no two wait for each other's rows."""
        return _ORDER[self.table.name], self.kind, self.by, self.columns


@dataclass(frozen=True, slots=True)
class Written:
    shape: Shape
    by: Values
    values: dict[str, Any]
    mark: str | None = None

    def is_found(self, by: Values) -> bool:
        """Is it this row that is meant, as it will be?"""
        now_is = {**self.by, **self.values}
        return all(name in now_is and now_is[name] == value for name, value in by.items())


class Writes:
    def __init__(self) -> None:
        self._rows: dict[Table, list[Written]] = {}

    def __bool__(self) -> bool:
        return bool(self._rows)

    def insert(self, table: Table, values: Values, *, if_new: bool = False) -> None:
        shape = Shape(_IF_NEW if if_new else _NEW, table, (), tuple(values))
        self._keep(Written(shape, {}, dict(values)))

    def change(self, table: Table, by: Values, values: Values, mark: str | None) -> bool:
        """False when it cannot go together with what is kept already: one statement writes a row
        only once.
        """
        shape = Shape(_CHANGED, table, tuple(by), tuple(values))
        return self._join(Written(shape, by, dict(values), mark))

    def put(self, table: Table, by: Values, values: Values) -> bool:
        """The row as it is now, whether or not there was one; False as for `change`."""
        shape = Shape(_PUT, table, tuple(by), tuple(values))
        return self._join(Written(shape, by, dict(values)))

    def take(self) -> tuple[str, Args]:
        """The statement for all of them and its arguments; nothing is kept after that."""
        alike: dict[Shape, list[Written]] = {}
        for each in chain.from_iterable(self._rows.values()):
            alike.setdefault(each.shape, []).append(each)
        self._rows = {}
        shapes = tuple(sorted(alike, key=lambda shape: shape.order))
        return _words(shapes), [one for shape in shapes for one in _arrays(shape, alike[shape])]

    def _join(self, written: Written) -> bool:
        for known in self._rows.get(written.shape.table, ()):
            if known.is_found(written.by):
                if known.shape.kind == _IF_NEW or not set(written.values) <= set(known.values):
                    return False
                known.values.update(written.values)
                return True
        self._keep(written)
        return True

    def _keep(self, written: Written) -> None:
        self._rows.setdefault(written.shape.table, []).append(written)


def _arrays(shape: Shape, rows: Sequence[Written]) -> Args:
    arrays = [[row.by[name] for row in rows] for name in shape.by]
    if shape.kind == _CHANGED:
        arrays.append([row.mark for row in rows])
    arrays += [[row.values[name] for row in rows] for name in shape.columns]
    return [
        [process(each) for each in array] if process else array
        for array, process in zip(arrays, _processes(shape), strict=True)
    ]


@cache
def _processes(shape: Shape) -> list[Callable[[Any], Any] | None]:
    return [
        column.type.bind_processor(_POSTGRES) if column is not None else None
        for column in _columns(shape)
    ]


def _columns(shape: Shape) -> list[Column[Any] | None]:
    """None stands for the mark."""
    found: list[Column[Any] | None] = [shape.table.c[name] for name in shape.by]
    if shape.kind == _CHANGED:
        found.append(None)
    return found + [shape.table.c[name] for name in shape.columns]


@cache
def _words(shapes: tuple[Shape, ...]) -> str:
    """Divides by nought, which undoes all of it, when a row was not there to be changed."""
    parts: list[str] = []
    checks: list[str] = []
    first = 1
    for number, shape in enumerate(shapes):
        columns = _columns(shape)
        arrays = [
            f"${place}::{_type(column)}[]" for place, column in enumerate(columns, start=first)
        ]
        if shape.kind == _CHANGED:
            parts.append(f"w{number} AS ({_update(shape, arrays)})")
            count = f"(SELECT count(*) FROM w{number})"  # noqa: S608  # all of it is ours
            checks.append(f"1 / ({count} = cardinality({arrays[0]}))::int")
        else:
            parts.append(f"w{number} AS ({_insert(shape, arrays)})")
        first += len(columns)
    return f"WITH {', '.join(parts)} SELECT {', '.join(checks) or '1'}"


def _insert(shape: Shape, arrays: Sequence[str]) -> str:
    into = f"INSERT INTO {shape.table.name} ({', '.join((*shape.by, *shape.columns))})"
    end = "ON CONFLICT DO NOTHING" if shape.kind == _IF_NEW else ""
    if shape.kind == _PUT:
        news = ", ".join(f"{name} = EXCLUDED.{name}" for name in shape.columns)
        end = f"ON CONFLICT ({', '.join(shape.by)}) DO UPDATE SET {news}"
    return f"{into} SELECT * FROM unnest({', '.join(arrays)}) {end}"  # noqa: S608


def _update(shape: Shape, arrays: Sequence[str]) -> str:
    names = [f"by_{name}" for name in shape.by] + ["mark", *shape.columns]
    given = f"unnest({', '.join(arrays)}) AS v({', '.join(names)})"
    found = " AND ".join(f"t.{name} = v.by_{name}" for name in shape.by)
    unmarked = "(v.mark IS NULL OR t.xmin::text = v.mark)"
    what = f"UPDATE {shape.table.name} AS t SET {_set(shape)}"  # noqa: S608
    return f"{what} FROM {given} WHERE {found} AND {unmarked} RETURNING 1"


def _set(shape: Shape) -> str:
    """With nothing to change the row is only marked anew, for whoever looked at it meanwhile."""
    if shape.columns:
        return ", ".join(f"{name} = v.{name}" for name in shape.columns)
    other = next(each.name for each in shape.table.c if each.name not in shape.by)
    return f"{other} = t.{other}"


def _type(column: Column[Any] | None) -> str:
    return "TEXT" if column is None else column.type.compile(dialect=_POSTGRES)
