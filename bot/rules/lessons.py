"""Corrections in the forms that models are trained with: conversations, and pairs to choose from.

Only an edit tells what should have been said. A rejection says what should not, an answer is for
the agent and not for the customer: both are in the records alone.
"""

import json
from collections.abc import Collection

from bot.rules.correction import Correction
from bot.rules.json import Json
from bot.rules.redact import Redact, redact, redact_all
from bot.rules.status import Status
from bot.rules.turn import ActionRequest, Reply

_ROLES = {"customer": "user", "agent": "assistant", "human": "assistant", "system": "system"}
CALL = "call_1"


def as_chat(correction: Correction, also: Collection[Redact] = ()) -> Json | None:
    """A conversation that ends as it should have: `messages`, as chat fine-tuning takes them."""
    decision = correction.escalation.decision
    if decision is None or not _teaches(correction):
        return None
    final = _assistant(decision.reply, decision.action, also)
    return {"messages": [*_prompt(correction, also), final]}


def as_preference(correction: Correction, also: Collection[Redact] = ()) -> Json | None:
    """A person's version before the agent's draft: `prompt`, `chosen` and `rejected`."""
    decision, draft = correction.escalation.decision, correction.turn
    if decision is None or not _teaches(correction):
        return None
    return {
        "prompt": _prompt(correction, also),
        "chosen": [_assistant(decision.reply, decision.action, also)],
        "rejected": [_assistant(draft.reply, draft.action_request, also)],
    }


def _teaches(correction: Correction) -> bool:
    """An answer to nothing teaches nothing."""
    is_asked = any(each.role == "customer" for each in correction.turn.messages)
    return correction.escalation.status is Status.EDITED and is_asked


def _prompt(correction: Correction, also: Collection[Redact]) -> list[Json]:
    return [
        {"role": _ROLES[each.role], "content": redact(each.text, also)}
        for each in correction.turn.messages
        if each.role in _ROLES
    ]


def _assistant(reply: Reply | None, action: ActionRequest | None, also: Collection[Redact]) -> Json:
    said: Json = {"role": "assistant", "content": redact(reply.text, also) if reply else ""}
    if action is None:
        return said
    arguments = json.dumps(redact_all(action.args, also), ensure_ascii=False)
    called = {"name": action.name, "arguments": arguments}
    return said | {"tool_calls": [{"id": CALL, "type": "function", "function": called}]}
