"""The line between the page and the workspace: it is lost and comes back, and is no one else's."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx
import pytest
from playwright.async_api import Browser, expect

from sandbox.box import a_box
from sandbox.client import Workspace
from sandbox.hosting import Hosted
from sandbox.server import web_app
from tests.browser.chromium import a_page, shoot
from tests.browser.conftest import Room

SAY = {"user": "ana", "channel": "C0REFUNDS", "text": "hello"}


@asynccontextmanager
async def a_sandbox() -> AsyncGenerator[httpx.AsyncClient]:
    async with (
        Hosted(web_app(a_box()), lifespan="off") as host,
        httpx.AsyncClient(base_url=host.url, trust_env=False) as http,
    ):
        yield http


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_a_lost_line_says_so_and_recovers_with_all_that_was_missed(browser: Browser) -> None:
    box = a_box()
    async with AsyncExitStack() as first_life:
        host = await first_life.enter_async_context(Hosted(web_app(box), lifespan="off"))
        async with a_page(browser, host.url, forgiving="Failed to load resource") as page:
            lost = page.get_by_text("The connection is lost. Trying again")
            await expect(page.get_by_text("very beginning")).to_be_visible()
            await expect(lost).to_be_hidden()
            await first_life.aclose()
            await expect(lost).to_be_visible()
            await shoot(page, "workspace-lost")
            async with Hosted(web_app(box), port=host.port, lifespan="off") as again:
                async with Workspace.connect(again.url) as workspace:
                    await workspace.as_user("ben").say("You missed this", channel="C0REFUNDS")
                await expect(page.get_by_text("You missed this").first).to_be_visible()
                await expect(lost).to_be_hidden()


async def test_a_workspace_that_ends_lets_go_of_its_pages_quietly(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with httpx.AsyncClient(trust_env=False) as http, AsyncExitStack() as life:
        host = await life.enter_async_context(Hosted(web_app(a_box()), lifespan="off"))
        async with http.stream("GET", f"{host.url}/live") as live:
            async for piece in live.aiter_text():
                if "event: screen" in piece:
                    await life.aclose()
    assert caplog.records == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://else.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://else.example", "Host": "else.example"},
    ],
)
async def test_another_site_can_neither_act_nor_manage(headers: dict[str, str]) -> None:
    async with a_sandbox() as http:
        for act in ("people/say", "manage/forget", "look/messages"):
            answer = await http.post(f"/sandbox/{act}", json=SAY, headers=headers)
            assert answer.status_code == 403, act
        said = await http.get("/sandbox/look/messages", params={"channel": "C0REFUNDS"})
        assert said.json()["result"] == []


async def test_nothing_is_done_by_looking() -> None:
    async with a_sandbox() as http:
        answer = await http.get("/sandbox/people/say", params=SAY)
        assert answer.status_code == 403
        assert (await http.post("/sandbox/people/say", json=SAY)).json()["ok"]


async def test_every_page_carries_the_strict_policy() -> None:
    async with a_sandbox() as http:
        for path in ("/", "/static/workspace.js", "/nothing/here", "/file/F1"):
            policy = (await http.get(path)).headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
        foreign = await http.get("/", headers={"Host": "else.example"})
        assert foreign.status_code == 403


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_whoever_asks_for_what_is_not_there_lands_in_the_first_place(room: Room) -> None:
    async with room.seen_by("nobody", "C0NOWHERE&thread=1.2&most=x") as page:
        await expect(page.get_by_role("heading", name="refunds")).to_be_visible()
        await expect(page.get_by_role("complementary", name="Thread")).to_be_hidden()
