"""What does not fit, named by its path; the values that were sent are never repeated."""

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.errors import BadInput, Refused
from handlers.gateway.auth import CHALLENGE, AskedByBrowser
from handlers.gateway.problems import plain_status, refusal

MOST_NAMED = 50
LONGEST_NAME = 200
_PLACES = ("query", "header", "path", "cookie", "body")
_WORDS = {
    "extra_forbidden": "Unknown field.",
    "missing": "Required.",
    "string_too_short": "Must not be empty.",
    "finite_number": "Must be a finite number.",
    "timezone_aware": "Must say its time zone, such as 2026-11-16T09:00:00Z.",
    "datetime_type": "Must be an ISO-8601 time in text.",
}


class NotJson(Refused):
    """The body is not JSON."""

    slug = "not-json"


def misfit(error: ValidationError) -> Refused:
    """The refusal for a body: every bad field at once."""
    found = error.errors(include_url=False, include_input=False)
    if found[0]["type"] == "json_invalid":
        where = found[0]["msg"].partition(": ")[2]
        return NotJson(f"The body is not JSON: {where}.")
    return _refusal((path_of(each["loc"], each.get("ctx")), each) for each in found)


def answer_with_problems(app: FastAPI) -> None:
    async def on_refused(_request: Request, error: Any) -> Response:
        return refused(error)

    async def on_invalid(_request: Request, error: Any) -> Response:
        named = ((path_of(_within(each["loc"])), each) for each in error.errors())
        return refusal(_refusal(named))

    async def on_http(_request: Request, error: Any) -> Response:
        return plain_status(error.status_code, error.headers)

    app.add_exception_handler(Refused, on_refused)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)


def refused(error: Refused) -> Response:
    if isinstance(error, AskedByBrowser):
        return refusal(error, {"WWW-Authenticate": CHALLENGE})
    return refusal(error)


def path_of(loc: Sequence[str | int], context: Any = None) -> str:
    """`messages[2].role`. A check of our own may have looked deeper (`path` in its context)."""
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    deeper = (context or {}).get("path", "")
    if deeper:
        path += deeper if deeper.startswith("[") or not path else f".{deeper}"
    return printable(path) or "body"


def printable(name: str) -> str:
    """A field's name is the client's own; it is shown short, and without control characters."""
    shown = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name
    )
    return shown if len(shown) <= LONGEST_NAME else f"{shown[:LONGEST_NAME]}…"


def _refusal(named: Iterable[tuple[str, Any]]) -> BadInput:
    fields: dict[str, str] = {}
    for path, error in named:
        fields.setdefault(path, _words(error))
        if len(fields) == MOST_NAMED:
            break
    told = [f"`{path}`: {words}" for path, words in list(fields.items())[:5]]
    return BadInput(" ".join(told), fields=fields)


def _within(loc: Sequence[str | int]) -> Sequence[str | int]:
    return loc[1:] if loc and loc[0] in _PLACES else loc


def _words(error: Any) -> str:
    if words := _WORDS.get(error["type"]):
        return words
    message = str(error["msg"]).replace("Input should", "Must").replace("String should", "Must")
    message = message.replace("List should", "Must").removeprefix("Value error, ")
    return f"{message[:1].upper()}{message[1:]}".rstrip(".") + "."
