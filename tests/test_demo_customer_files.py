"""The demo's customer and a person send each other files, and learn when nobody is there to read."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx

from bot.commands.demo.customer import words
from bot.commands.demo.customer.files import ChatFiles
from bot.commands.demo.customer.page import chat_app
from bot.commands.demo.customer.receipts import ELSEWHERE, LEFT
from sandbox.hosting import Hosted
from sandbox.things import Message
from tests.test_demo_customer_people import hand_back, marks, taken, visit, writes
from tests.test_demo_customer_talks import PATIENCE, Visit, seen

__all__ = ["visit"]
PDF = b"%PDF-1.7 a bill"
FAILED, DELIVERED = {"warning"}, {"white_check_mark"}


@asynccontextmanager
async def a_page(visit: Visit) -> AsyncGenerator[httpx.AsyncClient]:
    """The customer's browser, on the page of this chat."""
    files = ChatFiles(visit.chats, visit.talks)
    async with (
        Hosted(chat_app(visit.chats, visit.talks, files), lifespan="off") as host,
        httpx.AsyncClient(base_url=host.url, trust_env=False, timeout=PATIENCE) as browser,
    ):
        files.home = host.url
        browser.cookies.set("chat", visit.secret)
        yield browser


async def marked(visit: Visit, message: Message, wanted: set[str]) -> None:
    slack, added = visit.world.slack, 0
    while await marks(visit, message) != wanted:
        added += 1
        await slack.wait_for_call("reactions.add", times=added, within=PATIENCE)
        await visit.world.settled()


async def test_a_file_of_a_person_is_on_the_page_and_can_be_saved(visit: Visit) -> None:
    card = await taken(visit)
    await visit.reviewer("ben").upload({"bill.pdf": PDF}, in_thread=card)
    await visit.world.relayed()
    await visit.chat.changed.until(
        lambda: visit.chat.lines[-1].files, within=PATIENCE, what="a file"
    )
    line = visit.chat.lines[-1]
    assert (line.text, line.words) == ("", "Sent without words: bill.pdf")
    async with a_page(visit) as browser:
        assert "bill.pdf" in (await browser.get("/")).text
        got = await browser.get(f"/file/{line.number}/0")
        assert (got.status_code, got.content) == (200, PDF)
        assert got.headers["content-disposition"].startswith("attachment; filename*=UTF-8''bill")
        for nowhere in ("/file/0/0", f"/file/{line.number}/1", "/file/99/0", "/kept/guess"):
            assert (await browser.get(nowhere)).status_code == 404
        browser.cookies.clear()
        assert (await browser.get(f"/file/{line.number}/0")).status_code == 404


async def test_a_file_of_the_customer_comes_into_the_thread(visit: Visit) -> None:
    card, slack = await taken(visit), visit.world.slack
    async with a_page(visit) as browser:
        assert "Send a file" in (await browser.get("/")).text
        photo = {"file": ("photo ü.pdf", PDF, "application/pdf")}
        assert (await browser.post("/file", files=photo)).status_code == 303
        await slack.wait_for_message(in_thread=card, containing="photo ü.pdf", within=PATIENCE)
        await slack.wait_for_call("files.completeUploadExternal", within=PATIENCE)
        await visit.world.settled()
        shown = [
            (file["title"], file["size"])
            for each in await slack.thread(card)
            for file in each.json.get("files", [])
        ]
        assert shown == [("photo ü.pdf", len(PDF))]
        line = next(each for each in visit.chat.lines if each.files)
        assert (await browser.get(f"/file/{line.number}/0")).content == PDF
        assert (await browser.post("/file", files={"file": ("x", b"")})).status_code == 422
        assert (await browser.post("/file", data={"file": "words"})).status_code == 422
        await browser.post("/unsay")
        await slack.wait_for_message(in_thread=card, containing="took a message", within=PATIENCE)
        assert "photo" not in (await browser.get("/")).text


async def test_the_agent_says_that_it_cannot_look_at_files(visit: Visit) -> None:
    visit.talks.hear(visit.chat, "", files=({"name": "a.png", "kept": "", "mimetype": ""},))
    await visit.hears(words.NO_EYES)


async def test_words_that_nobody_is_there_to_read_are_marked_until_they_come_back(
    visit: Visit,
) -> None:
    """F17: a reply after the customer left is lost."""
    card = await taken(visit)
    visit.chat.patience = 0.0
    written = await writes(visit, "Are you still there?", card)
    await marked(visit, written, FAILED)
    assert LEFT in "".join(each.words for each in await visit.world.slack.thread(card))
    async with a_page(visit) as browser:
        await seen(browser, until=visit.chat.revision)
    await marked(visit, written, DELIVERED)


async def test_words_to_a_chat_that_was_left_for_another_say_so(visit: Visit) -> None:
    card = await taken(visit)
    async with a_page(visit) as browser:
        await browser.post("/new")
    written = await writes(visit, "Where have you gone?", card)
    await marked(visit, written, FAILED)
    assert ELSEWHERE in "".join(each.words for each in await visit.world.slack.thread(card))


async def test_what_a_person_promised_is_proposed_by_the_agent_once_it_is_back(
    visit: Visit,
) -> None:
    card = await taken(visit)
    await writes(visit, "I'm sorry. We will refund the espresso machine A-1042.", card)
    await hand_back(visit)
    await visit.hears(words.BACK)
    proposed = await visit.card()
    assert "Run issue_refund?" in proposed.words
    assert "a colleague promised it" in proposed.words
    await visit.reviewer().click("approve", on=proposed)
    await visit.hears("I have refunded €129.00 for A-1042")
