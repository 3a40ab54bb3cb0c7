"""The workspace page on small and dark screens, with long, foreign and hostile words."""

from itertools import pairwise

import pytest
from playwright.async_api import expect

from tests.browser.cards import card, words
from tests.browser.chromium import NARROW, nameless, shoot
from tests.browser.conftest import Room
from tests.browser.contrast import faint_words

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HOSTILE = [
    "<script>document.title = 'owned'</script>",
    "<img src=x onerror=\"document.title = 'owned'\">",
    "</textarea></template></dialog><h1 id=owned>",
    "\"' onmouseover='document.title=1' x='",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "<javascript:alert(1)|a friendly link>",
]


async def test_a_narrow_screen_keeps_the_places_in_a_drawer(room: Room) -> None:
    await room.post("A refund", blocks=card())
    await room.workspace.as_user("ben").say("@ana look", channel="C0OPS")
    async with room.seen_by("ana", size=NARROW) as page:
        await expect(page.get_by_role("button", name="Approve")).to_be_visible()
        await shoot(page, "workspace-390")
        drawer = page.get_by_role("button", name="Channels")
        places = page.get_by_role("list", name="Channels")
        await expect(places).to_be_hidden()
        await drawer.click()
        await expect(drawer).to_have_attribute("aria-expanded", "true")
        await expect(places).to_be_in_viewport(ratio=1)
        await shoot(page, "workspace-390-drawer")
        await page.keyboard.press("Escape")
        await expect(places).to_be_hidden()
        await expect(drawer).to_be_focused()
        await drawer.click()
        await places.get_by_role("link", name="ops").click()
        await expect(places).to_be_hidden()
        await expect(page.get_by_role("region", name="Messages")).to_contain_text("look")


async def test_a_narrow_screen_shows_a_thread_in_place_of_the_channel(room: Room) -> None:
    posted = await room.post("A refund", blocks=card())
    await room.post("The conversation so far", thread_ts=posted["ts"])
    async with room.seen_by("ana", size=NARROW) as page:
        await page.get_by_role("link", name="1 reply").click()
        thread = page.get_by_role("complementary", name="Thread")
        await expect(thread).to_contain_text("The conversation so far")
        await expect(page.get_by_role("region", name="Messages")).to_be_hidden()
        await shoot(page, "workspace-390-thread")
        await page.go_back()
        await expect(page.get_by_role("region", name="Messages")).to_be_visible()


async def test_the_dark_has_its_own_colours(room: Room) -> None:
    posted = await room.post("A refund", blocks=card())
    await room.workspace.as_user("ben").say("@ana yours?", channel="C0REFUNDS")
    await room.post("Noted", thread_ts=posted["ts"])
    await room.app.call("chat.postEphemeral", channel="C0REFUNDS", user="U0ANA", text="Psst")
    async with room.seen_by("ana", scheme="dark") as page:
        await page.get_by_role("link", name="1 reply").click()
        await expect(page.get_by_role("complementary", name="Thread")).to_contain_text("Noted")
        await shoot(page, "workspace-dark")
        assert await faint_words(page) == []
        await page.emulate_media(color_scheme="light")
        assert await faint_words(page) == []


async def test_forty_thousand_characters_are_read_without_sideways_scrolling(room: Room) -> None:
    sentence = "The customer explains once more why the machine broke. "
    posted = await room.post("A long story", blocks=card())
    for part in range(5):
        text = f"Part {part + 1}. {sentence * 143}" + "verylongword" * 12
        await room.post(text, thread_ts=posted["ts"])
    async with room.seen_by("ana") as page:
        await page.get_by_role("link", name="5 replies").click()
        thread = page.get_by_role("complementary", name="Thread")
        await expect(thread.get_by_role("article").last).to_be_in_viewport()
        shown = await thread.get_by_role("region", name="Replies").inner_text()
        assert len(shown) > 40_000
        wide = "[...document.querySelectorAll('.scroller')].filter(o => o.scrollWidth > o.clientWidth).length"
        assert await page.evaluate(wide) == 0
        await shoot(page, "workspace-long")


HEADINGS = """() => [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)")]
    .filter((one) => one.checkVisibility())
    .map((one) => Number(one.localName[1]))"""


async def test_headings_step_down_one_by_one_and_a_link_is_more_than_a_colour(room: Room) -> None:
    linked = {"type": "mrkdwn", "text": "See <https://shop.example/a|the policy> for it"}
    await room.post("A refund", blocks=[*card(), {"type": "section", "text": linked}])
    async with room.seen_by("ana") as page:
        await expect(page.get_by_role("heading", name="Refund of €129")).to_be_visible()
        levels = await page.evaluate(HEADINGS)
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        link = page.get_by_role("link", name="the policy")
        await expect(link).to_have_css("text-decoration-line", "underline")


