"""What an agent sends: read within bounds, parsed once, and refused with the field that is bad."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from bot.errors import BadInput, Refused
from handlers.gateway.mistakes import misfit, printable

M = TypeVar("M", bound=BaseModel)

SECONDS = 30.0
NOTHING = b"{}"  # what is not there is told field by field


class NotJsonType(Refused):
    """Send JSON, with `Content-Type: application/json` and no content encoding."""

    slug = "unsupported-media-type"


class TooSlow(Refused):
    """The body did not arrive in time. Send it again."""

    slug = "too-slow"


def body_of(shape: type[M]) -> Callable[[Request], Awaitable[M]]:
    """A dependency that reads the body after the key was checked, not before."""

    async def read(request: Request) -> M:
        raw = await _read(request)
        if raw:
            _check_type(request)
        return parse(shape, raw or NOTHING)

    return read


def parse(shape: type[M], raw: bytes) -> M:
    try:
        parsed = shape.model_validate_json(raw)
    except ValidationError as error:
        _refuse_broken_text(raw)
        raise misfit(error) from None
    if b"\\u0000" in raw:
        _refuse_broken_text(raw)
    return parsed


async def _read(request: Request) -> bytes:
    try:
        async with asyncio.timeout(SECONDS):
            return await request.body()
    except TimeoutError:
        raise TooSlow from None


def _check_type(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = kind == "application/json" or (
        kind.startswith("application/") and kind.endswith("+json")
    )
    if not is_json or request.headers.get("content-encoding", "identity") != "identity":
        raise NotJsonType


def _refuse_broken_text(raw: bytes) -> None:
    """NUL and half characters, which databases do not take. Looked for only under suspicion."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return
    bad = list(_broken(value, ""))[:5]
    if bad:
        words = "Must be text without NUL characters and lone surrogates."
        raise BadInput(
            f"`{printable(bad[0])}`: {words}", fields={printable(path): words for path in bad}
        )


def _broken(value: Any, path: str) -> Iterator[str]:
    match value:
        case str() if not _is_sound(value):
            yield path or "body"
        case dict():
            for key, item in value.items():
                inner = f"{path}.{key}" if path else key
                if not _is_sound(key):
                    yield inner.encode(errors="replace").decode()
                yield from _broken(item, inner)
        case list():
            for number, item in enumerate(value):
                yield from _broken(item, f"{path}[{number}]")


def _is_sound(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
