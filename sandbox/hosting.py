"""Any ASGI app on a port of its own, served by the running event loop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Any, Literal, Self

import uvicorn

from sandbox.hangup import ProtocolWithTransport

Lifespan = Literal["auto", "on", "off"]


class Hosted:
    """`async with Hosted(app) as host:` and `host.url` answers until the block ends.

    The port is bound at once, so that the address is known before the app runs.
    """

    def __init__(
        self, app: Any, *, host: str = "127.0.0.1", port: int = 0, lifespan: Lifespan = "auto"
    ) -> None:
        self._socket = _listening(host, port)
        self.port = self._socket.getsockname()[1]
        self.url = f"http://{host}:{self.port}"
        self._server = _Server(_config(_LetsGo(app), lifespan))
        self._serving: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._serving = asyncio.ensure_future(self._server.serve(sockets=[self._socket]))
        ready = asyncio.ensure_future(self._server.ready.wait())
        await asyncio.wait({self._serving, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._serving.done():
            self._socket.close()
            self._serving.result()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.stop.set()
        if self._serving:
            await self._serving
        self._socket.close()


class _LetsGo:
    """Whoever is still listening to an answer when the host stops hears its end."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        is_answering = False

        async def send_on(message: Any) -> None:
            nonlocal is_answering
            begins = message["type"] == "http.response.start"
            is_answering = begins or message.get("more_body", False)
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except asyncio.CancelledError:
            if not is_answering:
                raise
            await send({"type": "http.response.body", "body": b"", "more_body": False})


class _Server(uvicorn.Server):
    """Starts and stops on events: uvicorn's own loop looks ten times a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.stop = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets=sockets)
        except SystemExit as failure:  # uvicorn's answer to a lifespan that raised
            raise RuntimeError("the app failed to start") from failure
        self.ready.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.stop.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        running = list(self.server_state.tasks)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self.lifespan.shutdown()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:  # the program around us owns the signals
        yield


def _config(app: Any, lifespan: Lifespan) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=ProtocolWithTransport,
        ws="websockets-sansio",
        lifespan=lifespan,
        log_config=None,
        access_log=False,
        date_header=False,
        timeout_keep_alive=75,
    )


def _listening(host: str, port: int) -> socket.socket:
    # asyncio switches Nagle's delay off only for sockets that say they are TCP
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(1024)
    listening.setblocking(False)
    return listening
