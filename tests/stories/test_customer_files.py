"""Files of customers come into the thread: each once, or the thread says why it is not there."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.commands.demo.scripts import BIG_REFUND
from bot.ports import Topic
from bot.rules.json import Json
from sandbox.hosting import Hosted
from sandbox.things import Message
from tests.databases import Postgres
from tests.stories.test_decisions import a_turn
from tests.stories.test_handoff import (
    CONVERSATION,
    IN_REFUNDS,
    asked_for,
    customer_writes,
    hand_back,
    taken,
)
from tests.stories.test_replicas import Replica, carded, let_in, replica
from tests.stories.world import Desks, World, a_world, desks

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
PDF = b"%PDF-1.7 a bill"


@dataclass
class Shelf:
    """Where an agent keeps what customers sent it; `moods` are answers given before the file."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    moods: list[Response] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def holds(self, name: str, content: bytes, **more: object) -> Json:
        self.files[name] = content
        return {"url": f"{self.url}/{name}?signature=secret", "name": name, **more}

    async def hand_out(self, request: Request) -> Response:
        name = request.path_params["name"]
        self.asked.append(name)
        return self.moods.pop(0) if self.moods else Response(self.files[name])


@pytest.fixture
async def shelf() -> AsyncGenerator[Shelf]:
    shelf = Shelf()
    app = Starlette(routes=[Route("/{name}", shelf.hand_out)])
    async with Hosted(app, lifespan="off") as host:
        shelf.url = host.url
        yield shelf


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with a_world(tmp_path, policy=IN_REFUNDS) as world:
        yield world
        assert await world.slack.complaints() == []


async def sends(world: World, *files: Json, text: str = "", id: str = "m-1") -> None:
    await customer_writes(world, text, id=id, files=list(files))
    for _ in range(4):
        await world.wind(seconds=6)


async def shown(world: World | Desks, card: Message) -> list[str]:
    """The titles of the files in the thread."""
    thread = await world.slack.thread(card)
    return [file["title"] for each in thread for file in each.json.get("files", [])]


async def words(world: World | Desks, card: Message) -> str:
    return "\n".join(each.words for each in await world.slack.thread(card))


async def test_words_and_files_of_the_customer_come_into_the_thread_each_once(
    world: World, shelf: Shelf
) -> None:
    card = await taken(world)
    files = [shelf.holds("kettle.png", PNG, mimetype="image/png"), shelf.holds("bill.pdf", PDF)]
    await sends(world, *files, text="Look at this")
    assert sorted(await shown(world, card)) == ["bill.pdf", "kettle.png"]
    assert "Look at this" in await words(world, card)
    assert "Files: kettle.png, bill.pdf" in await words(world, card)
    again = [{**each, "url": f"{each['url']}-anew"} for each in files]
    await sends(world, *again, text="Look at this")
    assert len(await shown(world, card)) == 2, "the same message again changes nothing"
    assert sorted(shelf.asked) == ["bill.pdf", "kettle.png"]
    (kettle,) = [
        file
        for each in await world.slack.thread(card)
        for file in each.json.get("files", [])
        if file["title"] == "kettle.png"
    ]
    assert kettle["size"] == len(PNG)
    assert kettle["name"].endswith(".png")


async def test_the_files_of_the_message_that_opens_the_card_hang_under_it(
    world: World, shelf: Shelf
) -> None:
    """F28: the first message's files are outside the thread."""
    names = ["one.png", "two.png", "three.png"]
    files = [shelf.holds(name, PNG) for name in names]
    await sends(world, *files, text="I want to talk to a real person, look!")
    (escalation,) = (await world.agent.get("/v1/escalations")).json()["items"]
    card = await world.card(escalation)
    assert sorted(await shown(world, card)) == sorted(names)
    outside = await world.slack.messages(card.channel)
    assert [each for each in outside if each.json.get("files") and each.root_ts == each.ts] == []


async def test_files_shown_to_the_agent_come_along_when_a_person_is_asked_for(
    world: World, shelf: Shelf
) -> None:
    """F28, for what came before the message that opens the card."""
    await sends(world, shelf.holds("early.png", PNG), id="m-0", text="My kettle")
    await sends(world, shelf.holds("oops.png", PNG), id="m-1")
    await customer_writes(world, "", id="m-1", deleted=True)
    card = await taken(world)
    await world.wind(seconds=6)
    assert await shown(world, card) == ["early.png"]
    await hand_back(world, card)
    await sends(world, shelf.holds("late.png", PNG), id="m-2")
    await asked_for(world, message="A person once more, please.")
    for _ in range(4):
        await world.wind(seconds=6)
    assert await shown(world, card) == ["early.png", "late.png"], "each once, in the same thread"


