"""A customer and a person with a page each: asked for, taken over, talked both ways, handed back."""

import asyncio
import base64
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bot.commands.demo.agent import SupportAgent
from bot.commands.demo.customer import words
from bot.commands.demo.customer.page import open_chat_page
from tests.browser.chromium import NARROW, PATIENCE, WIDE, a_page, nameless, shoot
from tests.browser.contrast import faint_words
from tests.stories.world import World, a_world

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HOSTILE = '<img src=x onerror="document.title=1"> <!channel> *bold* <https://evil.example|bank>'
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFElEQVR42mNgaPj/n4EIwDiqkL4KAZ8pGxN0n3rVAAAA"
    "AElFTkSuQmCC"
)
ASKED = "A person will answer you here"
DELIVERED = "white_check_mark, 1"
Scheme = Literal["light", "dark"]


class Pair:
    """Ada's chat and Ben's Slack."""

    def __init__(self, world: World, chat: Page, desk: Page) -> None:
        self.world, self.chat, self.desk = world, chat, desk
        self.log, self.company = chat.get_by_role("log"), chat.locator("#company")
        self.card = desk.get_by_label("Messages").get_by_role("article").last
        self.thread = desk.get_by_role("complementary", name="Thread")

    async def asks(self, text: str) -> None:
        await self.chat.get_by_label("Your message").fill(text)
        await self.chat.keyboard.press("Enter")
        await expect(self.log).to_contain_text(text)

    async def answers(self, text: str) -> Locator:
        """Ben's words in the thread, once they have gone to the customer."""
        await self.thread.get_by_role("textbox", name="Reply").fill(text)
        await self.desk.keyboard.press("Enter")
        written = self.replies.filter(has_text=text)
        await expect(written).to_be_visible()
        await self.reaches(text)
        return written

    async def reaches(self, text: str) -> None:
        """Slack's event may come after the words are on the page, so time passes until it has."""
        async with asyncio.timeout(PATIENCE / 1_000):
            while text not in await self.log.inner_text():
                await self.world.relayed()

    @property
    def replies(self) -> Locator:
        return self.thread.get_by_label("Replies").get_by_role("article")

    async def takes_over(self) -> None:
        await self.chat.get_by_role("button", name="Talk to a person").click()
        await expect(self.log).to_contain_text(ASKED)
        await self.card.get_by_role("button", name="Take over").click()
        await expect(self.card).to_contain_text("Ben is live")
        await self.card.get_by_role("link", name="Reply in thread").focus()
        await self.desk.keyboard.press("Enter")

    async def hands_back(self, note: str) -> None:
        await self.card.get_by_role("button", name="Hand back").click()
        form = self.desk.get_by_role("dialog", name="Hand back")
        await form.get_by_role("textbox").fill(note)
        await form.get_by_role("button", name="Hand back").click()


class Room:
    """`pair` opens both pages."""

    def __init__(self, world: World, url: str, browser: Browser) -> None:
        self.world, self.url, self.browser = world, url, browser

    @asynccontextmanager
    async def pair(
        self, *, size: tuple[int, int] = WIDE, scheme: Scheme = "light"
    ) -> AsyncGenerator[Pair]:
        desk = f"{self.world.slack.url}/?as=ben&in=C0SUPPORT"
        async with AsyncExitStack() as pages:
            chat, slack = [
                await pages.enter_async_context(a_page(self.browser, url, size=size, scheme=scheme))
                for url in (self.url, desk)
            ]
            yield Pair(self.world, chat, slack)


@pytest_asyncio.fixture(loop_scope="session")
async def room(tmp_path: Path, browser: Browser) -> AsyncGenerator[Room]:
    async with (
        a_world(tmp_path) as world,
        open_chat_page(SupportAgent(world.agent, count(1))) as url,
    ):
        yield Room(world, url, browser)
        assert await world.slack.complaints() == []


async def test_a_customer_and_a_person_talk_until_the_agent_goes_on(room: Room) -> None:
    async with room.pair() as pair:
        await pair.asks("Hello")
        await expect(pair.log).to_contain_text("I am the shop's assistant")
        await expect(pair.company).to_be_hidden()
        await pair.takes_over()
        await expect(pair.company).to_contain_text("You are talking to Ben")
        written = await pair.answers("Hello Ada! Is it the left or the right mug?")
        await expect(pair.log.locator(".colleague")).to_contain_text("the left or the right")
        await expect(written.get_by_label(DELIVERED)).to_be_visible()
        await pair.asks("The left one. You are quick!")
        await expect(pair.replies.last).to_contain_text("The left one.")
        await pair.chat.get_by_text("Change my last message").click()
        await shoot(pair.chat, "side-by-side-customer-changes")
        await pair.chat.get_by_label("My last message").fill("The right one. You are quick!")
        await pair.chat.get_by_role("button", name="Change it").click()
        await expect(pair.replies.last).to_contain_text("The right one.")
        await shoot(pair.chat, "side-by-side-customer")
        await shoot(pair.desk, "side-by-side-desk")
        await pair.hands_back("She gets a new left mug.")
        await expect(pair.log).to_contain_text("You are talking to our assistant again.")
        await expect(pair.company).to_be_hidden()
        await expect(pair.log).to_contain_text(words.BACK)
        await shoot(pair.chat, "side-by-side-customer-goes-on")
        await shoot(pair.desk, "side-by-side-desk-handed-back")


