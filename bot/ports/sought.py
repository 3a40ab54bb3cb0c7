"""Which rows of a list are wanted."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules.feedback import Why
from bot.rules.policy import Reason
from bot.rules.status import Kind
from bot.rules.weekly.happenings import Happening, Timed
from bot.rules.worklist import Sureness


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`before` is the id behind which to go on (newest first)."""

    workspace: str
    limit: int = 50
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Page):
    """Which escalations a list is of. Spans of time are half-open: `…_after` belongs to them,
    `…_before` does not.

    `queue` has it now; `queue_then` had it when that happened which the list is about, or, if it is
    about nothing else, when it was made. `happened_…` is when what `happened` did, `written_…` when
    people wrote to the customer, `ended_…` when a person ended it (`reopened` if it was opened
    again within a week of that), `rated_…` when customers said how its turn was, `judged_…` when a
    turn led to it, which then is what `topic` and `band` are of; `waiting_…` a time in which
    somebody waited for people.

    `promised`, `kept`, `broken`, `owed` and `unanswered` are kinds of clock; what is owed is broken
    as of `now`. `timed` is a time that was measured of it by then. `past_due_at`: what is open and
    has not kept, at that moment, what it owes; `late_then`: the same, at `open_at`. `in_hours` are
    hours since `created_after`; what is in one of the queues `but` is left out.
    """

    id: str | None = None
    status: str | None = None
    queue: str | None = None
    queue_then: str | None = None
    kind: str | None = None
    conversation_id: str | None = None
    reason: str | None = None
    answer: str | None = None
    why: Why | None = None
    needed: bool | None = None
    appraised: bool | None = None
    by_people: bool | None = None
    corrected: bool | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    closed_after: datetime | None = None
    closed_before: datetime | None = None
    written_after: datetime | None = None
    written_before: datetime | None = None
    sent: bool | None = None
    delivered: bool | None = None
    undelivered: bool | None = None
    ended_after: datetime | None = None
    ended_before: datetime | None = None
    reopened: bool | None = None
    asked_again: bool | None = None
    rated_after: datetime | None = None
    rated_before: datetime | None = None
    rating: str | None = None
    judged_after: datetime | None = None
    judged_before: datetime | None = None
    happened: Happening | None = None
    happened_after: datetime | None = None
    happened_before: datetime | None = None
    waiting_after: datetime | None = None
    waiting_before: datetime | None = None
    timed: Timed | None = None
    steps: int | None = None
    stakes: str | None = None
    open_at: datetime | None = None
    late_then: bool | None = None
    topic: str | None = None
    band: str | None = None
    promised: str | None = None
    kept: str | None = None
    broken: str | None = None
    owed: str | None = None
    unanswered: str | None = None
    past_due_at: datetime | None = None
    in_hours: frozenset[int] | None = None
    but: frozenset[str] = frozenset()
    now: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFilter(Page):
    """Which turns. `queue` was asked about it; `rated_…` is when somebody said how it was, or
    whether anybody did; `as_written` went out in the agent's own words.
    """

    conversation_id: str | None = None
    verdict: str | None = None
    queue: str | None = None
    topic: str | None = None
    band: str | None = None
    judged_after: datetime | None = None
    judged_before: datetime | None = None
    rated: bool | None = None
    rated_after: datetime | None = None
    rated_before: datetime | None = None
    rating: str | None = None
    as_written: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionFilter(Page):
    """What people corrected: of which queue, closed when, and whether it was put to use."""

    queue: str | None = None
    closed_after: datetime | None = None
    closed_before: datetime | None = None
    applied: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which of what is open: what is due first comes first, and so many are skipped. `assignee` has
    it, `not_of` does not; made `opened_until` then, with it. What is None fits everything.
    """

    workspace: str
    queue: str | None = None
    kind: Kind | None = None
    reason: Reason | None = None
    confidence: Sureness | None = None
    assignee: str | None = None
    not_of: str | None = None
    opened_until: datetime | None = None
    skip: int = 0
