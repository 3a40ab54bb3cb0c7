"""A sandbox, a Slack client and a small real Bolt app that the tests of the sandbox drive."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox import Sandbox, WindUpClock, Workspace
from sandbox.hosting import Hosted

SECRET, TOKEN = "s3cret", "xoxb-test"
PATIENCE = 20.0  # instead of three seconds: a busy machine runs both sides


@pytest.fixture
def clock() -> WindUpClock:
    return WindUpClock()


@pytest.fixture
async def workspace(clock: WindUpClock) -> AsyncIterator[Workspace]:
    """No app is listening: for what the Web API does by itself."""
    async with Sandbox.serve(
        clock=clock, bot_token=TOKEN, signing_secret=SECRET, answer_within=PATIENCE
    ) as workspace:
        yield workspace


@pytest.fixture
async def slack(workspace: Workspace) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield a_client(workspace, session)


def a_client(workspace: Workspace, session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(
        token=TOKEN, base_url=workspace.api_url, session=session, retry_handlers=[]
    )


class Desk:
    """A Bolt app behind HTTP, in its own sandbox; `heard` is what reached its listeners."""

    def __init__(self, bolt: AsyncApp, workspace: Workspace) -> None:
        self.bolt = bolt
        self.workspace = workspace
        self.slack: Any = bolt.client
        self.heard: list[dict[str, Any]] = []

    def hears(self, *events: str) -> None:
        async def listen(body: dict[str, Any]) -> None:
            self.heard.append(body)

        for event in events:
            self.bolt.event(event)(listen)


@pytest.fixture
async def desk(clock: WindUpClock) -> AsyncIterator[Desk]:
    handlers: list[AsyncSlackRequestHandler] = []

    async def receive(request: Request) -> Response:
        return await handlers[0].handle(request)

    web = Starlette(routes=[Route("/slack/events", receive, methods=["POST"])])
    async with (
        Hosted(web) as host,
        Sandbox.serve(
            answer_within=PATIENCE,
            clock=clock,
            bot_token=TOKEN,
            signing_secret=SECRET,
            app_url=f"{host.url}/slack/events",
        ) as workspace,
        aiohttp.ClientSession() as session,
    ):
        bolt = AsyncApp(
            signing_secret=SECRET,
            client=a_client(workspace, session),
            process_before_response=True,
            raise_error_for_unhandled_request=False,
        )
        handlers.append(AsyncSlackRequestHandler(bolt))
        yield Desk(bolt, workspace)
