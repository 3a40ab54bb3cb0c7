"""Medians and the like, found where the rows lie: of any number of times a few numbers come out.

A time is one whole number: its microseconds twice, and one more while it goes on. So times sort as
`Measured` does, and what is said of them is exact.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Text,
    case,
    cast,
    column,
    func,
    literal,
    literal_column,
    null,
    select,
    union_all,
)

from bot.rules.weekly.statistics import (
    FEWEST_FOR_MEDIAN,
    FEWEST_FOR_P90,
    Measured,
    Summary,
)
from store.rows import Rows

A_SECOND = 1_000_000
_PERCENTS = (25, 30, 50, 75, 90, 95, 99, 100)
_OF_FEW = {0: (), 1: (100,), 2: (50, 100), 3: (30, 50, 100), 4: (25, 50, 75, 100)}
_FRACTIONS = f"ARRAY[{', '.join(str(each / 100) for each in _PERCENTS)}]::float8[]"
More = Mapping[str, Sequence[int]]


def code(micros: ColumnElement[Any], *, goes_on: ColumnElement[bool]) -> ColumnElement[Any]:
    return micros * 2 + case((goes_on, 1), else_=0)


def code_of(seconds: float, *, goes_on: bool) -> int:
    return round(seconds * A_SECOND) * 2 + goes_on


class Codes(list[int | None]):
    """SQLite's own way to sum up a column: all of it in order, and then what is asked of it."""

    step = list.append

    def finalize(self) -> str:
        codes = sorted(each for each in self if each is not None)
        n = len(codes)
        picks = [codes[-(-each * n // 100) - 1] for each in _PERCENTS] if n else None
        least = min((each for each in codes if each & 1), default=None)
        sums = (sum(each & 1 for each in codes), sum(each >> 1 for each in codes))
        return json.dumps([n, *sums, least, picks])


@dataclass(frozen=True, slots=True)
class Spread:
    """How many, how many of them go on, what they come to, the least that goes on, and the values
    at some percents.
    """

    n: int
    going_on: int
    total: int
    least: int | None
    picks: Mapping[int, int]

    @property
    def seconds(self) -> float:
        return self.total / A_SECOND

    def at(self, percent: int) -> Measured | None:
        if not self.n:
            return None
        found = self.picks[percent]
        return Measured((found >> 1) / A_SECOND, self.least is not None and self.least <= found)

    def summary(self) -> Summary:
        few = (self.picks[each] for each in _OF_FEW.get(self.n, ()))
        return Summary(
            n=self.n,
            going_on=self.going_on,
            values=tuple(Measured((each >> 1) / A_SECOND, bool(each & 1)) for each in few),
            median=self.at(50) if self.n >= FEWEST_FOR_MEDIAN else None,
            p90=self.at(90) if self.n >= FEWEST_FOR_P90 else None,
            largest=self.at(100),
            mean=Measured(self.seconds / self.n, self.going_on > 0) if self.n else None,
        )


class Spreads(Rows):
    def _spreads(
        self, codes: Select[*tuple[Any, ...]], more: More | None = None
    ) -> dict[str, Spread]:
        """One for each column; `more` are codes that only a calendar could tell. PostgreSQL would
        reckon out each of them anew for all that is asked of it.
        """
        names = codes.selected_columns.keys()
        added = [self._only_in(name, names, found) for name, found in (more or {}).items() if found]
        asked = union_all(codes, *added) if added else codes
        rows = asked.cte("codes").prefix_with("MATERIALIZED", dialect="postgresql")
        row = self._only(select(*(self._spread(rows.c[name]).label(name) for name in names)))
        return {name: _read(told) for name, told in row._asdict().items()}

    def _spread(self, codes: ColumnElement[Any]) -> ColumnElement[str]:
        if self._is_sqlite:
            return func.spread(codes, type_=Text)
        one = literal_column("1", Integer)
        is_odd = codes.bitwise_and(one)
        told = func.json_build_array(
            func.count(codes),
            func.sum(is_odd),
            func.sum(codes.bitwise_rshift(one)),
            func.min(case((is_odd == one, codes))),
            func.percentile_disc(literal_column(_FRACTIONS)).within_group(codes),
        )
        return cast(told, Text)

    def _only_in(
        self, name: str, names: Sequence[str], found: Sequence[int]
    ) -> Select[*tuple[Any, ...]]:
        told = literal(json.dumps(list(found)), Text)
        unpacked = func.json_array_elements_text(cast(told, JSON))
        each = (func.json_each(told) if self._is_sqlite else unpacked).table_valued(column("value"))
        value = cast(each.c.value, BigInteger)
        return select(*(value if other == name else null() for other in names)).select_from(each)


def _read(told: str | None) -> Spread:
    """Of no row at all SQLite says nothing."""
    n, going_on, total, least, picks = json.loads(told) if told else (0, 0, 0, None, None)
    return Spread(
        n, going_on or 0, total or 0, least, dict(zip(_PERCENTS, picks or (), strict=False))
    )
