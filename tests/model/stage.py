"""Puts a real desk on an empty database, and on the same one again after it was stopped."""

import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

from bot.flows.sweep import sweep
from bot.ports import Desk
from bot.rules.delivery import LEASE
from bot.rules.lanes import Pace
from store.store import SqlStore
from tests.databases import Postgres, postgres_store, sqlite_store
from tests.fakes import Directory, SetPolicy, passing
from tests.makers import WindUpClock
from tests.model.moves import Rules
from tests.model.real import RealDesk
from tests.model.room import MoodyMailbox, MoodyRoom
from tests.model.words import LOOKS_UP, PEOPLE, judgement

OpenStore = Callable[[WindUpClock], AbstractAsyncContextManager[SqlStore]]
Place = Callable[[], AbstractAsyncContextManager[OpenStore]]
PATIENCE = 1_000
LOOKS_LATER = 3_600.0


@asynccontextmanager
async def on_sqlite() -> AsyncGenerator[OpenStore]:
    with tempfile.TemporaryDirectory(prefix="handrail-model-") as folder:
        yield partial(_alone_on, Path(folder))


@asynccontextmanager
async def on_postgres(postgres: Postgres) -> AsyncGenerator[OpenStore]:
    async with postgres.database() as url:
        yield partial(postgres_store, url)


@asynccontextmanager
async def _alone_on(folder: Path, clock: WindUpClock) -> AsyncGenerator[SqlStore]:
    async with sqlite_store(folder, clock) as store:
        await store.write(lambda memory: memory.free_leases())
        yield store


class Stage:
    """`real` is the desk as it stands there now; `meanwhile` happens when a courier sleeps."""

    def __init__(self, place: Place, rules: Rules) -> None:
        self._place = place
        self._rules = rules
        self._database = AsyncExitStack()
        self._process = AsyncExitStack()
        self.clock = WindUpClock()
        self.meanwhile: list[Callable[[], Awaitable[None]]] = []

    async def open(self) -> RealDesk:
        self._open_store = await self._database.enter_async_context(self._place())
        room = MoodyRoom(self.clock, self._while_one_sleeps)
        mailbox = MoodyMailbox(self.clock, self._while_one_sleeps)
        policy = SetPolicy(judgement(self._rules), by_action={LOOKS_UP: passing()})
        numbers = count(1)
        store = await self._process.enter_async_context(self._open_store(self.clock))
        desk = Desk(
            policies=policy,
            store=store,
            clock=self.clock,
            signals=store.signals,
            slack=room,
            webhooks=mailbox,
            people=Directory(PEOPLE),
            new_id=lambda kind: f"{kind}_{next(numbers):06}",
            new_token=lambda: f"exe_{next(numbers)}",
            dice=lambda: 0.5,
            pace=Pace(post=0, update=0, whisper=0),
        )
        self.real = RealDesk(desk, self.clock, room, mailbox, policy)
        return self.real

    async def restart(self) -> None:
        await self._process.aclose()
        store = await self._process.enter_async_context(self._open_store(self.clock))
        self.real.desk = replace(self.real.desk, store=store, signals=store.signals)

    async def close(self) -> None:
        await self._process.aclose()
        await self._database.aclose()

    async def come_to_rest(self) -> None:
        """Everybody is well, and time passes until nothing is owed or in doubt any more."""
        for _ in range(PATIENCE):
            await self.deliver_all()
            await sweep(self.real.desk)
            if await self._is_at_rest():
                return
            await self._wind_on()
        raise AssertionError("the desk never comes to rest")

    async def deliver_all(self) -> None:
        """What is due by now, and everybody is well."""
        while await self.real.deliver():
            pass

    async def _is_at_rest(self) -> bool:
        now = self.clock.now()
        store = self.real.desk.store
        tally = await store.read(lambda memory: memory.tally(now))
        later = WindUpClock(now)
        later.wind(seconds=LOOKS_LATER)
        return not tally.deliveries and not await store.read(
            lambda memory: memory.to_sweep(later.now(), 1)
        )

    async def _wind_on(self) -> None:
        """To when something falls due; what died is sent again, as an operator would."""
        now, store = self.clock.now(), self.real.desk.store
        for dead in await store.read(lambda memory: memory.dead()):
            await store.write(lambda memory, id=dead.id: memory.redrive(id, now))
        due = await store.read(lambda memory: memory.next_due(now))
        self.clock.wind(seconds=max(1.0, (due - now).total_seconds() if due else 60.0))

    async def _while_one_sleeps(self) -> None:
        """Its lease runs out, and others go on; they look twice and may well send again."""
        self.clock.wind(seconds=LEASE.total_seconds() + 1)
        while self.meanwhile:
            await self.meanwhile.pop()()
        for _ in range(3):
            await self.real.deliver()
            self.clock.wind(seconds=6)
