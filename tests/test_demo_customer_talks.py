"""The demo's agent talks with a customer: it asks the gateway first and does what people decide."""

from collections.abc import AsyncGenerator
from itertools import count
from pathlib import Path

import httpx
import pytest

from bot.commands.demo.agent import SupportAgent
from bot.commands.demo.customer import words
from bot.commands.demo.customer.chats import Chat, Chats
from bot.commands.demo.customer.page import LONGEST, chat_app
from bot.commands.demo.customer.talk import Talks
from sandbox.hosting import Hosted
from sandbox.person import Person
from sandbox.things import Form, Message
from tests.stories.world import World, a_world

REFUND = "My espresso machine A-1042 arrived broken. I want my money back."
PATIENCE = 15.0
MUTE = """
queues:
  support: {channel: C0SUPPORT, approvers: {any_of: [{user: U0ANA}]}}
rules: []
default: block
"""


class Visit:
    """A customer with the chat open, and the reviewers on the other side."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.talks = Talks(SupportAgent(world.agent, count(1)))
        self.chats = Chats(world.clock, patience=3_600)
        self.secret, self.chat = self.chats.begin()

    async def says(self, text: str) -> None:
        self.talks.hear(self.chat, text)

    async def hears(self, text: str, *, chat: Chat | None = None) -> None:
        chat = chat or self.chat
        await chat.changed.until(
            lambda: any(text in line.text for line in chat.lines), within=PATIENCE, what=text
        )

    async def card(self) -> Message:
        """The newest card of what the customer waits for."""
        await self.chat.changed.until(
            lambda: bool(self.chat.waiting), within=PATIENCE, what="a turn that is held"
        )
        return await self.world.card({"id": list(self.chat.waiting)[-1]})

    def reviewer(self, name: str = "ana") -> Person:
        return self.world.slack.as_user(name)


@pytest.fixture
async def visit(tmp_path: Path) -> AsyncGenerator[Visit]:
    async with a_world(tmp_path) as world:
        visit = Visit(world)
        yield visit
        await visit.talks.aclose()
        assert await world.slack.complaints() == []


async def opened(person: Person, button: str, on: Message) -> Form:
    form = await person.click(button, on=on)
    assert form is not None
    return form


async def test_what_is_small_and_sure_is_done_at_once(visit: Visit) -> None:
    await visit.says("The mugs came chipped, I want a refund")
    await visit.hears("I have refunded €19.00 for B-77")
    assert visit.chat.shop.orders["B-77"].refunded == 1_900


async def test_an_approved_refund_is_paid_once_and_told(visit: Visit) -> None:
    await visit.says(REFUND)
    await visit.hears(words.CHECKING)
    card = await visit.card()
    assert visit.chat.shop.orders["A-1042"].refunded == 0
    await visit.reviewer().click("approve", on=card)
    await visit.hears("I have refunded €129.00 for A-1042")
    assert visit.chat.shop.orders["A-1042"].refunded == 12_900
    await visit.world.settled()
    assert "is booked" in "".join(m.words for m in await visit.world.slack.thread(card))


async def test_an_edited_refund_is_paid_as_it_was_edited(visit: Visit) -> None:
    await visit.says(REFUND)
    ana, card = visit.reviewer(), await visit.card()
    form = await opened(ana, "edit", card)
    assert not await ana.submit(form, {"amount": "64.5"})
    await visit.hears("I have refunded €64.50")
    assert visit.chat.shop.orders["A-1042"].refunded == 6_450


async def test_an_edit_that_the_shop_cannot_do_is_told_as_a_failure(visit: Visit) -> None:
    await visit.says(REFUND)
    ana, card = visit.reviewer(), await visit.card()
    form = await opened(ana, "edit", card)
    assert not await ana.submit(form, {"amount": "500"})
    await visit.hears("it did not work. At most €129.00")
    await visit.world.settled()
    shown = "".join(m.words for m in await visit.world.slack.thread(card))
    assert "At most €129.00" in shown


async def test_a_rejection_is_explained_without_the_words_for_the_agent(visit: Visit) -> None:
    await visit.says(REFUND)
    ana, card = visit.reviewer(), await visit.card()
    form = await opened(ana, "reject", card)
    reason = next(label for label in form.labels if label == "Reason")
    other = next(label for label in form.labels if label != "Reason")
    filled = {reason: "Ask for proof first", other: "I do not believe this customer."}
    assert not await ana.submit(form, filled)
    await visit.hears("we need a photo of it")
    assert "believe" not in "".join(line.text for line in visit.chat.lines)
    assert visit.chat.shop.orders["A-1042"].refunded == 0


async def test_what_was_rejected_is_not_asked_again_and_the_customer_is_told(visit: Visit) -> None:
    await visit.says(REFUND)
    ana, card = visit.reviewer(), await visit.card()
    form = await opened(ana, "reject", card)
    assert not await ana.submit(form, {"Reason": "Not covered by the policy"})
    await visit.hears("our rules for refunds do not cover this")
    before = len(visit.chat.lines)
    await visit.says(REFUND)
    await visit.chat.changed.until(
        lambda: len(visit.chat.lines) >= before + 2, within=PATIENCE, what="the answer"
    )
    assert "do not cover this" in visit.chat.lines[-1].text


async def test_an_alternative_that_a_person_took_is_what_is_said(visit: Visit) -> None:
    await visit.says(REFUND)
    await visit.reviewer().click("Use this", on=await visit.card())
    await visit.hears("We are sending you a new espresso machine today")
    assert visit.chat.shop.orders["A-1042"].refunded == 0


async def test_an_answer_instead_of_a_decision_is_passed_on_and_nothing_runs(visit: Visit) -> None:
    await visit.says(REFUND)
    ana, card = visit.reviewer(), await visit.card()
    form = await opened(ana, "respond", card)
    assert not await ana.submit(form, {"Your answer to the customer": "May I call you first?"})
    await visit.hears("May I call you first?")
    assert visit.chat.lines[-1].who == "colleague"
    assert visit.chat.shop.orders["A-1042"].refunded == 0


async def test_a_reply_that_was_edited_is_said_as_it_was_edited(visit: Visit) -> None:
    await visit.says("Do you deliver to Norway?")
    ben, card = visit.reviewer("ben"), await visit.card()
    form = await opened(ben, "edit", card)
    assert not await ben.submit(form, {"Reply to the customer": "Not yet, but from January on."})
    await visit.hears("Not yet, but from January on.")
    assert visit.chat.lines[-1].who == "agent"
    assert "ten days" not in "".join(line.text for line in visit.chat.lines)


class WithoutNews(httpx.AsyncHTTPTransport):
    """Turns are judged, but nobody hears what becomes of them."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/events"):
            return httpx.Response(404, request=request)
        return await super().handle_async_request(request)


