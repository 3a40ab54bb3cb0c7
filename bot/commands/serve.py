"""`handrail serve`: the desk on a port, until somebody stops it."""

import asyncio
import signal
import socket
from collections.abc import Iterator
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
        await super().shutdown(sockets)
