"""The customer's page: a chat with the shop's agent, on a port of its own.

The browser talks to this small server only; the key to the gateway stays on this side.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.commands.demo.agent import SupportAgent
from bot.commands.demo.customer.chats import Chat, Chats
from bot.commands.demo.customer.files import COOKIE, ChatFiles
from bot.commands.demo.customer.shop import euros
from bot.commands.demo.customer.talk import Talks
from sandbox.errors import TookTooLong
from sandbox.forms import filled_in
from sandbox.guard import Guard
from sandbox.hosting import Hosted
from sandbox.live import COME_BACK, STILL_HERE, Live, event
from sandbox.pages.draw.markdown import markdown

HERE = Path(__file__).parent
LONGEST = 4_000  # characters of one message
WRITE = f"Write something, of at most {LONGEST:,} characters."
STILL_HERE_EVERY = 15.0


@asynccontextmanager
async def open_chat_page(agent: SupportAgent, *, port: int = 0) -> AsyncGenerator[str]:
    """The page's address; whoever waits for people is let go when the block ends."""
    talks, chats = Talks(agent), Chats()
    files = ChatFiles(chats, talks)
    async with Hosted(Guard(chat_app(chats, talks, files)), port=port, lifespan="off") as host:
        files.home = host.url
        try:
            yield host.url
        finally:
            await talks.aclose()


def chat_app(chats: Chats, talks: Talks, files: ChatFiles | None = None) -> Starlette:
    page, files = ChatPage(chats, talks), files or ChatFiles(chats, talks)
    return Starlette(
        routes=[
            Route("/", page.show),
            Route("/live", page.live),
            Route("/say", page.say, methods=["POST"]),
            Route("/change", page.change, methods=["POST"]),
            Route("/unsay", page.unsay, methods=["POST"]),
            Route("/person", page.person, methods=["POST"]),
            Route("/new", page.new, methods=["POST"]),
            *files.routes(),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]
    )


class ChatPage:
    def __init__(self, chats: Chats, talks: Talks) -> None:
        self._chats, self._talks = chats, talks
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters |= {"euros": euros, "markdown": markdown}

    async def show(self, request: Request) -> Response:
        chat, secret = self._chat_of(request), ""
        if chat is None:
            secret, chat = self._chats.begin()
        lines = list(chat.lines)
        response = HTMLResponse(self._drawn("chat.html", chat=chat, longest=LONGEST))
        self._talks.shown(chat, lines)
        return _remembering(response, secret) if secret else response

    async def say(self, request: Request) -> Response:
        chat = self._chat_of(request)
        if chat is None:
            return _gone()
        text = await _typed(request)
        if not text:
            return PlainTextResponse(WRITE, status_code=422)
        self._talks.hear(chat, text)
        return _back()

    async def change(self, request: Request) -> Response:
        """Other words for the customer's last ones, while a person reads them."""
        chat, text = self._chat_of(request), await _typed(request)
        if chat is None:
            return _gone()
        if not text:
            return PlainTextResponse(WRITE, status_code=422)
        self._talks.amend(chat, text)
        return _back()

    async def unsay(self, request: Request) -> Response:
        chat = self._chat_of(request)
        if chat is None:
            return _gone()
        self._talks.amend(chat, "")
        return _back()

    async def person(self, request: Request) -> Response:
        chat = self._chat_of(request)
        if chat is None:
            return _gone()
        self._talks.want_person(chat)
        return _back()

    async def new(self, request: Request) -> Response:
        if left := self._chat_of(request):
            left.end()
        secret, _ = self._chats.begin()
        return _remembering(_back(), secret)

    async def live(self, request: Request) -> Response:
        """What is new in the chat, from where the browser left off; a lost line loses nothing."""
        chat = self._chat_of(request)
        if chat is None:
            return Response(status_code=204)  # tells an EventSource not to come back
        seen = request.headers.get("last-event-id") or request.query_params.get("after", "")
        news = self._news(chat, int(seen) if seen.isdecimal() else 0)
        return Live(self._watched(chat, news))

    async def _watched(self, chat: Chat, news: AsyncIterator[str]) -> AsyncIterator[str]:
        """As long as a page shows it, whoever writes to the customer is told that they read it."""
        chat.looking += 1
        try:
            async for each in news:
                yield each
        finally:
            chat.looking -= 1

    async def _news(self, chat: Chat, seen: int) -> AsyncIterator[str]:
        yield COME_BACK
        while True:
            if chat.shop_revision > seen:
                yield event("orders", self._drawn("orders.html", shop=chat.shop))
            if chat.company_revision > seen:
                yield event("company", self._drawn("company.html", chat=chat))
                yield event("own", self._drawn("own.html", chat=chat, longest=LONGEST))
            lines, now = chat.since(seen), chat.revision
            for line in lines:
                yield event("line", self._drawn("line.html", line=line), id=line.revision)
            self._talks.shown(chat, lines)
            seen = now
            try:
                is_newer = partial(chat.is_newer_than, seen)
                await chat.changed.until(is_newer, within=STILL_HERE_EVERY, what="news")
            except TookTooLong:
                yield STILL_HERE

    def _drawn(self, template: str, **what: object) -> str:
        return self._templates.get_template(template).render(**what)

    def _chat_of(self, request: Request) -> Chat | None:
        return self._chats.get(request.cookies.get(COOKIE, ""))


async def _typed(request: Request) -> str:
    """What was written, or nothing if that is nothing or too much."""
    typed = (await filled_in(request)).get("text", "")
    text = typed.replace("\r\n", "\n").replace("\0", "").strip()
    return text if len(text) <= LONGEST else ""


def _back() -> Response:
    return RedirectResponse("/", status_code=303)


def _gone() -> Response:
    return PlainTextResponse("This chat has ended. Load the page again.", status_code=410)


def _remembering(response: Response, secret: str) -> Response:
    response.set_cookie(COOKIE, secret, httponly=True, samesite="strict")
    return response
