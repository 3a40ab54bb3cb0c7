"""The workspace page: a person reads, answers, presses and fills in, as in Slack."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.cards import card, form
from tests.browser.chromium import shoot
from tests.browser.conftest import Room

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

REFUSED = "409 (Conflict)"  # Chromium writes every refusal to the console, though the page says it


async def test_what_is_said_appears_by_itself_and_marks_other_channels_unread(room: Room) -> None:
    ben = room.workspace.as_user("ben")
    async with room.seen_by("ana") as page:
        log = page.get_by_role("region", name="Messages")
        await expect(log).to_contain_text("the very beginning of #refunds")
        await ben.say("Who takes the one from Ada?", channel="C0REFUNDS")
        await expect(log.get_by_role("article")).to_contain_text(["Who takes the one from Ada?"])
        await expect(page.locator("#said")).to_have_text("Ben Okafor: Who takes the one from Ada?")
        await ben.say("@ana the ledger is late", channel="C0OPS")
        ops = page.get_by_role("link", name="ops unread 1 for you")
        await expect(ops).to_be_visible()
        await shoot(page, "workspace-channel")
        await ops.click()
        await expect(log).to_contain_text("the ledger is late")
        await expect(page.get_by_role("link", name="ops", exact=True)).to_have_attribute(
            "aria-current", "page"
        )


async def test_a_reply_is_counted_below_its_root_and_echoed_when_asked(room: Room) -> None:
    await room.workspace.as_user("ben").say("Shall we pay?", channel="C0REFUNDS")
    async with room.seen_by("ana") as page:
        root = page.get_by_role("article").filter(has_text="Shall we pay?").first
        await root.hover()
        await root.get_by_role("link", name="Reply in thread").click()
        thread = page.get_by_role("complementary", name="Thread")
        reply = thread.get_by_role("textbox", name="Reply")
        await expect(reply).to_be_focused()
        await reply.fill("Yes, today.")
        await thread.get_by_role("checkbox", name="Also send to #refunds").check()
        await reply.press("Enter")
        await expect(thread.get_by_role("article")).to_contain_text(["Shall we pay?", "Yes"])
        log = page.get_by_role("region", name="Messages")
        await expect(log.get_by_role("link", name="1 reply")).to_be_visible()
        await expect(log).to_contain_text("replied to a thread: Shall we pay?")
        await shoot(page, "workspace-thread")
        await thread.get_by_role("link", name="Close the thread").click()
        await expect(thread).to_be_hidden()
        await expect(root.get_by_role("link", name="Reply in thread")).to_be_focused()


async def test_a_pressed_button_reaches_the_app_and_the_card_changes(room: Room) -> None:
    async def approve(said: dict[str, Any]) -> None:
        where = {"channel": said["channel"]["id"], "ts": said["message"]["ts"]}
        blocks = card(f"Approved by <@{said['user']['id']}>")[:2]
        await room.app.call("chat.update", text="Approved", blocks=blocks, **where)

    room.app.does["approve"] = approve
    await room.post("A refund", blocks=card())
    async with room.seen_by("ana") as page:
        await page.get_by_role("button", name="Approve").click()
        shown = page.get_by_role("article").filter(has_text="Approved by @ana")
        await expect(shown).to_contain_text("(edited)")
        mark, body = shown.locator(".edited"), shown.locator(".bk-blocks")
        below = "(one) => Math.round(one.getBoundingClientRect().bottom)"
        assert await mark.evaluate(below) > await body.evaluate(below), "under the card"
        await expect(page.get_by_role("button", name="Approve")).to_have_count(0)
        pressed = next(one for one in room.app.heard if one["type"] == "block_actions")
        assert pressed["actions"][0]["value"] == "r1"
        await shoot(page, "workspace-card-approved")


async def test_an_app_that_fails_leaves_a_warning_sign_at_the_card(room: Room) -> None:
    await room.post("A refund", blocks=card())
    room.app.is_broken = True
    async with room.seen_by("ana", forgiving=REFUSED) as page:
        await page.get_by_role("button", name="Approve").click()
        await expect(page.get_by_role("alert").first).to_contain_text("some trouble connecting")
        await shoot(page, "workspace-app-failed")


async def test_a_form_says_what_is_wrong_and_closes_once_it_is_right(room: Room) -> None:
    async def reject(said: dict[str, Any]) -> None:
        await room.app.call("views.open", trigger_id=said["trigger_id"], view=form())

    async def rejecting(said: dict[str, Any]) -> dict[str, Any] | None:
        why = said["view"]["state"]["values"]["why"]["text"]["value"]
        wrong = {"why": "Please say it in a whole sentence."}
        return None if " " in why else {"response_action": "errors", "errors": wrong}

    room.app.does |= {"reject": reject, "rejecting": rejecting}
    await room.post("A refund", blocks=card())
    async with room.seen_by("ana", forgiving=REFUSED) as page:
        opener = page.get_by_role("button", name="Reject")
        await opener.focus()
        await page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Reject")
        why = dialog.get_by_role("textbox", name="Why?")
        await expect(why).to_be_focused()
        await dialog.get_by_role("button", name="Send").click()
        await expect(why).to_have_accessible_description("'Why?' must be filled in")
        await why.fill("No!")
        await dialog.get_by_role("button", name="Send").click()
        await expect(why).to_have_accessible_description("Please say it in a whole sentence.")
        await expect(why).to_be_focused()
        await shoot(page, "workspace-form-wrong")
        await why.fill("The machine was used for a year.")
        await dialog.get_by_role("button", name="Send").click()
        await expect(dialog).to_be_hidden()
        await expect(opener).to_be_focused()


async def test_forms_lie_on_each_other_and_keep_what_was_typed(room: Room) -> None:
    async def reject(said: dict[str, Any]) -> None:
        await room.app.call("views.open", trigger_id=said["trigger_id"], view=form())

    async def look_up(said: dict[str, Any]) -> None:
        over = form("Look it up", "looking", "Which order?")
        await room.app.call("views.push", trigger_id=said["trigger_id"], view=over)

    room.app.does |= {"reject": reject, "look_up": look_up}
    await room.post("A refund", blocks=card())
    async with room.seen_by("ana") as page:
        await page.get_by_role("button", name="Reject").click()
        why = page.get_by_role("textbox", name="Why?")
        await why.fill("Half written")
        await page.get_by_role("button", name="Look it up").click()
        order = page.get_by_role("textbox", name="Which order?")
        await expect(order).to_be_focused()
        await expect(why).to_be_hidden()
        await shoot(page, "workspace-forms-stacked")
        await page.keyboard.press("Escape")
        await expect(why).to_have_value("Half written")
        for _ in range(12):
            await page.keyboard.press("Tab")
            inside = "document.activeElement === document.body || !!document.activeElement.closest('#modal')"
            assert await page.evaluate(inside)
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_a_whisper_is_seen_by_its_reader_alone(room: Room) -> None:
    await room.app.call(
        "chat.postEphemeral", channel="C0REFUNDS", user="U0ANA", text="Only reviewers may decide."
    )
    async with room.seen_by("ana") as page:
        whisper = page.get_by_role("article").filter(has_text="Only visible to you")
        await expect(whisper).to_contain_text("Only reviewers may decide.")
        await shoot(page, "workspace-whisper")
    async with room.seen_by("ben") as page:
        await expect(page.get_by_role("region", name="Messages")).to_contain_text("beginning")
        await expect(page.get_by_role("article")).to_have_count(0)


async def test_a_whisper_in_a_thread_is_no_reply(room: Room) -> None:
    ben = room.workspace.as_user("ben")
    root = await ben.say("Who looks at this one?", channel="C0REFUNDS")
    await ben.reply("I do.", in_thread=root)
    whisper = {"channel": "C0REFUNDS", "user": "U0BEN", "text": "It is yours."}
    await room.app.call("chat.postEphemeral", thread_ts=root.ts, **whisper)
    async with room.seen_by("ben") as page:
        await page.get_by_role("link", name="1 reply").click()
        thread = page.get_by_role("complementary", name="Thread")
        await expect(thread).to_contain_text("It is yours.")
        await expect(thread.get_by_text("1 reply", exact=True)).to_be_visible()


async def test_a_whisper_is_put_away_with_the_keyboard_and_stays_away(room: Room) -> None:
    for text in ("The first remark", "The second remark"):
        await room.app.call("chat.postEphemeral", channel="C0REFUNDS", user="U0ANA", text=text)
    async with room.seen_by("ana") as page:
        whispers = page.get_by_role("article")
        first = whispers.filter(has_text="The first remark")
        await first.get_by_role("button", name="Dismiss").focus()
        await page.keyboard.press("Enter")
        await expect(whispers).to_have_text([re.compile("The second remark")])
        await expect(page.get_by_role("region", name="Messages")).to_be_focused()
        await room.post("Something else happens")
        await expect(page.get_by_text("Something else happens").last).to_be_visible()
        await expect(first).to_have_count(0)
        await page.reload()
        await expect(whispers.filter(has_text="The second remark")).to_be_visible()
        await expect(first).to_have_count(0)


async def test_the_apps_home_is_filled_when_it_is_opened(room: Room) -> None:
    async def opened(said: dict[str, Any]) -> None:
        user = said["event"]["user"]
        blocks = [{"type": "header", "text": {"type": "plain_text", "text": "Nothing waits"}}]
        blocks += card()[1:]
        await room.app.call("views.publish", user_id=user, view={"type": "home", "blocks": blocks})

    room.app.does["app_home_opened"] = opened
    async with room.seen_by("mia") as page:
        await page.get_by_role("link", name="Handrail").click()
        await page.get_by_role("link", name="Home").click()
        await expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()
        await page.get_by_role("button", name="Approve").click()
        await room.workspace.wait_for_event("block_actions", kind="interactive")
        await shoot(page, "workspace-home")


async def test_one_can_be_somebody_else_who_sees_other_places(room: Room) -> None:
    async with room.seen_by("mia", "G0RISK") as page:
        await expect(page.get_by_role("heading", name="risk")).to_be_visible()
        await page.get_by_label("Sandbox You are Mia Lindt. Be somebody else").click()
        menu = page.get_by_role("list", name="Be somebody else")
        await expect(menu).to_contain_text("a stranger: from another company")
        await shoot(page, "workspace-people")
        await menu.get_by_role("link", name="Eve Elsewhere").click()
        await expect(page.get_by_role("heading", name="support")).to_be_visible()
        await expect(page.get_by_role("list", name="Channels").get_by_role("link")).to_have_count(1)


async def test_who_reads_the_newest_words_goes_on_reading_them_in_a_smaller_window(
    room: Room,
) -> None:
    for number in range(30):
        await room.post(f"Line {number}")
    async with room.seen_by("ana") as page:
        newest = page.get_by_role("article").last
        await expect(newest).to_be_in_viewport(ratio=1)
        await page.set_viewport_size({"width": 1440, "height": 500})
        await expect(newest).to_be_in_viewport(ratio=1)
