"""Whoever speaks with a customer says that it is not the team that has to act next, or is again."""

from datetime import datetime

from bot.errors import DecisionNotAllowed
from bot.rules.approvers import Actor
from bot.rules.clock import ClockKind
from bot.rules.clocks import Ball, Event, happened
from bot.rules.escalation import Escalation
from bot.rules.keeping import refuse_unless_theirs
from bot.rules.status import HELD


def owes_words(escalation: Escalation) -> bool:
    """The customer wrote again, and the clock of the next answer runs."""
    clock = escalation.timing.latest(ClockKind.NEXT_REPLY)
    return clock is not None and clock.is_owed and escalation.status in HELD


def may_wait_elsewhere(escalation: Escalation) -> bool:
    return escalation.status in HELD and escalation.timing.ball is not Ball.THIRD_PARTY


def may_go_on(escalation: Escalation) -> bool:
    return escalation.status in HELD and escalation.timing.ball is Ball.THIRD_PARTY


def no_reply_needed(was: Escalation, by: Actor, now: datetime) -> Escalation:
    """What the customer wrote last, a thank-you say, asks for no answer."""
    refuse_unless_theirs(was, by, now)
    if not owes_words(was):
        raise DecisionNotAllowed("The customer waits for no answer just now.")
    return _happened(was, Event.NO_REPLY_NEEDED, now)


def waits_elsewhere(was: Escalation, by: Actor, now: datetime) -> Escalation:
    """A carrier, a bank, another team has to act; an answer is owed all the same."""
    refuse_unless_theirs(was, by, now)
    if not may_wait_elsewhere(was):
        raise DecisionNotAllowed("It is waiting for a third party already.")
    return _happened(was, Event.WAITING_ELSEWHERE, now)


def goes_on(was: Escalation, by: Actor, now: datetime) -> Escalation:
    """Whoever outside had to act has acted: it is the team's turn, and its time runs again."""
    refuse_unless_theirs(was, by, now)
    if not may_go_on(was):
        raise DecisionNotAllowed("It is not waiting for a third party.")
    return _happened(was, Event.ELSEWHERE_DONE, now)


def _happened(was: Escalation, event: Event, now: datetime) -> Escalation:
    return was.turned(happened(was.timing, event, now, was.terms), now)
