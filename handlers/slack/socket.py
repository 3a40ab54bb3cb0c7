"""Socket Mode: Slack's requests over a connection that we open, for desks without a public door."""

import asyncio
from contextlib import suppress

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp

from bot.errors import Refused
from bot.rules.delivery import Failed
from handlers.slack.answers import ask
from handlers.slack.app import QUIET

log = structlog.get_logger(__name__)

WATCH = 10.0
PATIENCE = 3  # looks in a row without a connection, before it is opened anew
CLOSING = 5.0


class WrongAppToken(Refused):
    """Slack does not accept SLACK_APP_TOKEN. It needs the scope connections:write."""

    slug = "wrong-app-token"


class SocketMode:
    """Start, and it stays connected; stop, and nothing of it is left."""

    def __init__(self, app: AsyncApp, app_token: str, *, watch: float = WATCH) -> None:
        self._app = app
        self._token = app_token
        self._watch = watch
        self._handler: AsyncSocketModeHandler | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """A token that Slack refuses stops the start; a Slack that is down does not."""
        answer = await ask(lambda: self._app.client.apps_connections_open(app_token=self._token))
        if isinstance(answer, Failed) and "connected" not in answer.error:
            raise WrongAppToken
        self._task = asyncio.create_task(self._stay_connected(), name="slack-socket")

    async def is_connected(self) -> bool:
        return self._handler is not None and await self._handler.client.is_connected()

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        await self._close()

    async def _stay_connected(self) -> None:
        while True:
            self._handler = AsyncSocketModeHandler(self._app, self._token, logger=QUIET)
            try:
                await self._connect_and_watch(self._handler)
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001  # whatever it was, try again
                log.warning("Slack's socket failed", error=type(error).__name__)
                await asyncio.sleep(self._watch)
            await self._close()

    async def _connect_and_watch(self, handler: AsyncSocketModeHandler) -> None:
        """Returns when the connection has been away for several looks in a row."""
        await handler.connect_async()
        log.info("Slack's socket is open")
        away = 0
        while away < PATIENCE:
            await asyncio.sleep(self._watch)
            away = 0 if await handler.client.is_connected() else away + 1
        log.warning("Slack's socket was away; opening another")

    async def _close(self) -> None:
        """The SDK cancels its tasks and forgets them; they are waited for here."""
        handler, self._handler = self._handler, None
        if handler is None:
            return
        client = handler.client
        tasks = [
            task
            for task in (
                client.message_processor,
                client.message_receiver,
                client.current_session_monitor,
            )
            if task is not None
        ]
        with suppress(Exception):
            async with asyncio.timeout(CLOSING):
                await handler.close_async()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await client.aiohttp_client_session.close()
