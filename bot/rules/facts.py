"""What conditions may know of a turn: everything but the transcript, and only what they name."""

import math
from collections.abc import Callable, Collection
from typing import Any

import cel

from bot.rules.json import Json, JsonValue
from bot.rules.policy import PastConversation
from bot.rules.turn import Turn

LONGEST_LIST = 1_000
MOST_VALUES = 10_000
DEEPEST = 32
_OWN_DEPTH = 2  # `action.args` and `customer.attributes`: below, the words are the agent's


class Unfit(Exception):
    """A value that conditions cannot look into: too large, too deep, or not a number."""


class Facts:
    """Built at most once a turn, when the first condition asks; shared by all rules."""

    def __init__(
        self, turn: Turn, past: PastConversation, parts: Collection[str] | None = None
    ) -> None:
        self._turn = turn
        self._past = past
        self._parts = _PARTS if parts is None else parts
        self._context: Any = None
        self.left_out: set[str] = set()

    @property
    def context(self) -> Any:
        if self._context is None:
            self._context = cel.Context({"turn": self._read()})
        return self._context

    def _read(self) -> Json:
        read = {
            part: _PARTS[part](self._turn, self._past) for part in self._parts if part in _PARTS
        }
        return self._fitting({part: value for part, value in read.items() if value is not None})

    def _fitting(self, values: Json, depth: int = 0) -> Json:
        """Each part, without what does not fit: what is left out is unknown, never wrong."""
        fitting: Json = {}
        for name, value in values.items():
            try:
                if isinstance(value, dict) and depth < _OWN_DEPTH and len(value) <= LONGEST_LIST:
                    fitting[name] = self._fitting(value, depth + 1)
                else:
                    fitting[name] = _plain(value, [MOST_VALUES], 0)
            except Unfit:
                self.left_out.add(name)
        return fitting


def _plain(value: JsonValue, room: list[int], depth: int) -> JsonValue:
    """With doubles for all numbers."""
    room[0] -= 1
    if room[0] < 0 or depth > DEEPEST:
        raise Unfit
    match value:
        case None | bool() | str():
            return value
        case int() | float():
            return _double(value)
        case dict():
            _short(value)
            return {str(key): _plain(item, room, depth + 1) for key, item in value.items()}
        case list() | tuple():
            _short(value)
            return [_plain(item, room, depth + 1) for item in value]
        case _:
            raise Unfit


def _double(value: float) -> float:
    try:
        double = float(value)
    except OverflowError:
        raise Unfit from None
    if not math.isfinite(double):
        raise Unfit
    return double


def _short(values: Collection[Any]) -> None:
    if len(values) > LONGEST_LIST:
        raise Unfit


def _reply(turn: Turn, _past: PastConversation) -> Json:
    return {"text": turn.reply.text if turn.reply else ""}


def _action(turn: Turn, _past: PastConversation) -> Json:
    action = turn.action_request
    if action is None:
        return {"name": "", "args": {}, "description": ""}
    return {"name": action.name, "args": action.args, "description": action.description}


def _agent(turn: Turn, _past: PastConversation) -> Json:
    return {"id": turn.agent.id, "version": turn.agent.version, "model": turn.agent.model}


def _customer(turn: Turn, _past: PastConversation) -> Json:
    who = turn.customer
    if who is None:
        return {"id": "", "name": "", "locale": "", "attributes": {}}
    return {
        "id": who.id,
        "name": who.name,
        "locale": who.locale,
        "attributes": who.attributes,
    }


def _requested_by(turn: Turn, _past: PastConversation) -> Json:
    who = turn.requested_by
    return {"id": who.id if who else "", "slack_user": who.slack_user if who else ""}


def _conversation(_turn: Turn, past: PastConversation) -> Json:
    return {
        "turns": past.turns,
        "escalations": past.escalations,
        "last_rejection": past.last_rejection,
    }


def _policy_checks(turn: Turn, _past: PastConversation) -> list[Json]:
    return [
        {"name": each.name, "passed": each.passed, "detail": each.detail}
        for each in turn.policy_checks
    ]


def _evidence(turn: Turn, _past: PastConversation) -> list[Json]:
    return [
        {"title": each.title, "url": each.url, "snippet": each.snippet} for each in turn.evidence
    ]


_PARTS: dict[str, Callable[[Turn, PastConversation], JsonValue]] = {
    "topic": lambda turn, _: turn.topic,
    "confidence": lambda turn, _: turn.confidence,
    "reply": _reply,
    "action": _action,
    "question": lambda turn, _: turn.question or "",
    "consequence": lambda turn, _: turn.consequence,
    "reasoning": lambda turn, _: turn.reasoning,
    "evidence": _evidence,
    "policy_checks": _policy_checks,
    "customer": _customer,
    "agent": _agent,
    "requested_by": _requested_by,
    "conversation": _conversation,
    "attributes": lambda turn, _: turn.attributes,
    "metadata": lambda turn, _: turn.metadata,
    "conversation_id": lambda turn, _: turn.conversation_id,
    "turn_id": lambda turn, _: turn.turn_id,
}

PARTS = frozenset(_PARTS)
INNER: dict[str, frozenset[str]] = {
    "reply": frozenset({"text"}),
    "action": frozenset({"name", "args", "description"}),
    "customer": frozenset({"id", "name", "locale", "attributes"}),
    "agent": frozenset({"id", "version", "model"}),
    "requested_by": frozenset({"id", "slack_user"}),
    "conversation": frozenset({"turns", "escalations", "last_rejection"}),
}
OPEN = frozenset({"attributes", "metadata"})


def is_optional(path: str) -> bool:
    """Whether a turn may come without this: `confidence`, `attributes.amount`, never `topic`."""
    part, *inside = path.split(".")
    if part == "confidence" or part in OPEN:
        return part == "confidence" or bool(inside)
    return bool(inside[1:])