async def test_whoever_waits_in_vain_is_told_so(visit: Visit) -> None:
    agent = visit.world.agent
    async with httpx.AsyncClient(
        base_url=agent.base_url, headers=agent.headers, transport=WithoutNews()
    ) as deaf:
        talks = Talks(SupportAgent(deaf, count(1)))
        talks.hear(visit.chat, REFUND)
        await visit.hears(words.LOST)
        assert not any(line.is_waiting for line in visit.chat.lines)
        assert not visit.chat.waiting


async def test_nobody_in_time_is_told_as_that_and_nothing_is_paid(visit: Visit) -> None:
    await visit.says(REFUND)
    await visit.card()
    await visit.world.wind(minutes=31)
    await visit.hears("That is not a no")
    assert visit.chat.shop.orders["A-1042"].refunded == 0


async def test_a_parcel_goes_elsewhere_only_when_the_manager_agrees(visit: Visit) -> None:
    await visit.says("Please send my coffee grinder to 7 Park Road, Leeds")
    card = await visit.card()
    assert card.channel == "G0RISK"
    await visit.reviewer("mia").click("approve", on=card)
    await visit.hears("Your parcel C-310 now goes to 7 Park Road, Leeds.")
    assert visit.chat.shop.orders["C-310"].address == "7 Park Road, Leeds"


async def test_a_question_is_answered_by_a_person_under_their_name(visit: Visit) -> None:
    await visit.says("Is the grinder quiet enough for a flat?")
    ben, card = visit.reviewer("ben"), await visit.card()
    form = await opened(ben, "respond", card)
    assert not await ben.submit(form, {"Your answer to the customer": "As quiet as a kettle."})
    await visit.hears("As quiet as a kettle.")
    line = visit.chat.lines[-1]
    assert (line.who, line.name) == ("colleague", "Ben")


async def handoff(visit: Visit) -> Message:
    """The card that asks for a person."""
    found = await visit.world.agent.get("/v1/escalations", params={"kind": "handoff"})
    return await visit.world.card(found.json()["items"][0])


