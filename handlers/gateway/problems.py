"""Every error is a problem (RFC 9457) that says what to do and names each bad field."""

from collections.abc import Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from bot.errors import Refused
from bot.rules.json import Json

log = structlog.get_logger(__name__)

TYPE = "application/problem+json"
STATUS = {
    "not-found": 404,
    "bad-input": 422,
    "turn-changed": 422,
    "idempotency-key-reused": 422,
    "human-in-control": 409,
    "already-closed": 409,
    "expired": 409,
    "nothing-to-run": 409,
    "execution-claimed": 409,
    "digest-mismatch": 409,
    "wrong-token": 403,
    "unauthorised": 401,
    "scope-missing": 403,
    "too-many": 429,
}
SLUGS = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}
TITLES = {
    400: "The request is not understood",
    401: "No valid key",
    403: "Not allowed",
    404: "Not found",
    405: "Not this method",
    409: "Not in this state",
    413: "Too large",
    415: "Not JSON",
    422: "Something does not fit",
    429: "Too many",
    500: "Our fault",
    503: "Not ready",
}


def problem(
    status: int,
    slug: str,
    detail: str,
    *,
    errors: Sequence[Json] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    body = {
        "type": f"/problems/{slug}",
        "title": TITLES.get(status, "Refused"),
        "status": status,
        "detail": detail,
        "errors": list(errors),
    }
    return JSONResponse(body, status, headers, media_type=TYPE)


def refused(refusal: Refused) -> Response:
    status = STATUS.get(refusal.slug, 409)
    errors = [{"field": name, "message": text} for name, text in refusal.fields.items()]
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    if status == 429:
        headers = {"Retry-After": "5"}
    return problem(status, refusal.slug, refusal.sentence, errors=errors, headers=headers)


def answer_with_problems(app: FastAPI) -> None:
    async def on_refused(_request: Request, error: Any) -> Response:
        return refused(error)

    async def on_invalid(_request: Request, error: Any) -> Response:
        return invalid(error.errors())

    async def on_http(_request: Request, error: Any) -> Response:
        detail = {404: "There is nothing at this path. See /docs.", 405: "See /docs."}
        return problem(
            error.status_code,
            SLUGS.get(error.status_code, "refused"),
            detail.get(error.status_code, str(error.detail)),
            headers=dict(error.headers or {}),
        )

    async def on_bug(request: Request, error: Exception) -> Response:
        log.error("unexpected", path=request.url.path, error=type(error).__name__, exc_info=error)
        return problem(500, "unexpected", "This is a bug of Handrail's; nothing was half done.")

    app.add_exception_handler(Refused, on_refused)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_bug)


def invalid(errors: Sequence[Any]) -> Response:
    """What was sent is never repeated: it may be a customer's words."""
    if any(error["type"] == "json_invalid" for error in errors):
        return problem(400, "not-json", "The body is not JSON.")
    named = [{"field": _path(error["loc"]), "message": _message(error)} for error in errors]
    detail = "; ".join(f"{each['field']}: {each['message']}" for each in named[:5])
    return problem(422, "bad-input", detail, errors=named)


def _path(loc: Sequence[str | int]) -> str:
    path = ""
    for part in loc[1:] if loc and loc[0] in ("body", "query", "path", "header") else loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path or "body"


def _message(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "unknown field"
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
