"""The inspector in a browser: what bot and Slack said, and what a bad day does to it."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bot.commands.demo.scripts import BIG_REFUND
from sandbox.pages.inspector_entries import PAGE
from tests.browser.chromium import NARROW, a_page, nameless, shoot
from tests.stories.world import World, a_world

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AGENT = {"id": "support-bot"}
TURN = {"conversation_id": "conv-1", "turn_id": "t-1", "agent": AGENT, **BIG_REFUND}


class Desk:
    def __init__(self, world: World, browser: Browser) -> None:
        self.world, self.browser = world, browser
        self.url = f"{world.slack.url}/inspector"


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path: Path, browser: Browser) -> AsyncGenerator[Desk]:
    async with a_world(tmp_path) as world:
        yield Desk(world, browser)


def entries(page: Page, *, name: str, verdict: str = "") -> Locator:
    found = page.locator(".entry", has=page.get_by_text(name, exact=True))
    return found.filter(has=page.locator(".verdict", has_text=verdict)) if verdict else found


async def test_calls_and_presses_appear_with_slacks_verdict(desk: Desk) -> None:
    async with a_page(desk.browser, desk.url) as page:
        escalation = await desk.world.ask(TURN)
        card = await desk.world.card(escalation)
        await expect(entries(page, name="chat.postMessage").first).to_be_visible()
        await desk.world.slack.as_user("ana").click("approve", on=card)
        pressed = entries(page, name="block_actions", verdict="ok")
        await expect(pressed).to_contain_text("ana · approve")
        await pressed.locator("summary").click()
        await expect(pressed.locator("pre").first).to_contain_text('"block_actions"')
        await shoot(page, "inspector-calls")


async def test_no_token_is_ever_on_the_page(desk: Desk) -> None:
    escalation = await desk.world.ask(TURN)
    card = await desk.world.card(escalation)
    await desk.world.slack.as_user("ana").click("approve", on=card)
    await desk.world.settled()
    async with a_page(desk.browser, desk.url) as page:
        shown = await page.content()
        assert "block_actions" in shown
        assert "••••••" in shown
        for secret in ("xoxb-sandbox", "sandbox-verification-token", "sandbox-signing-secret"):
            assert secret not in shown


async def test_a_slack_that_is_down_is_seen_and_recovers(desk: Desk) -> None:
    async with a_page(desk.browser, desk.url) as page:
        await page.get_by_label("Times").fill("")
        await page.get_by_role("button", name="Down", exact=True).click()
        standing = page.get_by_role("region", name="Faults that are on")
        await expect(standing).to_contain_text("until cleared")
        assert await nameless(page) == []
        escalation = await desk.world.ask(TURN)
        await desk.world.settled()
        lost = entries(page, name="chat.postMessage", verdict="no answer")
        await expect(lost.first).to_contain_text("fault: down")
        await shoot(page, "inspector-down")
        await page.get_by_role("button", name="Clear all faults").click()
        await expect(standing).to_contain_text("Slack works")
        for _ in range(4):
            await desk.world.wind(minutes=2)
        assert (await desk.world.card(escalation)).actions
        await expect(entries(page, name="chat.postMessage", verdict="ok").first).to_be_visible()
        await shoot(page, "inspector-recovered")


async def test_one_fault_is_cleared_with_the_keyboard_and_the_other_stays(desk: Desk) -> None:
    async with a_page(desk.browser, desk.url) as page:
        for name in ("Rate limited", "Duplicate"):
            await page.get_by_role("button", name=name, exact=True).focus()
            await page.keyboard.press("Enter")
            standing = page.get_by_role("region", name="Faults that are on")
            await expect(standing).to_contain_text(name)
        await page.get_by_role("button", name="Clear rate limited").focus()
        await page.keyboard.press("Enter")
        await expect(standing).not_to_contain_text("Rate limited")
        await expect(standing).to_contain_text("Duplicate 1 more")
        await expect(page.locator("#state button").first).to_be_focused()
        kinds = [fault["kind"] for fault in (await desk.world.slack.state())["faults"]]
        assert kinds == ["duplicate"]


async def test_the_past_is_there_to_the_beginning_and_can_be_forgotten(desk: Desk) -> None:
    for _ in range(PAGE + 20):
        await desk.world.slack.do("manage/send_event", event={"type": "emoji_changed"})
    async with a_page(desk.browser, desk.url) as page:
        listed = page.locator(".entry")
        await expect(listed).to_have_count(PAGE)
        await page.get_by_role("button", name="Show older").click()
        await expect(entries(page, name="auth.test")).to_be_visible()
        await expect(page.get_by_role("button", name="Show older")).to_have_count(0)
        await page.get_by_role("button", name="Forget all").click()
        await expect(listed).to_have_count(0)
        await desk.world.card(await desk.world.ask(TURN))
        await expect(entries(page, name="chat.postMessage").first).to_be_visible()


async def test_what_is_typed_wrongly_is_said_and_no_fault_is_on(desk: Desk) -> None:
    async with a_page(desk.browser, desk.url, forgiving="422") as page:
        await page.get_by_label("Times").fill("often")
        await page.get_by_role("button", name="Slow", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("a whole number from 1 to 1,000")
        assert (await desk.world.slack.state())["faults"] == []


async def test_only_what_is_looked_for_is_listed_also_when_it_comes_later(desk: Desk) -> None:
    async with a_page(desk.browser, desk.url) as page:
        await desk.world.card(await desk.world.ask(TURN))
        await expect(entries(page, name="message").first).to_be_visible()
        await page.get_by_label("Method or event").fill("chat.*")
        await expect(entries(page, name="message", verdict="ok")).to_have_count(0)
        await page.get_by_label("Outcome").select_option("Did not go well")
        await expect(page.locator("#entries")).to_contain_text("Nothing fits this filter yet.")
        await desk.world.slack.faults.add("refuse", error="is_archived", method="chat.*")
        await desk.world.ask({**TURN, "conversation_id": "conv-2"})
        refused = entries(page, name="chat.postMessage", verdict="is_archived")
        await expect(refused).to_have_count(1)
        await shoot(page, "inspector-filtered")


async def test_complaints_stand_on_top(desk: Desk) -> None:
    async with a_page(desk.browser, desk.url, size=NARROW, scheme="dark") as page:
        await expect(page.locator("#state")).to_contain_text("No complaints")
        await page.request.post(f"{desk.world.slack.api_url}chat.postMessage", data={})
        complaints = page.get_by_role("region", name="Complaints")
        await expect(complaints).to_contain_text("not_authed")
        await shoot(page, "inspector-complaints-390-dark")


async def test_another_site_switches_nothing(desk: Desk) -> None:
    async with a_page(desk.browser, desk.url) as page:
        answer = await page.request.post(
            f"{desk.url}/faults", form={"kind": "down"}, headers={"Origin": "https://else.example"}
        )
        assert answer.status == 403
        assert (await desk.world.slack.state())["faults"] == []
