"""`Idempotency-Key`: the same write again is answered with the same words."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Header, Request
from starlette.responses import Response

from bot.errors import BadInput
from bot.ports import ApiKey, Desk, Receipt, StoredAnswer
from bot.rules.digest import hash_text
from bot.rules.json import Json
from handlers.gateway.out import in_json, respond

HEADER = "Idempotency-Key"
REPLAYED = {"Idempotent-Replayed": "true"}
Documented = Annotated[
    str | None,
    Header(
        alias=HEADER,
        description="Any text of yours, 1 to 200 visible ASCII characters. The same write again "
        "is answered the same, with `Idempotent-Replayed: true`.",
    ),
]
_FORM = re.compile(r"[\x21-\x7e]{1,200}")


async def receipt(
    request: Request, key: ApiKey, render: Callable[[Any], Json], *, status: int
) -> Receipt | None:
    """For the flow to keep with its effect; None when no key was sent."""
    given = request.headers.get(HEADER)
    if given is None:
        return None
    if not _FORM.fullmatch(given):
        words = "Must be 1 to 200 visible ASCII characters."
        raise BadInput(f"`{HEADER}`: {words}", fields={HEADER: words})
    return Receipt(
        key_id=key.id,
        path=f"{request.method} {request.url.path}",
        key=given,
        fingerprint=_asked(request.url.query, await request.body()),
        render=lambda result: StoredAnswer(status, in_json(render(result)), {}),
    )


async def keep(desk: Desk, receipt: Receipt | None) -> None:
    """A turn has its own natural key: all that is kept is the body that this key came with."""
    if receipt:
        await desk.store.write(lambda _: None, receipt=receipt)


def answer(
    result: Any | StoredAnswer, render: Callable[[Any], Json], *, status: int = 200
) -> Response:
    if not isinstance(result, StoredAnswer):
        return respond(render(result), status)
    return Response(
        result.body,
        result.status,
        {**result.headers, **(REPLAYED if result.replayed else {})},
        media_type="application/json",
    )


def _asked(query: str, body: bytes) -> str:
    """The same body with other words in the query is another write."""
    return hash_text(f"{query}\n{fingerprint(body)}") if query else fingerprint(body)


def fingerprint(body: bytes) -> str:
    """Of what was sent, whatever the order of its fields."""
    try:
        value = json.loads(body or b"null")
    except (ValueError, RecursionError):
        return "sha256:" + hashlib.sha256(body).hexdigest()
    return hash_text(json.dumps(value, sort_keys=True, separators=(",", ":")))
