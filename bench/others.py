"""What we are held against: small programs that do the least that is durable, or what is usual."""

import asyncio
import hashlib
import hmac
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import asyncpg
import uvicorn
from fastapi import FastAPI, Request
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bench.slack import SECRET
from handlers.gateway.wire import TurnIn

ROW = "CREATE TABLE floor (id TEXT PRIMARY KEY, body TEXT NOT NULL)"
Web = Callable[[str], FastAPI]


def floor(url: str) -> FastAPI:
    """The same turn, parsed by FastAPI, and one durable insert by the driver itself."""
    return _on_sqlite(url) if url.startswith("sqlite") else _on_postgres(url)


def _on_sqlite(url: str) -> FastAPI:
    web, rows = _app(), _sqlite(url)

    @web.post("/v1/turns")
    async def judge(turn: TurnIn) -> dict[str, str]:
        values = (turn.turn_id, turn.model_dump_json())
        rows.execute("INSERT INTO floor VALUES (?, ?)", values)
        return {"verdict": "pass"}

    return web


def _on_postgres(url: str) -> FastAPI:
    web = _app()
    pools: list[Any] = []

    async def open_pool() -> None:
        pools.append(await asyncpg.create_pool(url, min_size=10, max_size=20))
        await pools[0].execute(ROW)

    web.router.on_startup.append(open_pool)

    @web.post("/v1/turns")
    async def judge(turn: TurnIn) -> dict[str, str]:
        await pools[0].execute(
            "INSERT INTO floor VALUES ($1, $2)", turn.turn_id, turn.model_dump_json()
        )
        return {"verdict": "pass"}

    return web


def button(url: str) -> FastAPI:
    """By hand: the signature is checked, one row is committed, Slack is answered."""
    web, rows = _app(), _sqlite(url)

    @web.post("/slack/events")
    async def pressed(request: Request) -> dict[str, str]:
        rows.execute("INSERT INTO floor VALUES (?, ?)", await _press(request))
        return {}

    return web


def bolt(url: str) -> FastAPI:
    """Bolt as its guide has it, acknowledging and nothing else; tokens are not asked for."""
    del url
    return _bolt({"approve": 1})


def bolt_hundred(url: str) -> FastAPI:
    del url
    return _bolt({f"action_{number}": number for number in range(99)} | {"approve": 99})


def poll(url: str) -> FastAPI:
    """A bare long poll: `GET /wait/{id}` sleeps until a press on it was checked and committed."""
    web, rows = _app(), _sqlite(url)
    waiting: dict[str, asyncio.Event] = {}

    @web.get("/wait/{id}")
    async def wait(id: str) -> dict[str, str]:
        event = waiting.setdefault(id, asyncio.Event())
        await event.wait()
        del waiting[id]
        return {"status": "approved"}

    @web.post("/slack/events")
    async def pressed(request: Request) -> dict[str, str]:
        key, value = await _press(request)
        rows.execute("INSERT INTO floor VALUES (?, ?)", (key, value))
        waiting.setdefault(value.partition(":")[0], asyncio.Event()).set()
        return {}

    return web


def _bolt(actions: dict[str, int]) -> FastAPI:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0SANDBOX", bot_token="xoxb-x")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize)

    async def acknowledge(ack: Any) -> None:
        await ack()

    for name in actions:
        app.action(name)(acknowledge)
    handler = AsyncSlackRequestHandler(app)
    web = _app()

    @web.post("/slack/events")
    async def receive(request: Request) -> Any:
        return await handler.handle(request)

    return web


def _sqlite(url: str) -> sqlite3.Connection:
    connection = sqlite3.connect(url.partition(":///")[2], isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(ROW)
    return connection


async def _press(request: Request) -> tuple[str, str]:
    """A name for this very press, and what the button carries."""
    body = await request.body()
    if not _is_signed(request, body):
        raise PermissionError
    said = json.loads(parse_qs(body.decode())["payload"][0])
    action = said["actions"][0]
    return f"{said['user']['id']}/{action['action_ts']}", action["value"]


def _is_signed(request: Request, body: bytes) -> bool:
    stamp = request.headers["x-slack-request-timestamp"]
    if abs(time.time() - int(stamp)) > 300:
        return False
    signed = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
    return hmac.compare_digest(f"v0={signed.hexdigest()}", request.headers["x-slack-signature"])


def _app() -> FastAPI:
    web = FastAPI()

    @web.get("/ready")
    async def ready() -> dict[str, str]:
        return {}

    return web


PROGRAMS: dict[str, Web] = {
    "floor": floor,
    "button": button,
    "bolt": bolt,
    "bolt_hundred": bolt_hundred,
    "poll": poll,
}

if __name__ == "__main__":
    made = PROGRAMS[sys.argv[1]](sys.argv[2])
    port = int(os.environ["PORT"])
    uvicorn.run(made, host="127.0.0.1", port=port, access_log=False, log_level="warning")
