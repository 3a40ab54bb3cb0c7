"""A body over 1 MiB is refused before anybody parses it, however it arrives."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from handlers.gateway.problems import problem

LARGEST = 1_048_576


class _TooLarge(Exception):
    pass


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
        started, size = False, 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > LARGEST:
                raise _TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except _TooLarge:
            if not started:
                await _refusal()(scope, receive, send)


def _refusal():  # noqa: ANN202
    return problem(
        413,
        "too-large",
        "The body is over 1 MiB. Send the last messages only.",
        headers={"Connection": "close"},
    )