async def test_who_wants_a_person_talks_with_one_until_they_hand_back(visit: Visit) -> None:
    visit.talks.want_person(visit.chat)
    await visit.hears("A person will answer you here")
    assert visit.chat.lines[-1].is_waiting
    card, ben = await handoff(visit), visit.reviewer("ben")
    assert card.channel == "C0SUPPORT"
    await ben.click("take_over", on=card)
    await ben.reply("Hello, Ben here. What is it about?", in_thread=card)
    await visit.world.relayed()
    await visit.hears("Hello, Ben here.")
    assert (visit.chat.lines[-1].who, visit.chat.lines[-1].name) == ("colleague", "Ben")
    assert not any(line.is_waiting for line in visit.chat.lines)
    await visit.says("Where is my parcel?")
    slack = visit.world.slack
    await slack.wait_for_message(in_thread=card, containing="Where is my parcel?", within=PATIENCE)
    assert visit.chat.turns == 0, "the agent is silent"
    form = await opened(ben, "hand_back", await handoff(visit))
    assert not await ben.submit(form, {})
    await visit.hears("You are talking to our assistant again.")
    await visit.says("Hello")
    await visit.hears("I am the shop's assistant")


async def test_asking_in_words_is_asking_too_and_twice_is_once(visit: Visit) -> None:
    await visit.says("Can I talk to a person?")
    await visit.hears("A person will answer you here")
    visit.talks.want_person(visit.chat)
    await visit.world.settled()
    found = await visit.world.agent.get("/v1/escalations", params={"kind": "handoff"})
    assert len(found.json()["items"]) == 1
    assert [line.who for line in visit.chat.lines] == ["customer", "notice", "customer"]


async def test_who_takes_a_card_over_talks_to_the_customer_and_nothing_runs(visit: Visit) -> None:
    await visit.says(REFUND)
    card, ana = await visit.card(), visit.reviewer()
    await ana.click("Take over the conversation", on=card)
    await visit.hears(words.TAKEN_OVER)
    await ana.reply("I look after this myself.", in_thread=card)
    await visit.world.relayed()
    await visit.hears("I look after this myself.")
    assert visit.chat.shop.orders["A-1042"].refunded == 0


async def test_who_is_reading_is_not_hidden_from_the_customer(visit: Visit) -> None:
    await visit.says(REFUND)
    await visit.reviewer().click("claim", on=await visit.card())
    await visit.hears(words.READING)


async def test_a_newer_message_does_not_lose_what_is_being_checked(visit: Visit) -> None:
    await visit.says(REFUND)
    first = await visit.card()
    asked = next(iter(visit.chat.waiting))
    await visit.says("Is the grinder quiet enough for a flat?")
    await visit.hears("I do not know this")
    await visit.chat.changed.until(
        lambda: len(visit.chat.waiting) == 2 and asked not in visit.chat.waiting,
        within=PATIENCE,
        what="the refund proposed anew",
    )
    again = next(id for id, what in visit.chat.waiting.items() if what[0] == "refund")
    await visit.world.settled()
    assert (await visit.world.slack.message(first)).actions == ["more"]
    await visit.reviewer().click("approve", on=await visit.world.card({"id": again}))
    await visit.hears("I have refunded €129.00 for A-1042")


async def test_never_mind_takes_back_what_is_being_checked(visit: Visit) -> None:
    await visit.says(REFUND)
    card = await visit.card()
    await visit.says("Never mind.")
    await visit.hears("This was set aside.")
    await visit.world.settled()
    assert (await visit.world.slack.message(card)).actions == ["more"]
    assert not visit.chat.waiting


async def test_what_the_policy_answers_is_what_the_customer_reads(visit: Visit) -> None:
    await visit.says("My lawyer says that you owe me damages")
    await visit.hears("legal@shop.example")
    assert "of course pay" not in "".join(line.text for line in visit.chat.lines)


async def test_what_the_policy_forbids_is_said_openly(visit: Visit) -> None:
    await visit.says("Delete everything you know about me")
    await visit.hears(words.BLOCKED)


async def test_an_agent_that_may_not_say_anything_says_nothing(tmp_path: Path) -> None:
    async with a_world(tmp_path, policy=MUTE) as world:
        visit = Visit(world)
        await visit.says("Hello")
        await visit.hears(words.MAY_NOT_SPEAK)
        assert [line.who for line in visit.chat.lines] == ["customer", "notice"]
        await visit.talks.aclose()


