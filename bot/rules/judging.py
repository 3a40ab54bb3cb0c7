"""The policy judges: first match wins, and what cannot be known is not safe."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.rules.budget import Limits
from bot.rules.calendars.calendar import Calendar
from bot.rules.calendars.open_time import Opening, opening
from bot.rules.condition import Condition, Unknown
from bot.rules.edition import Edition
from bot.rules.facts import Facts
from bot.rules.notice import Notices
from bot.rules.policy import (
    DecisionType,
    Judgement,
    OnTimeout,
    PastConversation,
    Priority,
    Queue,
    Reason,
    Stakes,
    Verdict,
)
from bot.rules.redact import Redact
from bot.rules.rota import Rota
from bot.rules.transcript import last_exchange
from bot.rules.turn import Reply, Turn
from bot.rules.wants_human import Detector

ASKS = frozenset({Verdict.HOLD, Verdict.HANDOFF})
AGENT_ASKS = "agent asks"
CUSTOMER_ASKS = "customer asks"
DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of the policy. Durations are seconds, `rate` a share from 0 to 1."""

    name: str
    when: Condition
    then: Verdict
    queue: str | None = None
    stakes: Stakes = Stakes.NORMAL
    priority: Priority = Priority.NORMAL
    timeout: float | None = None
    on_timeout: OnTimeout | None = None
    allowed_decisions: tuple[DecisionType, ...] | None = None
    reply: str = ""
    rate: float = 1.0
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePolicy:
    """A loaded policy file. `parts` are those of a turn that its conditions need; None: all."""

    version: str
    queues: dict[str, Queue]
    rules: Sequence[Rule]
    default: Verdict = Verdict.PASS
    handoff_queue: str | None = None
    input_queue: str | None = None
    calendars: dict[str, Calendar] = field(default_factory=dict)
    rotas: dict[str, Rota] = field(default_factory=dict)
    editions: tuple[Edition, ...] = ()
    parts: frozenset[str] | None = None
    detector: Detector | None = None
    redact: frozenset[Redact] = frozenset()
    notices: Notices = field(default_factory=Notices)
    handoffs_per_day: int = 5
    calls_per_hour: Limits = field(default_factory=Limits)

    @property
    def looks_at_conversation(self) -> bool:
        return self.parts is None or "conversation" in self.parts

    @property
    def queue_of_handoffs(self) -> Queue:
        """Where a `hold` or `handoff` goes whose rule names no queue."""
        return self.queues[self.handoff_queue or next(iter(self.queues))]

    @property
    def queue_of_questions(self) -> Queue:
        """Where a question goes that no rule speaks of."""
        return self.queues[self.input_queue or next(iter(self.queues))]

    def handoff(self, turn: Turn, past: PastConversation) -> Judgement:
        facts = Facts(turn, past, self.parts)
        for rule in self.rules:
            if rule.then is Verdict.HANDOFF and rule.when.holds(facts) is True:
                return replace(
                    self._judgement(rule, because="", asking=False), reason=Reason.CUSTOMER_REQUEST
                )
        queue = self.queue_of_handoffs
        return Judgement(
            verdict=Verdict.HANDOFF,
            rule=CUSTOMER_ASKS,
            policy_version=self.version,
            queue=queue,
            reason=Reason.CUSTOMER_REQUEST,
            on_timeout=queue.on_timeout,
        )

    def customer_asks(self, turn: Turn) -> bool:
        if turn.wants_human is not None or self.detector is None:
            return bool(turn.wants_human)
        text, before = last_exchange(turn.messages)
        return bool(text) and self.detector.asks_for_human(text, before=before)

    def opening(self, queue: str, now: datetime) -> Opening:
        return opening(self.calendar_of(queue), now)

    def calendar_of(self, queue: str) -> Calendar | None:
        name = self.queues[queue].calendar if queue in self.queues else None
        return self.calendars[name] if name else None

    def judge(self, turn: Turn, past: PastConversation, *, dice: float) -> Judgement:
        facts = Facts(turn, past, self.parts)
        asking = turn.question is not None
        for rule in self.rules:
            if asking and rule.then not in ASKS:
                continue
            known = rule.when.holds(facts)
            if known is False or (isinstance(known, Unknown) and rule.then not in ASKS):
                continue
            if rule.then is Verdict.SAMPLE and dice >= rule.rate:
                continue
            return self._judgement(rule, asking=asking, because=_because(rule, known))
        return self._asks() if asking else self._default()

    def _judgement(self, rule: Rule, *, asking: bool, because: str) -> Judgement:
        queue = self.queues[rule.queue] if rule.queue else None
        if queue is None and rule.then in ASKS:
            queue = self.queue_of_handoffs
        return Judgement(
            verdict=rule.then,
            rule=rule.name,
            policy_version=self.version,
            queue=queue,
            reason=_reason(rule, asking=asking),
            because=because,
            stakes=rule.stakes,
            priority=rule.priority,
            timeout=rule.timeout,
            on_timeout=rule.on_timeout or (queue.on_timeout if queue else OnTimeout.REJECT),
            allowed_decisions=rule.allowed_decisions,
            reply=Reply(text=rule.reply) if rule.then is Verdict.ANSWER else None,
            probability=rule.rate if rule.then is Verdict.SAMPLE else None,
        )

    def _asks(self) -> Judgement:
        queue = self.queue_of_questions
        return Judgement(
            verdict=Verdict.HOLD,
            rule=AGENT_ASKS,
            policy_version=self.version,
            queue=queue,
            reason=Reason.AGENT_REQUEST,
            on_timeout=queue.on_timeout,
        )

    def _default(self) -> Judgement:
        return Judgement(verdict=self.default, rule=DEFAULT, policy_version=self.version)


def _because(rule: Rule, known: bool | Unknown) -> str:
    if isinstance(known, Unknown):
        return f"The rule “{rule.name}” could not be evaluated: {known.why}."
    return ""


def _reason(rule: Rule, *, asking: bool) -> Reason:
    if rule.reason:
        return rule.reason
    if asking:
        return Reason.AGENT_REQUEST
    if rule.then is Verdict.SAMPLE:
        return Reason.SAMPLED
    if rule.stakes is Stakes.HIGH:
        return Reason.HIGH_STAKES
    return Reason.LOW_CONFIDENCE if rule.when.looks_at_confidence else Reason.POLICY
