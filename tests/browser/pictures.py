"""The pictures in README and docs, taken anew by `make screenshots`."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from bot.commands.demo.history import Past
from bot.commands.demo.house import HINTS, House, open_house
from bot.commands.demo.scripts import BIG_REFUND
from bot.flows.post_digests import post_digests
from bot.logs import set_up_logs
from tests.browser.chromium import a_chromium, a_page

IMAGES = Path(__file__).parents[2] / "docs" / "images"
SIZE = (1280, 1060)
TALL = (1440, 1500)
UNTIL_DRAWN = 60_000  # milliseconds: the pictures of all queues take their time
MOMENT = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


async def take() -> None:
    IMAGES.mkdir(exist_ok=True)
    async with open_house() as house, a_chromium() as browser:
        await _a_past(house)
        await house.agent.hand_over(BIG_REFUND)
        await _card(house, browser)
        await _customer(house, browser)
        async with a_page(browser, f"{house.workspace.url}/inspector", size=SIZE) as page:
            await _shoot(page, "inspector")
        await _talk(house, browser)
    async with open_house() as house, a_chromium() as browser:
        await _a_past(house, weeks=8)
        await post_digests(house.app.desk)
        await _digest(house, browser)
        await _week(house, browser)


async def _a_past(house: House, *, weeks: int = 0) -> None:
    """The last days, and so many weeks before them."""
    past = Past(house.app.desk, house.agent, house.workspace, house.clock)
    house.clock.set_to(MOMENT)
    with house.without_digests():
        await past.remember(weeks)
        for moment in past.days():
            await past.live(moment)
        house.clock.set_to(MOMENT)


async def _digest(house: House, browser: Browser) -> None:
    """As it stands in its channel, with its pictures in the thread."""
    await house.workspace.wait_for_message("C0SUPPORT", containing="Escalations, support")
    address = f"{house.workspace.url}/?as=mia&in=C0SUPPORT"
    async with a_page(browser, address, size=TALL) as page:
        for _ in HINTS:
            await page.get_by_role("button", name="Got it").click()
        articles = page.get_by_label("Messages").get_by_role("article")
        digest = articles.filter(has_text="Escalations, support")
        replies = digest.get_by_role("link", name="2 replies Last reply")
        await expect(replies).to_be_visible(timeout=UNTIL_DRAWN)
        await replies.click()
        thread = page.get_by_role("complementary", name="Thread")
        await expect(thread.get_by_role("img", name="Escalations by weekday")).to_be_visible()
        await digest.evaluate("(one) => one.scrollIntoView({block: 'start'})")
        await thread.get_by_role("article").last.scroll_into_view_if_needed()
        await _shoot(page, "digest")


async def _week(house: House, browser: Browser) -> None:
    """The same as a page of its own, for which a browser asks for a key."""
    told = await house.agent.client.get(
        "/v1/reports/week", params={"queue": "support"}, headers={"Accept": "text/html"}
    )
    async with a_page(browser, "about:blank", size=(960, 900)) as page:
        await page.set_content(told.text)
        await expect(page.get_by_role("img")).to_have_count(2)
        await page.screenshot(path=IMAGES / "week.png", full_page=True)


async def _card(house: House, browser: Browser) -> None:
    address = f"{house.workspace.url}/?as=ana&in=C0REFUNDS"
    async with a_page(browser, address, size=SIZE) as page:
        card = page.get_by_role("article").last
        await expect(card.get_by_role("button", name="Approve")).to_be_visible()
        await _shoot(page, "card")
        await card.get_by_role("button", name="Approve").click()
        await page.get_by_role("dialog").get_by_role("button", name="Yes, approve").click()
        await expect(card).to_contain_text("Approved by")
        await _shoot(page, "approved")


async def _customer(house: House, browser: Browser) -> None:
    async with a_page(browser, house.chat_url, size=(620, 860)) as page:
        words = page.get_by_role("textbox")
        await words.fill("My espresso machine A-1042 arrived broken. I want my money back.")
        await words.press("Enter")
        await expect(page.get_by_text("colleague").first).to_be_visible()
        await _shoot(page, "customer")


async def _talk(house: House, browser: Browser) -> None:
    """Ben speaks with a customer, on both sides."""
    address = f"{house.workspace.url}/?as=ben&in=C0SUPPORT"
    async with (
        a_page(browser, house.chat_url, size=(620, 860)) as chat,
        a_page(browser, address, size=SIZE) as desk,
    ):
        await desk.get_by_role("button", name="Got it").click()
        await chat.get_by_role("button", name="Talk to a person").click()
        card = desk.get_by_label("Messages").get_by_role("article").last
        await card.get_by_role("button", name="Take over").click()
        await expect(card).to_contain_text("Ben is live")
        await card.get_by_role("link", name="Reply in thread").click()
        thread = desk.get_by_role("complementary", name="Thread")
        await thread.get_by_role("textbox", name="Reply").fill("Hello! Which machine is it?")
        await desk.keyboard.press("Enter")
        await expect(chat.locator(".colleague")).to_contain_text("Which machine")
        await chat.get_by_role("textbox").last.fill("The espresso machine. You are quick!")
        await chat.keyboard.press("Enter")
        await expect(thread).to_contain_text("You are quick!")
        await expect(thread.get_by_label("white_check_mark, 1")).to_be_visible()
        await _shoot(chat, "talk-customer")
        await _shoot(desk, "talk-desk")


async def _shoot(page: Page, name: str) -> None:
    await page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    set_up_logs("ERROR")
    asyncio.run(take())
