"""What the OpenAPI document says of answers."""

from typing import Any

from bot.rules.status import Status

Responses = dict[int | str, dict[str, Any]]


def _problem(words: str) -> dict[str, Any]:
    return {
        "description": words,
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }


def _json(words: str, name: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": words, "content": {"application/json": {"schema": schema}}}


ERRORS: Responses = {
    400: _problem("The body is not JSON"),
    401: _problem("No valid key"),
    403: _problem("The key lacks the scope"),
    404: _problem("Not in this workspace"),
    409: _problem("Not in this state; `detail` says who was there before"),
    413: _problem("Over 1 MiB"),
    422: _problem("A field does not fit; `errors` names each"),
    429: _problem("Too many at once"),
}
JUDGED: Responses = {
    200: _json("Judged; nobody is asked", "JudgedTurn"),
    202: _json("A person is asked; `Location` is the escalation", "JudgedTurn"),
}
TURN_LIST: Responses = {200: _json("A page of turns", "Page")}
ESCALATION: Responses = {200: _json("The escalation as it is", "Escalation")}
ESCALATION_LIST: Responses = {200: _json("A page of escalations", "Page")}
EVENTS: Responses = {
    200: {
        "description": "Each change as it happens: `id` is the version, `data` the escalation",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
CLAIMED: Responses = {201: _json("The right to run it, once", "Right")}
FINISHED: Responses = {200: _json("How it went", "Execution")}

_TIME = {"type": "string", "format": "date-time"}
_MAYBE_TIME = {"anyOf": [_TIME, {"type": "null"}]}
_TEXT = {"type": "string"}
_MAYBE_TEXT = {"anyOf": [_TEXT, {"type": "null"}]}
_OBJECT = {"type": "object", "additionalProperties": True}
_MAYBE_OBJECT = {"anyOf": [_OBJECT, {"type": "null"}]}

_STATUSES = [str(status) for status in Status]


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


SCHEMAS: dict[str, Any] = {
    "Problem": _object(
        type=_TEXT,
        title=_TEXT,
        status={"type": "integer"},
        detail=_TEXT,
        errors={"type": "array", "items": _object(field=_TEXT, message=_TEXT)},
    ),
    "JudgedTurn": _object(
        verdict={
            "type": "string",
            "enum": ["pass", "sample", "hold", "handoff", "answer", "block"],
        },
        reply=_MAYBE_OBJECT,
        rule=_TEXT,
        policy_version=_TEXT,
        escalation={"anyOf": [{"$ref": "#/components/schemas/Escalation"}, {"type": "null"}]},
    ),
    "Escalation": _object(
        id=_TEXT,
        kind={"type": "string", "enum": ["approval", "input", "handoff", "review"]},
        status={"type": "string", "enum": _STATUSES},
        reason=_TEXT,
        queue=_TEXT,
        priority=_TEXT,
        conversation_id=_TEXT,
        turn_id=_TEXT,
        action_digest=_TEXT,
        allowed_decisions={"type": "array", "items": _TEXT},
        decision=_MAYBE_OBJECT,
        assignee=_MAYBE_OBJECT,
        created_at=_TIME,
        expires_at=_TIME,
        closed_at=_MAYBE_TIME,
        clocks={"type": "array", "items": _OBJECT},
        slack=_MAYBE_OBJECT,
        state=_MAYBE_OBJECT,
        version={"type": "integer"},
    ),
    "Right": _object(token=_TEXT, action=_OBJECT, action_digest=_TEXT),
    "Execution": _object(
        escalation_id=_TEXT,
        status=_TEXT,
        detail=_TEXT,
        claimed_by=_OBJECT,
        claimed_at=_TIME,
        finished_at=_MAYBE_TIME,
    ),
    "Page": _object(items={"type": "array", "items": _OBJECT}, next_cursor=_MAYBE_TEXT),
}
