"""The demo's customer and a person talk: who is there, what is read, and how the agent goes on."""

from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from bot.commands.demo.customer import words
from bot.commands.demo.customer.page import chat_app
from sandbox.hosting import Hosted
from sandbox.things import Message
from tests.stories.world import a_world
from tests.test_demo_customer_talks import PATIENCE, Visit, a_browser, handoff, opened, seen

ASKED = "A person will answer you here"
AGAIN = "You are talking to our assistant again."


@pytest.fixture
async def visit(tmp_path: Path) -> AsyncGenerator[Visit]:
    async with a_world(tmp_path) as world:
        visit = Visit(world)
        yield visit
        await visit.talks.aclose()
        assert await world.slack.complaints() == []


async def taken(visit: Visit) -> Message:
    """The card, once Ben talks to the customer."""
    visit.talks.want_person(visit.chat)
    await visit.hears(ASKED)
    card = await handoff(visit)
    await visit.reviewer("ben").click("take_over", on=card)
    await is_with(visit, "Ben")
    return await handoff(visit)


async def is_with(visit: Visit, person: str, *, people: bool = True) -> None:
    await visit.chat.changed.until(
        lambda: (visit.chat.is_with_a_person, visit.chat.person) == (people, person),
        within=PATIENCE,
        what=f"company: {person}",
    )


async def writes(visit: Visit, text: str, card: Message) -> Message:
    written = await visit.reviewer("ben").reply(text, in_thread=card)
    await visit.world.relayed()
    await visit.hears(text)
    return written


async def hand_back(visit: Visit, note: str = "") -> None:
    ben = visit.reviewer("ben")
    form = await opened(ben, "hand_back", await handoff(visit))
    assert not await ben.submit(form, {form.labels[0]: note} if note else {})
    await visit.hears(AGAIN)


async def passed_on(visit: Visit, text: str, card: Message) -> None:
    await visit.says(text)
    await visit.world.slack.wait_for_message(in_thread=card, containing=text, within=PATIENCE)


def notices(visit: Visit, containing: str) -> int:
    lines = visit.chat.lines
    return sum(line.who == "notice" and containing in line.text for line in lines)


async def test_the_customer_sees_who_has_come_and_that_they_have_gone(visit: Visit) -> None:
    await taken(visit)
    assert not any(line.is_waiting for line in visit.chat.lines)
    await visit.reviewer("ben").click("release", on=await handoff(visit))
    await is_with(visit, "")
    await visit.reviewer("ana").click("take_over", on=await handoff(visit))
    await is_with(visit, "Ana")
    await visit.reviewer("ana").click("resolve", on=await handoff(visit))
    await is_with(visit, "", people=False)


async def test_each_change_of_control_is_told_once(visit: Visit) -> None:
    await taken(visit)
    await hand_back(visit)
    await visit.hears(words.BACK)
    assert (notices(visit, ASKED), notices(visit, AGAIN)) == (1, 1)


async def test_handed_back_the_agent_answers_what_nobody_has(visit: Visit) -> None:
    card = await taken(visit)
    await writes(visit, "I have to go now.", card)
    await passed_on(visit, "Where is my grinder?", card)
    await hand_back(visit)
    await visit.hears("Your coffee grinder (C-310) is on its way")
    said = [line.text for line in visit.chat.lines if line.who == "agent"]
    assert said[0] == words.BACK


async def test_what_was_answered_is_not_answered_again(visit: Visit) -> None:
    card = await taken(visit)
    await passed_on(visit, "Where is my grinder?", card)
    await writes(visit, "It comes on Friday.", card)
    await hand_back(visit)
    await visit.hears(words.BACK)
    await visit.world.settled()
    assert visit.chat.turns == 1


async def test_what_a_person_promised_is_read_by_who_decides_next(visit: Visit) -> None:
    await taken(visit)
    await hand_back(visit, "She may keep the machine.")
    await visit.hears(words.BACK)
    await visit.says("My espresso machine A-1042 arrived broken. I want my money back.")
    card = await visit.card()
    assert "A colleague's note: She may keep the machine." in card.words


