"""What queries say often: what lies in a window, how long something took, whose it is."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    and_,
    cast,
    extract,
    literal,
    true,
    type_coerce,
)

from bot.rules.week import Window
from store.tables import measures
from store.types import UtcDateTime

Moment = ColumnElement[Any]
_SECOND = 1_000_000.0


def within(column: Moment, window: Window) -> ColumnElement[bool]:
    return and_(column >= window.start, column < window.end)


def of_queue(queue: str | None) -> ColumnElement[bool]:
    """Cases that this queue has now."""
    return true() if queue is None else measures.c.queue == queue


def moment(at: datetime) -> Moment:
    return literal(at, UtcDateTime())


def seconds(later: Moment, earlier: Moment, *, sqlite: bool) -> ColumnElement[Any]:
    """SQLite keeps moments as whole microseconds."""
    if sqlite:
        gone = type_coerce(later, BigInteger()) - type_coerce(earlier, BigInteger())
        return cast(gone, Float()) / _SECOND
    return cast(extract("epoch", later - earlier), Float())
