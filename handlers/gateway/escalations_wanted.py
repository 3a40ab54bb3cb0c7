"""Which escalations are wanted: each filter that is given must hold."""

from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from bot.errors import BadInput
from bot.ports import Filter
from bot.rules.calendars.week import Window
from bot.rules.clock import ClockKind
from bot.rules.feedback import Answer, Why
from bot.rules.policy import Policy, Reason, Stakes, private
from bot.rules.status import Kind
from bot.rules.weekly.pictures import closed_hours
from bot.steps.week_told import edition_of
from handlers.gateway.lists import Exact
from handlers.gateway.spans_wanted import Set, Spans

StatusWord = Literal[
    "open",
    "closed",
    "pending",
    "claimed",
    "in_conversation",
    "approved",
    "edited",
    "rejected",
    "responded",
    "handed_back",
    "resolved",
    "reviewed",
    "expired",
    "cancelled",
    "superseded",
]
Band = Literal["none", "0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9"]
LONGEST = timedelta(days=8)
WHICH_WEEK = "Say with `created_after` and `created_before` of which week; at most of eight days."
_FLAGS = ("sent", "delivered", "undelivered", "reopened", "late_then", "corrected", "asked_again")
_MADE_OF_OTHERS = {"limit", "cursor", "past_due", "private", "off_hours"}


class EscalationsWanted(Spans):
    id: Exact = Field(default=None, description="One alone.")
    status: StatusWord | None = Field(
        default=None, description="`open`, `closed`, or one status alone."
    )
    queue: Exact = None
    kind: Kind | None = None
    conversation_id: Exact = None
    reason: Reason | None = Field(default=None, description="Why a human was asked.")
    stakes: Stakes | None = Field(default=None, description="How much is at stake.")
    topic: Exact = Field(default=None, description="What the agent called its subject.")
    band: Band | None = Field(
        default=None,
        description="How sure the agent was: `0.6` is from there until before 0.7, and `none` "
        "where it did not say.",
    )
    private: Literal["false"] | None = Field(
        default=None, description="`false`: without those in queues that the policy calls private."
    )
    off_hours: Set | None = Field(
        default=None,
        description="`true`: made in an hour in which nobody of the team is there at all.",
    )
    by_people: bool | None = Field(
        default=None, description="Whether a person closed it, and not merely withdrew it."
    )
    corrected: Set | None = Field(
        default=None, description="`true`: a person changed it, refused it or answered instead."
    )
    answer: Answer | None = Field(
        default=None, description="How whoever closed it found the agent's own answer."
    )
    why: Why | None = Field(
        default=None, description="Why a person was asked, as whoever closed it says."
    )
    needed: bool | None = Field(
        default=None, description="Whether whoever closed it says that a human was needed."
    )
    appraised: bool | None = Field(
        default=None, description="Whether whoever closed it said how the agent's answer was."
    )
    asked_again: Set | None = Field(
        default=None,
        description="`true`: made within a day of another in the same conversation.",
    )
    steps: int | None = Field(
        default=None, ge=1, le=1_000, description="It came so far up its ladder, and no further."
    )
    promised: ClockKind | None = Field(
        default=None, description="Something of this kind was promised about time."
    )
    kept: ClockKind | None = Field(default=None, description="A promise of this kind was kept.")
    broken: ClockKind | None = Field(
        default=None, description="A promise of this kind was broken, or is past due by now."
    )
    owed: ClockKind | None = Field(
        default=None, description="A promise of this kind was broken, and is owed still."
    )
    unanswered: ClockKind | None = Field(
        default=None, description="It ended without a word of people, who had promised this."
    )
    past_due: Set | None = Field(
        default=None, description="`true`: open, and what people owe, or its end, is past by now."
    )

    def filter(self, workspace: str, now: datetime, policy: Policy) -> Filter:
        """One more than is shown, to know whether there is a next page."""
        told = self.model_dump(exclude=_MADE_OF_OTHERS)
        told |= {name: told[name] == "true" for name in _FLAGS if told[name]}
        return Filter(
            workspace=workspace,
            limit=self.limit + 1,
            before=self.before,
            past_due_at=now if self.past_due else None,
            now=now,
            but=private(policy.queues) if self.private else frozenset(),
            in_hours=self._closed_hours(policy) if self.off_hours else None,
            **told,
        )

    def _closed_hours(self, policy: Policy) -> frozenset[int]:
        """By the calendar that the policy has now."""
        since, until = self.created_after, self.created_before
        if since is None or until is None or until - since > LONGEST:
            raise BadInput(f"`off_hours`: {WHICH_WEEK}", fields={"off_hours": WHICH_WEEK})
        edition = edition_of(policy, self.queue_then or self.queue)
        return closed_hours(Window(since, until), ZoneInfo(edition.zone), edition.hours)
