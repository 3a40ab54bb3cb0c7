"""The workspace page: what a person sees of Slack, and how it keeps up with what happens."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.box import Box
from sandbox.errors import TookTooLong
from sandbox.guard import Guard
from sandbox.pages.files import opened
from sandbox.pages.looking import looking
from sandbox.pages.pieces import Told, news, told
from sandbox.pages.places import nothing_read_since_now
from sandbox.pages.screen import HERE, Artist

STILL_HERE_EVERY = 10.0  # seconds
TOGETHER = 0.02  # seconds in which what happens at once is shown at once


def routes(box: Box) -> list[BaseRoute]:
    """Everything that no other address of the sandbox takes."""
    page = WorkspacePage(box)
    inner = Starlette(
        routes=[
            Route("/", page.show),
            Route("/live", page.live),
            Route("/file/{id}", page.file),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]
    )
    return [Mount("/", Guard(inner))]


class WorkspacePage:
    def __init__(self, box: Box) -> None:
        self._box = box
        self._artist = Artist(box, nothing_read_since_now(box))

    async def show(self, request: Request) -> Response:
        return HTMLResponse(self._artist.page(looking(self._box, request.query_params)))

    async def live(self, request: Request) -> Response:
        """At first the whole screen, then each time the pieces that are not as they were."""
        return StreamingResponse(self._news(request.query_params), media_type="text/event-stream")

    async def file(self, request: Request) -> Response:
        user = looking(self._box, request.query_params).user
        return opened(self._box, user, request.path_params["id"])

    async def _news(self, asked: QueryParams) -> AsyncIterator[str]:
        yield "retry: 1000\n\n"
        before: Told = {}
        while True:
            rings = self._box.changed.rings
            now = looking(self._box, asked)
            screen = self._artist.screen(now)
            if changed := news(screen, before):
                title = self._artist.title(now)
                body = {"title": title, "address": now.address, "regions": changed}
                yield f"event: screen\ndata: {json.dumps(body)}\n\n"
                before = told(screen)
            else:
                yield ": still here\n\n"
            await self._wait(rings)

    async def _wait(self, rings: int) -> None:
        try:
            await self._box.changed.until(
                lambda: self._box.changed.rings != rings, within=STILL_HERE_EVERY, what="news"
            )
        except TookTooLong:
            return
        await asyncio.sleep(TOGETHER)
