"""Is it alive, is it ready, how is it doing: for those who run it."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.responses import JSONResponse, PlainTextResponse, Response

Check = Callable[[], Awaitable[str]]
"""Says what is wrong and what to do about it; an empty text is well."""


def health(checks: dict[str, Check], registry: CollectorRegistry) -> APIRouter:
    router = APIRouter(tags=["operations"])

    async def healthz() -> Response:
        """The process runs."""
        return PlainTextResponse("ok\n")

    async def readyz() -> Response:
        """Database, Slack and schema: 200 when all are well, else 503 and which is not."""
        found = {name: await _checked(check) for name, check in checks.items()}
        well = not any(found.values())
        parts = {name: wrong or "ok" for name, wrong in found.items()}
        return JSONResponse({"ready": well, "parts": parts}, 200 if well else 503)

    async def metrics() -> Response:
        """For Prometheus."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    for path, endpoint in (("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics)):
        router.add_api_route(path, endpoint, operation_id=path.strip("/"))
    return router


async def _checked(check: Check) -> str:
    try:
        return await check()
    except Exception as error:  # noqa: BLE001  # whatever it is, this part is not well
        return f"it does not answer ({type(error).__name__})"
