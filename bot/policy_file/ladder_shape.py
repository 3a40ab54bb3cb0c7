"""What may stand in a ladder: steps, each later than the one before, and whom they call."""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, model_validator

from bot.policy_file.atoms import Channel, Duration, User, UserGroup, some
from bot.rules.json import Json
from bot.rules.policy import Priority


class CalledShape(BaseModel, extra="forbid"):
    """Whom a ladder calls: in the thread, in a channel, or alone."""

    usergroup: UserGroup | None = None
    user: User | None = None
    channel: Channel | None = None
    direct: User | None = None
    rota: str | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError("each entry is one `usergroup`, `user`, `rota`, `channel` or `direct`")
        return self

    def read(self) -> Json:
        return self.model_dump(exclude_none=True)


class StepShape(BaseModel, extra="forbid"):
    """One rung of a ladder. Nobody is called while the team is away, whichever time it waits by."""

    after: Duration
    notify: Annotated[list[CalledShape], AfterValidator(some)]
    time: Literal["open", "wall"] = "open"
    urgency: Priority | None = None

    def read(self) -> Json:
        """As a record keeps it: what is left out is not in it."""
        step: Json = {"after": self.after, "notify": [each.read() for each in self.notify]}
        if self.time == "wall":
            step["time"] = self.time
        if self.urgency:
            step["urgency"] = str(self.urgency)
        return step


def _climbs(steps: list[StepShape]) -> list[StepShape]:
    for number, (lower, upper) in enumerate(pairwise(steps), start=2):
        if upper.after <= lower.after:
            raise ValueError(f"step {number} must come later than the one before it")
    return steps


Ladder = Annotated[list[StepShape], AfterValidator(_climbs)]
