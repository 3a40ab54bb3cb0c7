"""What goes back over the wire, described for the OpenAPI document; `out.py` makes the answers."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.rules.clock import ClockKind, ClockStatus
from bot.rules.execution import ExecutionStatus
from bot.rules.policy import DecisionType, Priority, Reason, Verdict
from bot.rules.status import Kind, Status


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FieldOut(Answer):
    field: str = Field(description="Where: `messages[2].role`.", examples=["messages[2].role"])
    message: str = Field(description="What it must be. What was sent is not repeated.")


class ProblemOut(Answer):
    """An error, as RFC 9457 has it."""

    type: str = Field(description="Tells problems apart; also a page.", examples=["/problems/x"])
    title: str
    status: int
    detail: str = Field(description="A sentence that says what to do.")
    errors: list[FieldOut]


class ReplyOut(Answer):
    text: str


class ActionOut(Answer):
    name: str
    args: dict[str, Any]
    description: str


class PersonOut(Answer):
    id: str = Field(examples=["slack:T1/U1"])
    name: str = Field(examples=["Ana"])


class ActorOut(PersonOut):
    type: Literal["human", "policy", "timeout", "system", "agent"]


class DecisionOut(Answer):
    """What was decided. `reply`, `action` and `action_digest` are what may run, if anything may."""

    type: DecisionType
    reply: ReplyOut | None
    action: ActionOut | None
    action_digest: str | None = Field(description="Of what may run; an edit makes a new one.")
    message: str | None = Field(description="The person's words to you.")
    reason: str | None = Field(description="Why it was rejected.")
    response: dict[str, Any] | None = Field(description="The answer, by `response_schema`.")
    decided_by: ActorOut
    decided_at: datetime


class ClockOut(Answer):
    """One promise about time."""

    kind: ClockKind
    status: ClockStatus
    target_seconds: float = Field(description="Of the team's open time.")
    due_at: datetime | None = Field(description="Null while it is paused.")
    started_at: datetime
    satisfied_at: datetime | None
    breached_at: datetime | None = Field(description="When it broke, whenever that was noticed.")
    overrun_seconds: float = Field(description="How late it was satisfied, or is by now.")
    detail: str = Field(description="Why it was cancelled or dismissed: `no_response`, …")


class PhaseOut(Answer):
    """When something was first done, and how long after the escalation was made."""

    at: datetime
    wall_seconds: float
    business_seconds: float = Field(description="Of the team's open time.")


class SpellOut(Answer):
    """One person had it, from being assigned until it was passed on, let go or closed."""

    owner: PersonOut
    started_at: datetime
    ended_at: datetime | None = Field(description="Null while they have it.")
    business_seconds: float | None = Field(
        description="Of open time in which it was theirs to act; null while they have it."
    )


class SlackOut(Answer):
    """Where the card hangs."""

    team: str
    channel: str
    thread_ts: str
    permalink: str


class EscalationOut(Answer):
    """One request to humans. It is open while `closed_at` is null."""

    id: str = Field(examples=["esc_01m8fz2c9q6t3v7x0a5b4d8e2g"])
    kind: Kind
    status: Status
    reason: Reason = Field(description="Why a human was asked.")
    queue: str
    priority: Priority
    conversation_id: str
    turn_id: str
    action_digest: str = Field(description="SHA-256 of what was proposed.", examples=["sha256:…"])
    allowed_decisions: list[DecisionType]
    decision: DecisionOut | None
    assignee: PersonOut | None
    created_at: datetime
    expires_at: datetime = Field(description="From then on nobody's decision counts.")
    closed_at: datetime | None
    clocks: list[ClockOut]
    times: dict[str, PhaseOut] = Field(
        description="`created`, `posted`, `claimed`, `answered` (a reply or a decision), "
        "`delivered`, `executed`: those that were reached."
    )
    reopen_count: int = Field(description="How often it was asked for again after it was closed.")
    ownership: list[SpellOut] = Field(description="Who has had it, in turn: the last twenty.")
    slack: SlackOut | None = Field(description="Null until the card is posted.")
    state: dict[str, Any] | None = Field(description="The turn's own, unchanged.")
    version: int = Field(description="Grows with each change; the `id` of its event.")


class SpokenOut(Answer):
    """One message of a conversation that people had with the customer."""

    role: Literal["human", "customer"]
    name: str
    text: str
    at: datetime


class StretchOut(Answer):
    """A person had the conversation and handed it back: what was said and promised meanwhile."""

    epoch: int
    summary: str = Field(description="The person's note to you.")
    messages: list[SpokenOut]


class JudgedOut(Answer):
    """What the policy says of a turn."""

    verdict: Verdict
    reply: ReplyOut | None = Field(
        description="With `answer`: say this instead. With `handoff`: the customer's notice, which "
        "the conversation's stream brings as well."
    )
    rule: str = Field(description="Which rule said so.")
    policy_version: str
    escalation: EscalationOut | None
    epoch: int = Field(description="Grows whenever control of the conversation changes hands.")
    human_stretch_ended: StretchOut | None = Field(
        description="On your first turn after a person handed the conversation back."
    )


class AskedOut(Answer):
    """A person is asked for, and what the customer is to be told."""

    escalation: EscalationOut
    open_now: bool
    opens_at: datetime | None = Field(description="While closed: when somebody comes.")
    expected_wait_seconds: int | None = Field(description="From real waits; null: not known.")
    notice: str = Field(description="For the customer; the stream brings it when control changes.")
    control: Literal["agent", "human"]
    epoch: int


class ControlOut(Answer):
    """Who speaks to the customer."""

    control: Literal["agent", "human"]
    epoch: int


class StreamItemOut(Answer):
    """`message`, `control` or `withdrawn`; the fields of each are described in docs/api.md."""

    model_config = ConfigDict(extra="allow")

    seq: int
    type: Literal["message", "control", "withdrawn"]
    at: datetime


class StreamOut(ControlOut):
    items: list[StreamItemOut]


class ReceiptOut(Answer):
    message_id: str
    status: Literal["sent", "handed", "delivered", "failed", "withdrawn"]
    detail: str


class TurnOut(Answer):
    """A turn as it was judged."""

    id: str
    agent_id: str
    conversation_id: str
    turn_id: str
    verdict: Verdict
    rule: str
    policy_version: str
    reply: ReplyOut | None
    because: str
    probability: float | None = Field(description="At which a `sample` rule picks.")
    confidence: float | None
    topic: str
    escalation_id: str | None
    judged_at: datetime


class RatingOut(Answer):
    """What was said of a turn, as it stands now."""

    agent_id: str
    conversation_id: str
    turn_id: str
    rating: Literal["good", "bad"]
    comment: str
    category: str
    at: datetime = Field(description="When it was last changed.")


class UseOut(Answer):
    """One use that was made of a correction."""

    model_config = ConfigDict(serialize_by_alias=True)

    place: str = Field(alias="in", examples=["prompt v7"])
    at: datetime


class AppliedOut(Answer):
    """Where a correction was put to use so far."""

    id: str = Field(examples=["cor_01m8fz2c9q6t3v7x0a5b4d8e2g"])
    applied: list[UseOut]


class ListedCorrectionOut(Answer):
    """Something that people changed, refused, answered or found wanting."""

    id: str = Field(examples=["cor_01m8fz2c9q6t3v7x0a5b4d8e2g"])
    escalation_id: str
    conversation_id: str
    turn_id: str
    queue: str
    status: str
    answer: str | None = Field(description="How the agent's own answer was found, if anybody said.")
    closed_at: datetime | None
    applied: list[UseOut]


class CorrectionsOut(Answer):
    items: list[ListedCorrectionOut]
    next_cursor: str | None = Field(description="Null on the last page.")


class ReappliedOut(Answer):
    """What became of the open escalations."""

    policy_version: str
    open: int = Field(description="How many were looked at.")
    changed: int = Field(description="How many of them have other times now.")


class EscalationsOut(Answer):
    items: list[EscalationOut]
    next_cursor: str | None = Field(description="Null on the last page.")


class TurnsOut(Answer):
    items: list[TurnOut]
    next_cursor: str | None = Field(description="Null on the last page.")


class RightOut(Answer):
    """The right to run what was approved, once."""

    token: str
    action: ActionOut
    action_digest: str


class ExecutionOut(Answer):
    escalation_id: str
    status: ExecutionStatus
    detail: str
    claimed_by: PersonOut
    claimed_at: datetime
    finished_at: datetime | None


class ReadyOut(Answer):
    ready: bool
    parts: dict[str, str] = Field(description="`ok`, or what is wrong and what to do.")
