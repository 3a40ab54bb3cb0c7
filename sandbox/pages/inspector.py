"""The inspector: all that bot and workspace say to each other, live, and buttons for bad days."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox import manage
from sandbox.box import Box
from sandbox.errors import SandboxError, TookTooLong
from sandbox.forms import filled_in
from sandbox.guard import Guard
from sandbox.live import COME_BACK, STILL_HERE, Live, event
from sandbox.pages.inspector_entries import PAGE, Filter, last_number, newest, since
from sandbox.pages.inspector_faults import OFFERS, as_words, fault_from

HERE = Path(__file__).parent
LOOK_AGAIN_AFTER = 2.0  # seconds: faults come and go without a bell
ADDRESS = "/inspector/"


def routes(box: Box) -> list[BaseRoute]:
    """Everything below `/inspector`."""
    page = Inspector(box)
    inner = Starlette(
        routes=[
            Route("/", page.show),
            Route("/list", page.entries),
            Route("/live", page.live),
            Route("/faults", page.add, methods=["POST"]),
            Route("/clear", page.clear, methods=["POST"]),
            Route("/forget", page.forget, methods=["POST"]),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]
    )
    return [Route("/inspector", _to_the_page), Mount("/inspector", Guard(inner))]


class Inspector:
    def __init__(self, box: Box) -> None:
        self._box = box
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["as_words"] = as_words

    async def show(self, request: Request) -> Response:
        return HTMLResponse(
            self._drawn(
                "inspector.html",
                offers=OFFERS,
                last=last_number(self._box),
                **self._listed(request.query_params),
                **self._state(),
            )
        )

    async def entries(self, request: Request) -> Response:
        """The entries alone, for a filter that has just changed."""
        listed = self._listed(request.query_params)
        body = self._drawn("inspector_list.html", **listed)
        return HTMLResponse(body, headers={"X-Last-Entry": str(last_number(self._box))})

    async def live(self, request: Request) -> Response:
        asked = request.query_params
        seen = request.headers.get("last-event-id") or asked.get("after", "")
        news = self._news(_filter(asked), int(seen) if seen.isdecimal() else 0)
        return Live(news)

    async def add(self, request: Request) -> Response:
        try:
            self._box.faults.add(fault_from(await filled_in(request)))
        except SandboxError as error:
            return PlainTextResponse(str(error), status_code=422)
        return self._done()

    async def clear(self, request: Request) -> Response:
        """One fault, or all; events that were held back are sent now."""
        id = (await filled_in(request)).get("id", "")
        await manage.clear_faults(self._box, id=int(id) if id.isdecimal() else None)
        return self._done()

    async def forget(self, request: Request) -> Response:
        del request
        await manage.forget(self._box)
        return self._done()

    def _done(self) -> Response:
        self._box.changed.ring()
        return RedirectResponse(ADDRESS, status_code=303)

    async def _news(self, filter: Filter, seen: int) -> AsyncIterator[str]:
        """What is said from now on, and how things stand whenever that has changed."""
        yield COME_BACK
        told = ""
        while True:
            last = last_number(self._box)
            for entry in since(self._box, filter, seen):
                html = self._drawn("inspector_entry.html", entry=entry)
                yield event("entry", html, id=entry.number)
            seen = max(seen, last)
            state = self._drawn("inspector_state.html", **self._state())
            if state != told:
                yield event("state", state)
                told = state
            await self._wait(seen)
            yield STILL_HERE

    async def _wait(self, seen: int) -> None:
        is_newer = partial(self._has_more_than, seen)
        try:
            await self._box.changed.until(is_newer, within=LOOK_AGAIN_AFTER, what="news")
        except TookTooLong:
            return

    def _has_more_than(self, seen: int) -> bool:
        return last_number(self._box) > seen

    def _listed(self, asked: QueryParams) -> dict[str, object]:
        filter, before = _filter(asked), asked.get("before", "")
        entries = newest(self._box, filter, before=int(before) if before.isdecimal() else 0)
        more = entries[-1].number if len(entries) == PAGE else 0
        return {"filter": filter, "entries": entries, "more": more}

    def _state(self) -> dict[str, object]:
        journal = self._box.journal
        return {
            "complaints": journal.complaints,
            "faults": self._box.faults.standing,
            "held": len(self._box.courier.held),
            "retries": len(self._box.courier.due),
            "sockets": len(self._box.sockets.connected),
            "calls": len(journal.calls),
            "attempts": len(journal.attempts),
        }

    def _drawn(self, template: str, **what: object) -> str:
        return self._templates.get_template(template).render(**what)


async def _to_the_page(request: Request) -> Response:
    del request
    return RedirectResponse(ADDRESS)


def _filter(asked: QueryParams) -> Filter:
    return Filter(
        name=asked.get("name", "").strip(),
        side=asked.get("side", ""),
        outcome=asked.get("outcome", ""),
    )