async def test_files_come_along_when_a_reviewer_takes_over_from_a_card_that_asks(
    world: World, shelf: Shelf
) -> None:
    await sends(world, shelf.holds("early.png", PNG))
    card = await world.card(await world.ask(a_turn(BIG_REFUND)))
    await world.wind(seconds=6)
    assert await shown(world, card) == []
    await world.slack.as_user("ana").click("Take over the conversation", on=card)
    for _ in range(4):
        await world.wind(seconds=6)
    assert await shown(world, card) == ["early.png"]


async def test_a_message_that_is_only_a_file_is_shown_with_its_name_and_asks_for_nobody(
    world: World, shelf: Shelf
) -> None:
    await sends(world, shelf.holds("early.png", PNG), id="m-0")
    assert (await world.agent.get("/v1/escalations")).json()["items"] == []
    card = await taken(world)
    await sends(world, shelf.holds("kettle.png", PNG))
    assert await shown(world, card) == ["early.png", "kettle.png"]
    assert "Files: kettle.png" in await words(world, card)
    for each in await world.slack.thread(card):
        assert each.json["text"].strip(), "F27: a preview is never blank"


UNFIT: tuple[tuple[str, bytes, Json, str], ...] = (
    ("setup.exe", b"MZ and so on", {}, "program"),
    ("a.png", b"no picture", {"mimetype": "image/png"}, "not what it is called"),
    ("page.png", b"<!DOCTYPE html><p>Sign in", {"mimetype": "image/png"}, "web page"),
    ("big.bin", b"small", {"size": 11 * 1024 * 1024}, "larger than 10 MiB"),
    ("empty.txt", b"", {}, "empty"),
)


async def test_what_is_not_fit_to_be_shown_is_told_with_the_reason_and_no_operator_is_called(
    world: World, shelf: Shelf
) -> None:
    """F14, for what customers send."""
    card = await taken(world)
    await sends(world, *(shelf.holds(name, content, **more) for name, content, more, _ in UNFIT))
    await world.wind(minutes=1)
    assert await shown(world, card) == []
    told = [each.words for each in await world.slack.thread(card) if "is not here" in each.words]
    for name, _, _, why in UNFIT:
        assert [name in each and why in each for each in told].count(True) == 1, name
    assert "signature" not in await words(world, card)
    assert await world.app.store.read(lambda memory: memory.dead()) == []


async def test_an_address_that_is_busy_is_asked_again_and_one_that_is_gone_is_told(
    world: World, shelf: Shelf
) -> None:
    """F15: a file failure is hidden."""
    card = await taken(world)
    shelf.moods = [Response(status_code=503), Response(status_code=429)]
    await sends(world, shelf.holds("kettle.png", PNG))
    assert await shown(world, card) == ["kettle.png"]
    shelf.moods = [Response(status_code=404)]
    await sends(world, shelf.holds("gone.png", PNG), id="m-2")
    assert "did not hand it out (status 404)" in await words(world, card)
    shelf.moods = [Response(status_code=302, headers={"location": "http://10.0.0.1/"})]
    await sends(world, shelf.holds("away.png", PNG), id="m-3")
    assert "leads on to another one" in await words(world, card)
    assert await shown(world, card) == ["kettle.png"]


async def test_one_that_never_comes_holds_up_no_words_and_is_told_after_two_minutes(
    world: World, shelf: Shelf
) -> None:
    card = await taken(world)
    shelf.moods = [Response(status_code=500)] * 20
    await sends(world, shelf.holds("slow.png", PNG), text="first")
    await customer_writes(world, "second", id="m-2")
    await world.settled()
    assert "second" in await words(world, card)
    assert "is not here" not in await words(world, card)
    for _ in range(12):
        await world.wind(seconds=75)
    told = [each for each in await world.slack.thread(card) if "is not here" in each.words]
    assert len(told) == 1
    assert len(shelf.asked) == 8


async def test_a_lost_answer_of_slack_shows_the_file_once(world: World, shelf: Shelf) -> None:
    """F20: a timeout after accepting."""
    card = await taken(world)
    await world.slack.faults.add("drop", method="files.completeUploadExternal", times=1)
    await sends(world, shelf.holds("kettle.png", PNG))
    for _ in range(4):
        await world.wind(seconds=30)
    assert await shown(world, card) == ["kettle.png"]


