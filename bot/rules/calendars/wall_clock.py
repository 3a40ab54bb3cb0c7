"""Which instant a clock on the wall means, also in the nights when it is put forward or back."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def instant(day: date, minute: int, zone: ZoneInfo, *, last: bool = False) -> datetime:
    """`minute` of the wall clock since the day's midnight; 1440 and more lie in the next day."""
    return instant_of(datetime.combine(day, time()) + timedelta(minutes=minute), zone, last=last)


def instant_of(wall: datetime, zone: ZoneInfo, *, last: bool = False) -> datetime:
    """A time that comes twice is its first coming, or its last one for an end. A time that never
    comes is the moment in which the clock jumps over it.
    """
    first = offset(wall.replace(tzinfo=zone, fold=0))
    second = offset(wall.replace(tzinfo=zone, fold=1))
    reading = wall.replace(tzinfo=UTC)
    if first < second:
        return _jump(zone, reading - second, reading - first)
    return reading - (second if last else first)


def offset(aware: datetime) -> timedelta:
    return aware.utcoffset() or timedelta()


def _jump(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The one second between the two from which on the zone's offset is that of `after`."""
    seconds = range(int((after - before).total_seconds()))
    reached = offset(after.astimezone(zone))
    return before + timedelta(
        seconds=bisect_left(
            seconds,
            reached,
            key=lambda each: offset((before + timedelta(seconds=each)).astimezone(zone)),
        )
    )