async def test_both_send_each_other_files(room: Room) -> None:
    async with room.pair() as pair:
        await pair.takes_over()
        await expect(pair.company).to_contain_text("You are talking to Ben")
        await pair.chat.get_by_text("Send a file").click()
        photo = {"name": "mug.png", "mimeType": "image/png", "buffer": PNG}
        await pair.chat.get_by_label("File, at most 10 MiB").set_input_files([photo])
        await shoot(pair.chat, "side-by-side-customer-chooses")
        await pair.chat.get_by_role("button", name="Send it").click()
        await expect(pair.log.get_by_role("link", name="mug.png")).to_be_visible()
        await expect(pair.replies.filter(has_text="From the customer")).to_contain_text("mug.png")
        bill = {"name": "bill.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 a bill"}
        await pair.thread.locator("input[type=file]").set_input_files([bill])
        await pair.thread.get_by_role("textbox", name="Reply").fill("Here is your bill.")
        await pair.desk.keyboard.press("Enter")
        await pair.reaches("bill.pdf")
        async with pair.chat.expect_download() as saved:
            await pair.log.get_by_role("link", name="bill.pdf").click()
        path = await (await saved.value).path()
        assert path.read_bytes() == b"%PDF-1.7 a bill"
        assert await nameless(pair.chat) == []
        assert await faint_words(pair.chat) == []
        await shoot(pair.chat, "side-by-side-customer-files")
        await shoot(pair.desk, "side-by-side-desk-files")


async def test_whatever_both_write_is_words_and_does_nothing(room: Room) -> None:
    async with room.pair() as pair:
        await pair.takes_over()
        await pair.asks(HOSTILE)
        await expect(pair.replies.last).to_contain_text("<!channel> *bold* <https://evil.example")
        await pair.answers('<img src=x onerror="document.title=2"> javascript:alert(1)')
        await expect(pair.log.locator(".colleague")).to_contain_text("<img src=x")
        await expect(pair.chat.locator("#log img, #log a[href^=javascript]")).to_have_count(0)
        await expect(pair.thread.locator("img[src=x]")).to_have_count(0)
        assert await pair.chat.title() == "Help – shop.example"
        await shoot(pair.chat, "side-by-side-customer-hostile")
        await shoot(pair.desk, "side-by-side-desk-hostile")


async def test_an_edit_after_it_was_read_comes_as_a_correction(room: Room) -> None:
    async with room.pair() as pair:
        await pair.takes_over()
        written = await pair.answers("It comes on Fridai")
        await expect(pair.log).to_contain_text("on Fridai")
        await expect(written.get_by_label(DELIVERED)).to_be_visible()
        await written.hover()
        await written.get_by_label("More actions").click()
        await written.get_by_role("button", name="Edit message").click()
        field = pair.thread.get_by_role("textbox", name="Reply")
        await field.fill("It comes on Saturday")
        await pair.desk.keyboard.press("Enter")
        await expect(pair.replies.filter(has_text="on Saturday").first).to_be_visible()
        await pair.reaches("on Saturday")
        await expect(pair.log.locator(".marked")).to_contain_text(words.CORRECTED)
        await shoot(pair.chat, "side-by-side-customer-corrected")


@pytest.mark.parametrize(
    ("size", "scheme", "name"),
    [
        (NARROW, "light", "390"),
        (NARROW, "dark", "390-dark"),
        (WIDE, "dark", "1440-dark"),
    ],
)
async def test_waiting_and_talking_are_plain_to_see(
    room: Room, size: tuple[int, int], scheme: Scheme, name: str
) -> None:
    async with a_page(room.browser, room.url, size=size, scheme=scheme) as chat:
        await chat.get_by_role("button", name="Talk to a person").click()
        await expect(chat.locator("#company")).to_contain_text("Waiting for a person")
        await shoot(chat, f"side-by-side-waits-{name}")
        found = await room.world.agent.get("/v1/escalations", params={"status": "open"})
        card = await room.world.card(found.json()["items"][0])
        ben = room.world.slack.as_user("ben")
        await ben.click("take_over", on=card)
        await expect(chat.locator("#company")).to_contain_text("You are talking to Ben")
        await ben.reply(LISTED, in_thread=card)
        await room.world.relayed()
        await expect(chat.locator(".colleague")).to_contain_text("the left one")
        assert await nameless(chat) == []
        assert await faint_words(chat) == []
        await shoot(chat, f"side-by-side-talks-{name}")


LISTED = """Which of your mugs is it?
• the left one
• the right one
I look at https://shop.example/mugs meanwhile."""
