"""Files in a conversation with people: whole with their words, or not at all."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.commands.demo.scripts import UNSURE_REPLY
from bot.rules.json import Json
from sandbox.things import Message
from tests.stories.test_decisions import a_turn
from tests.stories.test_handoff import (
    IN_REFUNDS,
    customer_writes,
    hand_back,
    said,
    stream,
    taken,
)
from tests.stories.world import World, a_world

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
PDF = b"%PDF-1.7 a bill"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[World]:
    async with a_world(tmp_path, policy=IN_REFUNDS) as world:
        yield world
        assert await world.slack.complaints() == []


async def messages(world: World) -> list[Json]:
    await world.relayed()
    return [each for each in await stream(world) if each["type"] == "message"]


async def asked(world: World, card: Message) -> Message:
    """The post that asks what to do with held words."""
    await world.relayed()
    (post,) = [
        each for each in await world.slack.thread(card) if "Not sent to the customer" in each.words
    ]
    return post


async def fetched(world: World) -> list[Json]:
    return await world.slack.journal.calls("download")


async def test_words_and_files_of_the_owner_reach_the_customer_as_one_message(
    world: World,
) -> None:
    card = await taken(world)
    ana = world.slack.as_user("ana")
    files = {"kettle ä.png": PNG, "bill.pdf": PDF}
    await ana.upload(files, in_thread=card, text="Here they are.")
    await ana.reply("Anything else?", in_thread=card)
    first, second = await messages(world)
    assert (first["text"], second["text"]) == ("Here they are.", "Anything else?")
    shown = [(each["name"], each["mimetype"], each["size"]) for each in first["files"]]
    assert shown == [
        ("kettle ä.png", "image/png", len(PNG)),
        ("bill.pdf", "application/pdf", len(PDF)),
    ]
    got = await world.agent.get(first["files"][0]["url"])
    assert (got.status_code, got.content) == (200, PNG)
    assert got.headers["content-disposition"].startswith("attachment; filename*=UTF-8''kettle")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"].startswith("sandbox")
    elsewhere = first["files"][0]["url"].replace("conv-1", "conv-2")
    assert (await world.agent.get(elsewhere)).status_code == 404


async def test_a_file_without_words_is_a_message_too(world: World) -> None:
    card = await taken(world)
    await world.slack.as_user("ana").upload({"bill.pdf": PDF}, in_thread=card)
    (only,) = await messages(world)
    assert (only["text"], [each["name"] for each in only["files"]]) == ("", ["bill.pdf"])


async def test_the_agents_next_turn_learns_of_files_too_and_reads_no_empty_line(
    world: World,
) -> None:
    """F46, for messages that are only a file."""
    card = await taken(world)
    ana = world.slack.as_user("ana")
    await customer_writes(world, "", files=[{"url": "https://a.example/x", "name": "photo.png"}])
    await ana.upload({"bill.pdf": PDF}, in_thread=card)
    await messages(world)
    await hand_back(world, card)
    ended = (await world.hand_over(a_turn(UNSURE_REPLY)))["human_stretch_ended"]
    assert [(each["text"], each["files"][0]["name"]) for each in ended["messages"]] == [
        ("Sent without words: photo.png", "photo.png"),
        ("Sent without words: bill.pdf", "bill.pdf"),
    ]


async def test_files_of_a_note_or_of_anybody_else_are_never_fetched_even_after_an_edit(
    world: World,
) -> None:
    """F7: a file on an internal note is sent."""
    card = await taken(world)
    ana, ben = world.slack.as_user("ana"), world.slack.as_user("ben")
    note = await ana.upload({"secret.png": PNG}, in_thread=card, text="note: only for us")
    theirs = await ben.upload({"mine.png": PNG}, in_thread=card, text="look")
    assert await messages(world) == []
    await ana.edit(note, "not for us alone any more")
    await ben.edit(theirs, "look again")
    assert await messages(world) == []
    assert await fetched(world) == []


async def test_a_page_to_sign_in_is_no_file_and_the_missing_scope_is_named(world: World) -> None:
    """F14: HTML sign-in page stored as the attachment."""
    card = await taken(world)
    await world.slack.manage("set_scopes", withdraw=["files:read"])
    ana = world.slack.as_user("ana")
    await ana.upload({"bill.pdf": PDF}, in_thread=card, text="Your bill")
    post = await asked(world, card)
    assert "files:read" in post.words
    assert "bill.pdf" in post.words
    assert await messages(world) == []
    await world.slack.manage("set_scopes", grant=["files:read"])
    await ana.click("Try again", on=post)
    (only,) = await messages(world)
    assert (only["text"], [each["name"] for each in only["files"]]) == ("Your bill", ["bill.pdf"])


async def test_one_bad_file_of_three_holds_all_and_only_the_writer_lets_the_words_go(
    world: World,
) -> None:
    """F15: a file failure is hidden."""
    card = await taken(world)
    ana, ben = world.slack.as_user("ana"), world.slack.as_user("ben")
    three = {"one.png": PNG, "two.png": b"no picture", "three.pdf": PDF}
    await ana.upload(three, in_thread=card, text="All three")
    await ana.reply("Later words", in_thread=card)
    post = await asked(world, card)
    assert "two.png" in post.words
    assert await said(world) == ["Later words"], "what comes after does not wait for the answer"
    await ben.click("Send without the files", on=post)
    await ben.wait_for_ephemeral("Only whoever wrote")
    assert await said(world) == ["Later words"]
    await ana.click("Send without the files", on=post)
    found = await messages(world)
    assert [(each["text"], each["files"]) for each in found] == [
        ("Later words", []),
        ("All three", []),
    ]
    await ana.click("Send without the files", on=post)
    await ana.wait_for_ephemeral("not held any more")
    assert len(await messages(world)) == 2


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("setup.exe", b"MZ and so on", "program"),
        ("page.html", b"<!DOCTYPE html><p>Hello", "web page"),
    ],
)
async def test_what_is_not_passed_on_is_named_with_the_reason(
    world: World, name: str, content: bytes, why: str
) -> None:
    card = await taken(world)
    await world.slack.as_user("ana").upload({name: content}, in_thread=card)
    post = await asked(world, card)
    assert name in post.words
    assert why in post.words
    assert post.buttons == ["Try again"], "there are no words to send alone"
    assert await messages(world) == []


async def test_held_words_that_are_deleted_never_go(world: World) -> None:
    card = await taken(world)
    ana = world.slack.as_user("ana")
    written = await ana.upload({"a.png": b"no picture"}, in_thread=card, text="Oh no")
    post = await asked(world, card)
    await ana.delete(written)
    await ana.click("Send without the files", on=post)
    await ana.wait_for_ephemeral("not held any more")
    assert await messages(world) == []


async def test_files_still_on_their_way_at_the_hand_back_are_not_sent_behind_it(
    world: World,
) -> None:
    card = await taken(world)
    await world.slack.as_user("ana").upload({"bill.pdf": PDF}, in_thread=card, text="Your bill")
    await hand_back(world, card)
    assert await messages(world) == []
    assert "still on their way" in (await asked(world, card)).words
