"""When what a list is about happened: from a moment on, and before another."""

from typing import Literal

from pydantic import Field

from bot.rules.weekly.happenings import Happening, Timed
from handlers.gateway.lists import Exact, Pages
from handlers.gateway.texts import Time

Set = Literal["true"]
"""A filter that has only one side."""
TrueOrFalse = Literal["true", "false"]


class Spans(Pages):
    """`…_after` takes that very moment in, `…_before` does not."""

    queue_then: Exact = Field(
        default=None,
        description="Had it when that happened which the list is about, such as `ended_after`; "
        "if it is about nothing else, when it was made. `queue` has it now.",
    )
    created_after: Time | None = Field(default=None, description="Made then or later.")
    created_before: Time | None = Field(default=None, description="Made before then.")
    closed_after: Time | None = Field(default=None, description="Closed then or later.")
    closed_before: Time | None = Field(default=None, description="Closed before then.")
    ended_after: Time | None = Field(
        default=None, description="A person ended it then or later, whatever became of it since."
    )
    ended_before: Time | None = Field(default=None, description="A person ended it before then.")
    reopened: Set | None = Field(
        default=None, description="`true`: ended by a person, and opened again within seven days."
    )
    written_after: Time | None = Field(
        default=None, description="A person wrote to the customer then or later."
    )
    written_before: Time | None = Field(
        default=None, description="A person wrote to the customer before then."
    )
    sent: Set | None = Field(
        default=None, description="`true`: what a person wrote was not held back or taken back."
    )
    delivered: Set | None = Field(
        default=None, description="`true`: what a person wrote reached the customer."
    )
    undelivered: TrueOrFalse | None = Field(
        default=None,
        description="`true`: what a person wrote did not reach the customer; `false`: it did, or "
        "still may.",
    )
    judged_after: Time | None = Field(
        default=None,
        description="A turn of then or later led to it; `topic` and `band` are of that turn.",
    )
    judged_before: Time | None = Field(default=None, description="A turn of before then led to it.")
    rated_after: Time | None = Field(
        default=None, description="Somebody said then or later how its turn was."
    )
    rated_before: Time | None = Field(
        default=None, description="Somebody said before then how its turn was."
    )
    rating: Literal["good", "bad"] | None = Field(
        default=None, description="What somebody said of its turn."
    )
    happened: Happening | None = Field(default=None, description="This happened in it.")
    happened_after: Time | None = Field(
        default=None, description="What `happened` names did so then or later."
    )
    happened_before: Time | None = Field(
        default=None, description="What `happened` names did so before then."
    )
    waiting_after: Time | None = Field(
        default=None, description="Somebody waited for people then or later."
    )
    waiting_before: Time | None = Field(
        default=None, description="Somebody waited for people before then."
    )
    timed: Timed | None = Field(
        default=None,
        description="The week's figures have this time of it; `…_open` is of open hours.",
    )
    open_at: Time | None = Field(
        default=None, description="Open at that moment, whatever became of it since."
    )
    late_then: Set | None = Field(
        default=None, description="`true`: past due at `open_at`, whatever became of it since."
    )
