"""A condition of the policy, in CEL: true, false, or unknown with the reason why.

Common Expression Language (https://cel.dev): expressions only, no code runs from the file.
"""

import re
from dataclasses import dataclass
from typing import Any

import cel

from bot.rules.json import Json, JsonValue
from bot.rules.policy import PastConversation
from bot.rules.turn import Turn

LONGEST = 4_000
_NAMES = re.compile(r"turn((?:\.[A-Za-z_]\w*)+)")


@dataclass(frozen=True, slots=True)
class Unknown:
    """The condition could not be evaluated; `why` is fit for a card: names, never values."""

    why: str


class Condition:
    """Compiled once. Raises ValueError with CEL's own words when it does not parse."""

    def __init__(self, source: str) -> None:
        if len(source) > LONGEST:
            raise ValueError(f"a condition has at most {LONGEST} characters")
        self.source = source
        self.names = frozenset(name.lstrip(".") for name in _NAMES.findall(source))
        self._program = cel.compile(source)
        unknown = set(self._program.variables()) - {"turn"}
        if unknown:
            raise ValueError(
                f"there is no {', '.join(sorted(unknown))}; a condition looks at `turn`"
            )

    @property
    def looks_at_conversation(self) -> bool:
        return any(name.startswith("conversation") for name in self.names)

    @property
    def looks_at_confidence(self) -> bool:
        return "confidence" in self.names

    def holds(self, facts: "Facts") -> bool | Unknown:
        try:
            result = self._program.execute(facts.context)
        except KeyError as missing:
            return Unknown(f"the turn has no `{str(missing).strip(chr(39))[:60]}`")
        except Exception:  # noqa: BLE001  # whatever CEL stumbles on, the turn is not safe
            return Unknown("it does not fit what the turn holds")
        return result if isinstance(result, bool) else Unknown("it is neither true nor false")


class Facts:
    """What conditions may know of one turn: everything but the transcript, built when needed."""

    def __init__(self, turn: Turn, past: PastConversation) -> None:
        self._turn = turn
        self._past = past
        self._context: Any = None

    @property
    def context(self) -> Any:
        if self._context is None:
            self._context = cel.Context({"turn": _facts(self._turn, self._past)})
        return self._context


def _facts(turn: Turn, past: PastConversation) -> Json:
    action, customer, asked = turn.action_request, turn.customer, turn.requested_by
    facts: Json = {
        "conversation_id": turn.conversation_id,
        "turn_id": turn.turn_id,
        "topic": turn.topic,
        "question": turn.question or "",
        "consequence": turn.consequence,
        "reply": {"text": turn.reply.text if turn.reply else ""},
        "action": {
            "name": action.name if action else "",
            "args": _doubles(action.args) if action else {},
        },
        "agent": {"id": turn.agent.id, "version": turn.agent.version, "model": turn.agent.model},
        "customer": {
            "id": customer.id if customer else "",
            "name": customer.name if customer else "",
            "locale": customer.locale if customer else "",
            "attributes": _doubles(customer.attributes) if customer else {},
        },
        "attributes": _doubles(turn.attributes),
        "metadata": _doubles(turn.metadata),
        "policy_checks": [
            {"name": check.name, "passed": check.passed} for check in turn.policy_checks
        ],
        "requested_by": {"id": asked.id if asked else ""},
        "conversation": {
            "turns": float(past.turns),
            "escalations": float(past.escalations),
            "last_rejection": past.last_rejection,
        },
    }
    if turn.confidence is not None:
        facts["confidence"] = float(turn.confidence)
    return facts


def _doubles(value: JsonValue) -> JsonValue:
    match value:
        case bool():
            return value
        case int():
            return float(value)
        case dict():
            return {key: _doubles(item) for key, item in value.items()}
        case list():
            return [_doubles(item) for item in value]
        case _:
            return value
