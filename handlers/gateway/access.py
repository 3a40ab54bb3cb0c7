"""Every request leaves one line with ids, one measurement, and never what anybody said."""

import time

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import Unavailable
from bot.logs import trouble
from handlers.gateway.meters import Meters
from handlers.gateway.problems import problem

log = structlog.get_logger(__name__)

METHODS = frozenset({"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"})
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
NOWHERE = "none"
CLIENT_WENT_AWAY = 499


class Access:
    """ASGI middleware, outside of all others: the last to see an error, and the one to tell it."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["state"] = dict(scope.get("state") or {})
        began, status = time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            status = status or CLIENT_WENT_AWAY
        except Exception as error:  # noqa: BLE001
            log.error(  # noqa: TRY400  # see trouble
                "request failed", **trouble(error.__cause__ or error), route=_route(scope)
            )
            if status:
                raise _CutOff from None
            slug = error.slug if isinstance(error, Unavailable) else "unexpected"
            await problem(slug)(scope, receive, watched)
        finally:
            self._write_down(scope, status or CLIENT_WENT_AWAY, time.perf_counter() - began)

    def _write_down(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route(scope)
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        self._meters.requests.labels(route, method, str(status)).observe(seconds)
        tell = log.debug if route in QUIET else log.info
        known = {"key": scope["state"].get("key_id"), "id": scope.get("path_params", {}).get("id")}
        tell(
            "request",
            route=route,
            method=method,
            status=status,
            ms=round(seconds * 1000, 1),
            **{name: value for name, value in known.items() if value and status < 400},
        )


class _CutOff(Exception):
    """An answer broke off half-way; what broke it is in the line before."""


def _route(scope: Scope) -> str:
    """The pattern, not the path: ids make no series, and no secret gets in."""
    return getattr(scope.get("route"), "path", NOWHERE)
