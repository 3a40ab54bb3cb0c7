"""What must be so of every open escalation, and how it is made so again.

Nothing that the desk does leads here: a careless hand in the database may, a bad restore, new rules
of a time zone, or a mistake of ours.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.rules.calendars.open_time import opens_again
from bot.rules.clock import (
    Clock,
    ClockKind,
    ClockStatus,
    dismiss,
    due_by_its_time,
    pause,
    resume,
    retarget,
)
from bot.rules.clocks import Ball
from bot.rules.escalation import Escalation
from bot.rules.ladder import onward
from bot.rules.lost_clocks import with_lost
from bot.rules.on_time import next_at
from bot.rules.reminders import planned
from bot.rules.status import Status

TOLERANCE = timedelta(minutes=5)
EXACT = timedelta(seconds=1)


def mended(escalation: Escalation, now: datetime) -> Escalation:
    """With all clocks that are owed, fitting to whose turn it is and due when their time is over,
    and with a next step of its ladder; itself where all is so.
    """
    return _climbing_on(_with_clocks(escalation, now), now)


def is_mistimed(escalation: Escalation, planned_at: datetime | None) -> bool:
    """Its row has it that time looks at it later than the record says, or never."""
    at = next_at(escalation)
    return at is not None and (planned_at is None or planned_at > at)


def _with_clocks(escalation: Escalation, now: datetime) -> Escalation:
    terms, opened_at = escalation.terms, escalation.asked_at or escalation.created_at
    timing = with_lost(escalation.timing, opened_at, escalation.taken_at, terms)
    clocks = tuple(_fitting(each, timing.ball, now, escalation) for each in timing.clocks)
    if clocks == escalation.timing.clocks:
        return escalation
    again = tuple(planned(each, terms.remind_at, terms.calendar) for each in clocks)
    return escalation.timed(replace(timing, clocks=again))


def _climbing_on(escalation: Escalation, now: datetime) -> Escalation:
    """No step waits longer than one that was taken just now would, and none is lost."""
    climb, promise = escalation.climb, escalation.promise
    if escalation.status is not Status.PENDING or climb is None:
        return escalation
    latest = onward(promise, climb.taken, now + TOLERANCE).next_at
    if latest is None:
        return escalation
    opens_at = opens_again(promise.calendar, now + TOLERANCE)
    if climb.next_at and climb.next_at <= max(latest, opens_at):
        return escalation
    again = replace(onward(promise, climb.taken, now), refused=climb.refused)
    return replace(escalation, climb=again, version=escalation.version + 1)


def lacks_card(escalation: Escalation, now: datetime) -> bool:
    """Nobody in Slack can know of it, long after it was opened."""
    return escalation.thread is None and now - escalation.created_at > TOLERANCE


def is_amiss(escalation: Escalation, now: datetime) -> bool:
    return lacks_card(escalation, now) or mended(escalation, now) is not escalation


def _fitting(clock: Clock, ball: Ball, now: datetime, escalation: Escalation) -> Clock:
    """While the customer is to write nobody owes them an answer, and no time is consumed. What runs
    is due when its time is over, by the rules that its zone has today, and never backwards.
    """
    terms = escalation.terms
    due_at = due_by_its_time(clock, terms.calendar)
    if due_at and (clock.due_at is None or abs(clock.due_at - due_at) > EXACT):
        calendar, undated = terms.calendar, replace(clock, due_at=None)
        clock = retarget(undated, clock.target, now, calendar, calendar)
    match clock.kind, terms.rests(ball):
        case ClockKind.NEXT_REPLY, True if ball is Ball.CUSTOMER:
            return dismiss(clock, now, terms.calendar)
        case ClockKind.RESOLUTION, True if clock.status is ClockStatus.RUNNING:
            return pause(clock, now, terms.calendar)
        case ClockKind.RESOLUTION, False:
            return resume(clock, now, terms.calendar)
        case _:
            return clock
