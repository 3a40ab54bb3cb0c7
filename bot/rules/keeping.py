"""Whoever has an escalation keeps it, or wants to hear nothing of it for a while."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import BadInput, DecisionNotAllowed
from bot.rules.approvers import Actor
from bot.rules.clock import Clock, ClockKind, ClockStatus
from bot.rules.clocks import Ball
from bot.rules.escalation import Escalation
from bot.rules.status import Kind
from bot.rules.tenure import Tenure, latest_end

LEAD = timedelta(minutes=5)


def keep(was: Escalation, by: Actor, now: datetime) -> Escalation:
    """Their time begins anew."""
    refuse_unless_theirs(was, by, now)
    return renewed(was, now)


def snooze(was: Escalation, by: Actor, until: datetime, now: datetime) -> Escalation:
    """They are told nothing until then, or until shortly before something is due. It silences
    nobody else, and no promise that is broken; and it says that they are still on it.
    """
    refuse_unless_theirs(was, by, now)
    if until <= now:
        _refuse("Choose a time to come.")
    end = latest_end(until, _due_next(was), LEAD)
    if end <= now:
        _refuse("This is due so soon that it cannot be snoozed. Decide it, or pass it on.")
    kept = renewed(was, now)
    tenure = kept.tenure or Tenure(ends_at=end)
    return replace(kept, tenure=tenure.snoozed(end, was.promise.calendar))


def renewed(was: Escalation, now: datetime) -> Escalation:
    """As if they had just taken it; itself where nobody has it."""
    if was.tenure is None:
        return was
    return replace(was, tenure=was.held(now), version=was.version + 1)


def wrote(was: Escalation, by: Actor, now: datetime) -> Escalation:
    """To the customer, as whoever has it: they are at it, however late it is confirmed."""
    kept = renewed(was, now)
    if kept.tenure is None or was.assignee is None or was.assignee.id != by.id:
        return was
    return replace(kept, tenure=replace(kept.tenure, wrote_at=now))


def wrote_in_vain(was: Escalation, by: Actor, now: datetime) -> Escalation:
    """What they wrote was taken back, or does not reach the customer: it is their turn again."""
    if was.tenure is None or was.tenure.wrote_at is None:
        return was
    return renewed(was, now) if was.assignee and was.assignee.id == by.id else was


def due_first(escalation: Escalation) -> datetime:
    """Of all that somebody still owes, late or not, what comes first; its end when that is all."""
    owed = (each.due_at for each in _of_people(escalation) if each.is_owed and each.due_at)
    return min((escalation.expires_at, *owed))


def _due_next(escalation: Escalation) -> datetime:
    """What is late already is no reason to hurry: it has been told."""
    running = (each for each in _of_people(escalation) if each.status is ClockStatus.RUNNING)
    return min((escalation.expires_at, *(each.due_at for each in running if each.due_at)))


def _of_people(escalation: Escalation) -> list[Clock]:
    """That the card hangs in Slack is the desk's to see to."""
    return [each for each in escalation.timing.clocks if each.kind is not ClockKind.NOTIFY]


def is_waited_for(escalation: Escalation) -> bool:
    """Whoever has it must act: with a customer who has not answered nobody can, and whoever has
    written has.
    """
    has_written = escalation.tenure is not None and escalation.tenure.wrote_at is not None
    is_talk = escalation.is_live or escalation.kind is Kind.HANDOFF
    return not (has_written or (is_talk and escalation.timing.ball is Ball.CUSTOMER))


def refuse_unless_theirs(was: Escalation, by: Actor, now: datetime) -> None:
    was.refuse_unless_open(now)
    if was.tenure is None or was.assignee is None:
        raise DecisionNotAllowed("Nobody has this just now. Press Claim if you want it.")
    if was.assignee.id != by.id:
        raise DecisionNotAllowed(
            f"{was.assignee.name or 'Somebody else'} has this. Press Claim if you want it."
        )


def _refuse(words: str) -> None:
    raise BadInput(words, fields={"until": words})
