"""Recorded chats between people, both sides through the relay, on Slack's worst day."""

import asyncio
import gzip
import json
import os
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.rules.json import Json
from sandbox import AppFailed
from sandbox.things import Message
from tests.databases import Postgres
from tests.stories.world import Desks, desks

DATA = Path(__file__).parents[3] / "shared" / "data" / "star_human_chats.jsonl.gz"
CHATS = int(os.environ.get("CHATS", "20"))  # of 730; `.ci/run` plays 200
AT_ONCE = 16
TICK = 0.02
POLICY = """
queues:
  support:
    channel: C0SUPPORT
    approvers: {any_of: [{usergroup: S0SUPPORT}]}
    timeout: 8d
    receipts: false
"""
PEOPLE = ("ana", "ben", "mia")
BAD_DAY = (
    {"kind": "duplicate", "copies": 2, "times": 150, "event": "message", "after": 20},
    {"kind": "twin", "copies": 1, "times": 150, "event": "message", "after": 60},
    {"kind": "reorder", "times": 3, "event": "message", "after": 100},
    {"kind": "reorder", "times": 4, "event": "message", "after": 300},
    {"kind": "slow", "seconds": 0.2, "method": "chat.postMessage", "times": 20, "after": 50},
)

pytestmark = [
    pytest.mark.data,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not DATA.exists(), reason="the recorded chats are not here"),
]


@dataclass(frozen=True)
class Chat:
    """Who said what in turn: (is it the customer, words)."""

    id: str
    turns: tuple[tuple[bool, str], ...]

    def words(self, *, of_customer: bool) -> list[str]:
        return [text for theirs, text in self.turns if theirs == of_customer]


async def test_every_message_arrives_once_and_in_order(tmp_path: Path) -> None:
    """F18: order scrambled. F1, F2: duplicates. F4: lost after 200."""
    async with desks(tmp_path, policy=POLICY) as those:
        await chat_on_a_bad_day(those)


@pytest.mark.postgres
async def test_every_message_arrives_once_and_in_order_on_postgresql_too(
    tmp_path: Path, postgres: Postgres
) -> None:
    async with (
        postgres.database() as url,
        desks(tmp_path, policy=POLICY, database_url=url) as those,
    ):
        await chat_on_a_bad_day(those)


async def chat_on_a_bad_day(those: Desks) -> None:
    waiting = recorded_chats()
    half = len(waiting) // 2
    for fault in BAD_DAY:
        await those.slack.faults.add(**fault)
    async with time_passing(those):
        await those.start()
        talking = [asyncio.create_task(talk(those, waiting, at)) for at in range(AT_ONCE)]
        while len(waiting) > half and not any(task.done() for task in talking):  # noqa: ASYNC110
            await asyncio.sleep(TICK)
        await those.restart()
        await asyncio.gather(*talking)
    assert await those.slack.complaints() == []


async def talk(those: Desks, waiting: list[Chat], number: int) -> None:
    person = PEOPLE[number % len(PEOPLE)]
    while waiting:
        chat = waiting.pop()
        card = await take_over(those, chat, person)
        for at, (is_customer, words) in enumerate(chat.turns):
            if is_customer:
                await post(those, chat, "messages", {"id": f"m-{at}", "text": words})
            else:
                await those.slack.as_user(person).reply(words, in_thread=card)
        expected = chat.words(of_customer=False)
        assert await heard_by_customer(those, chat, len(expected)) == expected
        expected = chat.words(of_customer=True)
        assert await seen_in_thread(those, card, len(expected)) == expected


async def take_over(those: Desks, chat: Chat, person: str) -> Message:
    asked = await post(those, chat, "handoff", {"message": "A person, please."})
    path = f"/v1/escalations/{asked['escalation']['id']}"
    while not (found := await get(those, path))["slack"]:  # noqa: ASYNC110
        await asyncio.sleep(TICK)
    where = found["slack"]
    while found["status"] != "in_conversation":
        card = await those.slack.wait_for_message(where["channel"], ts=where["thread_ts"])
        with suppress(AppFailed):  # the desk is being restarted: as a person does, press again
            await those.slack.as_user(person).click("take_over", on=card)
        found = await get(those, path)
    return await those.slack.wait_for_message(where["channel"], ts=where["thread_ts"])


async def heard_by_customer(those: Desks, chat: Chat, number: int) -> list[str]:
    """As the page reads it: from the last `seq` on, until all is there; and never anything more."""
    items: list[Json] = []
    while sum(each["type"] == "message" for each in items) < number:
        after = items[-1]["seq"] if items else 0
        page = await get(those, f"/v1/conversations/{chat.id}/messages", after=after, wait=1)
        items += page["items"]
    assert [each["seq"] for each in items] == list(range(1, len(items) + 1)), "gapless"
    return [each["text"] for each in items if each["type"] == "message"]


async def seen_in_thread(those: Desks, card: Message, number: int) -> list[str]:
    while True:
        posts = [each for each in await those.slack.thread(card) if "wrote" in quoted(each)]
        if len(posts) >= number:
            return [quoted(each)["wrote"] for each in posts]
        await asyncio.sleep(TICK)


def quoted(message: Message) -> Json:
    """The customer's words in a post of ours, which stand in it as one quotation."""
    for block in message.json.get("blocks", []):
        parts = block.get("elements", [])
        if [part["type"] for part in parts] == ["rich_text_section", "rich_text_quote"]:
            title = parts[0]["elements"][-1]["text"]
            words = "".join(run["text"] for run in parts[1]["elements"])
            return {"wrote": words} if title == "The customer" else {}
    return {}


async def post(those: Desks, chat: Chat, what: str, body: Json) -> Json:
    """Again until it is answered: the desk is restarted in the middle."""
    while True:
        try:
            path = f"/v1/conversations/{chat.id}/{what}"
            response = await those.agent.post(path, json=body)
        except httpx.TransportError:
            await asyncio.sleep(TICK)
            continue
        if response.is_success:
            return response.json()
        assert response.status_code >= 500, response.text
        await asyncio.sleep(TICK)


async def get(those: Desks, path: str, **params: Any) -> Json:
    while True:
        try:
            response = await those.agent.get(path, params=params)
            if response.is_success:
                return response.json()
        except httpx.TransportError:
            pass
        await asyncio.sleep(TICK)


def recorded_chats() -> list[Chat]:
    with gzip.open(DATA, "rt") as lines:
        rows = [json.loads(line) for line, _ in zip(lines, range(CHATS), strict=False)]
    return [Chat(row["conversation_id"], tuple(_turns(row["turns"]))) for row in rows]


def _turns(turns: Sequence[Json]) -> Iterator[tuple[bool, str]]:
    for turn in turns:
        words = " ".join(turn["text"].split())
        if words and turn["role"] in ("customer", "agent"):
            yield turn["role"] == "customer", words


@asynccontextmanager
async def time_passing(those: Desks) -> AsyncGenerator[None]:
    """A second for each twentieth of one: words wait their moment without anybody waiting, and
    Slack comes again with what it could not hand over while the desk was being restarted.
    """

    async def pass_on() -> None:
        while True:
            await asyncio.sleep(0.05)
            those.wind(seconds=1)
            await those.slack.advance_retries()

    passing = asyncio.create_task(pass_on())
    try:
        yield
    finally:
        passing.cancel()
