"""A desk that is told to stop: whoever waits is answered, and what was begun is finished."""

import asyncio
import time
from pathlib import Path

import httpx
import pytest

from tests.chaos.storm import Storm, storm

pytestmark = pytest.mark.timeout(120)
GRACE = 10.0


async def test_who_waits_is_answered_and_the_process_ends_well(tmp_path: Path) -> None:
    answers: list[httpx.Response] = []

    async def stop_while_one_waits(it: Storm) -> None:
        desk = it.desks[0]
        headers = {"Authorization": f"Bearer {it.key}"}
        async with httpx.AsyncClient(
            base_url=desk.url, headers=headers, timeout=70, trust_env=False
        ) as client:
            listed = (await client.get("/v1/escalations", params={"limit": 1})).json()["items"]
            while not listed:
                await asyncio.sleep(0.02)
                listed = (await client.get("/v1/escalations", params={"limit": 1})).json()["items"]
            await it.slack.faults.add("slow", seconds=0.5, method="chat.*", times=3)
            waits = client.get(f"/v1/escalations/{listed[0]['id']}", params={"wait": 60})
            waiting = asyncio.create_task(waits)
            await asyncio.sleep(0.05)
            began = time.monotonic()
            assert await desk.stop() == 0
            assert time.monotonic() - began < GRACE
            answers.append(await waiting)
        await it.restart(desk)

    url = f"sqlite:///{tmp_path}/desk.db"
    report = await storm(stop_while_one_waits, folder=tmp_path, database_url=url, seed=1)
    assert [answer.status_code for answer in answers] == [200]
    assert report.broken == []


async def test_a_storm_that_breaks_off_ends_and_says_why(tmp_path: Path) -> None:
    async def break_off(it: Storm) -> None:
        await it.desks[0].kill()
        raise ZeroDivisionError

    url = f"sqlite:///{tmp_path}/desk.db"
    with pytest.raises(ZeroDivisionError):
        async with asyncio.timeout(60):
            await storm(break_off, folder=tmp_path, database_url=url, seed=1)
