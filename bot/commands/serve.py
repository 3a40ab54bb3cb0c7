"""`handrail serve`: the desk on a port, until somebody stops it."""

import asyncio
import selectors
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
import uvicorn

from bot.app import ROLES, App, running
from bot.commands.console import MakeLoop, give_up, run
from bot.errors import Refused
from bot.logs import set_up_logs
from bot.policy_file import PolicyErrors
from bot.settings import Settings, SettingsError, load
from bot.tracing import exporting
from store.errors import StoreError

GRACE = 8
TICK, TICKS = 0.01, 50  # half a second for a new connection to say its first word
KEEP_ALIVE = 75  # longer than clients and load balancers keep idle connections: they close first


def serve(
    role: Annotated[
        str, typer.Option(help=f"One of {', '.join(ROLES)}; empty: all in one process.")
    ] = "",
) -> None:
    """Serve the gateway, Slack and the couriers; settings come from the environment."""
    if role and role not in ROLES:
        give_up(f"There is no role {role}. Roles are {', '.join(ROLES)}; leave it out for all.", 2)
    try:
        settings = load().for_serving()
        set_up_logs(settings.log_level, secrets=settings.secret_values)
        run(_serve(settings, (role,) if role else ROLES), loop=quickest_loop())
    except FileNotFoundError as error:
        give_up(f"There is no file {error.filename}. Set HANDRAIL_CONFIG to your policy.", 2)
    except (SettingsError, PolicyErrors, StoreError, Refused) as error:
        give_up(str(error), 2)


def quickest_loop() -> MakeLoop | None:
    """The one of uvloop where it is installed: it costs less at each request."""
    return uvicorn.Config("", log_config=None).get_loop_factory()


async def _serve(settings: Settings, roles: tuple[str, ...]) -> None:
    with exporting(settings.otlp_endpoint) as traces:
        async with running(settings, roles=roles, traces=traces) as app:
            await Server(app, settings.host, settings.port).serve()


class Server(uvicorn.Server):
    """Stops as a desk should: whoever waits is answered first, then the doors close."""

    def __init__(self, app: App, host: str, port: int) -> None:
        self._app = app
        super().__init__(
            uvicorn.Config(
                app.web,
                host=host,
                port=port,
                log_config=None,
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=GRACE,
                timeout_keep_alive=KEEP_ALIVE,
            )
        )

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Left to itself, uvicorn raises the signal once more, which would end this process before
        the couriers have finished and the store is closed.
        """
        loop = asyncio.get_running_loop()
        for one in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(one, self.handle_exit, one, None)
        try:
            yield
        finally:
            for one in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(one)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.desk.signals.close()
        await self._hear_out()
        await super().shutdown(sockets)

    async def _hear_out(self) -> None:
        """Whoever has come in may still say what they came for: closing on them would show them a
        reset connection instead of an answer, after which a client does not know what was done.
        """
        await self._for_a_moment_until(self._nobody_waits_at_the_door)
        for server in self.servers:
            server.close()
        await self._for_a_moment_until(self._everybody_has_asked)

    async def _for_a_moment_until(self, it_is_so: Callable[[], bool]) -> None:
        for _ in range(TICKS):
            await asyncio.sleep(TICK)
            if it_is_so():
                return

    def _nobody_waits_at_the_door(self) -> bool:
        """Let in by the kernel, but not yet by the loop."""
        with selectors.DefaultSelector() as door:
            for server in self.servers:
                for listener in server.sockets:
                    door.register(listener.fileno(), selectors.EVENT_READ)
            return not door.select(0)

    def _everybody_has_asked(self) -> bool:
        """Both HTTP protocols of uvicorn keep the latest request and its answer as their cycle."""
        return all(getattr(each, "cycle", None) for each in self.server_state.connections)