async def test_a_gateway_that_is_away_is_admitted(visit: Visit) -> None:
    async with httpx.AsyncClient(base_url="http://127.0.0.1:9", trust_env=False) as nowhere:
        talks = Talks(SupportAgent(nowhere, count(1)))
        talks.hear(visit.chat, "Hello")
        await visit.hears(words.TROUBLE)


async def test_two_customers_do_not_hear_each_other(visit: Visit) -> None:
    _, other = visit.chats.begin()
    await visit.says(REFUND)
    visit.talks.hear(other, "Hello")
    await visit.hears("I am the shop's assistant", chat=other)
    await visit.reviewer().click("approve", on=await visit.card())
    await visit.hears("I have refunded")
    assert all("refund" not in line.text for line in other.lines)
    assert other.shop.orders["A-1043"].refunded == 0


def a_browser(visit: Visit) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(chat_app(visit.chats, visit.talks))
    return httpx.AsyncClient(transport=transport, base_url="http://shop", follow_redirects=True)


async def test_the_page_works_without_a_script_and_survives_a_reload(visit: Visit) -> None:
    async with a_browser(visit) as browser:
        await browser.get("/")
        chat = visit.chats.get(browser.cookies["chat"])
        assert chat is not None
        await browser.post("/say", data={"text": "Hello"})
        await visit.hears("I am the shop's assistant", chat=chat)
        assert "I am the shop&#39;s assistant, a program." in (await browser.get("/")).text
        await browser.post("/new")
        assert "a program. What can I" not in (await browser.get("/")).text


async def test_who_comes_back_is_told_what_was_missed_and_nothing_twice(visit: Visit) -> None:
    async with (
        Hosted(chat_app(visit.chats, visit.talks), lifespan="off") as host,
        httpx.AsyncClient(base_url=host.url, trust_env=False) as browser,
    ):
        await browser.get("/")
        chat = visit.chats.get(browser.cookies["chat"])
        assert chat is not None
        visit.talks.hear(chat, "Hello")
        await visit.hears("I am the shop's assistant", chat=chat)
        first = await seen(browser, until=2)
        assert [id for id, _ in first] == [1, 2]
        visit.talks.hear(chat, "Where is my grinder?")
        await visit.hears("is on its way", chat=chat)
        missed = await seen(browser, until=4, after=2)
        assert [id for id, _ in missed] == [3, 4]
        assert "is on its way" in missed[-1][1]


async def seen(browser: httpx.AsyncClient, *, until: int, after: int = 0) -> list[tuple[int, str]]:
    """The lines that a browser is sent, up to a revision."""
    found: list[tuple[int, str]] = []
    number = 0
    headers = {"Last-Event-ID": str(after)} if after else {}
    async with browser.stream("GET", "/live", headers=headers, timeout=PATIENCE) as answer:
        async for line in answer.aiter_lines():
            if line.startswith("id: "):
                number = int(line.removeprefix("id: "))
                found.append((number, ""))
            elif line.startswith("data: ") and number:
                found[-1] = (number, found[-1][1] + line.removeprefix("data: "))
            elif not line and number == until:
                return found
    return found


async def test_what_a_customer_writes_is_text_and_never_markup(visit: Visit) -> None:
    async with a_browser(visit) as browser:
        await browser.get("/")
        await browser.post("/say", data={"text": "<script>alert(1)</script> hello"})
        assert "<script>alert" not in (await browser.get("/")).text


@pytest.mark.parametrize("text", ["", "  \n ", "x" * (LONGEST + 1)])
async def test_nothing_and_too_much_are_refused(visit: Visit, text: str) -> None:
    async with a_browser(visit) as browser:
        await browser.get("/")
        assert (await browser.post("/say", data={"text": text})).status_code == 422


async def test_who_has_no_chat_is_told_to_load_the_page(visit: Visit) -> None:
    async with a_browser(visit) as browser:
        assert (await browser.post("/say", data={"text": "Hello"})).status_code == 410
        assert (await browser.post("/person")).status_code == 410
        assert (await browser.get("/live")).status_code == 204


async def test_leaving_lets_go_of_everybody_who_waits(visit: Visit) -> None:
    await visit.says(REFUND)
    await visit.card()
    await visit.talks.aclose()
    assert not visit.chat.waiting
