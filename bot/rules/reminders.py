"""When people hear of a clock: after shares of its time, when it is broken, and a few times after.

Each share is told once. After a time in which nobody looked only the highest is told; what falls
due while the team is away, or with its last moment of the day, waits until it opens.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import falls_due, opens_again
from bot.rules.clock import Clock, ClockKind, ClockStatus

BROKEN = 1.0
LATER = (2.0, 3.0, 4.0)  # one, two and three hours of open time after that
EVERY = 3_600.0
INSTANT = timedelta(microseconds=1)


def planned(clock: Clock, shares: Sequence[float], calendar: Calendar | None) -> Clock:
    """With the moment at which people hear of it next. What went by before it ran is not told."""
    if not _is_told_of(clock):
        return clock if clock.remind_at is None else replace(clock, remind_at=None)
    passed = [each for each in shares if clock.consumed > ceil(each * clock.target)]
    told = max([clock.told, *passed])
    following = _next_share(told, shares)
    at = _moment(clock, following, calendar) if following else None
    return replace(clock, told=told, remind_at=at)


def reminded(
    clock: Clock, now: datetime, shares: Sequence[float], calendar: Calendar | None
) -> tuple[Clock, bool]:
    """The clock as it is when people have heard of it, and whether there is anything to tell."""
    if clock.remind_at is None or clock.remind_at > now:
        return clock, False
    share = clock.told
    while following := _next_share(share, shares):
        if _moment(clock, following, calendar) > now:
            break
        share = following
    if share == clock.told:
        return planned(clock, shares, calendar), False
    opens_at = opens_again(calendar, now)
    if opens_at > now:
        return replace(clock, remind_at=opens_at), False
    return planned(replace(clock, told=share), shares, calendar), True


def _is_told_of(clock: Clock) -> bool:
    if clock.kind is ClockKind.NOTIFY or not clock.is_owed:
        return False
    return clock.status in (ClockStatus.RUNNING, ClockStatus.BREACHED)


def _next_share(told: float, shares: Sequence[float]) -> float | None:
    following = (each for each in (*shares, BROKEN, *LATER) if each > told)
    return min(following, default=None)


def _moment(clock: Clock, share: float, calendar: Calendar | None) -> datetime:
    time = clock.time(calendar)
    broken_at = clock.breached_at or clock.due_at or clock.since
    if share > BROKEN:
        return falls_due(time, broken_at, EVERY * (share - BROKEN))
    if share == BROKEN:
        return broken_at + INSTANT  # met is up to and including the last moment
    return falls_due(time, clock.since, max(0.0, ceil(share * clock.target) - clock.consumed))
