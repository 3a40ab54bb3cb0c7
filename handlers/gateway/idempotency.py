"""`Idempotency-Key`: the same write again is answered with the same words."""

import json
import re
from collections.abc import Callable
from typing import Any

from fastapi import Request
from starlette.responses import Response

from bot.errors import BadInput
from bot.ports import ApiKey, Receipt, StoredAnswer
from bot.rules.digest import hash_text
from bot.rules.json import Json

_FORM = re.compile(r"[\x21-\x7e]{1,200}")


async def receipt(
    request: Request, key: ApiKey, render: Callable[[Any], Json], *, status: int
) -> Receipt | None:
    given = request.headers.get("idempotency-key")
    if given is None:
        return None
    if not _FORM.fullmatch(given):
        raise BadInput(fields={"Idempotency-Key": "1 to 200 visible ASCII characters."})
    body = await request.body()
    return Receipt(
        key_id=key.id,
        path=f"{request.method} {request.url.path}",
        key=given,
        fingerprint=_fingerprint(body),
        render=lambda result: StoredAnswer(status, json.dumps(render(result)), {}),
    )


def answer(result: Any, render: Callable[[Any], Json], *, status: int) -> Response:
    if isinstance(result, StoredAnswer):
        replayed = {"Idempotent-Replayed": "true"} if result.replayed else {}
        return Response(
            result.body,
            result.status,
            {**result.headers, **replayed},
            media_type="application/json",
        )
    return Response(json.dumps(render(result)), status, media_type="application/json")


def _fingerprint(body: bytes) -> str:
    try:
        return hash_text(json.dumps(json.loads(body), sort_keys=True)) if body else ""
    except ValueError:
        return hash_text(body.decode(errors="replace"))
