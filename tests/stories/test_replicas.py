"""Several desks on one PostgreSQL: what one does, all know."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.app import ROLES, App, running
from bot.commands.demo.scripts import BIG_REFUND
from bot.ports import Topic
from bot.rules.json import Json
from sandbox.hosting import Hosted
from store import migrate
from store.store import SqlStore
from tests.databases import Postgres
from tests.stories.test_decisions import a_turn
from tests.stories.world import QUICK, Desks, a_key, desks

pytestmark = pytest.mark.postgres
SOON = 10.0
FIRST = "2026_11_21_first_tables"


@pytest.fixture(autouse=True)
def _only_hints_wake(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow look would find everything, too, some seconds later."""
    monkeypatch.setattr("store.hints.POLL_SECONDS", 3_600.0)


@dataclass
class Replica:
    app: App
    agent: httpx.AsyncClient

    async def ask(self, number: int = 1) -> Json:
        response = await self.agent.post("/v1/turns", json=a_turn(BIG_REFUND, number))
        assert response.status_code == 202, response.text
        return response.json()["escalation"]

    async def escalation(self, id: str, wait: int = 0) -> Json:
        return (await self.agent.get(f"/v1/escalations/{id}", params={"wait": wait})).json()

    async def next_event(self, id: str, wanted: str) -> str:
        async with self.agent.stream("GET", f"/v1/escalations/{id}/events") as events:
            async for line in events.aiter_lines():
                if line == f"event: {wanted}":
                    return line
        raise AssertionError(f"the stream ended without {wanted}")


@asynccontextmanager
async def replica(at: Desks, roles: Collection[str] = ROLES) -> AsyncGenerator[Replica]:
    async with (
        running(at.settings, clock=at.clock, pace=QUICK, ticks=False, roles=roles) as app,
        Hosted(app.web, lifespan="off") as host,
        httpx.AsyncClient(base_url=host.url, trust_env=False, timeout=70) as agent,
    ):
        if "slack" in roles and at.late.app is None:
            at.late.app = app.web  # the address that Slack was told
        yield Replica(app, agent)


async def let_in(first: Replica, *others: Replica) -> None:
    key = await a_key(first.app)
    for each in (first, *others):
        each.agent.headers["authorization"] = f"Bearer {key}"


async def carded(at: Replica, id: str) -> Json:
    """Where the card is, once somebody has posted it."""
    async with asyncio.timeout(SOON):
        with at.app.desk.signals.listening(Topic.DELIVERIES) as heard:
            while not (found := await at.escalation(id))["slack"]:
                await heard.wait(0.05)
    return found["slack"]


@pytest.fixture
async def nobody(postgres: Postgres, tmp_path: Path) -> AsyncGenerator[Desks]:
    """A workspace and an empty database, and no desk yet."""
    async with postgres.database() as url, desks(tmp_path, database_url=url) as nobody:
        yield nobody


async def test_a_decision_through_one_replica_wakes_who_waits_and_who_streams_at_another(
    nobody: Desks,
) -> None:
    async with replica(nobody) as one, replica(nobody) as other:
        await let_in(one, other)
        id = (await one.ask())["id"]
        where = await carded(one, id)
        waiting = asyncio.create_task(other.escalation(id, wait=60))
        streaming = asyncio.create_task(other.next_event(id, "decided"))
        card = await nobody.slack.wait_for_message(where["channel"], ts=where["thread_ts"])
        await nobody.slack.as_user("ana").click("approve", on=card)
        async with asyncio.timeout(SOON):
            assert (await waiting)["status"] == "approved"
            assert await streaming == "event: decided"


async def test_what_slack_told_one_replica_to_wait_all_wait(nobody: Desks) -> None:
    async with replica(nobody) as one, replica(nobody) as other:
        await let_in(one, other)
        await nobody.slack.faults.add("rate_limited", method="chat.postMessage", retry_after=30)
        first = await one.ask()
        await nobody.slack.wait_for_call("chat.postMessage")
        await parked(one)
        second = await other.ask(2)
        await parked(other)
        now = nobody.clock.now()
        for each in (one, other):
            assert await each.app.store.write(lambda m: m.claim("anybody", now, QUICK)) is None
        assert len(await nobody.slack.journal.calls("chat.postMessage")) == 1
        nobody.clock.wind(seconds=31)
        for each in (one, other):
            each.app.desk.signals.tell([Topic.DELIVERIES])  # type: ignore[attr-defined]
        await carded(one, first["id"])
        await carded(one, second["id"])
        posts = await nobody.slack.journal.calls("chat.postMessage")
        assert [call["status"] for call in posts[:2]] == [429, 200]


async def parked(at: Replica) -> None:
    """Until nothing can be sent for a good while."""
    now = at.app.desk.clock.now()
    async with asyncio.timeout(SOON):
        with at.app.desk.signals.listening(Topic.DELIVERIES) as heard:
            while not (due := await at.app.store.read(lambda m: m.next_due(now))) or (
                (due - now).total_seconds() < 20
            ):
                await heard.wait(0.05)


async def test_the_three_roles_make_one_desk(nobody: Desks) -> None:
    async with (
        replica(nobody, ["gateway"]) as gateway,
        replica(nobody, ["slack"]),
        replica(nobody, ["worker"]),
    ):
        await let_in(gateway)
        id = (await gateway.ask())["id"]
        where = await carded(gateway, id)
        waiting = asyncio.create_task(gateway.escalation(id, wait=60))
        card = await nobody.slack.wait_for_message(where["channel"], ts=where["thread_ts"])
        await nobody.slack.as_user("ben").click("approve", on=card)
        async with asyncio.timeout(SOON):
            assert (await waiting)["status"] == "approved"


async def test_on_older_tables_a_desk_says_what_to_do_and_serves_once_it_was_done(
    postgres: Postgres, tmp_path: Path
) -> None:
    url = await postgres.empty()
    async with desks(tmp_path, database_url=url) as nobody:
        store = await SqlStore.open(url, clock=nobody.clock)
        await store._database.run_alone(lambda on: migrate.upgrade(on, FIRST))
        async with replica(nobody) as desk:
            ready = await desk.agent.get("/readyz")
            assert ready.status_code == 503
            assert "run `handrail migrate`" in ready.text
            await store.migrate()
            assert (await desk.agent.get("/readyz")).status_code == 200
            await let_in(desk)
            await carded(desk, (await desk.ask())["id"])
        await store.close()
