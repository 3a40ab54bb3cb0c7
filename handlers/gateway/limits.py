"""A body over 1 MiB is refused before anybody parses it, however it arrives."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import Refused
from handlers.gateway.problems import refusal

LARGEST = 1_048_576


class TooLarge(Refused):
    """The body is over 1 MiB. Send the last messages only."""

    slug = "too-large"


class BodyLimit:
    """ASGI middleware: believes what is declared, and counts what arrives in pieces."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > LARGEST:
            await refusal(TooLarge())(scope, receive, send)
            return
        arrived = 0

        async def counted() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > LARGEST:
                raise TooLarge
            return message

        await self._app(scope, counted, send)
