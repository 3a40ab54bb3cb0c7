"""Who does not ask is told: each entry of a conversation's stream by webhook, or as an event."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
from standardwebhooks import Webhook
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.commands.demo.scripts import GREETING
from bot.rules.json import Json
from handlers.gateway.webhooks import webhook_secret
from sandbox.hosting import Hosted
from tests.stories.test_decisions import a_turn
from tests.stories.test_handoff import CONVERSATION, hand_back, said, stream, taken, world
from tests.stories.world import SECRET, World

__all__ = ["world"]


@dataclass
class Agent:
    """The end of an agent that believes only what is signed."""

    url: str = ""
    heard: list[Json] = field(default_factory=list)

    async def hear(self, request: Request) -> Response:
        id, body = request.headers["webhook-id"], (await request.body()).decode()
        at = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)
        signed = Webhook(webhook_secret(SECRET, "default")).sign(id, at, body)
        assert signed in request.headers["webhook-signature"].split()
        self.heard.append(json.loads(body))
        return Response()

    def items(self) -> list[Json]:
        return [told["data"]["item"] for told in self.heard if "item" in told["data"]]


@asynccontextmanager
async def an_agent() -> AsyncGenerator[Agent]:
    agent = Agent()
    async with Hosted(Starlette(routes=[Route("/", agent.hear, methods=["POST"])])) as host:
        agent.url = f"{host.url}/"
        yield agent


async def test_each_entry_of_the_stream_is_told_by_a_signed_webhook_in_its_order(
    world: World,
) -> None:
    async with an_agent() as agent:
        await world.hand_over(a_turn(GREETING, callback_url=agent.url))
        card = await taken(world)
        for words in ("One.", "Two."):
            await world.slack.as_user("ana").reply(words, in_thread=card)
        assert await said(world) == ["One.", "Two."]
        await hand_back(world, card)
        await world.settled()
        kept = [each for each in await stream(world) if each["type"] in ("message", "control")]
    assert agent.items() == kept
    types = {"message": "message.created", "control": "control.changed"}
    told = [each["type"] for each in agent.heard if "item" in each["data"]]
    assert told == [types[item["type"]] for item in kept]


async def test_events_come_as_they_happen_and_go_on_where_a_reader_left_off(world: World) -> None:
    card = await taken(world)
    before = len(await stream(world))
    async with following(world) as events:
        first = [await anext(events) for _ in range(before)]
        await world.slack.as_user("ana").reply("One.", in_thread=card)
        await world.relayed()
        while (event := await anext(events))["type"] != "message":
            first.append(event)
        assert event["text"] == "One."
    await world.slack.as_user("ana").reply("Two.", in_thread=card)
    await world.relayed()
    async with following(world, after=event["seq"]) as events:
        resumed = await anext(events)
    assert (resumed["seq"], resumed["text"]) == (event["seq"] + 1, "Two.")
    assert [each["seq"] for each in (*first, event)] == list(range(1, event["seq"] + 1))


@asynccontextmanager
async def following(world: World, after: int = 0) -> AsyncGenerator[AsyncIterator[Json]]:
    headers = {"Last-Event-ID": str(after)}
    async with world.agent.stream("GET", f"{CONVERSATION}/events", headers=headers) as response:
        assert response.status_code == 200
        yield _data_of(response)


async def _data_of(response: httpx.Response) -> AsyncIterator[Json]:
    async for line in response.aiter_lines():
        if line.startswith("data:"):
            yield json.loads(line.removeprefix("data:"))
