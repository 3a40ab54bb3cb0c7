"""Monday morning in the workspace: the digest with its picture, and the manager's Home page."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.commands.demo.scripts import BIG_REFUND
from bot.flows.post_digests import post_digests
from tests.browser.chromium import NARROW, a_page, shoot
from tests.browser.test_desk import a_turn
from tests.stories.world import POLICY, World, a_world

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WEEKS = (2, 3, 6)
OTHERS_OFF = "\ndigest: {queues: {support: off, risk: off, quality: off}}\n"


@pytest_asyncio.fixture(loop_scope="session")
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    policy = POLICY.partition("\ndigest:")[0] + OTHERS_OFF  # what nobody looks at is not drawn
    async with a_world(tmp_path, policy=policy) as world:
        yield world


async def some_weeks(world: World) -> None:
    """More from week to week; who asks in a minute gets no answer in time, others get one."""
    for week, count in enumerate(WEEKS):
        for number in range(count):
            name = f"{week}-{number}"
            turn = a_turn(BIG_REFUND, conversation_id=f"conv-{name}", turn_id=f"t-{name}")
            escalation = await world.ask(turn)
            if number:
                card = await world.card(escalation)
                world.clock.wind(minutes=4 * number)
                await world.slack.as_user("ana").click("approve", on=card)
        await world.wind(days=7)


async def test_the_digest_can_be_read_in_its_channel_and_has_its_picture(
    world: World, browser: Browser
) -> None:
    await some_weeks(world)
    await post_digests(world.app.desk)
    await world.settled(within=60)
    address = f"{world.slack.url}/?as=ana&in=C0REFUNDS"
    async with a_page(browser, address) as page:
        digest = page.get_by_role("article").filter(has_text="Escalations, refunds").first
        await expect(digest).to_contain_text("6 escalations")
        await expect(digest).to_contain_text("Needs you")
        await expect(digest).to_contain_text("Promises")
        await digest.scroll_into_view_if_needed()
        await shoot(page, "digest")
        await digest.get_by_role("link", name="2 replies").click()
        thread = page.get_by_role("complementary", name="Thread")
        picture = thread.get_by_role("img").last
        await expect(picture).to_be_visible()
        await shoot(page, "digest-picture")
    async with a_page(browser, address, size=NARROW, scheme="dark") as page:
        digest = page.get_by_role("article").filter(has_text="Escalations, refunds").first
        await digest.scroll_into_view_if_needed()
        await shoot(page, "digest-narrow-dark")


async def test_a_manager_reads_the_week_on_the_home_page_and_sets_the_digest(
    world: World, browser: Browser
) -> None:
    await some_weeks(world)
    await world.ask(a_turn(BIG_REFUND, conversation_id="conv-now", turn_id="t-now"))
    await world.settled()
    async with a_page(browser, f"{world.slack.url}/?as=mia&in=C0REFUNDS") as page:
        await page.get_by_role("link", name="Handrail").click()
        await page.get_by_role("link", name="Home").click()
        await expect(page.get_by_text("This week so far")).to_be_visible()
        await expect(page.get_by_text("Your queues")).to_be_visible()
        await shoot(page, "home-manager")
        await page.get_by_role("button", name="Digest settings").click()
        form = page.get_by_role("dialog", name="Weekly digest")
        await form.get_by_label("On which day?").select_option("fri")
        await shoot(page, "home-digest-settings")
        await form.get_by_role("button", name="Save").click()
        await expect(form).to_be_hidden()
        await expect(page.get_by_text("The next digest comes")).to_be_visible()
    (own,) = await world.app.store.read(lambda memory: memory.own_times("default"))
    assert (own.user, own.schedule.weekday) == ("U0MIA", 4)
