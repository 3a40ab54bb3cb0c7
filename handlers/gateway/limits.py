"""A body over 1 MiB is refused before anybody parses it, however it arrives."""

from fastapi import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handlers.gateway.problems import problem

LARGEST = 1_048_576
TOO_LARGE = "The body is over 1 MiB. Send the last messages only."


class BodyLimit:
    """ASGI middleware: counts what arrives, chunked or not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Request(scope).headers.get("content-length", "")
        if declared.isdigit() and int(declared) > LARGEST:
            await _refusal()(scope, receive, send)
            return
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > LARGEST:
                raise HTTPException(413, TOO_LARGE)
            return message

        await self._app(scope, counted, send)


def _refusal():  # noqa: ANN202
    return problem(
        413,
        "too-large",
        TOO_LARGE,
        headers={"Connection": "close"},
    )
