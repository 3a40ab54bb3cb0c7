"""Files in the chat: the customer's are kept here for the gateway to fetch, people's lie there."""

import secrets
from dataclasses import dataclass, field
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.commands.demo.customer.chats import Chat, Chats
from bot.commands.demo.customer.talk import Talks
from bot.rules.files import MOST_BYTES
from bot.rules.json import Json
from sandbox.forms import Uploaded, uploaded

COOKIE = "chat"
MOST_KEPT = 50
CHOOSE = "Choose a file of at most 10 MiB."
GONE = "This file is not here any more."
# Whatever somebody sent is data: it is saved, and no browser runs it.
AS_DATA = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}


@dataclass
class ChatFiles:
    """`home` is the address of this page, at which the gateway finds what is kept."""

    chats: Chats
    talks: Talks
    home: str = ""
    kept: dict[str, Uploaded] = field(default_factory=dict[str, Uploaded])

    def routes(self) -> list[Route]:
        return [
            Route("/file", self.send, methods=["POST"]),
            Route("/file/{line:int}/{number:int}", self.show),
            Route("/kept/{secret}", self.hand_out),
        ]

    async def send(self, request: Request) -> Response:
        chat = self._chat_of(request)
        if chat is None:
            return PlainTextResponse("This chat has ended. Load the page again.", status_code=410)
        file = await uploaded(request, "file", at_most=MOST_BYTES)
        if file is None:
            return PlainTextResponse(CHOOSE, status_code=422)
        self.talks.hear(chat, "", files=(self._keep(file),))
        return RedirectResponse("/", status_code=303)

    async def show(self, request: Request) -> Response:
        """For the customer alone: one of their own, or one that a person sent them."""
        chat = self._chat_of(request)
        file = _file_of(chat, **request.path_params) if chat else None
        if file is None:
            return PlainTextResponse(GONE, status_code=404)
        if "kept" in file:
            return self._given(file["kept"].rpartition("/")[2])
        content = await self.talks.bytes_of(file)
        return _as_data(file["name"], content) if content else _gone()

    async def hand_out(self, request: Request) -> Response:
        """To whoever has the address, which nobody can guess."""
        return self._given(request.path_params["secret"])

    def _given(self, secret: str) -> Response:
        file = self.kept.get(secret)
        return _as_data(file.name, file.content) if file else _gone()

    def _keep(self, file: Uploaded) -> Json:
        while len(self.kept) >= MOST_KEPT:
            del self.kept[next(iter(self.kept))]
        secret = secrets.token_urlsafe(24)
        self.kept[secret] = file
        url = f"{self.home}/kept/{secret}"
        size = len(file.content)
        return {"name": file.name, "mimetype": file.mimetype, "size": size, "kept": url}

    def _chat_of(self, request: Request) -> Chat | None:
        return self.chats.get(request.cookies.get(COOKIE, ""))


def _file_of(chat: Chat, line: int, number: int) -> Json | None:
    files = chat.lines[line - 1].files if 0 < line <= len(chat.lines) else ()
    return files[number] if number < len(files) else None


def _gone() -> Response:
    return PlainTextResponse(GONE, status_code=404)


def _as_data(name: str, content: bytes) -> Response:
    named = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(
        content,
        media_type="application/octet-stream",
        headers={**AS_DATA, "Content-Disposition": named},
    )
