"""What may stand in a policy file, field by field."""

from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.rules.durations import parse_duration, parse_percent
from bot.rules.policy import DecisionType, OnTimeout, Priority, Reason, Stakes, Verdict


def _duration(value: Any) -> float:
    return parse_duration(str(value))


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("a time zone is an IANA name such as Europe/Berlin")
    return value


def _percent(value: Any) -> float:
    return parse_percent(str(value))


Duration = Annotated[float, BeforeValidator(_duration)]
Percent = Annotated[float, BeforeValidator(_percent)]
Zone = Annotated[str, AfterValidator(_zone)]
Channel = Annotated[str, Field(pattern=r"^[CGD][A-Z0-9]{2,}$")]
UserGroup = Annotated[str, Field(pattern=r"^S[A-Z0-9]{2,}$")]
User = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{2,}$")]
Clock = Literal["notify", "claim", "first_reply", "next_reply", "decision", "resolution"]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Who(Shape):
    usergroup: UserGroup | None = None
    user: User | None = None


class ApproversShape(Shape):
    any_of: list[Who] = []
    quorum: Annotated[int, Field(ge=1, le=20)] = 1
    self_approval: bool = False
    guests: bool = False


class QueueShape(Shape):
    channel: Channel
    approvers: ApproversShape
    calendar: str | None = None
    sla: dict[Clock, Duration] = {}
    remind_at: list[Percent] = []
    ladder: list[dict[str, Any]] = []
    on_timeout: OnTimeout = OnTimeout.REJECT
    timeout: Duration = 86_400.0
    reject_reasons: Annotated[list[Annotated[str, Field(max_length=75)]], Field(max_length=20)] = []
    receipts: bool = True
    when_closed: Literal["hold", "callback", "message"] | None = None


class CalendarShape(Shape):
    timezone: Zone
    hours: dict[str, list[str]]
    holidays: str | None = None
    overrides: dict[str, list[str]] = {}


class RuleShape(Shape):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    when: Annotated[
        str, BeforeValidator(lambda value: str(value).lower() if isinstance(value, bool) else value)
    ]
    then: Verdict
    queue: str | None = None
    stakes: Stakes = Stakes.NORMAL
    priority: Priority = Priority.NORMAL
    timeout: Duration | None = None
    on_timeout: OnTimeout | None = None
    allowed_decisions: list[DecisionType] | None = None
    reply: str | None = None
    rate: Percent | None = None
    reason: Reason | None = None


class FileShape(Shape):
    queues: dict[str, QueueShape]
    calendars: dict[str, CalendarShape] = {}
    rules: list[RuleShape] = []
    default: Literal["pass", "block"] = "pass"
    handoff_queue: str | None = None
    input_queue: str | None = None
    digest: dict[str, Any] = {}
