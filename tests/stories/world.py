"""The whole desk against a whole Slack workspace, over real HTTP, with time that is wound."""

import asyncio
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select

from bot.app import App, running
from bot.flows.on_time import on_time
from bot.flows.sweep import sweep
from bot.ids import new_key
from bot.ports import ApiKey, Topic, Traces
from bot.rules.json import Json
from bot.rules.keys import hash_key
from bot.rules.lanes import Pace
from bot.settings import Settings, load
from sandbox.client import Workspace
from sandbox.hosting import Hosted
from sandbox.server import Sandbox
from sandbox.things import Message
from store.tables import lines
from tests.makers import NINE, WindUpClock

SECRET = "a secret of the tests, 32 characters or more"
SCOPES = frozenset({"turns:write", "escalations:read", "escalations:write", "admin"})
PATIENCE = 20.0  # Slack has three seconds; a busy machine that runs both sides may need more
QUICK = Pace(post=0, update=0, whisper=0)
POLICY = (Path(__file__).parent / "policy.yaml").read_text()
PROMISED = """\
    sla: {claim: off, first_reply: off, next_reply: off, decision: 30m, resolution: off}
    remind_at: off
    timeout: 30m
"""


class Late:
    """The web application, told where it is before it is built: the two sides know each other."""

    def __init__(self) -> None:
        self.app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if self.app is None:
            await send({"type": "http.response.start", "status": 503, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await self.app(scope, receive, send)


@dataclass
class World:
    app: App
    agent: httpx.AsyncClient
    slack: Workspace
    clock: WindUpClock
    url: str
    settings: Settings
    door: Late

    async def hand_over(self, body: Json, **changes: Any) -> Json:
        response = await self.agent.post("/v1/turns", json={**body, **changes})
        assert response.status_code in (200, 202), response.text
        return response.json()

    async def ask(self, body: Json, **changes: Any) -> Json:
        return (await self.hand_over(body, **changes))["escalation"]

    async def escalation(self, id: str, wait: int = 0) -> Json:
        """As the agent reads it; that it knows how it ended is written down by then."""
        response = await self.agent.get(f"/v1/escalations/{id}", params={"wait": wait})
        assert response.status_code == 200, response.text
        found = response.json()
        if found["closed_at"]:
            await self._noted(id)
        return found

    async def _noted(self, id: str, within: float = 10.0) -> None:
        async with asyncio.timeout(within):
            with self.app.desk.signals.listening(Topic.DELIVERIES) as heard:
                while not await self._is_told(id):
                    await heard.wait(0.01)

    async def _is_told(self, id: str) -> bool:
        found = await self.app.store.read(lambda memory: memory.escalation(id))
        return found.told_at is not None

    async def card(self, escalation: Json) -> Message:
        """The root message of an escalation, once it is there."""
        await self.settled()
        found = await self.escalation(escalation["id"])
        where = found["slack"]
        return await self.slack.wait_for_message(where["channel"], ts=where["thread_ts"])

    async def settled(self, within: float = 10.0) -> None:
        """Until nothing is owed that is due by the clock, and nothing is on its way."""
        signals = self.app.desk.signals
        async with asyncio.timeout(within):
            with signals.listening(Topic.DELIVERIES) as heard:
                while await self.app.store.read(self._busy):
                    await heard.wait(0.01)

    def _busy(self, memory: Any) -> bool:
        """Asked in one read: between two, a line could hand its lease to what is next in it."""
        due = memory.next_due(self.clock.now())
        return due is not None and (due <= self.clock.now() or _in_flight(memory))

    async def relayed(self) -> None:
        """What people wrote has waited its moment and was passed on."""
        self.clock.wind(seconds=3)
        async with asyncio.timeout(10):
            while await self.app.store.read(lambda memory: memory.next_to_pass_on()):
                self.app.desk.signals.tell([Topic.RELAY])  # type: ignore[attr-defined]
                await asyncio.sleep(0.01)
        await self.settled()

    async def wind(self, **by: float) -> None:
        """Time passes; the ticks of that moment happen, and who sleeps is woken."""
        self.clock.wind(**by)
        await on_time(self.app.desk)
        await sweep(self.app.desk)
        self.app.desk.signals.tell([Topic.DELIVERIES])  # type: ignore[attr-defined]
        await self.settled()


def _in_flight(memory: Any) -> bool:
    counted = select(func.count()).select_from(lines).where(lines.c.lease_owner.is_not(None))
    return bool(memory.connection.execute(counted).scalar())


@dataclass
class Desks:
    """One desk after another on the same database, with the same workspace at the other end."""

    settings: Settings
    slack: Workspace
    agent: httpx.AsyncClient
    clock: WindUpClock
    late: Late
    traces: Traces | None = None
    app: App | None = None
    _stack: AsyncExitStack | None = None

    async def start(self) -> None:
        self._stack = AsyncExitStack()
        self.app = await self._stack.enter_async_context(
            running(self.settings, clock=self.clock, pace=QUICK, ticks=False, traces=self.traces)
        )
        self.late.app = self.app.web
        if "authorization" not in self.agent.headers:
            self.agent.headers["authorization"] = f"Bearer {await a_key(self.app)}"

    async def stop(self) -> None:
        self.late.app = None
        if self._stack:
            await self._stack.aclose()
        self._stack = self.app = None

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    def wind(self, **by: float) -> None:
        """Time passes, and who sleeps is woken."""
        self.clock.wind(**by)
        if self.app:
            self.app.desk.signals.tell(list(Topic))  # type: ignore[attr-defined]


@asynccontextmanager
async def desks(
    tmp_path: Path,
    *,
    database_url: str = "",
    policy: str = POLICY,
    clock: WindUpClock | None = None,
    environ: Mapping[str, str] | None = None,
    **sandbox: Any,
) -> AsyncGenerator[Desks]:
    """Nothing runs until `start`."""
    clock = clock or WindUpClock(NINE)
    config = tmp_path / "handrail.yaml"
    if not config.exists():
        config.write_text(policy)
    late = Late()
    async with (
        Hosted(late) as host,
        Sandbox.serve(
            clock=clock,
            signing_clock=clock,
            app_url=f"{host.url}/slack/events",
            signing_secret="sandbox-signing-secret",
            **{"answer_within": PATIENCE, **sandbox},
        ) as slack,
        httpx.AsyncClient(base_url=host.url, trust_env=False, timeout=70) as agent,
    ):
        settings = load(
            {
                "HANDRAIL_DATABASE_URL": database_url or f"sqlite:///{tmp_path}/desk.db",
                "HANDRAIL_CONFIG": str(config),
                "HANDRAIL_SLACK_API_URL": slack.api_url,
                "SLACK_BOT_TOKEN": "xoxb-sandbox",
                "SLACK_SIGNING_SECRET": "sandbox-signing-secret",
                "HANDRAIL_SECRET": SECRET,
                "HANDRAIL_WEBHOOK_ALLOW": "127.0.0.1",
                **(environ or {}),
            }
        )
        those = Desks(settings, slack, agent, clock, late)
        try:
            yield those
        finally:
            await those.stop()


@asynccontextmanager
async def a_world(
    tmp_path: Path, *, traces: Traces | None = None, **how: Any
) -> AsyncGenerator[World]:
    """A desk that runs from the beginning to the end."""
    async with desks(tmp_path, **how) as those:
        those.traces = traces
        await those.start()
        assert those.app
        url = str(those.agent.base_url).rstrip("/")
        yield World(
            app=those.app,
            agent=those.agent,
            slack=those.slack,
            clock=those.clock,
            url=url,
            settings=those.settings,
            door=those.late,
        )
        await those.slack.settled()


async def a_key(app: App, **changes: Any) -> str:
    key = new_key()
    record = ApiKey(
        **{
            "id": f"key_{os.urandom(4).hex()}",
            "name": "support-bot's key",
            "workspace": "default",
            "scopes": SCOPES,
            "created_at": app.desk.clock.now(),
            **changes,
        }
    )
    await app.store.write(lambda memory: memory.add_key(record, hash_key(SECRET, key)))
    return key
