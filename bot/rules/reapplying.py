"""What a queue promises now, put on what is open: from this moment on, and never backwards.

What was done or broken stays as it was. Who decides, and when it expires, stay as they were told.
"""

from dataclasses import replace
from datetime import datetime

from bot.rules.clocks import replanned
from bot.rules.escalation import Escalation
from bot.rules.ladder import Climb, onward
from bot.rules.owners import recounted
from bot.rules.policy import Queue
from bot.rules.promise import Promise


def reapplied(was: Escalation, queue: Queue, now: datetime) -> Escalation:
    """Targets, calendar, reminders and ladder as the queue has them now; itself when it has."""
    return _promised(was, was.promise.timed_as(queue), now)


def following(was: Escalation, queue: Queue, now: datetime) -> Escalation:
    """Only its calendar, where the policy said that edits of it are followed."""
    before, edited = was.promise.calendar, queue.hours
    if not was.promise.follow_calendar_edits or before is None or edited is None:
        return was
    if before.name != edited.name:
        return was
    return _promised(was, replace(was.promise, calendar=edited), now)


def _promised(was: Escalation, promise: Promise, now: datetime) -> Escalation:
    if not was.is_open or promise == was.promise:
        return was
    changed = replace(was, promise=promise, version=was.version + 1)
    timing = replanned(was.timing, now, was.terms, changed.terms)
    counted = recounted(was.ownership, now, was.promise.calendar)
    ownership = replace(changed, ownership=counted).owned_from(now)
    return replace(changed, timing=timing, ownership=ownership, climb=_climb(was, promise, now))


def _climb(was: Escalation, promise: Promise, now: datetime) -> Climb | None:
    """It goes on behind the steps that were taken; another ladder's next step waits from now on."""
    before = was.promise
    is_same = (before.ladder, before.calendar) == (promise.ladder, promise.calendar)
    if is_same or was.climb is None:
        return was.climb
    return onward(promise, was.climb.taken, now)
