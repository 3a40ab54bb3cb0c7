"""Is it alive, is it ready, how is it doing: for those who run it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import PlainTextResponse, Response

from bot.ports import Desk
from handlers.gateway.meters import Meters
from handlers.gateway.out import respond
from handlers.gateway.shapes import ReadyOut

Check = Callable[[], Awaitable[str]]
"""Says what is wrong and what to do about it; an empty text is well."""

PATIENCE = 2.0
CAN_DO_WITHOUT = frozenset({"slack"})
TEXT: dict[str, Any] = {"content": {"text/plain": {"schema": {"type": "string"}}}}
ALIVE: dict[str, Any] = {"description": "Alive.", **TEXT}
METRICS: dict[str, Any] = {"description": "Prometheus' text format.", **TEXT}
READY: dict[str, Any] = {
    "description": "It can take turns; `parts` says how each part is.",
    "model": ReadyOut,
}
NOT_READY: dict[str, Any] = {
    "description": "It cannot take turns; `parts` says why and what to do.",
    "model": ReadyOut,
}


def health(desk: Desk, checks: Mapping[str, Check], meters: Meters) -> APIRouter:
    router = APIRouter(tags=["operations"])

    async def healthz() -> Response:
        """The process runs."""
        return PlainTextResponse("ok\n")

    async def readyz() -> Response:
        """Database, schema and Slack. 503 when turns cannot be taken. A Slack that does not answer
        is told but does no harm to agents: their turns are kept, and posted when it does.
        """
        found = await asyncio.gather(*(_checked(check) for check in checks.values()))
        wrong = {name: words for name, words in zip(checks, found, strict=True) if words}
        ready = wrong.keys() <= CAN_DO_WITHOUT
        parts = {name: wrong.get(name, "ok") for name in checks}
        return respond({"ready": ready, "parts": parts}, 200 if ready else 503)

    async def metrics() -> Response:
        """For Prometheus."""
        return Response(await meters.told(desk), media_type=CONTENT_TYPE_LATEST)

    add = partial(router.add_api_route, methods=["GET"], response_class=Response)
    add("/healthz", healthz, operation_id="healthz", responses={200: ALIVE})
    add("/readyz", readyz, operation_id="readyz", responses={200: READY, 503: NOT_READY})
    add("/metrics", metrics, operation_id="metrics", responses={200: METRICS})
    return router


async def _checked(check: Check) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except TimeoutError:
        return f"No answer within {PATIENCE:g} seconds. Look at its own logs."
    except Exception as error:  # noqa: BLE001  # whatever it is, this part is not well
        return f"It does not answer ({type(error).__name__}). Look at its own logs."
