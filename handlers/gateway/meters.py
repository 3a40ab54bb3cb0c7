"""What is counted, for `/metrics`."""

import time
from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Meters:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "handrail_http_request_seconds",
            "Time to answer, by route.",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self.turns = Counter(
            "handrail_turns_total", "Turns judged.", ["verdict"], registry=self.registry
        )

    def gauge(self, name: str, words: str, read: Callable[[], float]) -> None:
        Gauge(name, words, registry=self.registry).set_function(read)


class Metered:
    """ASGI middleware: routes are named by their pattern, so that ids make no series."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            self._meters.requests.labels(route, scope["method"], str(status)).observe(
                time.perf_counter() - began
            )
