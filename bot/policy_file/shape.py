"""What may stand in a policy file, field by field."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator

from bot.policy_file.atoms import Channel, Duration, Percent, User, UserGroup, some
from bot.policy_file.calendar_shape import CalendarShape
from bot.policy_file.digest_shape import Digest, DigestShape
from bot.policy_file.ladder_shape import CalledShape, Ladder
from bot.policy_file.rota_shape import RotaShape
from bot.policy_file.target_shape import SharesShape, SlaShape
from bot.rules.assignment import Assignment
from bot.rules.notice import EVERY_LANGUAGE, Saying, gaps
from bot.rules.policy import (
    AGAIN,
    DecisionType,
    FhrStart,
    OnTimeout,
    Priority,
    Reason,
    Stakes,
    Verdict,
    WhenClosed,
)
from bot.rules.redact import Redact
from bot.rules.usual import REMINDED_AT

LONGEST_NAME = 100
_A_DAY = 86_400.0


def _name(value: str) -> str:
    if not value.strip() or not value.isprintable() or len(value) > LONGEST_NAME:
        raise ValueError(f"a name is one line of 1 to {LONGEST_NAME} characters")
    return value


def _words(value: str) -> str:
    if not value.strip():
        raise ValueError("it has no words")
    return value


Name = Annotated[str, AfterValidator(_name)]
When = Annotated[
    str, BeforeValidator(lambda value: str(value).lower() if isinstance(value, bool) else value)
]


class Who(BaseModel, extra="forbid"):
    usergroup: UserGroup | None = None
    user: User | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.user is None) == (self.usergroup is None):
            raise ValueError("each entry is one `user` or one `usergroup`")
        return self


class ApproverShape(BaseModel, extra="forbid"):
    usergroup: UserGroup | None = None
    user: User | None = None
    rota: str | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError("each entry is one `user`, one `usergroup` or one `rota`")
        return self


class ApproversShape(BaseModel, extra="forbid"):
    any_of: list[ApproverShape] = []
    quorum: Annotated[int, Field(ge=1, le=20)] = 1
    self_approval: bool = False
    guests: bool = False

    @model_validator(mode="after")
    def _can_decide(self) -> Self:
        users = {who.user for who in self.any_of if who.user}
        if not self.any_of:
            raise ValueError(
                "there are no approvers, so nobody could ever decide; "
                "write `any_of: [{usergroup: S0123456789}]`"
            )
        if all(who.user for who in self.any_of) and self.quorum > len(users):
            raise ValueError(f"the quorum is larger than the number of its approvers, {len(users)}")
        return self


class QueueShape(BaseModel, extra="forbid"):
    channel: Channel
    approvers: ApproversShape
    managers: list[Who] = []
    calendar: str | None = None
    sla: SlaShape = {}
    fhr_start: FhrStart = FhrStart.FROM_HANDOFF
    third_party_pauses: bool = False
    follow_calendar_edits: bool = False
    remind_at: SharesShape = list(REMINDED_AT)
    ladder: Ladder = []
    ladder_from: Annotated[int, Field(ge=1, le=100)] = 1
    ladder_repeats: Annotated[int, Field(ge=0, le=10)] = AGAIN
    fallback: CalledShape | None = None
    on_timeout: OnTimeout = OnTimeout.REJECT
    timeout: Duration = _A_DAY
    reject_reasons: Annotated[
        list[Annotated[str, AfterValidator(_words), Field(max_length=75)]], Field(max_length=20)
    ] = []
    receipts: bool = True
    when_closed: WhenClosed = WhenClosed.HOLD
    assignment: Assignment = Assignment.MANUAL
    most_open: Annotated[int, Field(ge=1, le=1_000)] | None = None
    private: bool = False

    @model_validator(mode="after")
    def _begins_again_on_it(self) -> Self:
        if self.ladder_from > max(1, len(self.ladder)):
            raise ValueError(f"`ladder_from` is {self.ladder_from}, and its ladder ends before")
        if self.fallback and not self.ladder:
            raise ValueError("`fallback` is who stands behind a ladder, and there is no `ladder`")
        return self


class RuleShape(BaseModel, extra="forbid"):
    name: Name
    when: When
    then: Verdict
    queue: str | None = None
    stakes: Stakes = Stakes.NORMAL
    priority: Priority = Priority.NORMAL
    timeout: Duration | None = None
    on_timeout: OnTimeout | None = None
    allowed_decisions: Annotated[list[DecisionType], AfterValidator(some)] | None = None
    reply: Annotated[str, AfterValidator(_words)] | None = None
    rate: Percent | None = None
    reason: Reason | None = None


class RequestsShape(BaseModel, extra="forbid"):
    """Customers who ask for a person in their own words."""

    detect: bool = True
    words: Annotated[
        list[Annotated[str, AfterValidator(_words), Field(max_length=100)]], Field(max_length=200)
    ] = []


class CallsShape(BaseModel, extra="forbid"):
    """How many messages an hour may call one person and one channel; the rest stands in lists."""

    person: Annotated[int, Field(ge=3, le=1_000)] = 10
    channel: Annotated[int, Field(ge=3, le=1_000)] = 30


def _language(value: str) -> str:
    form = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"
    if value != EVERY_LANGUAGE and not re.fullmatch(form, value):
        raise ValueError("a language is written like de, de-AT or * for every one")
    return value.lower()


def _fill_gaps(words: dict[Saying, str]) -> dict[Saying, str]:
    for saying, sentence in words.items():
        if unknown := gaps(sentence) - saying.gaps:
            known = ", ".join(f"{{{gap}}}" for gap in sorted(saying.gaps)) or "nothing in braces"
            raise ValueError(f"`{saying}` knows {known}, and nothing of {{{min(unknown)}}}")
    return words


Language = Annotated[str, AfterValidator(_language)]
Sentence = Annotated[str, AfterValidator(_words), Field(max_length=500)]


class FileShape(BaseModel, extra="forbid"):
    queues: Annotated[dict[Name, QueueShape], Field(min_length=1)]
    calendars: dict[Name, CalendarShape] = {}
    rotas: dict[Name, RotaShape] = {}
    rules: list[RuleShape] = []
    default: Literal["pass", "block"] = "pass"
    handoff_queue: str | None = None
    handoffs_per_day: Annotated[int, Field(ge=1, le=1_000)] = 5
    calls_per_hour: CallsShape = CallsShape()
    input_queue: str | None = None
    customer_requests: RequestsShape = RequestsShape()
    redact: list[Redact] = []
    notices: dict[Language, Annotated[dict[Saying, Sentence], AfterValidator(_fill_gaps)]] = {}
    digest: Digest = DigestShape()
