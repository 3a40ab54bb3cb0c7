"""One clock: one promise about time, and what it becomes when something happens.

Seconds are of the calendar's open time (None: the wall clock's). Met means satisfied at or before
`due_at`; broken means later than that, by a microsecond as by a day. What happened is judged by
when it happened, not by when we heard of it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import falls_due, open_seconds


class ClockKind(StrEnum):
    NOTIFY = "notify"
    CLAIM = "claim"
    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"
    DECISION = "decision"
    RESOLUTION = "resolution"


class ClockStatus(StrEnum):
    """`breached` stays, whatever comes later; `dismissed`: a person said that nothing was owed."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    DISMISSED = "dismissed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """`since` is when it began to run this time, `consumed` what it had run before that.

    `on_wall`: it runs day and night. `number` tells one next reply from another. `overrun` is how
    late it was satisfied, `stopped_at` when it ended without being satisfied, `why` for what
    reason. `told` is the share of the time of which people heard last, `remind_at` when they hear
    of it next; `near_at` is when most of the time is over, `is_near` that it was seen to be
    (bot/rules/reminders.py).
    """

    kind: ClockKind
    target: float
    started_at: datetime
    status: ClockStatus = ClockStatus.RUNNING
    number: int = 1
    on_wall: bool = False
    consumed: float = 0.0
    since: datetime
    due_at: datetime | None
    satisfied_at: datetime | None = None
    breached_at: datetime | None = None
    stopped_at: datetime | None = None
    why: str = ""
    overrun: float = 0.0
    told: float = 0.0
    remind_at: datetime | None = None
    near_at: datetime | None = None
    is_near: bool = False

    @property
    def name(self) -> str:
        """Which of an escalation's it is: `next_reply.2`."""
        return f"{self.kind}.{self.number}"

    @property
    def is_owed(self) -> bool:
        """Somebody still has to do something, late or not."""
        return self.satisfied_at is None and self.stopped_at is None

    @property
    def is_late(self) -> bool:
        return self.is_owed and self.status is ClockStatus.BREACHED

    def time(self, calendar: Calendar | None) -> Calendar | None:
        """The time that it keeps."""
        return None if self.on_wall else calendar


def start(
    kind: ClockKind,
    target: float,
    at: datetime,
    calendar: Calendar | None,
    *,
    number: int = 1,
    on_wall: bool = False,
) -> Clock:
    return Clock(
        kind=kind,
        target=target,
        started_at=at,
        number=number,
        on_wall=on_wall,
        since=at,
        due_at=falls_due(None if on_wall else calendar, at, target),
    )


def satisfy(clock: Clock, at: datetime, calendar: Calendar | None) -> Clock:
    """Done at this moment. Was it in time, a breach that was recorded meanwhile is taken back."""
    if not clock.is_owed:
        return clock
    done = replace(_halted(clock, at, calendar), satisfied_at=at, remind_at=None)
    if clock.due_at is None or at <= clock.due_at:
        return replace(done, status=ClockStatus.MET, breached_at=None)
    late = open_seconds(clock.time(calendar), clock.due_at, at)
    return replace(
        done,
        status=ClockStatus.BREACHED,
        breached_at=clock.breached_at or clock.due_at,
        overrun=late,
    )


def breach(clock: Clock, now: datetime) -> Clock:
    """Broken since `due_at`, however late we look."""
    if clock.status is not ClockStatus.RUNNING or clock.due_at is None or now <= clock.due_at:
        return clock
    return replace(clock, status=ClockStatus.BREACHED, breached_at=clock.due_at)


def overrun(clock: Clock, calendar: Calendar | None, now: datetime) -> float:
    """How late it was done, or is by now, or was when it ended without being done."""
    if clock.satisfied_at or clock.breached_at is None:
        return clock.overrun
    late_since = clock.due_at or clock.breached_at
    return open_seconds(clock.time(calendar), late_since, clock.stopped_at or now)


