"""A customer with a browser: what is asked of people, what they decide, and what is then seen."""

from collections.abc import AsyncGenerator
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.commands.demo.agent import SupportAgent
from bot.commands.demo.customer.page import open_chat_page
from bot.rules.json import Json
from sandbox.things import Form, Message
from tests.browser.chromium import NARROW, a_page, nameless, shoot
from tests.stories.world import World, a_world

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

REFUND = "My espresso machine A-1042 arrived broken. I want my money back."
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


class Shop:
    """The customer's page, and the people behind it."""

    def __init__(self, world: World, url: str, browser: Browser) -> None:
        self.world, self.url, self.browser = world, url, browser

    async def card(self) -> Message:
        """Of the newest turn that is held, once it hangs in Slack."""
        found = await self.world.agent.get("/v1/escalations", params={"status": "open"})
        newest: Json = found.json()["items"][0]
        return await self.world.card(newest)

    async def decide(self, name: str, button: str, values: Json) -> None:
        person = self.world.slack.as_user(name)
        form = await person.click(button, on=await self.card())
        assert isinstance(form, Form)
        assert not await person.submit(form, values)


@pytest_asyncio.fixture(loop_scope="session")
async def shop(tmp_path: Path, browser: Browser) -> AsyncGenerator[Shop]:
    async with (
        a_world(tmp_path) as world,
        open_chat_page(SupportAgent(world.agent, count(1))) as url,
    ):
        yield Shop(world, url, browser)


async def write(page: Page, text: str) -> None:
    await page.get_by_label("Your message").fill(text)
    await page.keyboard.press("Enter")


async def sees(page: Page, text: str) -> None:
    await expect(page.get_by_role("log")).to_contain_text(text)


async def test_a_refund_is_asked_for_approved_and_seen(shop: Shop) -> None:
    async with a_page(shop.browser, shop.url) as page:
        await write(page, REFUND)
        await sees(page, "A colleague is checking this. You will hear here.")
        assert await nameless(page) == []
        await shoot(page, "customer-waits")
        await shop.world.slack.as_user("ana").click("approve", on=await shop.card())
        await sees(page, "A colleague has agreed.")
        await sees(page, "I have refunded €129.00 for A-1042")
        await expect(page.locator("#orders")).to_contain_text("€129.00 refunded")
        await expect(page.locator(".waiting")).to_have_count(0)
        await shoot(page, "customer-approved")


async def test_a_refund_is_rejected_and_explained(shop: Shop) -> None:
    async with a_page(shop.browser, shop.url, scheme="dark") as page:
        await write(page, REFUND)
        await sees(page, "A colleague is checking this.")
        await shop.decide("ana", "reject", {"Reason": "Ask for proof first"})
        await sees(page, "we need a photo of it")
        await expect(page.locator("#orders")).not_to_contain_text("refunded")
        await shoot(page, "customer-rejected-dark")


async def test_a_question_is_answered_by_a_person(shop: Shop) -> None:
    async with a_page(shop.browser, shop.url) as page:
        await page.get_by_role("button", name="Is the grinder quiet").click()
        await page.get_by_role("button", name="Send", exact=True).click()
        await sees(page, "I do not know this, so I have asked a colleague.")
        await shop.world.slack.as_user("ben").click("claim", on=await shop.card())
        await sees(page, "A colleague is reading this now.")
        await shop.decide("ben", "respond", {"Your answer to the customer": "Quiet as a kettle."})
        await expect(page.locator(".colleague")).to_contain_text("Quiet as a kettle.")
        await expect(page.locator(".colleague")).to_contain_text("person")
        await expect(page.locator(".colleague .answers")).to_contain_text("Is the grinder quiet")
        await shoot(page, "customer-answered")


async def test_nobody_in_time_is_said_as_that(shop: Shop) -> None:
    async with a_page(shop.browser, shop.url) as page:
        await write(page, REFUND)
        await sees(page, "A colleague is checking this.")
        await shop.card()
        await shop.world.wind(minutes=31)
        await sees(page, "Nobody could look at this in time.")
        await sees(page, "That is not a no")
        await shoot(page, "customer-expired")


async def test_a_person_is_asked_for_with_the_keyboard_on_a_small_screen(shop: Shop) -> None:
    async with a_page(shop.browser, shop.url, size=NARROW, scheme="dark") as page:
        await expect(page.get_by_label("Your message")).to_be_focused()
        await page.keyboard.type("Hello")
        await page.keyboard.press("Enter")
        await sees(page, "I am the shop's assistant, a program.")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("button", name="Send", exact=True)).to_be_focused()
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("button", name="Talk to a person")).to_be_focused()
        await page.keyboard.press("Enter")
        await sees(page, "A person will answer you here")
        await shoot(page, "customer-person-390-dark")


async def test_a_chat_survives_a_reload_and_each_browser_has_its_own(shop: Shop) -> None:
    async with a_page(shop.browser, shop.url) as ada, a_page(shop.browser, shop.url) as noor:
        await write(ada, REFUND)
        await sees(ada, "A colleague is checking this.")
        await ada.reload()
        await sees(ada, REFUND)
        await shop.world.slack.as_user("ana").click("approve", on=await shop.card())
        await sees(ada, "I have refunded €129.00")
        await expect(noor.get_by_role("log")).not_to_contain_text("refund")
        await ada.get_by_role("button", name="New chat").click()
        await expect(ada.get_by_role("log")).not_to_contain_text("refunded")


async def test_markup_long_words_and_other_scripts_are_shown_as_written(shop: Shop) -> None:
    async with a_page(shop.browser, shop.url, size=NARROW) as page:
        for text in (HOSTILE, "w" * 3_000, "أين طلبي؟ 👩‍🔧🇳🇴"):
            await write(page, text)
            await sees(page, text[:200])
        await expect(page.locator("#log img, #log script")).to_have_count(0)
        assert await page.title() == "Help – shop.example"
        await shoot(page, "customer-hostile-390")


async def test_the_browser_sees_no_key_and_loads_nothing_from_elsewhere(shop: Shop) -> None:
    async with a_page(shop.browser, shop.url) as page:
        answer = await page.request.get(shop.url)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "hrk_" not in await answer.text()
        cookie = (await page.context.cookies())[0]
        assert (cookie.get("httpOnly"), cookie.get("sameSite")) == (True, "Strict")


async def test_a_server_that_goes_is_missed_and_one_that_forgot_is_told(shop: Shop) -> None:
    agent = SupportAgent(shop.world.agent, count(1))
    first = open_chat_page(agent)
    url = await first.__aenter__()
    async with a_page(shop.browser, url, forgiving="ERR_CONNECTION_REFUSED") as page:
        connection = page.locator("#connection")
        await first.__aexit__(None, None, None)
        await expect(connection).to_contain_text("The connection is lost. Trying again")
        await shoot(page, "customer-lost")
        async with open_chat_page(agent, port=int(url.rpartition(":")[2])):
            await expect(connection).to_contain_text("This chat has ended.")


async def test_a_lost_connection_is_said_and_mends_itself(shop: Shop) -> None:
    async with a_page(shop.browser, shop.url, forgiving="ERR_INTERNET_DISCONNECTED") as page:
        await expect(page.locator("#connection")).to_be_hidden()
        await page.context.set_offline(True)
        await write(page, "Hello")
        await expect(page.get_by_role("alert")).to_contain_text("could not be sent")
        await expect(page.get_by_label("Your message")).to_have_value("Hello")
        await page.context.set_offline(False)
        await page.keyboard.press("Enter")
        await sees(page, "I am the shop's assistant, a program.")
