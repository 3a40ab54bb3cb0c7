"""The whole desk in a browser: an agent asks, a reviewer decides on the page, the agent hears."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.commands.demo.scripts import BIG_REFUND, QUESTION
from bot.rules.json import Json
from tests.browser.chromium import a_page, shoot
from tests.stories.world import World, a_world

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HOSTILE = "<script>alert(1)</script> <!channel> <https://evil.example|your bank> *bold* `code`"
FOREIGN = "أريد استرداد أموالي 🙈👩‍👩‍👧‍👦 e\u0301 " + "ohnepunktundkomma" * 20


@pytest_asyncio.fixture(loop_scope="session")
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with a_world(tmp_path) as world:
        yield world


def a_turn(script: Json, **changes: object) -> Json:
    return {
        "conversation_id": "conv-1",
        "turn_id": "t-1",
        "agent": {"id": "support-bot"},
        **script,
        **changes,
    }


async def a_card(world: World, script: Json, **changes: object) -> tuple[Json, str]:
    """The escalation, and the address of the channel page that shows its card."""
    escalation = await world.ask(a_turn(script, **changes))
    card = await world.card(escalation)
    return escalation, f"{world.slack.url}/?in={card.channel}&as="


async def outcome(world: World, escalation: Json) -> Json:
    return await asyncio.wait_for(world.escalation(escalation["id"], wait=30), 40)


async def test_a_refund_is_approved_and_the_card_says_what_came_of_it(
    world: World, browser: Browser
) -> None:
    escalation, address = await a_card(world, BIG_REFUND)
    async with a_page(browser, f"{address}ana") as page:
        await expect(page.get_by_role("article")).to_contain_text(["issue_refund"])
        await shoot(page, "desk-card")
        await page.get_by_role("button", name="Approve").click()
        await page.get_by_role("dialog").get_by_role("button", name="Yes, approve").click()
        decided = await outcome(world, escalation)
        await expect(page.get_by_role("article").first).to_contain_text("Approved by")
        await expect(page.get_by_role("button", name="Approve")).to_have_count(0)
        await shoot(page, "desk-approved")
    assert decided["status"] == "approved"


async def test_an_amount_is_edited_and_the_difference_is_shown(
    world: World, browser: Browser
) -> None:
    escalation, address = await a_card(world, BIG_REFUND)
    async with a_page(browser, f"{address}ana") as page:
        await page.get_by_role("button", name="Edit").click()
        form = page.get_by_role("dialog", name="Edit")
        await form.get_by_label("amount").fill("99.5")
        await shoot(page, "desk-edit")
        await form.get_by_role("button", name="Approve this").click()
        decided = await outcome(world, escalation)
        await expect(page.get_by_role("article").first).to_contain_text("99.5")
        await shoot(page, "desk-edited")
    assert decided["status"] == "edited"
    assert decided["decision"]["action"]["args"]["amount"] == 99.5


async def test_a_refund_is_rejected_with_a_reason(world: World, browser: Browser) -> None:
    escalation, address = await a_card(world, BIG_REFUND)
    async with a_page(browser, f"{address}ana") as page:
        await page.get_by_role("button", name="Reject").click()
        form = page.get_by_role("dialog", name="Reject")
        await form.get_by_label("Reason", exact=True).select_option("Ask for proof first")
        await form.get_by_role("textbox").fill("The photo shows another machine.")
        await shoot(page, "desk-reject")
        await form.get_by_role("button", name="Reject").click()
        decided = await outcome(world, escalation)
        await expect(page.get_by_role("article").first).to_contain_text("Rejected by")
        await shoot(page, "desk-rejected")
    assert decided["decision"]["message"] == "The photo shows another machine."


async def test_a_question_is_answered_by_its_form(world: World, browser: Browser) -> None:
    escalation, address = await a_card(world, QUESTION)
    async with a_page(browser, f"{address}ana") as page:
        await page.get_by_role("button", name="Respond").click()
        form = page.get_by_role("dialog", name="Respond")
        await shoot(page, "desk-respond")
        await form.get_by_label("address").select_option("new")
        await form.get_by_role("button", name="Send to the agent").click()
        decided = await outcome(world, escalation)
    assert decided["decision"]["response"]["address"] == "new"


async def test_a_card_is_claimed_and_everybody_sees_by_whom(world: World, browser: Browser) -> None:
    escalation, address = await a_card(world, BIG_REFUND)
    async with a_page(browser, f"{address}ben") as bens, a_page(browser, f"{address}ana") as anas:
        await bens.get_by_role("button", name="Claim").click()
        await expect(anas.get_by_role("article").first).to_contain_text("Taken by")
        await expect(anas.get_by_role("button", name="Release")).to_be_visible()
        await shoot(anas, "desk-claimed")
    assert (await world.escalation(escalation["id"]))["status"] == "claimed"


async def test_a_card_that_expires_loses_its_buttons_and_says_so(
    world: World, browser: Browser
) -> None:
    """F40: timeout reported as denial."""
    escalation, address = await a_card(world, BIG_REFUND)
    async with a_page(browser, f"{address}ana") as page:
        await expect(page.get_by_role("button", name="Approve")).to_be_visible()
        await world.wind(minutes=31)
        await expect(page.get_by_role("button", name="Approve")).to_have_count(0)
        await shoot(page, "desk-expired")
    assert (await world.escalation(escalation["id"]))["status"] == "expired"


async def test_a_stranger_is_refused_where_only_he_sees_it(world: World, browser: Browser) -> None:
    """F33: anyone in the channel can approve."""
    escalation, address = await a_card(world, BIG_REFUND)
    async with a_page(browser, f"{address}sam") as sams, a_page(browser, f"{address}ana") as anas:
        await sams.get_by_role("button", name="Approve").click()
        await sams.get_by_role("dialog").get_by_role("button", name="Yes, approve").click()
        await world.settled()
        await expect(sams.get_by_text("Only visible to you")).to_be_visible()
        await shoot(sams, "desk-refused")
        await expect(anas.get_by_text("Only visible to you")).to_have_count(0)
    assert (await world.escalation(escalation["id"]))["status"] == "pending"


@pytest.mark.parametrize(
    ("name", "words"),
    [("long", "A long story. " * 3_000), ("foreign", FOREIGN), ("hostile", HOSTILE)],
)
async def test_whatever_customers_write_arrives_and_does_nothing(
    world: World, browser: Browser, name: str, words: str
) -> None:
    """F25: markup injection. F26: length limits."""
    messages = [{"role": "customer", "text": words}]
    _, address = await a_card(
        world, BIG_REFUND, messages=messages, customer={"id": "c", "name": words[:100]}
    )
    async with a_page(browser, f"{address}ana", size=(390, 844)) as page:
        root = page.get_by_role("article").first
        await expect(root.get_by_role("button", name="Approve")).to_be_visible()
        await page.get_by_role("link", name="repl").first.click()
        thread = page.get_by_role("complementary", name="Thread")
        await expect(thread).to_contain_text(words.split(maxsplit=1)[0])
        await shoot(page, f"desk-{name}")
        assert await page.locator("article script").count() == 0
    assert await world.slack.notifications() == []
