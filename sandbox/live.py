"""News for a page that stays open: server-sent events that end quietly when the server stops."""

import asyncio

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

COME_BACK = "retry: 1000\n\n"
STILL_HERE = ": still here\n\n"


class Live(StreamingResponse):
    """Whoever looks on comes back by itself, and says in `Last-Event-ID` what it has seen."""

    media_type = "text/event-stream"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except asyncio.CancelledError:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def event(name: str, data: str, *, id: int = 0) -> str:
    lines = "".join(f"data: {line}\n" for line in data.splitlines())
    number = f"id: {id}\n" if id else ""
    return f"event: {name}\n{number}{lines}\n"