async def test_after_resolving_the_agent_waits_to_be_asked(visit: Visit) -> None:
    await taken(visit)
    await visit.reviewer("ben").click("resolve", on=await handoff(visit))
    await visit.hears("This conversation was closed.")
    await visit.says("Hello")
    await visit.hears("I am the shop's assistant")
    assert words.BACK not in [line.text for line in visit.chat.lines]


async def test_what_the_agent_thought_up_before_a_person_came_is_thought_anew(
    visit: Visit,
) -> None:
    await taken(visit)
    await hand_back(visit)
    await visit.hears(words.BACK)
    visit.chat.epoch = 1
    await visit.says("Hello")
    await visit.hears("I am the shop's assistant")
    assert visit.chat.epoch == 2
    assert sum("I am the shop's assistant" in line.text for line in visit.chat.lines) == 1


async def test_a_correction_says_what_it_corrects(visit: Visit) -> None:
    card = await taken(visit)
    written = await writes(visit, "On Fridai", card)
    async with a_browser(visit) as browser:
        browser.cookies.set("chat", visit.secret)
        assert "On Fridai" in (await browser.get("/")).text
    await visit.reviewer("ben").edit(written, "On Saturday")
    await visit.world.relayed()
    await visit.hears("Saturday")
    marks = {line.text: line.mark for line in visit.chat.lines if line.who == "colleague"}
    assert marks["On Fridai"] == words.CORRECTED


async def test_the_customer_changes_and_takes_back_what_they_wrote_last(visit: Visit) -> None:
    card, slack = await taken(visit), visit.world.slack
    await passed_on(visit, "It is the left mug", card)
    await is_changeable(visit)
    async with a_browser(visit) as browser:
        browser.cookies.set("chat", visit.secret)
        await browser.post("/change", data={"text": "It is the right mug"})
        await slack.wait_for_message(in_thread=card, containing="the right mug", within=PATIENCE)
        await visit.hears("It is the right mug")
        assert visit.chat.lines[-1].mark == words.EDITED
        await browser.post("/unsay")
        await slack.wait_for_message(in_thread=card, containing="took a", within=PATIENCE)
        await visit.chat.changed.until(
            lambda: visit.chat.lines[-1].mark == words.TAKEN_BACK, within=PATIENCE, what="the mark"
        )
        assert "It is the right mug" not in (await browser.get("/")).text


async def is_changeable(visit: Visit) -> None:
    await visit.chat.changed.until(
        lambda: visit.chat.passed_on, within=PATIENCE, what="words that can be changed"
    )


async def test_what_people_write_is_drawn_and_cannot_run(visit: Visit) -> None:
    visit.chat.add("colleague", "now", name="Ben", markdown="**now** [x](javascript:alert) <b>")
    async with a_browser(visit) as browser:
        browser.cookies.set("chat", visit.secret)
        drawn = (await browser.get("/")).text
    assert "<b>now</b>" in drawn
    assert "javascript:" not in drawn.replace("[x](javascript:alert)", "")
    assert "&lt;b&gt;" in drawn


async def test_a_person_sees_that_words_arrived_once_a_browser_has_shown_them(
    visit: Visit,
) -> None:
    card = await taken(visit)
    written = await writes(visit, "Hello, *Ben* here.", card)
    await visit.world.settled()
    assert await marks(visit, written) == {"hourglass_flowing_sand"}
    async with (
        Hosted(chat_app(visit.chats, visit.talks), lifespan="off") as host,
        httpx.AsyncClient(base_url=host.url, trust_env=False) as browser,
    ):
        browser.cookies.set("chat", visit.secret)
        shown = await seen(browser, until=visit.chat.revision)
    assert "Ben" in shown[-1][1]
    await visit.world.slack.wait_for_call("reactions.add", times=2, within=PATIENCE)
    await visit.world.settled()
    assert await marks(visit, written) == {"white_check_mark"}


async def marks(visit: Visit, message: Message) -> set[str]:
    found = await visit.world.slack.message(message)
    return {each["name"] for each in found.json.get("reactions", [])}
