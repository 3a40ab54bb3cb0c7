"""Lists: newest first, a page at a time, with a cursor nobody needs to understand."""

import base64
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Literal, TypeVar

from fastapi import Path
from pydantic import ConfigDict, Field

from bot.errors import BadInput, NotFound
from bot.ports import Filter
from bot.rules.clock import ClockKind
from bot.rules.feedback import Answer
from bot.rules.json import Json
from bot.rules.policy import Reason, Stakes, Verdict
from bot.rules.status import Kind
from handlers.gateway.texts import Shape, Time

T = TypeVar("T")

_SET = ("undelivered", "reopened", "asked_again")
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
Named = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Exact = Annotated[str | None, Field(max_length=200, pattern=r"^[^\x00]*$")]
EscalationId = Annotated[str, Path(description="`esc_…`")]
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


class Wanted(Shape):
    """Unknown parameters are refused: a misspelt filter would show everything, a misspelt `wait`
    would not wait.
    """

    model_config = ConfigDict(strict=False)


class Pages(Wanted):
    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(
        default=None, max_length=200, description="The `next_cursor` of the page before."
    )

    @property
    def before(self) -> str | None:
        return _cursor_in(self.cursor) if self.cursor else None


class EscalationsWanted(Pages):
    status: StatusWord | None = Field(
        default=None, description="`open`, `closed`, or one status alone."
    )
    queue: Exact = None
    kind: Kind | None = None
    conversation_id: Exact = None
    reason: Reason | None = Field(default=None, description="Why a human was asked.")
    answer: Answer | None = Field(
        default=None, description="How whoever closed it found the agent's own answer."
    )
    needed: bool | None = Field(
        default=None, description="Whether whoever closed it says that a human was needed."
    )
    created_after: Time | None = Field(default=None, description="Made then or later.")
    created_before: Time | None = Field(default=None, description="Made before then.")
    closed_after: Time | None = Field(default=None, description="Closed then or later.")
    closed_before: Time | None = Field(default=None, description="Closed before then.")
    written_after: Time | None = Field(
        default=None, description="A person wrote to the customer then or later."
    )
    written_before: Time | None = Field(
        default=None, description="A person wrote to the customer before then."
    )
    undelivered: Literal["true"] | None = Field(
        default=None, description="`true`: what a person wrote did not reach the customer."
    )
    ended_after: Time | None = Field(
        default=None, description="A person ended it then or later, whatever became of it since."
    )
    ended_before: Time | None = Field(default=None, description="A person ended it before then.")
    reopened: Literal["true"] | None = Field(
        default=None, description="`true`: ended by a person, and opened again within seven days."
    )
    asked_again: Literal["true"] | None = Field(
        default=None,
        description="`true`: made within a day of another in the same conversation.",
    )
    rated_after: Time | None = Field(
        default=None, description="Somebody said then or later how its turn was."
    )
    rated_before: Time | None = Field(
        default=None, description="Somebody said before then how its turn was."
    )
    rating: Literal["good", "bad"] | None = Field(
        default=None, description="What somebody said of its turn."
    )
    steps: int | None = Field(
        default=None, ge=1, le=1_000, description="It came so far up its ladder, and no further."
    )
    stakes: Stakes | None = Field(default=None, description="How much is at stake.")
    open_at: Time | None = Field(
        default=None, description="Open at that moment, whatever became of it since."
    )
    topic: Exact = Field(default=None, description="What the agent called its subject.")
    appraised: bool | None = Field(
        default=None, description="Whether whoever closed it said how the agent's answer was."
    )
    promised: ClockKind | None = Field(
        default=None, description="Something of this kind was promised about time."
    )
    broken: ClockKind | None = Field(
        default=None, description="A promise of this kind was broken, or is past due by now."
    )
    past_due: Literal["true"] | None = Field(
        default=None, description="`true`: open, and something promised about time is late by now."
    )

    def filter(self, workspace: str, now: datetime) -> Filter:
        """One more than is shown, to know whether there is a next page."""
        return Filter(
            workspace=workspace,
            limit=self.limit + 1,
            before=self.before,
            past_due_at=now if self.past_due else None,
            now=now,
            **{name: True for name in _SET if getattr(self, name)},
            **self.model_dump(exclude={"limit", "cursor", "past_due", *_SET}),
        )


class TurnsWanted(Pages):
    conversation_id: Exact = None
    verdict: Verdict | None = None


class TurnWanted(Wanted):
    """Which turn of that name: with the path, the three ids that it was judged under."""

    conversation_id: Named
    agent_id: Named


class EscalationWanted(Wanted):
    wait: int = Field(
        default=0, ge=0, le=60, description="Seconds to wait for an open one to be closed."
    )


def page(
    found: Sequence[T], limit: int, id_of: Callable[[T], str], out: Callable[[T], Json]
) -> Json:
    """`found` is one more than the limit when there is a next page."""
    shown = found[:limit]
    return {
        "items": [out(each) for each in shown],
        "next_cursor": cursor_out(id_of(shown[-1])) if len(found) > limit else None,
    }


def checked_id(id: str) -> str:
    """What cannot be an id is not looked for."""
    if not _ID.fullmatch(id):
        raise NotFound
    return id


def cursor_out(id: str) -> str:
    return base64.urlsafe_b64encode(id.encode()).decode().rstrip("=")


def _cursor_in(cursor: str) -> str:
    try:
        id = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError:
        id = ""
    if not _ID.fullmatch(id):
        words = "Use the `next_cursor` of the page before."
        raise BadInput(f"`cursor`: {words}", fields={"cursor": words})
    return id
