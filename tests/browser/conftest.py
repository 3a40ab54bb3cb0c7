"""A workspace with a tiny app in it, and a browser that looks at it."""

from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, Page

from sandbox import Sandbox, Workspace
from sandbox.hosting import Hosted
from tests.browser.chromium import a_chromium, a_page
from tests.browser.tiny_app import TinyApp

TOKEN = "xoxb-browser"


class Room:
    """`seen_by` opens the page as somebody."""

    def __init__(self, browser: Browser, workspace: Workspace, app: TinyApp) -> None:
        self.browser, self.workspace, self.app = browser, workspace, app

    def seen_by(
        self, name: str, at: str = "C0REFUNDS", **how: Any
    ) -> AbstractAsyncContextManager[Page]:
        return a_page(self.browser, f"{self.workspace.url}/?as={name}&in={at}", **how)

    async def post(self, text: str, channel: str = "C0REFUNDS", **more: Any) -> dict[str, Any]:
        return await self.app.call("chat.postMessage", channel=channel, text=text, **more)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncGenerator[Browser]:
    """One for all tests of a process, as starting it takes a second; each page is a session anew."""
    async with a_chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def room(browser: Browser) -> AsyncGenerator[Room]:
    app = TinyApp()
    async with (
        app.http,
        Hosted(app, lifespan="off") as host,
        Sandbox.serve(
            app_url=host.url,
            bot_token=TOKEN,
            shortcuts=[
                {"name": "Escalate this", "callback_id": "escalate", "type": "message"},
                {"name": "What waits", "callback_id": "waiting", "type": "global"},
            ],
        ) as workspace,
    ):
        app.reach(workspace.api_url, TOKEN)
        yield Room(browser, workspace, app)
