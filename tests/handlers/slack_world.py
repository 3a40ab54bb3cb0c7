"""A desk with a real store behind it and a Slack in a box before it, both over real HTTP."""

import hashlib
import hmac
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.flows.deliver import deliver
from bot.flows.escalate import escalate
from bot.ports import Card, Desk
from bot.rules.escalation import Escalation
from bot.rules.lanes import Pace
from bot.rules.turn import Turn
from bot.steps.on_call import PeopleOnCall
from handlers.slack.door import PATH, Door
from handlers.slack.side import SlackSide
from sandbox import Sandbox, Workspace
from sandbox.hosting import Hosted
from sandbox.things import Message
from store.store import SqlStore
from tests.databases import sqlite_store
from tests.fakes import Mailbox, SetPolicy
from tests.makers import AGENT, WindUpClock, a_refund

PATIENCE = 20.0  # Slack has three seconds; a busy machine that runs both sides may need more
SECRET, TOKEN, APP_TOKEN = "s3cret", "xoxb-test", "xapp-test"


@dataclass
class Office:
    """Everybody and everything: people press in `slack`, the desk answers through `door`."""

    desk: Desk
    side: SlackSide
    door: Door
    slack: Workspace
    clock: WindUpClock
    policy: SetPolicy
    store: SqlStore
    doors: list[Door]

    def open_anew(self) -> None:
        """As after a restart: only the record is left of what was known."""
        self.side._app = None
        self.side.people._kept.clear()
        self.side.me.known = None
        self.doors[0] = self.side.door(self.desk, signing_secret=SECRET)

    async def drain(self) -> None:
        while await deliver(self.desk, "courier"):
            pass
        await self.slack.settled()

    async def settle(self, rounds: int = 8) -> None:
        for _ in range(rounds):
            await self.drain()
            self.clock.wind(seconds=6)

    async def ask(self, turn: Turn | None = None) -> tuple[Escalation, Message]:
        """An escalation and its card in the channel, with what hangs below it."""
        judged = await escalate(self.desk, turn or a_refund(), workspace="default", by=AGENT)
        assert judged.escalation is not None
        await self.drain()
        return await self.now(judged.escalation), await self.card_of(judged.escalation)

    async def now(self, escalation: Escalation) -> Escalation:
        return (await self.drawn_from(escalation)).escalation

    async def drawn_from(self, escalation: Escalation) -> Card:
        return await self.store.read(lambda memory: memory.card(escalation.id))

    async def card_of(self, escalation: Escalation) -> Message:
        thread = (await self.now(escalation)).thread
        assert thread is not None
        posted = await self.slack.messages(thread.channel)
        return next(message for message in posted if message.ts == thread.root_ts)

    async def roots(self, channel: str = "C0REFUNDS") -> list[Message]:
        posted = await self.slack.messages(channel)
        return [one for one in posted if one.ts == one.root_ts and one["user"] == "U0HANDRAIL"]

    async def whispers(self, name: str) -> list[str]:
        await self.drain()
        return [message.text for message in await self.slack.as_user(name).ephemerals()]

    async def audit(self, escalation: Escalation) -> list[str]:
        lines = await self.store.read(lambda memory: memory.audit(escalation.id))
        return [line.action for line in lines]

    async def knock(self, body: bytes, **headers: str) -> httpx.Response:
        return await knock(self.door, body, **headers)

    async def say(self, payload: Any, *, old: int = 0) -> httpx.Response:
        """An event, or with `type: block_actions` and the like an interaction, well signed."""
        if payload.get("type") in {"event_callback", "url_verification", "app_rate_limited"}:
            body, kind = json.dumps(payload).encode(), "application/json"
        else:
            body = urlencode({"payload": json.dumps(payload)}).encode()
            kind = "application/x-www-form-urlencoded"
        return await self.knock(body, **signed(body, self.clock, old=old), **{"content-type": kind})


@asynccontextmanager
async def an_office(folder: Path, *, address: str = "", **options: Any) -> AsyncGenerator[Office]:
    """`address` is where the gateway is reached, if it is."""
    clock, numbers = WindUpClock(), count(1)
    doors: list[Door] = []

    async def receive(request: Request) -> Response:
        return await doors[0].receive(request)

    web = Starlette(routes=[Route(PATH, receive, methods=["POST"])])
    async with (
        Hosted(web) as host,
        Sandbox.serve(
            clock=clock,
            signing_clock=clock,
            app_url=f"{host.url}{PATH}",
            signing_secret=SECRET,
            bot_token=TOKEN,
            app_token=APP_TOKEN,
            **{"answer_within": PATIENCE, **options},
        ) as workspace,
        sqlite_store(folder, clock) as store,
    ):
        side = SlackSide(bot_token=TOKEN, clock=clock, api_url=workspace.api_url, address=address)
        policy = SetPolicy()
        desk = Desk(
            policies=policy,
            store=store,
            clock=clock,
            signals=store.signals,
            slack=side.outlet,
            webhooks=Mailbox(),
            people=PeopleOnCall(side.people, store, policy, clock),
            new_id=lambda kind: f"{kind}_{next(numbers):04}",
            new_token=lambda: f"exe_{next(numbers)}",
            dice=lambda: 0.5,
            pace=Pace(post=0, update=0, whisper=0),
        )
        doors.append(side.door(desk, signing_secret=SECRET))
        await side.check()
        yield Office(desk, side, doors[0], workspace, clock, policy, store, doors)
        await side.close()
        assert await workspace.complaints() == []


def a_door(clock: WindUpClock) -> Door:
    """With nobody behind it: for what is turned away."""
    nobody: Any = None
    return Door(nobody, signing_secret=SECRET, clock=clock)


async def knock(door: Door, body: bytes, **headers: Any) -> httpx.Response:
    """Straight at the door, as signed as the headers say."""
    transport = httpx.ASGITransport(app=web_app(door), raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        return await client.post(PATH, content=body, headers=headers)


def web_app(door: Door) -> Starlette:
    return Starlette(routes=[Route(PATH, door.receive, methods=["POST"])])


def signed(
    body: bytes, clock: WindUpClock, *, old: int = 0, secret: str = SECRET
) -> dict[str, str]:
    stamp = str(int(clock.now().timestamp()) - old)
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    return {
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={digest.hexdigest()}",
    }
