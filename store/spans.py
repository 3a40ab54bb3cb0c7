"""What queries say often: what lies in a window, how long something took, in which hour."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    Integer,
    and_,
    case,
    cast,
    func,
    literal,
)

from bot.rules.calendars.week import Window
from store.types import UtcDateTime

Moment = ColumnElement[Any]
_SECOND = 1_000_000.0
_HOUR = 3_600_000_000
LAST_BAND = 9


def within(column: Moment, window: Window) -> ColumnElement[bool]:
    return and_(column >= window.start, column < window.end)


def moment(at: datetime) -> Moment:
    return literal(at, UtcDateTime())


def seconds(later: Moment, earlier: Moment, *, sqlite: bool) -> ColumnElement[Any]:
    """SQLite keeps moments as whole microseconds."""
    if sqlite:
        gone = cast(later, BigInteger()) - cast(earlier, BigInteger())
        return cast(gone, Float()) / _SECOND
    return _epoch(later - earlier)


def micros(later: Moment, earlier: Moment, *, sqlite: bool) -> ColumnElement[Any]:
    """Whole ones, as both engines keep them."""
    if sqlite:
        return cast(later, BigInteger()) - cast(earlier, BigInteger())
    return cast(_epoch(later - earlier) * _SECOND, BigInteger())


def micros_of(seconds: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.round(seconds * _SECOND), BigInteger())


def hour_of(at: Moment, start: datetime, *, sqlite: bool) -> ColumnElement[Any]:
    """The how manieth hour since `start`: 0 is the first."""
    if sqlite:
        gone = cast(at, BigInteger()) - cast(moment(start), BigInteger())
        return gone // _HOUR
    return cast(func.floor(_epoch(at - moment(start)) / 3600.0), Integer)


def band_of(confidence: Moment, *, sqlite: bool) -> ColumnElement[Any]:
    """The tenth that it lies in: 0 to 9; 1.0 belongs to the last one."""
    tenths = confidence * 10.0
    whole = cast(tenths if sqlite else func.floor(tenths), Integer)
    return case((whole > LAST_BAND, LAST_BAND), else_=whole)


def _epoch(gone: Moment) -> ColumnElement[float]:
    """Seconds, in which a microsecond is exact for decades; `extract` is slow by its decimals."""
    return func.date_part("epoch", gone, type_=Float())
