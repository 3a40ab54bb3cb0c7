"""Writing on the workspace page: messages, files, commands, and changing one's own words."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.cards import form
from tests.browser.chromium import nameless, shoot
from tests.browser.conftest import Room

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

REFUSED = "409 (Conflict)"


async def test_own_words_are_written_mended_and_taken_back_with_the_keyboard_alone(
    room: Room,
) -> None:
    async with room.seen_by("ana") as page:
        box = page.get_by_role("textbox", name="Message #refunds")
        await box.focus()
        await page.keyboard.type("First line")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("for @ben & co")
        await page.keyboard.press("Enter")
        mine = page.get_by_role("article")
        await expect(mine).to_contain_text("First line\nfor @ben & co", use_inner_text=True)
        await expect(box).to_have_value("")
        await page.keyboard.press("ArrowUp")
        await expect(box).to_have_value("First line\nfor @ben & co")
        await page.keyboard.press("Escape")
        await expect(box).to_have_value("")
        await page.keyboard.press("ArrowUp")
        await page.keyboard.type(", please")
        await page.keyboard.press("Enter")
        await expect(mine).to_contain_text("for @ben & co, please (edited)")
        menu = mine.get_by_label("More actions")
        await menu.focus()
        await page.keyboard.press("Enter")
        await mine.get_by_role("button", name="Delete message").focus()
        await page.keyboard.press("Enter")
        await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        await expect(mine).to_have_count(0)


async def test_one_sees_what_one_says_wherever_one_was_reading(room: Room) -> None:
    root = await room.post("Ada asks for her money back. " + "She has waited for long. " * 60)
    for number in range(12):
        await room.post(f"Reply {number + 1}", thread_ts=root["ts"])
    async with room.seen_by("ana") as page:
        await page.get_by_role("link", name="12 replies").click()
        replies = page.get_by_role("region", name="Replies")
        await expect(replies.get_by_text("Reply 12")).to_be_in_viewport()
        await replies.evaluate("(one) => one.scrollTop = 0")
        await expect(replies.get_by_text("Reply 12")).not_to_be_in_viewport()
        await page.get_by_role("textbox", name="Reply").fill("I look after it")
        await page.keyboard.press("Enter")
        await expect(replies.get_by_text("I look after it")).to_be_in_viewport()


async def test_a_deleted_root_leaves_a_tombstone_above_its_thread(room: Room) -> None:
    ana, ben = room.workspace.as_user("ana"), room.workspace.as_user("ben")
    root = await ana.say("Wrong channel", channel="C0REFUNDS")
    await ben.reply("Indeed", in_thread=root)
    async with room.seen_by("ana") as page:
        await expect(page.get_by_role("link", name="1 reply")).to_be_visible()
        await ana.delete(root)
        article = page.get_by_role("article")
        await expect(article).to_contain_text("This message was deleted.")
        await expect(article.get_by_role("link", name="1 reply")).to_be_visible()
        await shoot(page, "workspace-tombstone")


async def test_only_own_messages_can_be_changed_and_a_manager_may_delete_all(room: Room) -> None:
    await room.workspace.as_user("ben").say("Ben's words", channel="C0REFUNDS")
    assert await _offers(room, "ana") == ["Escalate this"]
    assert await _offers(room, "ben") == ["Escalate this", "Edit message", "Delete message"]
    assert await _offers(room, "mia") == ["Escalate this", "Delete message"]


async def test_a_text_file_opens_in_its_place_and_for_members_only(room: Room) -> None:
    async with room.seen_by("ana", "G0RISK", forgiving="404") as page:
        await page.get_by_label("Attach files").set_input_files(
            {"name": "ledger.csv", "mimeType": "text/csv", "buffer": b"order;sum\nA-1042;129\n"}
        )
        await expect(page.locator("#channel .attached")).to_have_text("ledger.csv")
        await page.get_by_role("textbox", name="Message #risk").fill("The ledger")
        await page.get_by_role("button", name="Send", exact=True).click()
        article = page.get_by_role("article").filter(has_text="The ledger")
        await expect(article).to_contain_text("CSV, 21 bytes")
        await article.get_by_text("Show what is in it").click()
        await expect(article.locator("pre")).to_have_text("order;sum\nA-1042;129\n")
        await shoot(page, "workspace-file")
        address = await article.get_by_role("link", name="ledger.csv").get_attribute("href")
        own = await page.request.get(f"{room.workspace.url}{address}")
        assert (own.status, own.headers["content-type"]) == (200, "text/plain; charset=utf-8")
        sams = address.replace("as=ana", "as=sam") if address else ""
        assert (await page.request.get(f"{room.workspace.url}{sams}")).status == 404


async def test_what_a_browser_might_run_is_only_saved(room: Room) -> None:
    ana = room.workspace.as_user("ana")
    page_file = {"evil.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"}
    await ana.upload(page_file, channel="C0REFUNDS")
    async with room.seen_by("ana") as page:
        address = await page.get_by_role("link", name="evil.svg").get_attribute("href")
        answer = await page.request.get(f"{room.workspace.url}{address}")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["content-type"] == "application/octet-stream"


async def test_a_command_answers_the_one_who_gave_it(room: Room) -> None:
    async def queue(said: dict[str, str]) -> dict[str, str]:
        return {"text": f"Nothing waits in {said['text']}."}

    room.app.does["/handrail"] = queue
    async with room.seen_by("ana", forgiving=REFUSED) as page:
        box = page.get_by_role("textbox", name="Message #refunds")
        await box.fill("/handrail queue refunds")
        await box.press("Enter")
        whisper = page.get_by_role("article").filter(has_text="Only visible to you")
        await expect(whisper).to_contain_text("Nothing waits in queue refunds.")
        room.app.is_broken = True
        await box.fill("/handrail queue")
        await box.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text(
            "/handrail failed because the app did not respond"
        )
        await expect(box).to_have_value("/handrail queue")
        await shoot(page, "workspace-command-failed")


async def test_a_shortcut_on_a_message_reaches_the_app(room: Room) -> None:
    await room.workspace.as_user("ben").say("The customer waits", channel="C0REFUNDS")
    async with room.seen_by("ana") as page:
        article = page.get_by_role("article")
        await article.hover()
        await article.get_by_label("More actions").click()
        await shoot(page, "workspace-menu")
        await article.get_by_role("button", name="Escalate this").click()
        await room.workspace.wait_for_event("message_action")
        assert room.app.heard[-1]["callback_id"] == "escalate"
        assert room.app.heard[-1]["message"]["text"] == "The customer waits"


async def test_a_shortcut_of_the_workspace_opens_a_form_from_anywhere(room: Room) -> None:
    async def waiting(said: dict[str, Any]) -> None:
        view = form("What waits", label="Which queue?")
        await room.app.call("views.open", trigger_id=said["trigger_id"], view=view)

    room.app.does["waiting"] = waiting
    async with room.seen_by("ana") as page:
        await page.get_by_label("Shortcuts").focus()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="What waits")
        await expect(dialog.get_by_role("textbox", name="Which queue?")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()


async def test_a_reaction_is_counted_and_taken_back(room: Room) -> None:
    said = await room.workspace.as_user("ben").say("Paid", channel="C0REFUNDS")
    await room.workspace.as_user("mia").react("tada", on=said)
    async with room.seen_by("ana") as page:
        article = page.get_by_role("article")
        await article.get_by_role("button", name="tada, 1, by mia").click()
        mine = article.get_by_role("button", name="tada, 2, by mia, ana")
        await expect(mine).to_have_attribute("aria-pressed", "true")
        await expect(mine).to_be_focused()
        await shoot(page, "workspace-reaction")
        await mine.click()
        await expect(article.get_by_role("button", name="tada, 1, by mia")).to_be_visible()


async def test_a_draft_waits_where_it_was_written_while_others_talk(room: Room) -> None:
    ben = room.workspace.as_user("ben")
    async with room.seen_by("ana") as page:
        box = page.get_by_role("textbox", name="Message #refunds")
        await box.focus()
        await page.keyboard.type("Half a ")
        await ben.say("Meanwhile", channel="C0REFUNDS")
        await expect(page.get_by_role("article")).to_have_count(1)
        await expect(box).to_be_focused()
        await page.keyboard.type("thought")
        await page.get_by_role("link", name="ops").click()
        await expect(page.get_by_role("textbox", name="Message #ops")).to_have_value("")
        await page.get_by_role("link", name="refunds").click()
        await expect(box).to_have_value("Half a thought")
        assert await nameless(page) == []


async def test_an_archived_channel_is_closed(room: Room) -> None:
    async with room.seen_by("ana") as page:
        await expect(page.get_by_role("textbox", name="Message #refunds")).to_be_visible()
        await room.workspace.do("manage/archive", channel="C0REFUNDS")
        await expect(page.get_by_text("This channel is archived")).to_be_visible()
        await expect(page.get_by_role("textbox", name="Message #refunds")).to_have_count(0)


async def _offers(room: Room, name: str) -> list[str]:
    async with room.seen_by(name) as page:
        await expect(page.get_by_role("article")).to_have_count(1)
        return await _menu(page)


async def _menu(page: Page) -> list[str]:
    await page.get_by_role("article").hover()
    await page.get_by_label("More actions").click()
    return await page.locator(".acts .menu button").all_inner_texts()
