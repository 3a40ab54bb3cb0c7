"""What people do with the controls reaches the page as Slack would tell the app."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.blocks_stage import acted, by_action, staged, told
from tests.browser.chromium import SCREENSHOTS, shoot
from tests.sandbox.kitchen_sink import STAMP

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WAIT = "() => { window.waiting = new Promise((done) => { window.answer = done; }); }"
DOCS = "https://example.com/docs"
APPROVED = {"element": "button", "action_id": "approve", "block_id": "acts", "value": "esc_1:1"}


@pytest_asyncio.fixture(loop_scope="session")
async def message(browser: Browser) -> AsyncGenerator[Page]:
    async with staged(browser, "message") as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def asking(browser: Browser) -> AsyncGenerator[Page]:
    async with staged(browser, "asking") as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def telling(browser: Browser) -> AsyncGenerator[Page]:
    async with staged(browser, "telling") as page:
        yield page


async def serve_docs(page: Page) -> None:
    await page.context.route(DOCS, lambda route: route.fulfill(body="docs"))


def named(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


# Buttons and questions


async def test_a_press_says_what_was_pressed(message: Page) -> None:
    await named(message, "Reject").click()
    assert await told(message) == APPROVED | {"action_id": "reject"}


async def test_a_question_is_asked_before_the_act(message: Page) -> None:
    await named(message, "Approve").click()
    dialog = message.get_by_role("dialog", name="High stakes")
    await expect(dialog).to_contain_text("€129 goes back to @ben.")
    await shoot(message, "blocks-confirm")
    assert await acted(message) == []
    await dialog.get_by_role("button", name="Yes, approve").click()
    assert await told(message) == APPROVED
    await expect(named(message, "Approve")).to_be_focused()


async def test_escape_says_no_and_the_focus_returns(message: Page) -> None:
    await named(message, "Approve").focus()
    await message.keyboard.press("Enter")
    await expect(message.get_by_role("dialog")).to_be_visible()
    await message.keyboard.press("Escape")
    await expect(message.get_by_role("dialog")).to_have_count(0)
    await expect(named(message, "Approve")).to_be_focused()
    assert await acted(message) == []


async def test_a_held_enter_answers_no(message: Page) -> None:
    await named(message, "Approve").focus()
    await message.keyboard.press("Enter")
    await expect(message.get_by_role("dialog")).to_be_visible()
    await message.keyboard.press("Enter")
    await expect(message.get_by_role("dialog")).to_have_count(0)
    assert await acted(message) == []


async def test_the_focus_stays_in_the_question(message: Page) -> None:
    await named(message, "Approve").click()
    for _ in range(4):
        await message.keyboard.press("Tab")
        assert await message.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )


async def test_a_button_is_pressed_once_until_it_is_answered(message: Page) -> None:
    await message.evaluate(WAIT)
    await named(message, "Reject").dblclick()
    await expect(named(message, "Reject")).to_have_attribute("aria-busy", "true")
    assert len(await acted(message)) == 1
    await message.evaluate("window.answer()")
    await expect(named(message, "Reject")).not_to_have_attribute("aria-busy", "true")
    await named(message, "Reject").click()
    await told(message, 2)


async def test_the_menu_behind_the_dots_works_with_keys_alone(message: Page) -> None:
    dots = message.locator(".bk-overflow summary").first
    await dots.focus()
    await message.keyboard.press("Enter")
    await message.keyboard.press("Escape")
    await expect(dots).to_be_focused()
    await expect(named(message, "Copy link").first).to_be_hidden()
    await message.keyboard.press("Enter")
    await message.keyboard.press("Tab")
    await message.keyboard.press("Enter")
    assert (await told(message))["value"] == "copy_link"
    await expect(dots).to_be_focused()


async def test_a_menu_shuts_when_the_person_goes_elsewhere(message: Page) -> None:
    await message.locator(".bk-overflow summary").first.click()
    await expect(named(message, "Copy link").first).to_be_visible()
    await message.locator("h2").first.click()
    await expect(named(message, "Copy link").first).to_be_hidden()


async def test_thumbs_say_which(message: Page) -> None:
    await named(message, "Bad").click()
    assert await told(message) == {
        "element": "feedback_buttons",
        "action_id": "feedback_buttons",
        "block_id": "thumbs",
        "value": "bad",
    }


# Menus, dates and ticks


async def test_a_choice_is_told_at_once(message: Page) -> None:
    await by_action(message, "static_select").select_option("green")
    assert await told(message) == {
        "element": "static_select",
        "action_id": "static_select",
        "block_id": "menus",
        "value": "green",
    }


async def test_a_choice_made_with_keys_is_told_when_it_is_made(message: Page) -> None:
    """Arrow keys pass over what is not meant."""
    menu = by_action(message, "static_select")
    await menu.focus()
    for key in ("ArrowDown", "ArrowDown"):
        await message.keyboard.press(key)
    assert await acted(message) == []
    await message.keyboard.press("Tab")
    assert (await told(message))["value"] == "green"


async def test_a_date_typed_is_told_when_it_is_whole(message: Page) -> None:
    day = by_action(message, "datepicker")
    await day.focus()
    await day.press_sequentially("12312026")
    assert await acted(message) == []
    await message.keyboard.press("Enter")
    assert (await told(message))["value"] == "2026-12-31"


async def test_a_moment_is_told_as_seconds_in_the_readers_zone(message: Page) -> None:
    moment = by_action(message, "datetimepicker")
    await moment.fill("2026-11-18T14:30")
    assert (await told(message))["value"] == STAMP + 90 * 60
    await moment.fill("2026-07-01T12:00")
    assert (await told(message, 2))["value"] == 1782900000


async def test_ticks_are_told_together(message: Page) -> None:
    boxes = by_action(message, "checkboxes")
    await boxes.get_by_label("Red").check()
    assert (await told(message))["value"] == ["red", "green"]
    await by_action(message, "radio_buttons").get_by_label("Blue").check()
    assert (await told(message, 2))["value"] == "blue"


async def test_several_choices_are_told_when_the_menu_shuts(message: Page) -> None:
    menu = by_action(message, "multi_static_select")
    await menu.locator("summary").click()
    await menu.get_by_label("Fig").check()
    await menu.get_by_role("searchbox").fill("app")
    await expect(menu.get_by_label("Plum")).to_be_hidden()
    await expect(menu.get_by_text("Soft")).to_be_hidden()
    await expect(menu.get_by_text("Hard")).to_be_visible()
    await menu.get_by_label("Apple").check()
    await message.screenshot(path=SCREENSHOTS / "blocks-menu-of-several.png", full_page=True)
    assert await acted(message) == []
    await message.keyboard.press("Escape")
    assert (await told(message))["value"] == ["fig", "apple"]
    await expect(menu.locator("summary")).to_have_text("Fig, Apple")
    await expect(menu.locator("summary")).to_be_focused()


async def test_a_menu_that_the_app_fills_asks_it(message: Page) -> None:
    menu = by_action(message, "external_select")
    await menu.locator("summary").click()
    await menu.get_by_role("searchbox").fill("ord")
    await menu.get_by_label("Order 71").click()
    order = {"text": {"type": "plain_text", "text": "Order 71"}, "value": "order 71"}
    assert (await told(message))["value"] == order
    await expect(menu.locator("summary")).to_have_text("Order 71")
    await menu.locator("summary").click()
    await menu.get_by_role("searchbox").fill("nothing like it")
    await expect(menu.get_by_role("status")).to_have_text("Nothing found")
    await expect(menu.get_by_label("Order 71")).to_be_checked()


async def test_a_no_takes_the_choice_back(asking: Page) -> None:
    menu = by_action(asking, "static_select")
    await menu.select_option("two")
    await asking.get_by_role("button", name="Not yet").click()
    await expect(menu).to_have_value("")
    boxes = by_action(asking, "checkboxes")
    await boxes.get_by_label("Bo").click()
    await asking.get_by_role("button", name="Not yet").click()
    await expect(boxes.get_by_label("Bo")).not_to_be_checked()
    assert await acted(asking) == []
    await menu.select_option("two")
    await asking.get_by_role("button", name="Yes, approve").click()
    assert (await told(asking))["value"] == "two"


async def test_the_menu_behind_the_dots_asks_too(asking: Page) -> None:
    await asking.locator(".bk-overflow summary").click()
    await asking.get_by_role("button", name="Delete").click()
    await asking.get_by_role("button", name="Yes, approve").click()
    assert (await told(asking))["value"] == "delete"
    await expect(asking.locator(".bk-overflow summary")).to_be_focused()


async def test_a_link_opens_elsewhere_and_is_told(message: Page) -> None:
    await serve_docs(message)
    async with message.context.expect_page() as opened:
        await message.get_by_role("link", name="Docs").click()
    assert (await opened.value).url == DOCS
    assert (await told(message))["action_id"] == "docs"


async def test_a_link_that_asks_opens_only_after_a_yes(asking: Page) -> None:
    await serve_docs(asking)
    link = asking.get_by_role("link", name="Docs")
    await link.click()
    await asking.get_by_role("button", name="Not yet").click()
    assert len(asking.context.pages) == 1
    await link.click()
    async with asking.context.expect_page() as opened:
        await asking.get_by_role("button", name="Yes, approve").click()
    assert (await opened.value).url == DOCS
    assert (await told(asking))["action_id"] == "docs"


# Fields that tell the app


async def test_a_field_is_told_with_enter(telling: Page) -> None:
    await telling.get_by_label("Entered").fill("words")
    assert await acted(telling) == []
    await telling.keyboard.press("Enter")
    assert await told(telling) == {
        "element": "plain_text_input",
        "action_id": "plain_text_input",
        "block_id": "entered",
        "value": "words",
    }


async def test_enter_breaks_a_line_where_there_are_lines(telling: Page) -> None:
    lines = telling.get_by_label("Lines")
    await lines.press_sequentially("a")
    await telling.keyboard.press("Enter")
    assert await lines.input_value() == "a\n"
    assert await acted(telling) == []
    await telling.keyboard.press("Control+Enter")
    assert (await told(telling))["value"] == "a\n"


async def test_a_field_can_be_told_while_it_is_typed(telling: Page) -> None:
    await telling.get_by_label("Each").press_sequentially("abc", delay=1)
    assert (await told(telling))["value"] == "abc"


async def test_no_more_are_chosen_than_the_app_takes(telling: Page) -> None:
    menu = by_action(telling, "multi_static_select")
    await menu.locator("summary").click()
    await menu.get_by_role("checkbox", name="Red").check()
    await menu.get_by_role("checkbox", name="Blue").check()
    await expect(menu.get_by_role("checkbox", name="Green")).to_be_disabled()
    await menu.get_by_role("checkbox", name="Red").uncheck()
    await expect(menu.get_by_role("checkbox", name="Green")).to_be_enabled()


async def test_a_menu_that_the_app_fills_works_with_keys_alone(telling: Page) -> None:
    menu = by_action(telling, "external_select")
    await menu.locator("summary").focus()
    await telling.keyboard.press("Enter")
    await expect(menu.get_by_label("Invoice 8")).to_be_visible()
    await telling.keyboard.press("Tab")
    await telling.keyboard.press("Tab")
    await telling.keyboard.press("Space")
    await telling.keyboard.press("ArrowDown")
    assert await acted(telling) == []
    await telling.keyboard.press("Enter")
    assert (await told(telling))["value"]["value"] == "order 71"
    await expect(menu.locator("summary")).to_be_focused()
