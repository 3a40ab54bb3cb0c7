"""Recorded conversations: one JSON object a line, gzipped or not, and the turns an agent took."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from bot.rules.json import Json


class Unreadable(Exception):
    """A line of the file is not a conversation; the sentence says which and what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedTurn:
    """One thing the agent said or did, with everything that was said before it."""

    conversation_id: str
    position: int
    body: Json


def conversations(path: Path) -> Iterator[Json]:
    """Each line `{conversation_id, turns: [{role, text, tool_call?}]}`; other fields are kept."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(cast("Iterator[str]", lines), start=1):
            if line.strip():
                yield _conversation(line, path, number)


def agent_turns(
    conversation: Json, *, agent_id: str, confidence_path: str, prefix: str = ""
) -> list[RecordedTurn]:
    """The bodies of `POST /v1/turns` that the agent would have sent, in order."""
    id = prefix + str(conversation["conversation_id"])
    confidence = _at(conversation, confidence_path) if confidence_path else None
    turns: list[Json] = conversation["turns"]
    return [
        RecordedTurn(
            conversation_id=id,
            position=position,
            body=_body(id, position, turns, agent_id=agent_id, confidence=confidence),
        )
        for position, turn in enumerate(turns)
        if turn["role"] == "agent" and (turn.get("text") or turn.get("tool_call"))
    ]


def _conversation(line: str, path: Path, number: int) -> Json:
    try:
        conversation = json.loads(line)
        for turn in conversation["turns"]:
            _ = turn["role"]
        _ = conversation["conversation_id"]
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(
            f"{path.name}:{number}: a line must be an object with conversation_id and turns, "
            f"each turn with a role ({type(error).__name__})."
        ) from None
    return conversation


def _body(
    id: str, position: int, turns: list[Json], *, agent_id: str, confidence: float | None
) -> Json:
    turn = turns[position]
    body: Json = {
        "conversation_id": id,
        "turn_id": f"t-{position}",
        "agent": {"id": agent_id},
        "messages": [
            _message(index, said) for index, said in enumerate(turns[:position]) if _words(said)
        ],
    }
    if call := turn.get("tool_call"):
        body["action_request"] = {
            "name": call["name"],
            "args": call.get("arguments") or {},
            "description": turn.get("text") or "",
        }
    else:
        body["reply"] = {"text": turn["text"]}
    if confidence is not None:
        body["confidence"] = confidence
    return body


def _message(index: int, turn: Json) -> Json:
    return {"id": f"m-{index}", "role": turn["role"], "text": _words(turn)}


def _words(turn: Json) -> str:
    if call := turn.get("tool_call"):
        return turn.get("text") or f"{call['name']} {json.dumps(call.get('arguments') or {})}"
    return turn.get("text") or ""


def _at(value: Any, path: str) -> float | None:
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return float(value) if isinstance(value, int | float) else None
