"""A form that was filled in is what the sandbox takes, field by field."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from sandbox import fields
from tests.browser.blocks_stage import acted, by_action, staged, values
from tests.browser.chromium import SCREENSHOTS, shoot
from tests.sandbox.kitchen_sink import FORM, STAMP

IN_DIALOG = """() => {
  const main = document.querySelector("main");
  const dialog = document.createElement("dialog");
  dialog.append(...main.children);
  main.append(dialog);
  dialog.showModal();
}"""

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def form(browser: Browser) -> AsyncGenerator[Page]:
    async with staged(browser, "form") as page:
        yield page


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


async def test_escape_shuts_the_menu_and_leaves_the_form_open(form: Page) -> None:
    await form.evaluate(IN_DIALOG)
    menu = by_action(form, "multi_static_select")
    await menu.locator("summary").click()
    await form.keyboard.press("Escape")
    await expect(menu.get_by_role("checkbox").first).to_be_hidden()
    await expect(form.get_by_role("dialog")).to_be_visible()
    await form.keyboard.press("Escape")
    await expect(form.get_by_role("dialog")).to_be_hidden()
