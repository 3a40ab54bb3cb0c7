"""Who is on call: people take turns, and each hands over at an hour of the wall clock.

At every moment exactly one of them is, whatever clocks are put forward or back; somebody may stand
in for a while. Only where nobody takes turns is nobody on call.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain
from zoneinfo import ZoneInfo

from bot.rules.approvers import Actor
from bot.rules.calendars.wall_clock import instant

EVER = date(2024, 1, 1)
"""A Monday long ago: from it turns are counted where nobody says who begins when."""


class Handover(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """From `start` until before `end` it is this person, whoever's turn it is."""

    user: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """`people` are Slack user ids in the order of their turns; the first began on `since`.

    They hand over at `minute` of the wall clock of `timezone`: each day, or on the weekday of
    `since`. Of two who stand in at once, it is the one who was named later.
    """

    name: str
    people: tuple[str, ...]
    timezone: str = "UTC"
    handover: Handover = Handover.WEEKLY
    since: date = EVER
    minute: int = 9 * 60
    stand_ins: tuple[StandIn, ...] = ()

    @property
    def days(self) -> int:
        """How long a turn is."""
        return 1 if self.handover is Handover.DAILY else 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A rota as somebody set it: in force from `set_at` on, until the next `version` of it."""

    rota: Rota
    version: int
    set_at: datetime
    set_by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One person's time, or a time that is nobody's."""

    user: str | None
    start: datetime
    end: datetime


def on_call(rota: Rota, at: datetime) -> str | None:
    """None: nobody takes turns, and nobody stands in."""
    for each in reversed(rota.stand_ins):
        if each.start <= at < each.end:
            return each.user
    return turn(rota, at).user


def turn(rota: Rota, at: datetime) -> Shift:
    """Whose turn it is, were there nobody who stands in."""
    number = _number(rota, _day(rota, at))
    user = rota.people[number % len(rota.people)] if rota.people else None
    return Shift(user=user, start=_hands_over(rota, number), end=_hands_over(rota, number + 1))


def shifts(rota: Rota, start: datetime, end: datetime) -> Iterator[Shift]:
    """Without a gap from `start` until `end`; neighbours are different people."""
    shift: Shift | None = None
    while start < end:
        until = min(end, turn(rota, start).end, *_later_edges(rota, start))
        user = on_call(rota, start)
        if shift and shift.user == user:
            shift = replace(shift, end=until)
        else:
            if shift:
                yield shift
            shift = Shift(user=user, start=start, end=until)
        start = until
    if shift:
        yield shift


def beginning_now(rota: Rota, now: datetime) -> Rota:
    """The first of its people is on call at this moment, and hands over when the turn ends."""
    return replace(rota, since=_first_day(rota, _number(rota, _day(rota, now))))


def in_turn(rota: Rota, now: datetime) -> tuple[str, ...]:
    """Its people, whoever's turn it is on top."""
    if not rota.people:
        return ()
    first = _number(rota, _day(rota, now)) % len(rota.people)
    return rota.people[first:] + rota.people[:first]


def _later_edges(rota: Rota, at: datetime) -> Iterator[datetime]:
    edges = chain.from_iterable((each.start, each.end) for each in rota.stand_ins)
    return (edge for edge in edges if edge > at)


def _number(rota: Rota, day: date) -> int:
    """Of the turn that this day is in; the first one is 0."""
    return (day - rota.since).days // rota.days


def _first_day(rota: Rota, number: int) -> date:
    return rota.since + timedelta(days=number * rota.days)


def _hands_over(rota: Rota, number: int) -> datetime:
    return instant(_first_day(rota, number), rota.minute, ZoneInfo(rota.timezone))


def _day(rota: Rota, at: datetime) -> date:
    """The latest day whose hour of handing over has come; where clocks are put back over midnight
    that may be tomorrow.
    """
    zone = ZoneInfo(rota.timezone)
    today = at.astimezone(zone).date()
    days = (today + timedelta(days=each) for each in (1, 0, -1, -2))
    return next(day for day in days if instant(day, rota.minute, zone) <= at)
