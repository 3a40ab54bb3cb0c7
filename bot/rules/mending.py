"""What must be so of every open escalation, and how it is made so again.

Nothing that the desk does leads here: a careless hand in the database may, a bad restore, or a
mistake of ours.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.rules.clock import Clock, ClockKind, ClockStatus, dismiss, pause, resume
from bot.rules.clocks import Ball
from bot.rules.escalation import Escalation
from bot.rules.reminders import planned

TOLERANCE = timedelta(minutes=5)


def mended(escalation: Escalation, now: datetime) -> Escalation:
    """With clocks that fit to whose turn it is; itself where they do."""
    timing, terms = escalation.timing, escalation.terms
    clocks = tuple(_fitting(each, timing.ball, now, escalation) for each in timing.clocks)
    if clocks == timing.clocks:
        return escalation
    again = tuple(planned(each, terms.remind_at, terms.calendar) for each in clocks)
    return escalation.timed(replace(timing, clocks=again))


def lacks_card(escalation: Escalation, now: datetime) -> bool:
    """Nobody in Slack can know of it, long after it was opened."""
    return escalation.thread is None and now - escalation.created_at > TOLERANCE


def is_amiss(escalation: Escalation, now: datetime) -> bool:
    return lacks_card(escalation, now) or mended(escalation, now) is not escalation


def _fitting(clock: Clock, ball: Ball, now: datetime, escalation: Escalation) -> Clock:
    """While the customer is to write nobody owes them an answer, and no time is consumed."""
    terms = escalation.terms
    match clock.kind, terms.rests(ball):
        case ClockKind.NEXT_REPLY, True if ball is Ball.CUSTOMER:
            return dismiss(clock, now, terms.calendar)
        case ClockKind.RESOLUTION, True if clock.status is ClockStatus.RUNNING:
            return pause(clock, now, terms.calendar)
        case ClockKind.RESOLUTION, False:
            return resume(clock, now, terms.calendar)
        case _:
            return clock
