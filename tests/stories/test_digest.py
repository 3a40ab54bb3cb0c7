"""Monday morning at several desks: one digest, whoever dies on the way."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.commands.demo.scripts import BIG_REFUND
from bot.flows.deliver import deliver
from bot.flows.post_digests import post_digests
from bot.rules.delivery import LEASE, Sent
from handlers.reports import studio
from handlers.reports.drawing import draw_volume
from tests.databases import Postgres
from tests.stories.test_decisions import a_turn
from tests.stories.test_replicas import Replica, let_in, replica
from tests.stories.world import Desks, desks

pytestmark = pytest.mark.postgres
CHANNEL = "C0REFUNDS"


@pytest.fixture(autouse=True)
def _pictures_that_nobody_looks_at(monkeypatch: pytest.MonkeyPatch) -> None:
    async def blank(*wanted: object) -> list[bytes]:
        return [draw_volume(())] * len(wanted)

    monkeypatch.setattr(studio, "together", blank)


@pytest.fixture
async def nobody(postgres: Postgres, tmp_path: Path) -> AsyncGenerator[Desks]:
    async with postgres.database() as url, desks(tmp_path, database_url=url) as nobody:
        yield nobody


async def monday(nobody: Desks, desk: Replica) -> None:
    response = await desk.agent.post("/v1/turns", json=a_turn(BIG_REFUND, 1))
    assert response.status_code == 202
    nobody.clock.wind(days=7, minutes=1)


async def digests(nobody: Desks) -> list[str]:
    posted = await nobody.slack.messages(CHANNEL)
    return [each.ts for each in posted if "Escalations, refunds" in each.text]


async def test_two_schedulers_that_tick_at_once_owe_one_digest_a_reader(nobody: Desks) -> None:
    """F75: the key belongs to whoever commits first, on whichever replica."""
    async with replica(nobody, ["gateway"]) as one, replica(nobody, ["gateway"]) as other:
        await let_in(one, other)
        await monday(nobody, one)
        ticks = [post_digests(each.app.desk) for each in (one, other) for _ in range(3)]
        queues = len(one.app.policies.current.editions)
        assert sum(await asyncio.gather(*ticks)) == queues


async def test_who_dies_after_the_post_leaves_one_digest_behind(nobody: Desks) -> None:
    """F75: the next one looks for it before it sends."""
    async with replica(nobody, ["gateway"]) as one, replica(nobody, ["gateway"]) as other:
        await let_in(one, other)
        await monday(nobody, one)
        await post_digests(one.app.desk)
        await until_posted_and_dead(nobody, one)
        nobody.clock.wind(seconds=LEASE.total_seconds() + 1)
        for _ in range(12):
            await carry_all(other, "the next one")
            nobody.clock.wind(seconds=6)
        assert len(await digests(nobody)) == 1


async def carry_all(desk: Replica, courier: str) -> None:
    while await deliver(desk.app.desk, courier):
        pass


async def until_posted_and_dead(nobody: Desks, desk: Replica) -> None:
    """It carries one thing after the other, and dies when the digest is in the channel."""
    outlet, dead = desk.app.desk.slack, RuntimeError("the power is gone")
    send = outlet.send

    async def send_and_die(delivery, about):  # noqa: ANN001, ANN202
        sent = await send(delivery, about)
        if delivery.kind == "digest" and isinstance(sent, Sent) and sent.channel == CHANNEL:
            raise dead
        return sent

    outlet.send = send_and_die  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match="the power is gone"):
        await carry_all(desk, "the first one")
    assert len(await digests(nobody)) == 1
