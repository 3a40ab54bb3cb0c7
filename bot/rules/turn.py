"""A turn: one thing an agent wants to say or do, with what it knew when it wanted it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.rules.json import Json

Role = Literal["customer", "agent", "human", "tool", "system"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    id: str
    version: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    id: str
    name: str = ""
    locale: str = ""
    attributes: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    role: Role
    text: str
    id: str = ""
    at: datetime | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Words the agent wants to say to the customer."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRequest:
    """A tool the agent wants to call."""

    name: str
    args: Json = field(default_factory=dict)
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    title: str
    url: str = ""
    snippet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Another reply or action that the agent considered; a reviewer can take it with one click."""

    label: str
    reply: Reply | None = None
    action_request: ActionRequest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyCheck:
    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """The person behind the agent, if there is one."""

    id: str
    slack_user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    conversation_id: str
    turn_id: str
    agent: Agent
    customer: Customer | None = None
    topic: str = ""
    messages: tuple[Message, ...] = ()
    reply: Reply | None = None
    action_request: ActionRequest | None = None
    question: str | None = None
    confidence: float | None = None
    reasoning: str = ""
    consequence: str = ""
    evidence: tuple[Evidence, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    policy_checks: tuple[PolicyCheck, ...] = ()
    allowed_decisions: tuple[str, ...] | None = None
    response_schema: Json | None = None
    attributes: Json = field(default_factory=dict)
    requested_by: Requester | None = None
    state: Json | None = None
    metadata: Json = field(default_factory=dict)
    callback_url: str | None = None
    timeout_seconds: float | None = None
    epoch: int | None = None
    wants_human: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnKey:
    """The natural idempotency key of a turn, within one workspace."""

    workspace: str
    agent_id: str
    conversation_id: str
    turn_id: str


def key_of(turn: Turn, workspace: str) -> TurnKey:
    return TurnKey(
        workspace=workspace,
        agent_id=turn.agent.id,
        conversation_id=turn.conversation_id,
        turn_id=turn.turn_id,
    )
