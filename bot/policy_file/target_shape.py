"""What may stand for promised times: durations, one for each priority that is told, or `off`."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, PlainValidator, WrapValidator

from bot.policy_file.atoms import Percent, some
from bot.policy_file.problem import allowed, quoted
from bot.rules.durations import parse_duration
from bot.rules.policy import Priority, Target
from bot.rules.usual import CLOCKS

OFF = "off"
Clock = Literal["notify", "claim", "first_reply", "next_reply", "decision", "resolution"]
_NOTHING: dict[str, None] = dict.fromkeys(CLOCKS)


def _target(value: Any) -> Target | None:
    if value == OFF:
        return None
    if not isinstance(value, dict):
        return parse_duration(str(value))
    if not value:
        raise ValueError("it is empty; write one duration, or one for some priorities")
    known = list(Priority)
    for name in value:
        if name not in known:
            raise ValueError(f"there is no priority {quoted(name)}; {allowed(name, known)}")
    return {Priority(name): parse_duration(str(each)) for name, each in value.items()}


def _or_nothing(value: Any, validate: Callable[[Any], Any]) -> Any:
    return _NOTHING if value == OFF else validate(value)


def _or_never(value: Any, validate: Callable[[Any], Any]) -> Any:
    return [] if value == OFF else validate(value)


def _cards_are_posted(sla: dict[Clock, Target | None]) -> dict[Clock, Target | None]:
    if "notify" in sla and sla["notify"] is None:
        raise ValueError("`notify` cannot be off: that a card does not reach Slack is always told")
    return sla


def _in_time(value: float) -> float:
    if value == 0:
        raise ValueError("a reminder comes after some of the time, such as 50%")
    return value


TargetShape = Annotated[Target | None, PlainValidator(_target)]
SlaShape = Annotated[
    dict[Clock, TargetShape], AfterValidator(_cards_are_posted), WrapValidator(_or_nothing)
]
SharesShape = Annotated[
    list[Annotated[Percent, AfterValidator(_in_time)]],
    AfterValidator(some),
    WrapValidator(_or_never),
]