def give_up(clock: Clock, at: datetime, calendar: Calendar | None) -> Clock:
    """Nobody did it, and now nobody can: broken at this moment, unless it was before."""
    if not clock.is_owed:
        return clock
    was = _halted(breach(clock, at), at, calendar)
    return replace(
        was,
        status=ClockStatus.BREACHED,
        breached_at=was.breached_at or at,
        stopped_at=at,
        remind_at=None,
    )


def pause(clock: Clock, at: datetime, calendar: Calendar | None) -> Clock:
    """The time that is left is kept. What is late already stays late."""
    was = breach(clock, at)
    if was.status is not ClockStatus.RUNNING:
        return was
    return replace(
        _halted(was, at, calendar), status=ClockStatus.PAUSED, due_at=None, remind_at=None
    )


def resume(clock: Clock, at: datetime, calendar: Calendar | None) -> Clock:
    """What happened before it was paused was counted already."""
    if clock.status is not ClockStatus.PAUSED:
        return clock
    return _running(clock, max(clock.since, at), calendar)


def restart(clock: Clock, at: datetime, calendar: Calendar | None) -> Clock:
    """What was done in time has to be done again, in the time that was left."""
    if clock.status is not ClockStatus.MET:
        return clock
    return _running(replace(clock, satisfied_at=None), at, calendar)


def dismiss(clock: Clock, at: datetime, calendar: Calendar | None) -> Clock:
    return _stop(clock, ClockStatus.DISMISSED, at, calendar, "nothing was owed")


def cancel(clock: Clock, at: datetime, calendar: Calendar | None, why: str) -> Clock:
    return _stop(clock, ClockStatus.CANCELLED, at, calendar, why)


def revive(clock: Clock, acted_at: datetime) -> Clock:
    """What was cancelled runs as it did, when the deed turns out to have been done before that."""
    if clock.status is not ClockStatus.CANCELLED or clock.stopped_at is None:
        return clock
    if acted_at > clock.stopped_at:
        return clock
    return replace(clock, status=ClockStatus.RUNNING, stopped_at=None, why="")


def retarget(
    clock: Clock,
    target: float,
    at: datetime,
    calendar: Calendar | None,
    new_calendar: Calendar | None,
) -> Clock:
    """Another promise from now on: what was done or broken stays as it was."""
    was = breach(clock, at)
    if was.status is ClockStatus.PAUSED:
        return replace(was, target=target)
    if was.status is not ClockStatus.RUNNING:
        return was
    return _running(replace(_halted(was, at, calendar), target=target), at, new_calendar)


def due_by_its_time(clock: Clock, calendar: Calendar | None) -> datetime | None:
    """When what is left of it will be over; None while it does not run."""
    if clock.status is not ClockStatus.RUNNING:
        return None
    left = max(0.0, clock.target - clock.consumed)
    return falls_due(clock.time(calendar), clock.since, left)


def _running(clock: Clock, at: datetime, calendar: Calendar | None) -> Clock:
    runs = replace(clock, status=ClockStatus.RUNNING, since=at)
    return replace(runs, due_at=due_by_its_time(runs, calendar))


def _halted(clock: Clock, at: datetime, calendar: Calendar | None) -> Clock:
    """With what it ran until now counted; nothing when it does not run, or time was set back."""
    if clock.status is ClockStatus.PAUSED:
        return clock
    ran = open_seconds(clock.time(calendar), clock.since, at)
    return replace(clock, consumed=clock.consumed + ran, since=max(clock.since, at))


def _stop(
    clock: Clock, status: ClockStatus, at: datetime, calendar: Calendar | None, why: str
) -> Clock:
    """Late already, it stays breached, and nobody has to do anything about it any more."""
    if not clock.is_owed:
        return clock
    was = breach(clock, at)
    is_broken = was.status is ClockStatus.BREACHED
    return replace(
        _halted(was, at, calendar),
        status=was.status if is_broken else status,
        stopped_at=at,
        why=why,
        remind_at=None,
    )
