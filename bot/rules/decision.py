"""What a person chose, and the decision that is on record afterwards."""

from dataclasses import dataclass
from datetime import datetime

from bot.rules.approvers import Actor
from bot.rules.json import Json
from bot.rules.policy import DecisionType
from bot.rules.turn import ActionRequest, Reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """Let exactly what was proposed go out."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Let this go out instead: other words, or the same tool with other arguments."""

    reply: Reply | None = None
    args: Json | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAlternative:
    """Let the agent's own other suggestion go out; counts as an edit."""

    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """Do not let it go out, and say why."""

    reason: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Respond:
    """Give the agent an answer to work with: fields of its form, or plain words."""

    response: Json | None = None
    message: str = ""


Choice = Approve | Edit | TakeAlternative | Reject | Respond


def type_of(choice: Choice) -> DecisionType:
    match choice:
        case Approve():
            return "approve"
        case Edit() | TakeAlternative():
            return "edit"
        case Reject():
            return "reject"
        case Respond():
            return "respond"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """On record. `reply`, `action` and `action_digest` are what may run, if anything may."""

    type: DecisionType
    decided_by: Actor
    decided_at: datetime
    reply: Reply | None = None
    action: ActionRequest | None = None
    action_digest: str | None = None
    message: str = ""
    reason: str = ""
    response: Json | None = None
