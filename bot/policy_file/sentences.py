"""What a field's mistake is called, to somebody who has never seen this code."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from bot.policy_file.calendar_shape import CalendarShape
from bot.policy_file.digest_shape import DigestShape, EditionShape, ReaderShape, WholeShape
from bot.policy_file.ladder_shape import CalledShape, StepShape
from bot.policy_file.lines import Lined, Path
from bot.policy_file.problem import Problem, allowed, quoted
from bot.policy_file.rota_shape import RotaShape, StandInShape
from bot.policy_file.shape import (
    ApproverShape,
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
            shape = _shape_at(path).model_fields
            fields = [field.alias or name for name, field in shape.items()]
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
        case ("digest", "queues", str(name), _, *_):
            return f" in the digest of queue {name}"
        case ("digest", "all", _, *_):
            return " in the digest of all queues"
        case ("digest", _, *_):
            return " in `digest`"
        case ("calendars", str(name), _, *_):
            return f" in calendar {name}"
        case ("rotas", str(name), _, *_):
            return f" in rota {name}"
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
        case ("rotas", str(name)):
            return f"rota {name}"
        case ("rules", int(number)):
            return f"rule {number + 1}"
        case _:
            return f"`{next(part for part in reversed(path) if isinstance(part, str))}`"


_SHAPES: tuple[tuple[tuple[str, ...], type[BaseModel]], ...] = (
    (("queues", "*", "approvers", "any_of", "*", "*"), ApproverShape),
    (("queues", "*", "ladder", "*", "notify", "*", "*"), CalledShape),
    (("queues", "*", "fallback", "*"), CalledShape),
    (("queues", "*", "managers", "*", "*"), Who),
    (("queues", "*", "approvers", "*"), ApproversShape),
    (("queues", "*", "ladder", "*", "*"), StepShape),
    (("queues", "*", "*"), QueueShape),
    (("calendars", "*", "*"), CalendarShape),
    (("rotas", "*", "overrides", "*", "*"), StandInShape),
    (("rotas", "*", "*"), RotaShape),
    (("rules", "*", "*"), RuleShape),
    (("digest", "to", "*", "*"), ReaderShape),
    (("digest", "queues", "*", "to", "*", "*"), ReaderShape),
    (("digest", "all", "to", "*", "*"), ReaderShape),
    (("digest", "queues", "*", "*"), EditionShape),
    (("digest", "all", "*"), WholeShape),
    (("digest", "*"), DigestShape),
)


def _shape_at(path: Path) -> type[BaseModel]:
    """What the field at the end of this path stands in."""
    for pattern, shape in _SHAPES:
        if len(path) == len(pattern) and all(
            each in ("*", part) for each, part in zip(pattern, path, strict=True)
        ):
            return shape
    return FileShape
