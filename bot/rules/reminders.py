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

NEAR = 0.75
BROKEN = 1.0
LATER = (2.0, 3.0, 4.0)  # one, two and three hours of open time after that
EVERY = 3_600.0
INSTANT = timedelta(microseconds=1)


def planned(clock: Clock, shares: Sequence[float], calendar: Calendar | None) -> Clock:
    """With the moments at which it is near and at which people hear of it next. What went by before
    it ran is not told.
    """
    return _to_be_told(_nearing(clock, calendar), shares, calendar)


def neared(clock: Clock, now: datetime) -> Clock:
    """Most of its time is over: whoever looks at the card sees it, at night too."""
    is_news = not clock.is_near and clock.near_at is not None and clock.near_at <= now
    return replace(clock, is_near=True) if is_news else clock


def nears_at(clock: Clock) -> datetime | None:
    is_to_come = clock.status is ClockStatus.RUNNING and not clock.is_near
    return clock.near_at if is_to_come else None


def _nearing(clock: Clock, calendar: Calendar | None) -> Clock:
    """It stays near where nothing has moved the moment."""
    if clock.kind is ClockKind.NOTIFY or clock.status is not ClockStatus.RUNNING:
        is_planned = clock.is_near or clock.near_at
        return replace(clock, near_at=None, is_near=False) if is_planned else clock
    at = _moment(clock, NEAR, calendar)
    was_seen = clock.is_near and clock.near_at == at
    return replace(clock, near_at=at, is_near=was_seen or at <= clock.since)


def _to_be_told(clock: Clock, shares: Sequence[float], calendar: Calendar | None) -> Clock:
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
