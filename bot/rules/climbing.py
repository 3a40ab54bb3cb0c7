"""An escalation that nobody has taken climbs its queue's ladder; a claim stops it where it is."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile

from bot.rules.calendars.open_time import opens_again
from bot.rules.escalation import Escalation
from bot.rules.ladder import Climb, Rung, begun, id_of, onward, rungs, way_of
from bot.rules.status import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Climbed:
    """The record after a step: whom it called, and the steps that called nobody."""

    escalation: Escalation
    called: Rung | None = None
    skipped: tuple[Rung, ...] = ()


def climbs_at(escalation: Escalation) -> datetime | None:
    """When the next step is. Who was only named has not taken it."""
    if escalation.status is not Status.PENDING:
        return None
    return _climb(escalation).next_at


def is_due(escalation: Escalation, now: datetime) -> bool:
    at = climbs_at(escalation)
    return at is not None and at <= now < escalation.expires_at


def targets(escalation: Escalation) -> frozenset[str]:
    """Everybody whom its ladder may still call."""
    ahead = rungs(escalation.promise)[_climb(escalation).taken :]
    return frozenset(id_of(each) for rung in ahead for each in rung.notify)


def climb(was: Escalation, now: datetime, gone: frozenset[str]) -> Climbed:
    """One step, however late; what calls nobody is skipped at once. `gone` are those that Slack
    says cannot be reached. What falls due while the team is away waits for them.
    """
    if not is_due(was, now):
        return Climbed(escalation=was)
    state = _climb(was)
    opens_at = opens_again(was.promise.calendar, now)
    if opens_at > now:
        return Climbed(escalation=_with(was, replace(state, next_at=opens_at)))
    gone |= state.refused
    ahead = rungs(was.promise)[state.taken :]
    skipped = tuple(takewhile(lambda rung: not rung.is_last and not rung.reaches(gone), ahead))
    called = ahead[len(skipped)]
    taken = state.taken + len(skipped) + 1
    after = replace(onward(was.promise, taken, now), refused=state.refused)
    return Climbed(escalation=_with(was, after), called=called, skipped=skipped)


def climb_without(was: Escalation, whom: str, now: datetime) -> Climbed:
    """Slack takes no message for one of those whom a step called. When that was everybody whom the
    last step could reach, it has called nobody, and the next one is taken at once.
    """
    state = _climb(was)
    if was.status is not Status.PENDING or whom in state.refused:
        return Climbed(escalation=was)
    refused = state.refused | {whom}
    last = rungs(was.promise)[max(0, state.taken - 1) : state.taken]
    empty = tuple(
        rung for rung in last if whom in map(way_of, rung.notify) and not rung.reaches(refused)
    )
    is_on = bool(empty) and state.next_at is not None
    after = replace(state, refused=refused, next_at=now if is_on else state.next_at)
    return Climbed(escalation=_with(was, after), skipped=empty)


def _climb(escalation: Escalation) -> Climb:
    """One that opened before ladders were climbed begins with its opening."""
    began = escalation.asked_at or escalation.created_at
    return escalation.climb or begun(escalation.promise, began)


def _with(was: Escalation, state: Climb) -> Escalation:
    return replace(was, climb=state, version=was.version + 1)