async def test_a_long_channel_begins_with_its_newest_and_goes_back_on_demand(room: Room) -> None:
    for number in range(130):
        message = {"channel": "C0REFUNDS", "user": "U0BEN", "text": f"Number {number + 1} of 130"}
        await room.workspace.do("manage/forge_message", message=message)
    async with room.seen_by("ana") as page:
        articles = page.get_by_role("article")
        await expect(articles.last).to_be_in_viewport()
        await expect(articles).to_have_count(100)
        older = page.get_by_role("link", name="Show older messages")
        await older.scroll_into_view_if_needed()
        await room.workspace.as_user("mia").say("Just now", channel="C0REFUNDS")
        jump = page.get_by_role("button", name="New messages")
        await expect(jump).to_be_visible()
        await expect(page.get_by_text("Just now").last).not_to_be_in_viewport()
        await shoot(page, "workspace-new-below")
        await jump.click()
        await expect(page.get_by_text("Just now").last).to_be_in_viewport()
        await expect(jump).to_be_hidden()
        await older.click()
        await expect(articles).to_have_count(131)
        await expect(jump).to_be_hidden()


async def test_a_link_to_a_message_leads_to_it_in_the_workspace(room: Room) -> None:
    posted = await room.post("A refund", blocks=card())
    where = {"channel": "C0REFUNDS", "message_ts": posted["ts"]}
    link = (await room.app.call("chat.getPermalink", **where))["permalink"]
    await room.post(f"<{link}|The card> waits", channel="C0OPS")
    async with room.seen_by("ana", "C0OPS") as page:
        await page.get_by_role("link", name="The card").click()
        await expect(page.get_by_role("heading", name="refunds")).to_be_visible()
        message = page.get_by_role("article").filter(has_text="Refund of €129")
        await expect(message).to_be_focused()
        assert len(page.context.pages) == 1


async def test_other_scripts_and_emoji_run_their_own_way(room: Room) -> None:
    dana = room.workspace.as_user("mia")
    await dana.say("مرحبا، متى تصل الآلة؟ الطلب A-1042", channel="C0REFUNDS")
    await dana.say("שלום, הקפה קר 😀", channel="C0REFUNDS")
    await dana.say("ありがとうございます。👩‍👩‍👧‍👦 🇩🇪 👍🏽", channel="C0REFUNDS")
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "تم الدفع :tada: *اليوم*"}}]
    await room.post("تم", blocks=blocks)
    async with room.seen_by("ana") as page:
        arabic = page.get_by_text("مرحبا")
        assert await arabic.evaluate("one => getComputedStyle(one).direction") == "rtl"
        await expect(page.get_by_text("👩‍👩‍👧‍👦 🇩🇪 👍🏽").first).to_be_visible()
        await shoot(page, "workspace-scripts")


async def test_hostile_words_stay_words(room: Room) -> None:
    ben = room.workspace.as_user("ben")
    for text in HOSTILE:
        await ben.say(text, channel="C0REFUNDS")
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
        await room.post(text, blocks=[*blocks, {"type": "header", "text": words(text)}])
    root = await ben.say(HOSTILE[2], channel="C0REFUNDS")
    await ben.reply(HOSTILE[0], in_thread=root, also_to_channel=True)
    await ben.upload({"<img src=x onerror=alert(1)>.txt": HOSTILE[0].encode()}, in_thread=root)
    await room.workspace.do("manage/rename", channel="C0OPS", name="<b>ops</b>")
    async with room.seen_by("ben") as page:
        await page.get_by_role("link", name="2 replies").click()
        thread = page.get_by_role("complementary", name="Thread")
        await expect(thread).to_contain_text("document.title = 'owned'")
        assert await page.title() == "#refunds · Slack in a box"
        assert await page.locator("#owned, article script, article img, nav b b").count() == 0
        assert await page.locator("a[href^='javascript']").count() == 0
        await shoot(page, "workspace-hostile")


async def test_the_first_steps_are_shown_one_by_one_and_stay_away_once_read(room: Room) -> None:
    await room.workspace.do(
        "manage/set_settings",
        hints=[
            "A card waits in *#refunds*: press *Approve*.",
            "Reply in its thread: the agent reads it.",
            "Be somebody else: <https://example.com|the stranger> may not decide.",
        ],
    )
    async with room.seen_by("ana") as page:
        hints = page.get_by_role("region", name="First steps")
        await expect(hints).to_contain_text("Step 1 of 3")
        await shoot(page, "workspace-hints")
        await hints.get_by_role("button", name="Got it").click()
        await expect(hints).to_contain_text("Step 2 of 3", use_inner_text=True)
        await page.reload()
        await expect(hints).to_contain_text("Step 2 of 3", use_inner_text=True)
        await hints.get_by_role("button", name="Got it").click()
        await hints.get_by_role("button", name="Got it").click()
        await expect(hints).to_be_hidden()


async def test_the_page_is_walked_through_by_keyboard(room: Room) -> None:
    await room.post("A refund", blocks=card())
    async with room.seen_by("ana") as page:
        await expect(page.get_by_role("button", name="Approve")).to_be_visible()
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the messages")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("region", name="Messages")).to_be_focused()
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("button", name="Approve")).to_be_focused()
        assert await nameless(page) == []
        await shoot(page, "workspace-keyboard")
