"""One storm: a crowd at work, processes that die, and a calm in which the history is read."""

import asyncio
import multiprocessing
import random
import secrets
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.app import open_store
from bot.ids import new_key
from bot.ports import ApiKey
from bot.rules.keys import hash_key
from bot.settings import load
from handlers.gateway.webhooks import webhook_secret
from sandbox.client import Workspace
from sandbox.hosting import Hosted
from sandbox.server import Sandbox
from store.store import SqlStore
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
rules:
  - {name: every refund, when: turn.action.name == "issue_refund", then: hold, queue: refunds, stakes: low}
"""
SCOPES = frozenset({"turns:write", "escalations:read", "escalations:write"})
AT_ONCE = 6
LEASE_AND_MORE = 31.0
SWEEPS = (125.0, 800.0)
CALM_WITHIN = 120.0

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
        finally:
            it.is_over = True
        await _calm(it, store, working)
        broken = await broken_promises(it.crowd.cases, it.slack, store, it.receiver)
        return Report(len(it.crowd.cases), it.counted, time.monotonic() - began, broken)


async def _work(it: Storm) -> None:
    while not it.is_over:
        with suppress(GaveUp):
            await it.crowd.live()


async def _calm(it: Storm, store: SqlStore, working: list[asyncio.Task[None]]) -> None:
    """Everybody comes to an end, and so does everything that is owed; then the late looks."""
    await it.slack.faults.clear()
    async with asyncio.timeout(CALM_WITHIN):
        while not all(task.done() for task in working) or await _is_owed(store, it.clock):
            it.clock.move(6.0)
            await asyncio.sleep(0.2)
        for seconds in SWEEPS:
            it.clock.move(seconds)
            while await store.read(lambda memory: memory.to_sweep(it.clock.now(), 1)):  # noqa: ASYNC110
                await asyncio.sleep(0.2)
    await asyncio.gather(*working)
    for desk in it.desks:
        await desk.stop()


async def _is_owed(store: SqlStore, clock: SharedClock) -> bool:
    tally = await store.read(lambda memory: memory.tally(clock.now()))
    return any(number for state, number in tally.deliveries.items() if state != "dead")


@asynccontextmanager
async def _a_storm(
    folder: Path, database_url: str, seed: int, replicas: int
) -> AsyncGenerator[tuple[Storm, SqlStore]]:
    ahead = multiprocessing.get_context("forkserver").Value("d", 0.0)
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
        desks = [DeskProcess(environ, ahead) for _ in range(replicas)]
        await slack.deliver_to(f"{desks[0].url}/slack/events")
        crowd = Crowd([desk.url for desk in desks], key, slack, f"{callback.url}/told", dice)
        try:
            await asyncio.gather(*(desk.start() for desk in desks))
            async with open_store(settings, clock, read_only=True) as store:
                yield Storm(desks, slack, clock, dice, crowd, receiver, key), store
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
