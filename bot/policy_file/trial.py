"""A condition is tried on made-up turns before it meets real ones: some can never be evaluated."""

from itertools import product
from typing import Any

from bot.rules.condition import Condition
from bot.rules.facts import OPEN, Facts
from bot.rules.json import Json
from bot.rules.policy import PastConversation
from bot.rules.turn import (
    ActionRequest,
    Agent,
    Customer,
    Evidence,
    PolicyCheck,
    Reply,
    Requester,
    Turn,
)

_MOST_NAMES = 3
_ANY_VALUE: tuple[Any, ...] = (1.0, "a", True, [], {}, None)
_GIVES = "the condition gives"
_INSIDE_OPEN = {"action": "args", "customer": "attributes"}


def never_fits(condition: Condition) -> str | None:
    """A sentence when no turn at all makes the condition true or false."""
    if condition.always:
        return None
    names = sorted(name for name in condition.names if _is_open(name))
    if len(names) > _MOST_NAMES:
        return None
    results: list[str] = []
    for values in product(_ANY_VALUE, repeat=len(names)):
        result = _result(condition, _a_turn(dict(zip(names, values, strict=True))))
        if result is None:
            return None
        results.append(result)
    return next((each for each in results if each.startswith(_GIVES)), results[0])


def _result(condition: Condition, turn: Turn) -> str | None:
    """None when it can be evaluated, or could be on a turn that holds more."""
    try:
        value = condition.value(Facts(turn, PastConversation()))
    except TypeError as error:
        return _mismatch(str(error))
    except Exception:  # noqa: BLE001  # a missing part or a broken date: another turn may do
        return None
    return None if isinstance(value, bool) else f"{_GIVES} {_kind(value)}, not true or false"


def _mismatch(told: str) -> str:
    if "float" in told and ("int" in told or "%" in told):
        return (
            "it can never be evaluated: the numbers of a turn are doubles, "
            "so count with `2.0` instead of `2`, or with `int(…)`"
        )
    return "it can never be evaluated: it compares or combines different kinds of values"


def _kind(value: object) -> str:
    match value:
        case str():
            return "text"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case _:
            return "something else"


def _is_open(name: str) -> bool:
    part, *inside = name.split(".")
    if part in OPEN:
        return bool(inside)
    return inside[:1] == [_INSIDE_OPEN.get(part)] and len(inside) > 1


def _a_turn(values: dict[str, Any]) -> Turn:
    """It has everything that a turn can have, and these values where the agent chooses names."""
    holds: Json = {}
    for name, value in values.items():
        _put(holds, name.split("."), value)
    return Turn(
        conversation_id="c",
        turn_id="t",
        agent=Agent(id="a"),
        customer=Customer(id="c", attributes=holds.get("customer", {}).get("attributes", {})),
        reply=Reply(text="a"),
        action_request=ActionRequest(name="a", args=holds.get("action", {}).get("args", {})),
        question="a",
        confidence=0.5,
        evidence=(Evidence(title="a"),),
        policy_checks=(PolicyCheck(name="a", passed=True),),
        attributes=holds.get("attributes", {}),
        metadata=holds.get("metadata", {}),
        requested_by=Requester(id="a"),
    )


def _put(holds: Json, path: list[str], value: Any) -> None:
    *above, last = path
    for part in above:
        inner = holds.setdefault(part, {})
        holds = inner if isinstance(inner, dict) else {}
    holds[last] = value
