"""What the record gives out: rows as flows see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.rules.approvers import Actor
from bot.rules.delivery import Delivery, DeliveryState
from bot.rules.endpoint import Endpoint
from bot.rules.escalation import Escalation, Thread
from bot.rules.execution import Execution
from bot.rules.feedback import Appraisal
from bot.rules.json import Json
from bot.rules.turn import Reply, Turn, TurnKey
from bot.rules.weekly.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedTurn:
    """A turn as it was judged; every turn is recorded, passed ones too."""

    id: str
    key: TurnKey
    turn: Turn
    fingerprint: str
    verdict: str
    rule: str
    policy_version: str
    judged_at: datetime
    reply: Reply | None = None
    because: str = ""
    probability: float | None = None
    escalation_id: str | None = None
    human_stretch: Json | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """Who changed what, through which door (`slack`, `api`, `clock`, `policy`). Append-only."""

    escalation_id: str
    at: datetime
    actor: Actor
    channel: str
    action: str
    detail: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One version of an escalation, for the event stream."""

    version: int
    type: str
    at: datetime
    escalation: Escalation


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Everything a card in Slack is drawn from. For whoever is to take a conversation over: what
    the agent `tried` in it, and this customer's `earlier` escalations, both newest first.
    """

    escalation: Escalation
    turn: Turn
    execution: Execution | None = None
    appraisal: Appraisal | None = None
    later_turns: tuple[Turn, ...] = ()
    tried: tuple[JudgedTurn, ...] = ()
    earlier: tuple[Escalation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A week's report on its way to one reader, frozen; `thread` once it hangs in Slack."""

    id: str
    workspace: str
    recipient: str
    report: Report
    created_at: datetime
    thread: Thread | None = None


About = Card | Letter
"""What a delivery is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to send the next delivery of one line, until the lease ends or is taken over."""

    delivery: Delivery
    line_id: int
    owner: str
    epoch: int
    until: datetime
    was_state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A webhook that was answered or given up at this time, without what it said."""

    id: str
    endpoint: Endpoint
    type: str
    state: DeliveryState
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    id: str
    name: str
    workspace: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How much is open just now; what is done with is counted as it happens, not here.

    `deliveries` by state (`dead` ones too, until somebody sends them again), `escalations` by
    status, `overdue_seconds`: how long the oldest delivery that could be sent has been waiting,
    `parked_seconds`: how long the lanes of each kind still keep us waiting, the longest of them,
    `disabled_endpoints`: how many of the agents' ends are sent no webhooks any more.
    """

    deliveries: Mapping[str, int] = field(default_factory=dict)
    escalations: Mapping[str, int] = field(default_factory=dict)
    overdue_seconds: float = 0.0
    parked_seconds: Mapping[str, float] = field(default_factory=dict)
    disabled_endpoints: int = 0
