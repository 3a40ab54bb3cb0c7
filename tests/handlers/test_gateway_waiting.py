"""Waiting over real connections: who leaves is forgotten, who stays hears everything once."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.flows.claim import claim
from bot.rules.press import Press
from handlers.gateway.stream import Event, EventStream
from handlers.gateway.waiting import Tellers, Waiters
from sandbox.hosting import Hosted
from tests.handlers.gateway_world import Gateway, a_gateway, statements, until
from tests.makers import WindUpClock


@pytest.fixture
async def served(gateway: Gateway) -> AsyncGenerator[Gateway]:
    """The same gateway, but behind a real server on a port."""
    headers = gateway.client.headers
    async with Hosted(gateway.web) as host:
        async with httpx.AsyncClient(
            base_url=host.url, headers=headers, trust_env=False, timeout=30
        ) as client:
            gateway.client = client
            yield gateway
        await until(lambda: not topics(gateway))


def topics(gateway: Gateway) -> list[str]:
    return gateway.store.signals.topics  # type: ignore[attr-defined]


async def waiting(gateway: Gateway) -> float:
    told = (await gateway.client.get("/metrics")).text
    line = next(line for line in told.splitlines() if line.startswith("handrail_waiters "))
    return float(line.split()[1])


@asynccontextmanager
async def stream(
    gateway: Gateway, escalation: dict[str, Any], **headers: str
) -> AsyncGenerator[AsyncIterator[dict[str, Any]]]:
    path = f"/v1/escalations/{escalation['id']}/events"
    async with gateway.client.stream("GET", path, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield events(response)


async def events(response: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    event: dict[str, Any] = {}
    async for line in response.aiter_lines():
        name, _, value = line.partition(": ")
        if name:
            event[name] = value
        elif event:
            yield {**event, "data": json.loads(event["data"])}
            event = {}


async def claimed(gateway: Gateway, escalation: dict[str, Any], user: str) -> None:
    press = Press(
        escalation_id=escalation["id"],
        version=1,
        team="T0SANDBOX",
        user=user,
        key=f"claim-{next(gateway.numbers)}",
    )
    await claim(gateway.desk, press)


async def test_a_stream_tells_what_happened_and_then_what_happens(served: Gateway) -> None:
    escalation = await served.an_escalation()
    async with stream(served, escalation) as told:
        assert (await anext(told))["event"] == "opened"
        await claimed(served, escalation, "U0ANA")
        heard = await anext(told)
        assert (heard["event"], heard["id"], heard["data"]["version"]) == ("claimed", "2", 2)
        assert heard["data"]["assignee"]["name"] == "Ana"
        await served.press({**escalation, "version": 2})
        decided = await anext(told)
    assert (decided["event"], decided["data"]["status"]) == ("decided", "approved")


async def test_a_stream_that_breaks_off_goes_on_behind_the_last_event(served: Gateway) -> None:
    escalation = await served.an_escalation()
    seen: list[str] = []
    for user in ("U0ANA", "U0BEN", "U0ANA"):
        async with stream(served, escalation, **{"Last-Event-ID": str(len(seen))}) as told:
            seen.append((await anext(told))["id"])
        await claimed(served, escalation, user)
    async with stream(served, escalation, **{"Last-Event-ID": seen[-1]}) as told:
        seen.append((await anext(told))["id"])
    assert seen == ["1", "2", "3", "4"]


async def test_who_closes_a_stream_or_a_long_poll_is_forgotten_at_once(served: Gateway) -> None:
    escalation = await served.an_escalation()
    async with stream(served, escalation) as told:
        await anext(told)
        assert await waiting(served) == 1
    await until(lambda: not topics(served))
    poll = asyncio.create_task(
        served.client.get(f"/v1/escalations/{escalation['id']}", params={"wait": 60})
    )
    await until(lambda: topics(served) == [escalation["id"]])
    poll.cancel()
    await until(lambda: not topics(served))
    assert await waiting(served) == 0
    await served.press(escalation)
    record = await served.store.read(lambda memory: memory.escalation(escalation["id"]))
    assert record.told_at is None, "nobody was there to hear it"


async def test_closing_the_desk_ends_streams_and_answers_polls(served: Gateway) -> None:
    escalation = await served.an_escalation()
    poll = asyncio.create_task(
        served.client.get(f"/v1/escalations/{escalation['id']}", params={"wait": 60})
    )
    async with stream(served, escalation) as told:
        await anext(told)
        await until(lambda: len(served.store.signals._listening[escalation["id"]]) == 2)  # type: ignore[attr-defined]
        served.desk.signals.close()
        assert [each async for each in told] == []
    assert (await poll).json()["status"] == "pending"


async def test_more_than_may_wait_are_told_to_come_back(tmp_path: Path, clock: WindUpClock) -> None:
    async with a_gateway(tmp_path, clock, most_waiting=1) as gateway:
        escalation = await gateway.an_escalation()
        path = f"/v1/escalations/{escalation['id']}"
        first = asyncio.create_task(gateway.client.get(path, params={"wait": 60}))
        await until(lambda: topics(gateway) == [escalation["id"]])
        for refused in (
            await gateway.client.get(path, params={"wait": 60}),
            await gateway.client.get(f"{path}/events"),
        ):
            assert refused.status_code == 429
            assert refused.json()["type"] == "/problems/too-many"
            assert int(refused.headers["retry-after"]) > 0
        assert (await gateway.client.get(path)).status_code == 200, "a plain read does not wait"
        other = {"Authorization": f"Bearer {await gateway.a_key()}"}
        await gateway.press(escalation)
        assert (
            await gateway.client.get(path, params={"wait": 9}, headers=other)
        ).status_code == 200
        assert (await first).json()["status"] == "approved"
        assert (await gateway.client.get(path, params={"wait": 60})).status_code == 200


async def test_all_who_wait_hear_it_and_the_card_is_redrawn_for_it_once(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    path = f"/v1/escalations/{escalation['id']}"
    polls = [asyncio.create_task(gateway.client.get(path, params={"wait": 60})) for _ in range(50)]
    listening = gateway.store.signals._listening  # type: ignore[attr-defined]
    await until(lambda: len(listening.get(escalation["id"], ())) == 50)
    commits = gateway.store._database.commits  # type: ignore[attr-defined]
    await gateway.press(escalation)
    assert {(await poll).json()["status"] for poll in polls} == {"approved"}
    written = gateway.store._database.commits - commits  # type: ignore[attr-defined]
    assert written <= 4, "the press, and the telling by those who read together"


async def test_reading_a_closed_one_again_writes_nothing(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    await gateway.press(escalation)
    path = f"/v1/escalations/{escalation['id']}"
    await gateway.client.get(path)
    commits = gateway.store._database.commits  # type: ignore[attr-defined]
    await gateway.client.get(path)
    await gateway.client.get(path, params={"wait": 60})
    assert gateway.store._database.commits == commits  # type: ignore[attr-defined]


async def test_a_quiet_stream_is_kept_alive_without_asking_the_database(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    sent: list[bytes] = []
    enough = asyncio.Event()

    async def send(message: Any) -> None:
        sent.append(message.get("body", b""))
        if len([each for each in sent if each.startswith(b": still")]) == 3:
            enough.set()

    async def receive() -> Any:
        await enough.wait()
        return {"type": "http.disconnect"}

    async def read(after: int) -> list[Event]:
        id = escalation["id"]
        await gateway.store.read(lambda memory: memory.changes(id, after))
        return []

    async def sent_those(_: object) -> None:
        pass

    quiet = EventStream(
        gateway.desk,
        escalation["id"],
        read,
        sent_those,
        after=1,
        key_id="key_1",
        waiters=Waiters(),
        keep_alive=0.001,
    )
    with statements(gateway.store) as seen:
        await quiet({}, receive, send)
    assert len([each for each in seen if "changes" in each]) == 1


async def test_an_agent_is_answered_though_the_telling_failed(gateway: Gateway) -> None:
    escalation = await gateway.an_escalation()
    await gateway.press(escalation)
    await gateway.store.read(lambda _: None)

    class Full:
        def __getattr__(self, name: str) -> Any:
            if name == "write":
                raise OSError("disk full")
            return getattr(gateway.store, name)

    from dataclasses import replace

    broken = replace(gateway.desk, store=Full())  # type: ignore[arg-type]
    record = await gateway.store.read(lambda memory: memory.escalation(escalation["id"]))
    assert await Tellers(broken).told(record) == record
