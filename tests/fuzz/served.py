"""A desk on a port of its own and in a thread of its own, with people who decide when asked."""

import asyncio
import random
import tempfile
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from bot.clock import SystemClock
from bot.errors import Refused
from bot.flows.decide import decide
from bot.ids import new_id, new_key, new_token
from bot.policy_file import Shelf
from bot.ports import ApiKey, Desk
from bot.rules.decision import Approve, Choice, Reject
from bot.rules.keys import hash_key
from bot.rules.policy import Judgement, PastConversation, Reason, Verdict
from bot.rules.press import Press
from bot.rules.turn import Turn
from handlers.gateway.app import gateway
from sandbox.hosting import Hosted
from store.store import SqlStore
from tests.databases import postgres_store, running_postgres, sqlite_store
from tests.fakes import Directory, Mailbox, Room, SetPolicy
from tests.makers import a_judgement

SECRET = "a secret of the fuzzer, 32 characters or more"
POLICY = Path(__file__).parents[2] / "bot/demo.yaml"
ALL = frozenset({"turns:write", "escalations:read", "escalations:write", "reports:read"})


@dataclass
class MostlyHolds(SetPolicy):
    """The demo's own policy judges every turn; what it would hold or pass mostly goes to a queue
    whose people are here.
    """

    shelf: Shelf = field(default_factory=lambda: Shelf(POLICY))

    def judge(self, turn: Turn, past: PastConversation, *, dice: float) -> Judgement:
        judged = self.shelf.current.judge(turn, past, dice=dice)
        passes = judged.verdict is Verdict.PASS and len(turn.turn_id) % 4 == 0
        if passes or judged.verdict not in (Verdict.HOLD, Verdict.PASS):
            return judged
        return a_judgement(reason=Reason.POLICY)


@dataclass
class Served:
    url: str
    key: str
    desk: Desk
    loop: asyncio.AbstractEventLoop
    done: asyncio.Event

    def decide(self, id: str, dice: random.Random) -> None:
        """Ana decides, if it is still hers to decide."""
        choice = dice.choice([*[Approve()] * 4, Reject(reason="Too much")])
        asyncio.run_coroutine_threadsafe(self._press(id, choice), self.loop).result(60)

    async def _press(self, id: str, choice: Choice) -> None:
        try:
            found = await self.desk.store.read(lambda memory: memory.escalation(id))
            press = Press(
                escalation_id=id,
                version=found.version,
                team="T0SANDBOX",
                user="U0ANA",
                key=new_token(),
            )
            await decide(self.desk, press, choice)
        except Refused:
            return


@contextmanager
def served(engine: str = "sqlite") -> Iterator[Served]:
    opened: Future[Served] = Future()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="handrail-fuzz-")))
        server = stack.enter_context(running_postgres()) if engine == "postgresql" else None

        async def life() -> None:
            url = await server.fresh() if server else ""
            await _serve(_store(url, folder), opened)

        thread = Thread(target=_run, args=(life, opened))
        thread.start()
        desk = opened.result(120)
        try:
            yield desk
        finally:
            desk.loop.call_soon_threadsafe(desk.done.set)
            thread.join()


def _run(life: Any, opened: Future[Served]) -> None:
    try:
        asyncio.run(life())
    except BaseException as error:
        if opened.done():
            raise
        opened.set_exception(error)


def _store(url: str, folder: Path) -> AbstractAsyncContextManager[SqlStore]:
    clock: Any = SystemClock()
    return postgres_store(url, clock) if url else sqlite_store(folder, clock)


async def _serve(store: AbstractAsyncContextManager[SqlStore], opened: Future[Served]) -> None:
    async with _desk(store) as (desk, key), Hosted(gateway(desk, secret=SECRET)) as host:
        done = asyncio.Event()
        opened.set_result(Served(host.url, key, desk, asyncio.get_running_loop(), done))
        await done.wait()


@asynccontextmanager
async def _desk(opening: AbstractAsyncContextManager[SqlStore]) -> AsyncGenerator[tuple[Desk, str]]:
    """Whoever waits is answered at once, as when the desk closes: nobody here is patient."""
    async with opening as store:
        store.signals.close()
        desk = Desk(
            policies=MostlyHolds(),
            store=store,
            clock=SystemClock(),
            signals=store.signals,
            slack=Room(),
            webhooks=Mailbox(),
            people=Directory(),
            new_id=new_id,
            new_token=new_token,
            dice=lambda: 0.5,
        )
        key = new_key()
        record = ApiKey(
            id=new_id("key"),
            name="fuzzer",
            workspace="default",
            scopes=ALL,
            created_at=desk.clock.now(),
        )
        await store.write(lambda memory: memory.add_key(record, hash_key(SECRET, key)))
        yield desk, key
