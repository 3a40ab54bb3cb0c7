"""One storm: a crowd at work, processes that die, and a calm in which the history is read."""

import asyncio
import multiprocessing
import random
import secrets
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.app import open_store
from bot.ids import new_key
from bot.ports import ApiKey
from bot.rules.keys import hash_key
from bot.settings import load
from handlers.gateway.webhooks import webhook_secret
from sandbox.client import Workspace
from sandbox.hosting import Hosted
from sandbox.server import Sandbox
from store.lines import WITH_LINE
from store.memory import SqlMemory
from store.store import SqlStore
from store.tables import deliveries, lines
from tests.chaos.clock import SharedClock
from tests.chaos.crowd import Crowd, GaveUp
from tests.chaos.desk import DeskProcess
from tests.chaos.history import broken_promises
from tests.chaos.receiver import Receiver

SECRET = "a secret of the storm, 32 characters or more"
POLICY = """
queues:
  refunds:
    channel: C0REFUNDS
    approvers: {any_of: [{usergroup: S0REFUNDS}]}
    timeout: 8d
    sla: off
rules:
  - {name: every refund, when: turn.action.name == "issue_refund", then: hold, queue: refunds, stakes: low}
"""
SCOPES = frozenset({"turns:write", "escalations:read", "escalations:write"})
AT_ONCE = 6
LEASE_AND_MORE = 31.0
SWEEPS = (125.0, 800.0)
CALM_WITHIN = 120.0
STEP = 1.0
LOOK_EVERY = 0.1

Weather = Callable[["Storm"], Awaitable[None]]


@dataclass
class Storm:
    """What a weather may do: kill, pause and start `desks`, set `slack.faults`, roll the `dice`."""

    desks: list[DeskProcess]
    slack: Workspace
    clock: SharedClock
    dice: random.Random
    crowd: Crowd
    receiver: Receiver
    key: str
    database_url: str
    disk_is_full: Any
    counted: dict[str, int] = field(default_factory=dict)
    is_over: bool = False

    def count(self, what: str) -> None:
        self.counted[what] = self.counted.get(what, 0) + 1

    async def restart(self, desk: DeskProcess) -> None:
        """The leases of the dead run out, if there were any, and it is started anew."""
        self.clock.move(LEASE_AND_MORE)
        await desk.start()


@dataclass(frozen=True)
class Report:
    cases: int
    counted: dict[str, int]
    seconds: float
    broken: list[str]


async def storm(
    weather: Weather, *, folder: Path, database_url: str, seed: int, replicas: int = 1
) -> Report:
    """Blow until the weather is over, wait for calm, and read the history."""
    began = time.monotonic()
    async with _a_storm(folder, database_url, seed, replicas) as (it, store):
        working = [asyncio.create_task(_work(it)) for _ in range(AT_ONCE)]
        try:
            await weather(it)
            it.is_over = True
            await _calm(it, store, working)
        finally:
            await _send_home(working)
        broken = await broken_promises(it.crowd.cases, it.slack, store, it.receiver)
        return Report(len(it.crowd.cases), it.counted, time.monotonic() - began, broken)


async def _work(it: Storm) -> None:
    while not it.is_over:
        with suppress(GaveUp):
            await it.crowd.live()


async def _send_home(working: list[asyncio.Task[None]]) -> None:
    """When a storm breaks off: agents who never give up would knock for ever."""
    for task in working:
        task.cancel()
    await asyncio.gather(*working, return_exceptions=True)


async def _calm(it: Storm, store: SqlStore, working: list[asyncio.Task[None]]) -> None:
    """Everybody comes to an end, and so does everything that is owed; then the late looks."""
    await it.slack.faults.clear()
    try:
        async with asyncio.timeout(CALM_WITHIN):
            while not all(task.done() for task in working) or await _is_owed(store, it.clock):
                await _wind(it.clock, store)
            for seconds in SWEEPS:
                it.clock.move(seconds)
                while await store.read(lambda memory: memory.to_sweep(it.clock.now(), 1)):
                    await _wind(it.clock, store)
    except TimeoutError:
        at_work = sum(not task.done() for task in working)
        raise AssertionError(f"no calm: {at_work} at work, {await _what_is_owed(store)}") from None
    await asyncio.gather(*working)
    for desk in it.desks:
        await desk.stop()


