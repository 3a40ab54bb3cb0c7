"""The policy, as values: what it says of a turn, and what a queue promises."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from bot.rules.approvers import Approvers, Managers
from bot.rules.assignment import Assignment
from bot.rules.budget import Limits
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import Opening
from bot.rules.cover import Cover
from bot.rules.edition import Edition
from bot.rules.json import Json
from bot.rules.notice import Notices
from bot.rules.redact import Redact
from bot.rules.rota import Rota
from bot.rules.turn import Reply, Turn

AGAIN = 2
"""How often a ladder is climbed again, where the policy says nothing."""
DecisionType = Literal["approve", "edit", "reject", "respond"]


class Verdict(StrEnum):
    PASS = "pass"
    SAMPLE = "sample"
    HOLD = "hold"
    HANDOFF = "handoff"
    ANSWER = "answer"
    BLOCK = "block"


class Reason(StrEnum):
    """Why a human was asked."""

    LOW_CONFIDENCE = "low_confidence"
    HIGH_STAKES = "high_stakes"
    CUSTOMER_REQUEST = "customer_request"
    POLICY = "policy"
    AGENT_REQUEST = "agent_request"
    REPEATED_FAILURE = "repeated_failure"
    SAMPLED = "sampled"


class Stakes(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class WhenClosed(StrEnum):
    """What a customer who asks for a person outside opening hours gets: `hold` keeps the
    conversation for the next opening, `callback` promises an answer then and lets the agent go on,
    `message` promises nothing.
    """

    HOLD = "hold"
    CALLBACK = "callback"
    MESSAGE = "message"


class FhrStart(StrEnum):
    """Since when a first reply is owed: since people were asked, or since the customer wrote."""

    FROM_HANDOFF = "from_handoff"
    FROM_CUSTOMER = "from_customer"


class OnTimeout(StrEnum):
    """What silence does when the time is over."""

    REJECT = "reject"
    ESCALATE = "escalate"
    APPROVE = "approve"


Target = float | dict[Priority, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A team: where its cards go, who decides, what it promises. Durations are seconds; a target
    may be told for some priorities each, and another one where much is at stake. `hours` is the
    calendar of that name. The ladder is climbed `ladder_repeats` times more, from step
    `ladder_from` on; behind it stands `fallback`.
    """

    name: str
    channel: str
    approvers: Approvers
    managers: Managers = field(default_factory=Managers)
    sla: dict[str, Target] = field(default_factory=dict)
    sla_at_high_stakes: dict[str, float] = field(default_factory=dict)
    calendar: str | None = None
    hours: Calendar | None = None
    fhr_start: FhrStart = FhrStart.FROM_HANDOFF
    third_party_pauses: bool = False
    follow_calendar_edits: bool = False
    remind_at: tuple[float, ...] = ()
    ladder: tuple[Json, ...] = ()
    ladder_from: int = 1
    ladder_repeats: int = AGAIN
    fallback: Json | None = None
    on_timeout: OnTimeout = OnTimeout.REJECT
    timeout: float = 86_400.0
    reject_reasons: tuple[str, ...] = ()
    receipts: bool = True
    when_closed: WhenClosed = WhenClosed.HOLD
    assignment: Assignment = Assignment.MANUAL
    most_open: int | None = None
    private: bool = False

    @property
    def rotas(self) -> frozenset[str]:
        """By which somebody is on call for it: those who may decide, and those whom it calls."""
        steps = (each for step in self.ladder for each in step["notify"])
        called = (*steps, *([self.fallback] if self.fallback else []))
        return self.approvers.rotas | {each["rota"] for each in called if "rota" in each}

    def covers(self, rotas: Mapping[str, Rota]) -> tuple[Cover, ...]:
        """Who should be on call in its open hours; nobody was named without rotas or hours."""
        named = tuple(rotas[each] for each in sorted(self.rotas & rotas.keys()))
        return (Cover(hours=self.hours, rotas=named),) if self.hours and named else ()

    def targets(self, priority: Priority, stakes: Stakes = Stakes.NORMAL) -> dict[str, float]:
        """What it promises to such a case, by clock."""
        usual = targets(self.sla, priority)
        return usual | self.sla_at_high_stakes if stakes is Stakes.HIGH else usual


@dataclass(frozen=True, slots=True, kw_only=True)
class PastConversation:
    """What rules may know of the conversation: `turn.conversation` in a condition."""

    turns: int = 0
    escalations: int = 0
    last_rejection: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the policy says of one turn, and which rule said it.

    `because` is a sentence for the card when a condition could not be evaluated. `probability` is
    the rate at which a `sample` rule picks, whether or not this turn was picked.
    """

    verdict: Verdict
    rule: str
    policy_version: str
    queue: Queue | None = None
    reason: Reason = Reason.POLICY
    because: str = ""
    stakes: Stakes = Stakes.NORMAL
    priority: Priority = Priority.NORMAL
    timeout: float | None = None
    on_timeout: OnTimeout = OnTimeout.REJECT
    allowed_decisions: tuple[DecisionType, ...] | None = None
    reply: Reply | None = None
    probability: float | None = None


class Policy(Protocol):
    """A loaded policy file."""

    @property
    def version(self) -> str: ...
    @property
    def queues(self) -> dict[str, Queue]: ...
    @property
    def rotas(self) -> dict[str, Rota]: ...
    @property
    def looks_at_conversation(self) -> bool: ...

    @property
    def redact(self) -> frozenset[Redact]: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def handoffs_per_day(self) -> int:
        """How often a conversation may be taken from its agent by asking."""
        ...

    @property
    def editions(self) -> Sequence[Edition]:
        """The digests that come out each week."""
        ...

    @property
    def calls_per_hour(self) -> Limits:
        """How often one person and one channel are called by time, however much is due."""
        ...

    def handoff(self, turn: Turn, past: PastConversation) -> Judgement:
        """Where a request for a person goes: the first `handoff` rule that matches, else the queue
        of handoffs.
        """
        ...

    def customer_asks(self, turn: Turn) -> bool:
        """Whether the customer's last words ask for a person; the agent's own flag goes first."""
        ...

    def opening(self, queue: str, now: datetime) -> Opening: ...
    def calendar_of(self, queue: str) -> Calendar | None: ...

    def judge(self, turn: Turn, past: PastConversation, *, dice: float) -> Judgement:
        """First matching rule wins. `dice` is uniform in [0, 1): a sample rule with rate r picks
        the turn when dice < r, and is no match otherwise.
        """
        ...


def private(queues: Mapping[str, Queue]) -> frozenset[str]:
    """Of which a digest of all queues tells counts alone."""
    return frozenset(name for name, queue in queues.items() if queue.private)


def targets(sla: Mapping[str, Target], priority: Priority) -> dict[str, float]:
    """Seconds by clock. A priority that is left out has the target of the next lower one that is
    there; below the lowest one that is there, its target holds.
    """
    return {
        clock: _nearest(target, priority) if isinstance(target, dict) else target
        for clock, target in sla.items()
    }


def _nearest(targets: dict[Priority, float], priority: Priority) -> float:
    rising = list(Priority)
    told = sorted(targets, key=rising.index)
    upto = [each for each in told if rising.index(each) <= rising.index(priority)]
    return targets[upto[-1] if upto else told[0]]
