"""The real gateway over a real store, with small fakes where Slack and the policy would be."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import event

from bot.flows.decide import decide
from bot.ids import new_key
from bot.ports import ApiKey, Desk
from bot.rules.decision import Approve, Choice
from bot.rules.json import Json
from bot.rules.keys import hash_key
from bot.rules.lanes import Pace
from bot.rules.press import Press
from handlers.gateway.app import gateway
from store.store import SqlStore
from tests.databases import sqlite_store
from tests.fakes import Directory, Mailbox, Room, SetPolicy
from tests.makers import WindUpClock

SECRET = "a secret of the tests, 32 characters or more"
ALL = frozenset({"turns:write", "escalations:read", "escalations:write"})


@dataclass
class Gateway:
    web: FastAPI
    desk: Desk
    store: SqlStore
    policy: SetPolicy
    clock: WindUpClock
    client: httpx.AsyncClient
    numbers: count = field(default_factory=lambda: count(1))

    async def a_key(self, scopes: frozenset[str] = ALL, **changes: Any) -> str:
        key = new_key()
        record = ApiKey(
            **{
                "id": f"key_{next(self.numbers)}",
                "name": "support-bot",
                "workspace": "default",
                "scopes": scopes,
                "created_at": self.clock.now(),
                **changes,
            }
        )
        await self.store.write(lambda memory: memory.add_key(record, hash_key(SECRET, key)))
        return key

    async def post(self, body: Json, **headers: str) -> httpx.Response:
        return await self.client.post("/v1/turns", json=body, headers=headers)

    async def an_escalation(self, **changes: Any) -> Json:
        response = await self.post(a_body(**changes))
        assert response.status_code == 202, response.text
        return response.json()["escalation"]

    async def press(self, escalation: Json, choice: Choice | None = None) -> None:
        press = Press(
            escalation_id=escalation["id"],
            version=escalation["version"],
            team="T0SANDBOX",
            user="U0ANA",
            key=f"press-{next(self.numbers)}",
        )
        await decide(self.desk, press, choice or Approve())


def a_body(**changes: Any) -> Json:
    body = {
        "conversation_id": "conv-1",
        "turn_id": "t-1",
        "agent": {"id": "support-bot"},
        "messages": [{"id": "m1", "role": "customer", "text": "I want my money back"}],
        "action_request": {"name": "issue_refund", "args": {"order": "A1", "amount": 129.0}},
        "confidence": 0.42,
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


@asynccontextmanager
async def a_gateway(tmp_path: Path, clock: WindUpClock, **options: Any) -> AsyncGenerator[Gateway]:
    numbers, policy = count(1), SetPolicy()
    async with sqlite_store(tmp_path, clock) as store:
        desk = Desk(
            policies=policy,
            store=store,
            clock=clock,
            signals=store.signals,
            slack=Room(),
            webhooks=Mailbox(),
            people=Directory(),
            new_id=lambda kind: f"{kind}_{next(numbers):04}",
            new_token=lambda: f"exe_{next(numbers)}",
            dice=lambda: 0.5,
            pace=Pace(post=0, update=0, whisper=0),
        )
        web = gateway(desk, secret=SECRET, **options)
        transport = httpx.ASGITransport(web, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            opened = Gateway(web, desk, store, policy, clock, client)
            client.headers["Authorization"] = f"Bearer {await opened.a_key()}"
            yield opened


@contextmanager
def statements(store: SqlStore) -> Iterator[list[str]]:
    """Every statement that is read with while the block lasts."""
    seen: list[str] = []
    engine = store._database._reading  # type: ignore[attr-defined]

    def write_down(*args: Any) -> None:
        seen.append(args[2])

    event.listen(engine, "before_cursor_execute", write_down)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", write_down)


async def until(holds: Callable[[], bool]) -> None:
    """Let the other tasks run until it holds; the test's own timeout is the end of patience."""
    while not holds():  # noqa: ASYNC110
        await asyncio.sleep(0)
