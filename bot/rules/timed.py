"""How long things took in a few cases, or have taken so far where they go on.

What was closed without it has waited until then: nobody knows how much longer it would have been.
Who withdraws a request waits no more for a decision on it, nor for its end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.rules.escalation import Escalation
from bot.rules.status import Kind, Status
from bot.rules.waits import Ending
from bot.rules.weekly.parts import Times
from bot.rules.weekly.statistics import Measured, percentile, summarise

P99 = 99
DECIDED = frozenset({Status.APPROVED, Status.EDITED, Status.REJECTED, Status.RESPONDED})
DONE = DECIDED | {Status.HANDED_BACK, Status.RESOLVED}
_WITHDRAWN = frozenset({Status.CANCELLED, Status.SUPERSEDED})
_TO_DECIDE = frozenset({Kind.APPROVAL, Kind.INPUT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """Seconds of one case since it began; `…_open` of open time, None without a calendar.

    `so_far` is until it was closed, or until now. `asked_before` is how long the customer had
    waited when it began, `waited` all the time in which they did, `rested` that in which it was
    closed before it was asked for again.
    """

    kind: str
    status: str
    by_people: bool
    so_far: float
    so_far_open: float | None = None
    asked_before: float = 0.0
    posted: float | None = None
    reached: float | None = None
    reached_open: float | None = None
    resolved: float | None = None
    rested: float = 0.0
    waited: float = 0.0
    waited_open: float | None = None
    is_waiting: bool = False

    @property
    def has_hours(self) -> bool:
        """Its team has a calendar, and so had whoever reached the customer."""
        is_known = self.reached is None or self.reached_open is not None
        return self.so_far_open is not None and is_known

    @property
    def is_decided(self) -> bool:
        return self.status in DECIDED and self.by_people

    @property
    def is_done(self) -> bool:
        return self.status in DONE and self.by_people

    @property
    def is_undecided(self) -> bool:
        """Time was up, and silence was taken for an answer or for none."""
        return self.status == Status.EXPIRED or (self.status in DECIDED and not self.by_people)

    @property
    def awaits_decision(self) -> bool:
        """Nobody has taken the request back, or answered the customer instead."""
        taken_back = self.status in _WITHDRAWN | {Status.RESOLVED, Status.HANDED_BACK}
        return self.kind in _TO_DECIDE and not taken_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One wait for a next answer, after which `how` tells what ended it; None: it goes on."""

    how: str | None
    wall: float
    open: float | None = None


def is_done(escalation: Escalation) -> bool:
    """By a person, and not by the end of its time."""
    by = escalation.closed_by
    return escalation.status in DONE and by is not None and by.type == "human"


def times(cases: Sequence[Timed], cycles: Sequence[Cycle]) -> Times:
    notified = [_until(each.posted, each.so_far) for each in cases]
    handed = [_until(each.reached, each.so_far) for each in cases]
    asked = [each for each in cases if each.awaits_decision]
    kept_up = [each for each in cases if each.status not in _WITHDRAWN]
    answers = [each for each in cycles if each.how in (None, Ending.ANSWERED)]
    return Times(
        notified=summarise(notified),
        notified_p99=percentile(notified, P99),
        to_human=summarise(
            Measured(case.asked_before + wait.value, wait.at_least)
            for case, wait in zip(cases, handed, strict=True)
        ),
        from_handoff=summarise(handed),
        from_handoff_open=summarise(
            _until(each.reached_open, each.so_far_open) for each in cases if each.has_hours
        ),
        decision=summarise(Measured(each.so_far, not each.is_decided) for each in asked),
        decision_open=summarise(_known((each.so_far_open, not each.is_decided) for each in asked)),
        undecided=sum(each.is_undecided for each in asked),
        next_reply=summarise(Measured(each.wall, each.how is None) for each in answers),
        next_reply_open=summarise(_known((each.open, each.how is None) for each in answers)),
        dismissed=sum(each.how == Ending.DISMISSED for each in cycles),
        resolved_first=summarise(_until(each.resolved, each.so_far) for each in kept_up),
        resolved=summarise(
            Measured(each.so_far - each.rested, not each.is_done) for each in kept_up
        ),
        resolved_open=summarise(_known((each.waited_open, not each.is_done) for each in kept_up)),
        waited=summarise(Measured(each.waited, each.is_waiting) for each in cases),
        waited_seconds=sum(each.waited for each in cases),
    )


def _until(reached: float | None, so_far: float | None) -> Measured:
    return Measured(so_far or 0.0, at_least=True) if reached is None else Measured(reached)


def _known(values: Iterable[tuple[float | None, bool]]) -> Iterable[Measured]:
    return (Measured(value, at_least) for value, at_least in values if value is not None)
