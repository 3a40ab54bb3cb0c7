"""What time alone does to an escalation, and when it next has to be looked at.

Each thing that falls due has its part here: when it does, and what it makes of the record. A part
that looks twice finds that it has looked.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.rules.approvers import Actor
from bot.rules.calendars.open_time import opens_again
from bot.rules.climbing import climbs_at
from bot.rules.clock import Clock, ClockStatus, breach
from bot.rules.escalation import Escalation
from bot.rules.expiring import after_silence
from bot.rules.keeping import is_waited_for
from bot.rules.reminders import INSTANT, neared, nears_at, reminded
from bot.rules.status import Status

_ENDED = frozenset({Status.EXPIRED, Status.HANDED_BACK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """The record after some time, and what happened in it: clocks that broke, those that people
    hear of now, whether its own time was over, who is asked whether they keep it, and who is seen
    to have forgotten it.
    """

    escalation: Escalation
    broken: tuple[Clock, ...] = ()
    told: tuple[Clock, ...] = ()
    is_over: bool = False
    asked: Actor | None = None
    freed: Actor | None = None


def next_at(escalation: Escalation) -> datetime | None:
    """When time next does something to it; None: nothing it waits for comes by itself."""
    moments = (each for part in _MOMENTS for each in part(escalation))
    return min(moments, default=None) if escalation.is_open else None


def at(escalation: Escalation, now: datetime) -> Passed:
    """Its own end comes first: of what is closed nobody is reminded."""
    if not escalation.is_open:
        return Passed(escalation=escalation)
    ended = after_silence(escalation, now)
    if ended is not escalation:
        return Passed(escalation=ended, is_over=True)
    return _told(_kept(_broken(escalation, now), now), now)


def change_of(passed: Passed) -> str:
    """As it stands in the record."""
    if not passed.is_over:
        return _news(passed)
    if passed.escalation.is_open:
        return "extended"
    status = passed.escalation.status
    return str(status) if status in _ENDED else "decided"


def _news(passed: Passed) -> str:
    """What happens while the team is away is told when they come, and calls nobody before that."""
    if passed.told and passed.broken:
        return "breached"
    if passed.freed:
        return "lease_expired"
    if passed.asked:
        return "asked"
    return "reminded" if passed.told else "waits"


def _broken(escalation: Escalation, now: datetime) -> Passed:
    timing = escalation.timing
    clocks = tuple(breach(each, now) for each in timing.clocks)
    broken = tuple(new for new, was in zip(clocks, timing.clocks, strict=True) if new is not was)
    clocks = tuple(neared(each, now) for each in clocks)
    return Passed(escalation=escalation.timed(replace(timing, clocks=clocks)), broken=broken)


def _kept(passed: Passed, now: datetime) -> Passed:
    """Whoever has it is asked once, while the team is there; whose time is over has it no more
    (F68).
    """
    escalation, tenure = passed.escalation, passed.escalation.tenure
    if tenure is None or not is_waited_for(escalation):
        return passed
    if now >= tenure.ends_at:
        freed = escalation.release(now)
        return replace(passed, escalation=freed, freed=escalation.assignee)
    if tenure.ask_at is None or now < tenure.ask_at:
        return passed
    if (opens_at := opens_again(escalation.promise.calendar, now)) > now:
        waits = replace(tenure, ask_at=opens_at)
        later = replace(escalation, tenure=waits, version=escalation.version + 1)
        return replace(passed, escalation=later)
    asked = replace(escalation, tenure=tenure.asked(), version=escalation.version + 1)
    return replace(passed, escalation=asked, asked=escalation.assignee)


def _told(passed: Passed, now: datetime) -> Passed:
    escalation, terms = passed.escalation, passed.escalation.terms
    timing, tenure = escalation.timing, escalation.tenure
    is_quiet = tenure is not None and tenure.is_quiet(now)  # never of what is late (F69)
    looked = [reminded(each, now, terms.remind_at, terms.calendar) for each in timing.clocks]
    return replace(
        passed,
        escalation=escalation.timed(replace(timing, clocks=tuple(each for each, _ in looked))),
        told=tuple(each for each, is_news in looked if is_news and (each.is_late or not is_quiet)),
    )


def _end(escalation: Escalation) -> Iterator[datetime]:
    yield escalation.expires_at


def _breaches(escalation: Escalation) -> Iterator[datetime]:
    for clock in escalation.timing.clocks:
        if clock.status is ClockStatus.RUNNING and clock.due_at:
            yield clock.due_at + INSTANT


def _nearing(escalation: Escalation) -> Iterator[datetime]:
    for clock in escalation.timing.clocks:
        if at := nears_at(clock):
            yield at


def _reminders(escalation: Escalation) -> Iterator[datetime]:
    for clock in escalation.timing.clocks:
        if clock.remind_at:
            yield clock.remind_at


def _keeping(escalation: Escalation) -> Iterator[datetime]:
    tenure = escalation.tenure
    if tenure is None or not is_waited_for(escalation):
        return
    yield tenure.ends_at
    if tenure.ask_at:
        yield tenure.ask_at


def _ladder(escalation: Escalation) -> Iterator[datetime]:
    """Climbed by a step of its own: whom it can reach is known outside the record."""
    if at := climbs_at(escalation):
        yield at


_MOMENTS: tuple[Callable[[Escalation], Iterator[datetime]], ...] = (
    _end,
    _breaches,
    _nearing,
    _reminders,
    _keeping,
    _ladder,
)
