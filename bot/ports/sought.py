"""Which rows of a list are wanted."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules.policy import Reason
from bot.rules.status import Kind
from bot.rules.worklist import Sureness


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which rows of a list; `before` is the id behind which to go on (newest first). Spans of time
    are half-open: `…_after` belongs to them, `…_before` does not. `past_due_at`: what is open and
    has not kept, at that moment, what it owes. `promised` and `broken` are kinds of clock; what is
    owed is broken as of `now`. `written_…` is when people wrote what the customer got or, if
    `undelivered`, never got; `ended_…` when a person ended it, `reopened` if it was opened again
    within a week of that; `rated_…` when customers said how its turn was.
    """

    workspace: str
    limit: int = 50
    before: str | None = None
    status: str | None = None
    queue: str | None = None
    kind: str | None = None
    conversation_id: str | None = None
    verdict: str | None = None
    reason: str | None = None
    answer: str | None = None
    needed: bool | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    closed_after: datetime | None = None
    closed_before: datetime | None = None
    written_after: datetime | None = None
    written_before: datetime | None = None
    undelivered: bool | None = None
    ended_after: datetime | None = None
    ended_before: datetime | None = None
    reopened: bool | None = None
    asked_again: bool | None = None
    rated_after: datetime | None = None
    rated_before: datetime | None = None
    rating: str | None = None
    steps: int | None = None
    stakes: str | None = None
    open_at: datetime | None = None
    topic: str | None = None
    appraised: bool | None = None
    promised: str | None = None
    broken: str | None = None
    past_due_at: datetime | None = None
    now: datetime | None = None


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
