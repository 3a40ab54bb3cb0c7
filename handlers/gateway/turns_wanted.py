"""Which turns are wanted, and which corrections: each filter that is given must hold."""

from typing import Literal

from pydantic import Field

from bot.ports import CorrectionFilter, TurnFilter
from bot.rules.policy import Verdict
from handlers.gateway.escalations_wanted import Band
from handlers.gateway.lists import Exact, Pages
from handlers.gateway.spans_wanted import Set
from handlers.gateway.texts import Time


class TurnsWanted(Pages):
    conversation_id: Exact = None
    verdict: Verdict | None = None
    queue: Exact = Field(default=None, description="This queue was asked about it.")
    topic: Exact = Field(default=None, description="What the agent called its subject.")
    band: Band | None = Field(
        default=None,
        description="How sure the agent was: `0.6` is from there until before 0.7, and `none` "
        "where it did not say.",
    )
    judged_after: Time | None = Field(default=None, description="Judged then or later.")
    judged_before: Time | None = Field(default=None, description="Judged before then.")
    rated: bool | None = Field(default=None, description="Whether anybody said how it was.")
    rated_after: Time | None = Field(
        default=None, description="Somebody said then or later how it was."
    )
    rated_before: Time | None = Field(
        default=None, description="Somebody said before then how it was."
    )
    rating: Literal["good", "bad"] | None = Field(
        default=None, description="What somebody said of it."
    )
    as_written: Set | None = Field(
        default=None,
        description="`true`: it went out in the agent's own words, alone or approved as it was.",
    )

    def filter(self, workspace: str) -> TurnFilter:
        """One more than is shown, to know whether there is a next page."""
        told = self.model_dump(exclude={"limit", "cursor", "as_written"})
        return TurnFilter(
            workspace=workspace,
            limit=self.limit + 1,
            before=self.before,
            as_written=True if self.as_written else None,
            **told,
        )


class CorrectionsWanted(Pages):
    queue: Exact = Field(default=None, description="Of this queue's cases.")
    closed_after: Time | None = Field(default=None, description="Closed then or later.")
    closed_before: Time | None = Field(default=None, description="Closed before then.")
    applied: bool | None = Field(
        default=None, description="Whether it was put to use anywhere by now."
    )

    def filter(self, workspace: str) -> CorrectionFilter:
        """One more than is shown, to know whether there is a next page."""
        told = self.model_dump(exclude={"limit", "cursor"})
        return CorrectionFilter(
            workspace=workspace, limit=self.limit + 1, before=self.before, **told
        )
