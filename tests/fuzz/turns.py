"""Turns as agents may send them: every body that the document allows and the gateway takes."""

import random
from typing import Any

import schemathesis
from hypothesis import strategies as st
from pydantic import ValidationError
from schemathesis import GenerationMode

from bot.rules.turn import Turn
from handlers.gateway.app import gateway
from handlers.gateway.wire import TurnIn
from tests.handlers.test_slack_text import HOSTILE

SAID = ("reply", "action_request", "question")
ASKED = [
    {"type": "string"},
    {"type": "string", "enum": ["yes", "no"]},
    {"type": "number"},
    {"type": "integer", "title": "How many " * 40},
    {"type": "boolean", "description": "Really? " * 400},
    {"type": "array", "items": {"enum": [f"{number}" * 90 for number in range(120)]}},
    {"type": "string", "format": "date", "default": "x" * 4_000},
    {"enum": [None, 1, "", {"a": 1}]},
]
FORMS = st.dictionaries(HOSTILE.filter(bool), st.sampled_from(ASKED), max_size=30).map(
    lambda fields: {"type": "object", "properties": fields, "required": list(fields)[:3]}
)
LONG = st.builds(lambda text, times: (text * times)[:100_000], HOSTILE, st.integers(1, 5_000))


def bodies() -> st.SearchStrategy[dict[str, Any]]:
    """Each with hostile, long or empty words in some of the places for words."""
    nobody: Any = None
    api = schemathesis.openapi.from_dict(gateway(nobody, secret="").openapi())
    turns = api["/v1/turns"]["POST"].as_strategy(generation_mode=GenerationMode.POSITIVE)
    return st.builds(
        _spiced,
        turns.map(lambda case: case.body),
        st.lists(HOSTILE | LONG, min_size=1, max_size=4),
        st.none() | FORMS,
        st.randoms(use_true_random=False),
    )


def taken(body: dict[str, Any]) -> Turn | None:
    """As the gateway takes it; None when it does not."""
    try:
        return TurnIn.model_validate(body).to_turn()
    except ValidationError:
        return None


def _spiced(
    body: dict[str, Any], words: list[str], form: dict[str, Any] | None, dice: random.Random
) -> dict[str, Any]:
    body = {name: value for name, value in body.items() if name not in (*SAID, "callback_url")}
    body["messages"] = [{"role": "customer", "text": each} for each in words] * dice.randint(0, 40)
    body |= _said(dice.choice(SAID), words)
    for name in ("topic", "reasoning", "consequence"):
        if dice.random() < 0.5:
            body[name] = dice.choice(words)[: 200 if name == "topic" else None]
    body["response_schema"] = form
    body["evidence"] = [
        {"title": each[:1_000], "url": dice.choice(["", each[:2_000]]), "snippet": each}
        for each in words
    ]
    return body


def _said(kind: str, words: list[str]) -> dict[str, Any]:
    text = words[0] or "?"
    match kind:
        case "reply":
            return {"reply": {"text": text}}
        case "question":
            return {"question": text}
        case _:
            args = {f"{at} {each}"[:300]: each for at, each in enumerate(words * 20)}
            return {"action_request": {"name": text[:200], "args": args, "description": words[-1]}}
