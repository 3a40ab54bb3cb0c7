"""The sandbox on a port: Slack's API, its sockets and addresses, and the control API."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Self

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from sandbox import control, responses, uploads
from sandbox.api import door
from sandbox.box import Box, a_box
from sandbox.client import Workspace
from sandbox.hosting import Hosted
from sandbox.pages import pages
from sandbox.settings import Settings

Endpoint = Callable[[Request, Box], Awaitable[Response]]
RESPONSE_PATHS = ("actions", "commands", "app")


class Sandbox:
    """One workspace, served by this event loop until the block ends."""

    def __init__(self, box: Box, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.box = box
        self._hosted = Hosted(web_app(box), host=host, port=port, lifespan="off")
        self.url = box.url = box.url or self._hosted.url

    @classmethod
    @asynccontextmanager
    async def serve(
        cls, *, port: int = 0, host: str = "127.0.0.1", **options: Any
    ) -> AsyncGenerator[Workspace]:
        """Start, hand out the driver, stop. Options are those of `a_box` and of `Settings`."""
        sandbox = cls(_box_from(options), host=host, port=port)
        async with sandbox, Workspace.connect(sandbox.url) as workspace:
            yield workspace

    async def __aenter__(self) -> Self:
        await self._hosted.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.box.sockets.disconnect("link_disabled")
        await self.box.aclose()
        await self._hosted.__aexit__()


def web_app(box: Box) -> Starlette:
    def at(path: str, endpoint: Endpoint, *methods: str) -> Route:
        async def run(request: Request) -> Response:
            return await endpoint(request, box)

        return Route(path, run, methods=list(methods))

    routes: list[BaseRoute] = [
        at("/api/{method}", door.answer, "GET", "POST"),
        at("/upload/v1/{id}", uploads.receive, "POST"),
        at("/files-pri/{team}-{id}/{name:path}", uploads.download, "GET"),
        at("/sandbox/{family}/{act}", control.act, "GET", "POST"),
        WebSocketRoute("/link/", box.sockets.serve),
    ]
    routes += [at(f"/{one}/{{team}}/{{key}}", responses.receive, "POST") for one in RESPONSE_PATHS]
    routes += pages(box)
    return Starlette(routes=routes)


def _box_from(options: dict[str, Any]) -> Box:
    names = set(Settings.__dataclass_fields__)
    own = {name: value for name, value in options.items() if name in names}
    rest = {name: value for name, value in options.items() if name not in names}
    return a_box(settings=Settings(**own), **rest)