async def test_a_file_that_waits_over_a_restart_comes_once(tmp_path: Path, shelf: Shelf) -> None:
    """F4, for files: what was accepted is there after the desk was away."""
    async with desks(tmp_path, policy=IN_REFUNDS) as those:
        await those.start()
        url = f"{CONVERSATION}/handoff"
        wish = {"message": "A person, please.", "customer": {"id": "cus-9", "name": "Ada"}}
        assert (await those.agent.post(url, json=wish)).status_code == 202
        card = await those.slack.wait_for_message("C0REFUNDS", containing="asks for a person")
        shelf.moods = [Response(status_code=503)] * 2
        body = {"id": "m-1", "text": "Look", "files": [shelf.holds("kettle.png", PNG)]}
        assert (await those.agent.post(f"{CONVERSATION}/messages", json=body)).status_code == 200
        await those.slack.faults.add("drop", method="files.completeUploadExternal", times=1)
        await those.restart()
        async with asyncio.timeout(20):
            while not await shown(those, card):
                those.wind(seconds=6)
                await asyncio.sleep(0.01)
        await those.restart()
        those.wind(minutes=3)
        assert await shown(those, card) == ["kettle.png"]


@pytest.mark.postgres
async def test_told_to_two_replicas_at_once_a_file_comes_once(
    tmp_path: Path, shelf: Shelf, postgres: Postgres
) -> None:
    body = {"id": "m-1", "text": "Look", "files": [shelf.holds("kettle.png", PNG)]}
    async with (
        postgres.database() as url,
        desks(tmp_path, policy=IN_REFUNDS, database_url=url) as nobody,
        replica(nobody) as one,
        replica(nobody) as other,
    ):
        await let_in(one, other)
        asked = await one.agent.post(f"{CONVERSATION}/handoff", json={})
        where = await carded(one, asked.json()["escalation"]["id"])
        card = await nobody.slack.wait_for_message(where["channel"], ts=where["thread_ts"])
        shelf.moods = [Response(status_code=503)]
        told = (each.agent.post(f"{CONVERSATION}/messages", json=body) for each in (one, other))
        assert [each.status_code for each in await asyncio.gather(*told)] == [200, 200]
        async with asyncio.timeout(20):
            while not await shown(nobody, card) or not await nothing_due(one):
                nobody.clock.wind(seconds=6)
                for each in (one, other):
                    each.app.desk.signals.tell([Topic.DELIVERIES])  # type: ignore[attr-defined]
                await asyncio.sleep(0.01)
        assert await shown(nobody, card) == ["kettle.png"]
        assert (await words(nobody, card)).count("Files: kettle.png") == 1


async def nothing_due(at: Replica) -> bool:
    return await at.app.store.read(lambda memory: memory.next_due(at.app.desk.clock.now())) is None


async def test_a_file_that_is_taken_back_while_it_waits_does_not_come(
    world: World, shelf: Shelf
) -> None:
    """F31, for files."""
    card = await taken(world)
    shelf.moods = [Response(status_code=503)]
    await customer_writes(world, "", files=[shelf.holds("oops.png", PNG)])
    await world.settled()
    await customer_writes(world, "", deleted=True)
    for _ in range(4):
        await world.wind(seconds=6)
    assert await shown(world, card) == []
    assert "took a message back" in await words(world, card)
    assert "is not here" not in await words(world, card)


NOWHERE = (
    "http://files.example/a.png",
    "https://10.0.0.1/a.png",
    "https://[::1]/a.png",
    "file:///etc/passwd",
    "https://user:hunter2@files.example/a.png",
)


async def test_an_address_that_could_never_be_fetched_is_refused_by_name(world: World) -> None:
    for url in NOWHERE:
        body = {"id": "m-1", "files": [{"url": url, "name": "a.png"}]}
        refused = await world.agent.post(f"{CONVERSATION}/messages", json=body)
        assert (refused.status_code, "files[0].url" in refused.text) == (422, True), url
        assert "hunter2" not in refused.text


async def test_a_name_that_leads_into_a_private_network_is_told_in_the_thread(
    tmp_path: Path, shelf: Shelf
) -> None:
    """What a name means is only known when it is fetched."""
    environ = {"HANDRAIL_WEBHOOK_ALLOW": ""}
    async with a_world(tmp_path, policy=IN_REFUNDS, environ=environ) as world:
        card = await taken(world)
        url = f"{shelf.url.replace('http://127.0.0.1', 'https://localhost')}/kettle.png"
        await sends(world, {"url": url, "name": "kettle.png"})
        assert "leads into a private network" in await words(world, card)
        assert (await shown(world, card), shelf.asked) == ([], [])


async def test_a_name_of_a_file_can_call_and_link_nobody(world: World, shelf: Shelf) -> None:
    """F25: markup injection, mass ping, fake link."""
    card = await taken(world)
    hostile = "<!channel> <https://evil.example|bank>.png"
    file = {**shelf.holds("x.png", PNG), "name": hostile}
    await sends(world, file)
    posts = [each for each in await world.slack.thread(card) if each.json.get("files")]
    assert [each.json["text"] for each in posts] == ["From the customer"]
    assert hostile in await words(world, card)
    assert await shown(world, card) == [hostile]
