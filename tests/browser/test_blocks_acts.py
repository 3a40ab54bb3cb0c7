"""What people do with the controls reaches the page as Slack would tell the app."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from sandbox import fields
from tests.browser.blocks_stage import acted, staged, told, values
from tests.browser.chromium import SCREENSHOTS, a_chromium, shoot
from tests.sandbox.kitchen_sink import FORM, STAMP

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

WAIT = "() => { window.waiting = new Promise((done) => { window.answer = done; }); }"
APPROVED = {"element": "button", "action_id": "approve", "block_id": "acts", "value": "esc_1:1"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncGenerator[Browser]:
    async with a_chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def message(browser: Browser) -> AsyncGenerator[Page]:
    async with staged(browser, "message") as page:
        yield page


@pytest_asyncio.fixture(loop_scope="module")
async def form(browser: Browser) -> AsyncGenerator[Page]:
    async with staged(browser, "form") as page:
        yield page


@pytest_asyncio.fixture(loop_scope="module")
async def asking(browser: Browser) -> AsyncGenerator[Page]:
    async with staged(browser, "asking") as page:
        yield page


def by_action(page: Page, action_id: str) -> Locator:
    return page.locator(f"[data-action-id='{action_id}']").first


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
    await message.locator("h3").first.click()
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


# Forms


async def fill_in(form: Page) -> None:
    await form.get_by_label("Your words").fill("Dear Ada")
    await form.get_by_label("Mail").fill("ada@example.com")
    await form.get_by_label("Page").fill("https://example.com")
    await form.get_by_label("Amount").fill("12.5")
    pdf = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    await form.get_by_label("Attachments").set_input_files([pdf])
    await form.get_by_label("Colour").select_option("blue")
    for action, label in (
        ("multi_static_select", "Plum"),
        ("multi_users_select", "@ben"),
        ("multi_channels_select", "#refunds"),
        ("multi_conversations_select", "#risk"),
    ):
        await by_action(form, action).locator("summary").click()
        await by_action(form, action).get_by_label(label).check()
    for action in ("external_select", "multi_external_select"):
        menu = by_action(form, action)
        await menu.locator("summary").click()
        await menu.get_by_role("searchbox").fill("i")
        await menu.get_by_label("Invoice 8").click()
        await form.keyboard.press("Escape")
    await by_action(form, "checkboxes").get_by_label("Red").check()
    await by_action(form, "radio_buttons").get_by_label("Blue").check()
    await form.get_by_label("Day").fill("2026-12-24")
    await form.get_by_label("Hour").fill("08:15")


async def test_a_filled_form_is_what_the_sandbox_takes(form: Page) -> None:
    await fill_in(form)
    await form.screenshot(path=SCREENSHOTS / "blocks-form-filled.png", full_page=True)
    given = {id: value for id, held in (await values(form)).items() for value in held.values()}
    state = fields.initial_state(FORM["blocks"])
    fields.fill(FORM["blocks"], state, given)
    fields.check_filled(FORM["blocks"], state)
    file = {"name": "a.pdf", "mimetype": "application/pdf", "size": 4, "content": "JVBERg=="}
    assert state["b_file_input"]["file_input"]["files"] == [file]
    assert state["b_static_select"]["static_select"]["selected_option"]["text"]["text"] == "Blue"
    assert state["b_multi_users_select"]["multi_users_select"]["selected_users"] == ["U0BEN"]
    external = state["b_external_select"]["external_select"]["selected_option"]
    assert external["value"] == "invoice 8"
    assert state["b_datepicker"]["datepicker"]["selected_date"] == "2026-12-24"
    assert state["b_timepicker"]["timepicker"]["selected_time"] == "08:15"
    assert state["b_datetimepicker"]["datetimepicker"]["selected_date_time"] == STAMP
    assert state["b_number_input"]["number_input"]["value"] == "12.5"
    assert state["more_words"]["plain_text_input"]["value"] == "\na\n b"
    assert await acted(form) == []


async def test_an_empty_form_is_empty(form: Page) -> None:
    given = await values(form)
    assert given["b_plain_text_input"] == {"plain_text_input": None}
    assert given["b_static_select"] == {"static_select": None}
    assert given["b_external_select"] == {"external_select": None}
    assert given["b_multi_users_select"] == {"multi_users_select": []}
    assert given["b_radio_buttons"] == {"radio_buttons": None}
    assert given["b_checkboxes"] == {"checkboxes": []}
    assert given["b_datepicker"] == {"datepicker": None}
    assert given["b_file_input"] == {"file_input": []}


async def test_styled_words_left_alone_keep_their_styles(form: Page) -> None:
    was = FORM["blocks"][2]["element"]["initial_value"]
    assert (await values(form))["b_rich_text_input"]["rich_text_input"] == was


async def test_marks_that_are_typed_become_styles(form: Page) -> None:
    typed = (
        "Pay *now* `x*y*`, see https://a.test.\n• one\n• two\n1. first\n> said\n```\ncode *\n```"
    )
    await form.get_by_label("Styled").fill(typed)
    rich = (await values(form))["b_rich_text_input"]["rich_text_input"]
    pieces = rich["elements"][0]["elements"]
    assert [(one.get("text") or one["url"], one.get("style")) for one in pieces] == [
        ("Pay ", None),
        ("now", {"bold": True}),
        (" ", None),
        ("x*y*", {"code": True}),
        (", see ", None),
        ("https://a.test", None),
        (".", None),
    ]
    kinds = [(one["type"].removeprefix("rich_text_"), one.get("style")) for one in rich["elements"]]
    assert kinds == [
        ("section", None),
        ("list", "bullet"),
        ("list", "ordered"),
        ("quote", None),
        ("preformatted", None),
    ]
    assert rich["elements"][-1]["elements"][0]["text"] == "code *"


async def test_a_problem_is_said_with_its_field(form: Page) -> None:
    amount = form.get_by_label("Amount")
    await expect(amount).to_have_attribute("aria-invalid", "true")
    await expect(amount).to_have_accessible_description("It must be less than 500.")
    await amount.scroll_into_view_if_needed()
    await shoot(form, "blocks-form-problem")
