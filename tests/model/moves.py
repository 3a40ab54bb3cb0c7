"""What can be done to a desk, as data: the model and the real desk are handed the same."""

from dataclasses import dataclass, field

from bot.rules.approvers import Approvers
from bot.rules.execution import ExecutionStatus
from bot.rules.policy import OnTimeout


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The policy of a moment, as far as it matters here; what opens under it keeps it."""

    group: str = "S0REFUNDS"
    quorum: int = 1
    timeout: int = 1_800
    on_timeout: OnTimeout = OnTimeout.REJECT

    @property
    def approvers(self) -> Approvers:
        return Approvers(usergroups=frozenset({self.group}), quorum=self.quorum)


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """A turn. `asks` is what it wants: a refund, words to say, an answer, or nothing of anybody."""

    conversation: str
    turn: str
    asks: str
    amount: int
    customer_said: str
    requester: str = ""
    number: int = field(default=0, compare=False)

    @property
    def case(self) -> str:
        return f"{self.conversation}/{self.turn}"


@dataclass(frozen=True, kw_only=True)
class Press:
    """A button. `seen` is the version of the card that this person read."""

    case: str
    who: str
    verb: str
    seen: int
    key: str
    amount: int = 0


@dataclass(frozen=True)
class Cancel:
    case: str


@dataclass(frozen=True)
class TakeRight:
    case: str


@dataclass(frozen=True)
class Report:
    case: str
    status: ExecutionStatus
    with_right: bool = True


@dataclass(frozen=True)
class Tick:
    """The clock closes what is over."""


Move = HandOver | Press | Cancel | TakeRight | Report | Tick
