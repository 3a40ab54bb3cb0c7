"""What comes over the wire: every field of the contract, and unknown ones refused by name."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from bot.rules.form import check_schema
from bot.rules.policy import DecisionType
from bot.rules.turn import (
    ActionRequest,
    Agent,
    Alternative,
    Customer,
    Evidence,
    Message,
    PolicyCheck,
    Reply,
    Requester,
    Role,
    Turn,
)

DEEPEST = 32


def _clean(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain NUL characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must be valid Unicode, without lone surrogates") from None
    return text


def _shallow(value: Any) -> Any:
    _walk(value, 0)
    return value


def _walk(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise ValueError(f"must not be nested deeper than {DEEPEST}")
    match value:
        case str():
            _clean(value)
        case dict():
            for key, item in value.items():
                _clean(key)
                _walk(item, depth + 1)
        case list():
            for item in value:
                _walk(item, depth + 1)
        case int() if abs(value) > 2**53 - 1:
            raise ValueError("must keep to numbers that JSON can carry exactly (2^53 - 1)")
        case _:
            pass


Text = Annotated[str, AfterValidator(_clean)]
Id = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_clean)]
Short = Annotated[str, Field(max_length=1_000), AfterValidator(_clean)]
Long = Annotated[str, Field(max_length=100_000), AfterValidator(_clean)]
Data = Annotated[dict[str, Any], AfterValidator(_shallow)]
Url = Annotated[str, Field(max_length=2_000, pattern=r"^https?://[^\s]+$"), AfterValidator(_clean)]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class AgentIn(Shape):
    id: Id = Field(description="Which agent this is; part of the turn's idempotency key.")
    version: Short = ""
    model: Short = ""


class CustomerIn(Shape):
    id: Id
    name: Short = ""
    locale: Short = Field(default="", examples=["en-GB"])
    attributes: Data = {}


class MessageIn(Shape):
    role: Role
    text: Long
    id: Annotated[str, Field(max_length=200), AfterValidator(_clean)] = ""
    at: AwareDatetime | None = Field(default=None, description="ISO-8601 with a zone.")
    name: Short = ""


class ReplyIn(Shape):
    text: Annotated[str, Field(min_length=1, max_length=100_000), AfterValidator(_clean)]


class ActionIn(Shape):
    name: Id = Field(examples=["issue_refund"])
    args: Data = {}
    description: Long = ""


class EvidenceIn(Shape):
    title: Short
    url: Annotated[str, Field(max_length=2_000), AfterValidator(_clean)] = ""
    snippet: Long = ""


class AlternativeIn(Shape):
    label: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_clean)]
    reply: ReplyIn | None = None
    action_request: ActionIn | None = None

    @model_validator(mode="after")
    def _one(self) -> "AlternativeIn":
        if (self.reply is None) == (self.action_request is None):
            raise ValueError("give exactly one of reply and action_request")
        return self


class PolicyCheckIn(Shape):
    name: Short
    passed: bool
    detail: Short = ""


class RequesterIn(Shape):
    id: Id
    slack_user: Annotated[str, Field(max_length=50), AfterValidator(_clean)] = ""


class TurnIn(Shape):
    """One thing an agent wants to say or do, and everything it knew."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        json_schema_extra={
            "examples": [
                {
                    "conversation_id": "conv-1",
                    "turn_id": "t-7",
                    "agent": {"id": "support-bot"},
                    "messages": [{"role": "customer", "text": "I want my money back"}],
                    "action_request": {"name": "issue_refund", "args": {"amount": 129.0}},
                    "confidence": 0.42,
                }
            ]
        },
    )

    conversation_id: Id
    turn_id: Id
    agent: AgentIn
    customer: CustomerIn | None = None
    topic: Short = ""
    messages: Annotated[list[MessageIn], Field(max_length=2_000)] = []
    reply: ReplyIn | None = None
    action_request: ActionIn | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] | None = Field(
        default=None, description="How sure the agent is, 0 to 1."
    )
    reasoning: Long = ""
    consequence: Long = Field(default="", description="What happens if a person says yes.")
    evidence: Annotated[list[EvidenceIn], Field(max_length=50)] = []
    alternatives: Annotated[list[AlternativeIn], Field(max_length=10)] = []
    policy_checks: Annotated[list[PolicyCheckIn], Field(max_length=50)] = []
    allowed_decisions: Annotated[list[DecisionType], Field(min_length=1)] | None = None
    response_schema: Data | None = Field(
        default=None, description="JSON Schema of the answer's form; type must be object."
    )
    question: (
        Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(_clean)] | None
    ) = None
    attributes: Data = {}
    requested_by: RequesterIn | None = None
    state: Data | None = Field(default=None, description="Opaque; comes back with the escalation.")
    metadata: Data = {}
    callback_url: Url | None = None
    timeout_seconds: Annotated[float, Field(gt=0, le=31_536_000)] | None = Field(
        default=None, description="Seconds until nobody's decision counts any more."
    )

    @model_validator(mode="after")
    def _one(self) -> "TurnIn":
        given = [self.reply, self.action_request, self.question]
        if sum(each is not None for each in given) != 1:
            raise ValueError("give exactly one of reply, action_request and question")
        return self

    def to_turn(self) -> Turn:
        if self.response_schema is not None:
            check_schema(self.response_schema)
        return Turn(
            conversation_id=self.conversation_id,
            turn_id=self.turn_id,
            agent=Agent(**self.agent.__dict__),
            customer=Customer(**self.customer.__dict__) if self.customer else None,
            topic=self.topic,
            messages=tuple(Message(**each.__dict__) for each in self.messages),
            reply=_reply(self.reply),
            action_request=_action(self.action_request),
            question=self.question,
            confidence=self.confidence,
            reasoning=self.reasoning,
            consequence=self.consequence,
            evidence=tuple(Evidence(**each.__dict__) for each in self.evidence),
            alternatives=tuple(
                Alternative(
                    label=each.label,
                    reply=_reply(each.reply),
                    action_request=_action(each.action_request),
                )
                for each in self.alternatives
            ),
            policy_checks=tuple(PolicyCheck(**each.__dict__) for each in self.policy_checks),
            allowed_decisions=tuple(self.allowed_decisions) if self.allowed_decisions else None,
            response_schema=self.response_schema,
            attributes=self.attributes,
            requested_by=Requester(**self.requested_by.__dict__) if self.requested_by else None,
            state=self.state,
            metadata=self.metadata,
            callback_url=self.callback_url,
            timeout_seconds=self.timeout_seconds,
        )


class FinishIn(Shape):
    token: Annotated[str, Field(min_length=1, max_length=200)]
    status: Literal["succeeded", "failed", "unknown"]
    detail: Annotated[str, Field(max_length=10_000), AfterValidator(_clean)] = ""


def _reply(reply: ReplyIn | None) -> Reply | None:
    return Reply(text=reply.text) if reply else None


def _action(action: ActionIn | None) -> ActionRequest | None:
    if action is None:
        return None
    return ActionRequest(name=action.name, args=action.args, description=action.description)
