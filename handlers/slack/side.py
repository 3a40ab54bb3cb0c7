"""The whole Slack side, plugged together: its way out first; its door once there is a desk."""

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Clock, Desk, Files
from handlers.slack.answers import TIMEOUT
from handlers.slack.app import QUIET, answering_presses, build_app
from handlers.slack.catch_up import CatchUp
from handlers.slack.door import Door
from handlers.slack.files import NoFiles, SlackFiles
from handlers.slack.home import Pages
from handlers.slack.identity import WhoAmI
from handlers.slack.outlet import SlackOutlet
from handlers.slack.people import SlackPeople
from handlers.slack.relay import Relay
from handlers.slack.socket import SocketMode

SLACK = "https://slack.com/api/"


class SlackSide:
    """`outlet` and `people` go into the Desk; `door` or `socket` are built from the Desk."""

    def __init__(
        self,
        *,
        bot_token: str,
        clock: Clock,
        api_url: str = SLACK,
        customer_files: Files | None = None,
        address: str = "",
    ) -> None:
        """Inside a running loop: it opens the one session that every call shares. Without
        `customer_files` those of customers are told of and not fetched; without the gateway's
        `address` the lists that it has are not linked.
        """
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
        self._api_url = f"{api_url.rstrip('/')}/"
        self._clock = clock
        self._address = address or None
        self._app: AsyncApp | None = None
        self._socket: SocketMode | None = None
        self.client = self._web_client(bot_token)
        self.files = SlackFiles(self._session, token=bot_token, api_url=self._api_url)
        self.me = WhoAmI(self.client, clock)
        self.outlet = SlackOutlet(
            self.client, self.me, customer_files or NoFiles(), address=self._address
        )
        self.people = SlackPeople(self.client, self.me, clock)

    async def check(self) -> bool:
        """At start: False when Slack did not answer; raises WrongToken when it refuses ours."""
        return await self.me.check()

    def catch_up(self, desk: Desk) -> CatchUp:
        """To be called now and then: what was written in threads and never reached us."""
        return CatchUp(desk, self.client, self.me)

    def relay(self, desk: Desk, catch_up: CatchUp) -> Relay:
        return Relay(desk, catch_up, self.files)

    async def link(self) -> str:
        """Now: empty when Slack reaches us or answers us, else what is wrong."""
        if self._socket:
            connected = await self._socket.is_connected()
            return "" if connected else "the Socket Mode connection is away; it is opened again"
        if await self.me.still_there():
            return ""
        return "Slack does not answer; cards are kept and posted when it does"

    def door(self, desk: Desk, *, signing_secret: str, workspace: str = "default") -> Door:
        return Door(
            self._listening(desk, workspace),
            signing_secret=signing_secret,
            clock=self._clock,
            press=answering_presses(desk, self.client, self._pages(desk, workspace)),
        )

    async def open_socket(
        self, desk: Desk, *, app_token: str, workspace: str = "default"
    ) -> SocketMode:
        self._socket = SocketMode(self._listening(desk, workspace), app_token)
        await self._socket.start()
        return self._socket

    async def close(self) -> None:
        """Last of all: the couriers have stopped by then."""
        if self._socket:
            await self._socket.stop()
        await self._session.close()

    def _listening(self, desk: Desk, workspace: str) -> AsyncApp:
        if self._app is None:
            pages = self._pages(desk, workspace)
            self._app = build_app(desk, self.client, self._web_client(None), self.me, pages)
        return self._app

    def _pages(self, desk: Desk, workspace: str) -> Pages:
        return Pages(desk, self.client, workspace, self._address)

    def _web_client(self, token: str | None) -> AsyncWebClient:
        """No retries of its own: the SDK's would post the same message twice."""
        return AsyncWebClient(
            token=token,
            base_url=self._api_url,
            session=self._session,
            timeout=int(TIMEOUT),
            retry_handlers=[],
            logger=QUIET,
        )
