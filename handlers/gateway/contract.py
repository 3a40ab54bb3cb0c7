"""How a route is written down: its name, the scope it needs, its body, its answers, its errors."""

from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.routing import BaseRoute

from handlers.gateway.problems import KINDS, TYPE
from handlers.gateway.proposals import FinishIn
from handlers.gateway.said import AppliedIn, FeedbackIn, HandoffIn, ReapplyIn, ReceiptIn, SaidIn
from handlers.gateway.shapes import ProblemOut
from handlers.gateway.wire import TurnIn

REF = "#/components/schemas/{model}"
BODIES: tuple[type[BaseModel], ...] = (
    TurnIn,
    FinishIn,
    HandoffIn,
    SaidIn,
    ReceiptIn,
    FeedbackIn,
    AppliedIn,
    ReapplyIn,
)
TAGS = [
    {"name": "turns", "description": "Before an agent says or does something."},
    {"name": "escalations", "description": "What people were asked, and what they decided."},
    {"name": "conversations", "description": "A customer and the people who speak with them."},
    {"name": "reports", "description": "How a week went."},
    {"name": "policy", "description": "For those who write the policy."},
    {"name": "operations", "description": "For those who run it. No key is needed."},
]
EVENTS = {
    "description": "Each change: `id` is its number (`version` or `seq`), `event` its type, `data` "
    "what a GET would have answered of it.",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}


_ALWAYS = ("unexpected", "unavailable", "storage-full")


def operation(
    name: str,
    *,
    scope: str,
    answers: dict[int, Any],
    errors: tuple[str, ...] = (),
    body: type[BaseModel] | None = None,
) -> dict[str, Any]:
    """What `add_api_route` is told. Answers are only described: they are built, never validated.

    A value of `answers` is (words, shape), or OpenAPI's own form.
    """
    slugs = ("unauthorised", "scope-missing", "bad-input", *errors, *_ALWAYS)
    extra: dict[str, Any] = {"security": [{"key": [scope]}]}
    if body is not None:
        slugs += ("not-json", "too-slow", "too-large", "unsupported-media-type")
        schema = {"$ref": REF.format(model=body.__name__)}
        content = {"application/json": {"schema": schema}}
        extra["requestBody"] = {"required": True, "content": content}
    return {
        "operation_id": name,
        "status_code": min(answers),
        "responses": {status: _answer(answer) for status, answer in answers.items()}
        | problems(*slugs),
        "openapi_extra": extra,
    }


def problems(*slugs: str) -> dict[int | str, Any]:
    """One entry a status, which names every problem that comes with it."""
    by_status: dict[int, list[str]] = {}
    for slug in slugs:
        by_status.setdefault(KINDS[slug].status, []).append(slug)
    return {
        status: {
            "description": "; ".join(f"{KINDS[slug].title} (`{slug}`)" for slug in together),
            "content": {TYPE: {"schema": {"$ref": REF.format(model="ProblemOut")}}},
        }
        for status, together in sorted(by_status.items())
    }


def document(title: str, version: str, routes: list[BaseRoute]) -> dict[str, Any]:
    """The whole OpenAPI document."""
    made = get_openapi(
        title=title,
        version=version,
        description="An escalation desk for AI agents. Times are UTC, ISO-8601. Errors are "
        "problems (RFC 9457).",
        routes=routes,
        tags=TAGS,
    )
    _, definitions = models_json_schema(
        [(shape, "validation") for shape in BODIES], ref_template=REF
    )
    parts = made.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    schemas.update(definitions["$defs"])
    schemas["ProblemOut"], inner = _problem_schemas()
    schemas.update(inner)
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    parts["securitySchemes"] = {
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": "Made by `handrail keys create`, which shows it once.",
        }
    }
    return made


def _answer(answer: Any) -> dict[str, Any]:
    if isinstance(answer, dict):
        return answer
    words, shape = answer
    return {"description": words, "model": shape}


def _problem_schemas() -> tuple[dict[str, Any], dict[str, Any]]:
    schema = ProblemOut.model_json_schema(ref_template=REF)
    return schema, schema.pop("$defs", {})