async def _wind(clock: SharedClock, store: SqlStore) -> None:
    """On to when something falls due. While something is on its way the clock is left alone: a
    lease must not run out only because this machine is slow."""
    now = clock.now()
    due = await store.read(lambda memory: memory.next_due(now))
    if not await store.read(lambda memory: _on_their_way(memory, now)):
        clock.move(max(STEP, (due - now).total_seconds() if due else 0.0))
    await asyncio.sleep(LOOK_EVERY)


def _on_their_way(memory: SqlMemory, now: datetime) -> bool:
    leased = select(lines.c.id).where(lines.c.lease_until > now).limit(1)
    return memory.connection.execute(leased).first() is not None


async def _is_owed(store: SqlStore, clock: SharedClock) -> bool:
    tally = await store.read(lambda memory: memory.tally(clock.now()))
    return any(number for state, number in tally.deliveries.items() if state != "dead")


async def _what_is_owed(store: SqlStore) -> list[str]:
    waiting = WITH_LINE.where(deliveries.c.place.is_not(None))
    rows = await store.read(lambda memory: memory.connection.execute(waiting).all())
    return [
        f"{row.kind} {row.state} for {row.target} after {row.attempts} attempts: "
        f"{row.last_error!r}, next {row.next_at}"
        for row in rows
    ]


@asynccontextmanager
async def _a_storm(
    folder: Path, database_url: str, seed: int, replicas: int
) -> AsyncGenerator[tuple[Storm, SqlStore]]:
    shared = multiprocessing.get_context("forkserver").RawValue
    ahead, is_full = shared("d", 0.0), shared("i", 0)
    clock, dice = SharedClock(ahead), random.Random(seed)
    receiver = Receiver(webhook_secret(SECRET, "default"), random.Random(seed))
    config = folder / "handrail.yaml"
    config.write_text(POLICY)
    async with (
        Hosted(receiver.app) as callback,
        Sandbox.serve(
            clock=clock, signing_clock=clock, signing_secret="storm-signing-secret"
        ) as slack,
    ):
        environ = {
            "HANDRAIL_DATABASE_URL": database_url,
            "HANDRAIL_CONFIG": str(config),
            "HANDRAIL_SLACK_API_URL": slack.api_url,
            "HANDRAIL_SECRET": SECRET,
            "HANDRAIL_WEBHOOK_ALLOW": "127.0.0.1",
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_SIGNING_SECRET": "storm-signing-secret",
        }
        settings = load(environ)
        key = await _a_key(settings, clock)
        desks = [DeskProcess(environ, ahead, is_full) for _ in range(replicas)]
        await slack.deliver_to(f"{desks[0].url}/slack/events")
        crowd = Crowd([desk.url for desk in desks], key, slack, f"{callback.url}/told", dice)
        try:
            await asyncio.gather(*(desk.start() for desk in desks))
            async with open_store(settings, clock, read_only=True) as store:
                yield (
                    Storm(desks, slack, clock, dice, crowd, receiver, key, database_url, is_full),
                    store,
                )
        finally:
            await crowd.close()
            for desk in desks:
                desk.go_on()
                await desk.kill()


async def _a_key(settings: object, clock: SharedClock) -> str:
    key = new_key()
    record = ApiKey(
        id=f"key_{secrets.token_hex(4)}",
        name="the storm's key",
        workspace="default",
        scopes=SCOPES,
        created_at=clock.now(),
    )
    async with open_store(settings, clock) as store:  # type: ignore[arg-type]
        await store.write(lambda memory: memory.add_key(record, hash_key(SECRET, key)))
    return key
