"""What may stand for a promised time: one duration, or one for each priority that is told."""

from typing import Annotated, Any

from pydantic import PlainValidator

from bot.policy_file.problem import allowed, quoted
from bot.rules.durations import parse_duration
from bot.rules.policy import Priority, Target


def _target(value: Any) -> Target:
    if not isinstance(value, dict):
        return parse_duration(str(value))
    if not value:
        raise ValueError("it is empty; write one duration, or one for some priorities")
    known = list(Priority)
    for name in value:
        if name not in known:
            raise ValueError(f"there is no priority {quoted(name)}; {allowed(name, known)}")
    return {Priority(name): parse_duration(str(each)) for name, each in value.items()}


TargetShape = Annotated[Target, PlainValidator(_target)]
