"""What a field's mistake is called, to somebody who has never seen this code."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from bot.policy_file.calendar_shape import CalendarShape
from bot.policy_file.ladder_shape import CalledShape, StepShape
from bot.policy_file.lines import Lined, Path
from bot.policy_file.problem import Problem, allowed, quoted
from bot.policy_file.shape import (
    ApproversShape,
    FileShape,
    QueueShape,
    RuleShape,
    Who,
)

_KINDS = {
    "string_type": "it must be text; put it in quotes",
    "dict_type": "it must have fields of its own, `name: value`",
    "model_type": "it must have fields of its own, `name: value`",
    "list_type": "it must be a list, `[…]`",
    "bool_type": "it must be true or false",
    "bool_parsing": "it must be true or false",
    "int_type": "it must be a whole number",
    "int_parsing": "it must be a whole number",
    "int_from_float": "it must be a whole number",
    "greater_than_equal": "it must be at least {ge}",
    "less_than_equal": "it must be at most {le}",
    "too_short": "it needs at least one entry",
    "too_long": "it has at most {max_length} entries",
    "string_too_long": "it has at most {max_length} characters",
}


def problem(error: Mapping[str, Any], lined: Lined) -> Problem:
    """Pydantic's error as a sentence, on the line where it is to be mended."""
    path: Path = error["loc"]
    line = lined.line(path)
    is_key = path[-1:] == ("[key]",)
    path = path[:-1] if is_key else path
    there, written, kind = where(path, lined.value), error["input"], error["type"]
    match kind:
        case "extra_forbidden":
            fields = list(_shape_at(path).model_fields)
            return Problem(line, f"unknown field `{path[-1]}`{there}; {allowed(path[-1], fields)}")
        case "missing":
            return Problem(line, f"`{path[-1]}` is missing{there}")
        case "enum" | "literal_error":
            rule = allowed(written, re.findall(r"'([^']*)'", error["ctx"]["expected"]))
        case "value_error" | "assertion_error":
            rule = str(error["ctx"]["error"])
        case _:
            rule = str(_KINDS.get(kind, error["msg"])).format(**error.get("ctx", {}))
    subject = _subject(path)
    if isinstance(written, dict | list):
        return Problem(line, f"{subject}{there}: {rule}")
    if is_key:
        return Problem(line, f"`{path[-2]}`{there} has {quoted(written)}; {rule}")
    return Problem(line, f"{subject}{there} is {quoted(written)}; {rule}")


def where(path: Path, value: Any) -> str:
    match path:
        case ("queues", str(name), _, *_):
            return f" in queue {name}"
        case ("calendars", str(name), _, *_):
            return f" in calendar {name}"
        case ("rules", int(number), _, *_):
            return f" in {rule_at(number, value)}"
        case _:
            return ""


def rule_at(number: int, value: Any) -> str:
    """By its name, or by its number where it has none."""
    try:
        name = value["rules"][number]["name"]
    except (KeyError, TypeError):
        name = None
    return f"rule “{name}”" if isinstance(name, str) and name else f"rule {number + 1}"


def _subject(path: Path) -> str:
    match path:
        case ():
            return "the file"
        case ("queues", str(name)):
            return f"queue {name}"
        case ("calendars", str(name)):
            return f"calendar {name}"
        case ("rules", int(number)):
            return f"rule {number + 1}"
        case _:
            return f"`{next(part for part in reversed(path) if isinstance(part, str))}`"


def _shape_at(path: Path) -> type[BaseModel]:
    match path:
        case ("queues", _, "approvers", "any_of", _, _):
            return Who
        case ("queues", _, "ladder", _, "notify", _, _) | ("queues", _, "fallback", _):
            return CalledShape
        case ("queues", _, "approvers", _):
            return ApproversShape
        case ("queues", _, "ladder", _, _):
            return StepShape
        case ("queues", _, _):
            return QueueShape
        case ("calendars", _, _):
            return CalendarShape
        case ("rules", _, _):
            return RuleShape
        case _:
            return FileShape
