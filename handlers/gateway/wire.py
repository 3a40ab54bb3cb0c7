"""A turn as it comes over the wire: every field of the contract, and what each one is for."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from bot.rules.policy import DecisionType
from bot.rules.turn import Agent, Customer, Evidence, Message, PolicyCheck, Requester, Role, Turn
from handlers.gateway.proposals import ActionIn, AlternativeIn, ReplyIn
from handlers.gateway.texts import (
    Address,
    Data,
    Form,
    Id,
    Line,
    Name,
    Shape,
    Time,
    Words,
    misfit,
)

A_YEAR = 31_536_000
ANSWERS: frozenset[DecisionType] = frozenset({"respond", "reject"})


class AgentIn(Shape):
    """Who hands over this turn."""

    id: Id = Field(description="Part of the turn's idempotency key.", examples=["support-bot"])
    version: Name = Field(default="", examples=["2026-11-01"])
    model: Name = Field(default="", examples=["any-name"])


class CustomerIn(Shape):
    """Whom the agent talks to."""

    id: Id = Field(examples=["cus-9"])
    name: Name = Field(default="", examples=["Ada"])
    locale: Name = Field(default="", description="BCP 47.", examples=["en-GB"])
    attributes: Data = Field(
        default_factory=dict, description="For rules and reviewers.", examples=[{"tier": "gold"}]
    )


class MessageIn(Shape):
    """One message of the conversation so far, oldest first."""

    role: Role
    text: Words
    id: Name = Field(default="", description="Yours; tells whether the customer wrote again.")
    at: Time | None = Field(default=None, description="ISO-8601 with its time zone.")
    name: Name = ""


class EvidenceIn(Shape):
    """Something the agent relied on."""

    title: Line = Field(examples=["Refund policy 4.2"])
    url: Annotated[str, Field(max_length=2_000)] = ""
    snippet: Words = ""


class PolicyCheckIn(Shape):
    """A check of your own, made before the turn was handed over."""

    name: Line = Field(examples=["within 30 days"])
    passed: bool
    detail: Line = Field(default="", examples=["41 days"])


class RequesterIn(Shape):
    """The person behind the agent. Without `self_approval` their clicks do not decide."""

    id: Id = Field(examples=["staff-4"])
    slack_user: str = Field(
        default="",
        max_length=50,
        pattern=r"^([UW][A-Z0-9]{2,})?$",
        description="A Slack member id.",
        examples=["U0456"],
    )


class TurnIn(Shape):
    """One thing an agent wants to say or do, and everything it knew. Exactly one of `reply`,
    `action_request` and `question` says what.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "conversation_id": "conv-1",
                    "turn_id": "t-7",
                    "agent": {"id": "support-bot"},
                    "messages": [{"role": "customer", "text": "I want my money back"}],
                    "action_request": {
                        "name": "issue_refund",
                        "args": {"order": "A1", "amount": 129.0},
                    },
                    "confidence": 0.42,
                    "consequence": "Customer gets €129.00 back; cannot be undone",
                }
            ]
        },
    )

    conversation_id: Id = Field(examples=["conv-1"])
    turn_id: Id = Field(description="Unique within the conversation and agent.", examples=["t-7"])
    agent: AgentIn
    customer: CustomerIn | None = None
    topic: Name = Field(default="", examples=["refund"])
    messages: list[MessageIn] = Field(default=[], max_length=2_000, description="Oldest first.")
    reply: ReplyIn | None = Field(default=None, description="What it wants to say.")
    action_request: ActionIn | None = Field(default=None, description="What it wants to do.")
    question: Annotated[str, Field(min_length=1, max_length=20_000)] | None = Field(
        default=None, description="What it needs to know from a person."
    )
    confidence: float | None = Field(default=None, ge=0, le=1, description="0 to 1.")
    reasoning: Words = Field(default="", description="Why; shown as the agent's own words.")
    consequence: Words = Field(default="", description="What happens if a person says yes.")
    evidence: list[EvidenceIn] = Field(default=[], max_length=50)
    alternatives: list[AlternativeIn] = Field(default=[], max_length=10)
    policy_checks: list[PolicyCheckIn] = Field(default=[], max_length=50)
    allowed_decisions: list[DecisionType] | None = Field(
        default=None, min_length=1, max_length=4, description="All that fit, if left out."
    )
    response_schema: Form | None = Field(
        default=None, description="JSON Schema (type `object`) of the answer's form."
    )
    attributes: Data = Field(
        default_factory=dict, description="For rules.", examples=[{"amount": 129.0}]
    )
    requested_by: RequesterIn | None = None
    state: Data | None = Field(default=None, description="Opaque; comes back with the answer.")
    metadata: Data = Field(default_factory=dict, description="Kept with the turn.")
    callback_url: Address | None = Field(default=None, description="Webhooks go here, by https.")
    epoch: int | None = Field(
        default=None,
        ge=0,
        le=2**31 - 1,
        description="The conversation's epoch when you thought this up; an old one is refused.",
    )
    wants_human: bool | None = Field(
        default=None, description="Whether the customer asks for a person, if you know."
    )
    timeout_seconds: float | None = Field(
        default=None,
        gt=0,
        le=A_YEAR,
        description="Seconds until nobody's decision counts; can only shorten the policy's time.",
    )

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        given = [name for name in ("reply", "action_request", "question") if getattr(self, name)]
        if len(given) != 1:
            words = "Give exactly one of `reply`, `action_request` and `question`."
            raise misfit(words, given[1] if given else "reply")
        return self

    @model_validator(mode="after")
    def _a_question_can_be_answered(self) -> Self:
        if self.question and not ANSWERS & set(self.allowed_decisions or ANSWERS):
            words = "A question is answered by `respond` or `reject`: allow one of them."
            raise misfit(words, "allowed_decisions")
        return self

    def to_turn(self) -> Turn:
        return Turn(
            conversation_id=self.conversation_id,
            turn_id=self.turn_id,
            agent=Agent(**self.agent.__dict__),
            customer=Customer(**self.customer.__dict__) if self.customer else None,
            topic=self.topic,
            messages=tuple(Message(**each.__dict__) for each in self.messages),
            reply=self.reply.to_reply() if self.reply else None,
            action_request=self.action_request.to_action() if self.action_request else None,
            question=self.question,
            confidence=self.confidence,
            reasoning=self.reasoning,
            consequence=self.consequence,
            evidence=tuple(Evidence(**each.__dict__) for each in self.evidence),
            alternatives=tuple(each.to_alternative() for each in self.alternatives),
            policy_checks=tuple(PolicyCheck(**each.__dict__) for each in self.policy_checks),
            allowed_decisions=tuple(self.allowed_decisions) if self.allowed_decisions else None,
            response_schema=self.response_schema,
            attributes=self.attributes,
            requested_by=Requester(**self.requested_by.__dict__) if self.requested_by else None,
            state=self.state,
            metadata=self.metadata,
            callback_url=self.callback_url,
            timeout_seconds=self.timeout_seconds,
            epoch=self.epoch,
            wants_human=self.wants_human,
        )
