"""A connection that ends without an answer, as when Slack's does."""

from asyncio import Transport
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

KEY = "sandbox.transport"


class ProtocolWithTransport(HttpToolsProtocol):
    """Shows each request its connection."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        extensions: dict[str, Any] = {KEY: self.transport}
        self.scope["extensions"] = extensions


class Silence(Response):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        while (await receive())["type"] != "http.disconnect":
            pass


async def hang_up(request: Request) -> Response:
    transport: Transport = request.scope["extensions"][KEY]
    transport.abort()
    return Silence()
