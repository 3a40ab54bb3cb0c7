"""Waking waiters in other replicas: `NOTIFY` as a hint, a slow look at the versions as the net.

One connection in autocommit both speaks and listens. What piles up while a hint is on its way
goes out together with the next one.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

import asyncpg

from bot.ports import Topic
from store.signals import LocalSignals

log = logging.getLogger(__name__)

CHANNEL = "handrail"
PAYLOAD_BYTES = 7_900
POLL_SECONDS = 5.0
RECONNECT_SECONDS = 1.0
OURS = tuple(Topic)  # whoever works on these has a slow poll of its own besides
LOOK = """
    SELECT id, version FROM escalations WHERE id = ANY($1)
    UNION ALL SELECT topic, items FROM conversations WHERE topic = ANY($1)
"""
_TROUBLE = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what the driver says of a connection cut between two words
)


class Hints(LocalSignals):
    def __init__(self, connect: Callable[[], Awaitable[Any]]) -> None:
        super().__init__()
        self._connect = connect
        self._me = secrets.token_hex(6)
        self._unsaid: set[str] = set()
        self._stir = asyncio.Event()
        self._seen: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()

    def start(self) -> None:
        self._task = asyncio.create_task(self._listen(), name="store-hints")

    def tell_all_replicas(self, topics: Iterable[str]) -> None:
        """This one at once, the others as soon as the line is free."""
        self.tell(topics)
        self._unsaid.update(topics)
        if self._unsaid:
            self._stir.set()

    async def stop(self) -> None:
        self.close()
        self._stir.set()
        if self._task:
            await self._task

    async def _listen(self) -> None:
        while not self.closing:
            try:
                await self._converse()
            except _TROUBLE as error:
                log.warning("waiting for changes by polling until PostgreSQL is back: %r", error)
            self.ready.clear()
            self._stir.clear()
            if not self.closing:
                await self._stirred(RECONNECT_SECONDS)

    async def _converse(self) -> None:
        connection = await self._connect()
        try:
            connection.add_termination_listener(lambda _: self._stir.set())
            await connection.add_listener(CHANNEL, self._heard)
            self.tell(self.topics)  # whatever was said while we could not hear
            self.ready.set()
            await self._speak_and_look(connection)
        finally:
            with suppress(*_TROUBLE):
                await connection.close(timeout=1.0)

    async def _speak_and_look(self, connection: Any) -> None:
        now = asyncio.get_running_loop().time
        look_at = now() + POLL_SECONDS
        while not self.closing and not connection.is_closed():
            self._stir.clear()
            await self._speak(connection)
            if now() >= look_at:
                await self._look(connection)
                look_at = now() + POLL_SECONDS
            await self._stirred(look_at - now())

    async def _speak(self, connection: Any) -> None:
        unsaid, self._unsaid = self._unsaid, set()
        for payload in payloads(self._me, unsaid):
            await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, payload)

    async def _look(self, connection: Any) -> None:
        """One query, however many wait: whose version is not the one we last saw?"""
        topics = [topic for topic in self.topics if topic not in OURS]
        rows = []
        if topics:
            rows = await connection.fetch(LOOK, topics)
        versions = {row["id"]: row["version"] for row in rows}
        self.tell(id for id, version in versions.items() if self._seen.get(id) != version)
        self.tell(OURS)
        self._seen = versions

    def _heard(self, connection: Any, pid: int, channel: str, payload: str) -> None:  # noqa: ARG002
        who, *topics = payload.split(" ")
        if who != self._me:
            self.tell(topics)

    async def _stirred(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stir.wait()


def payloads(who: str, topics: Iterable[str]) -> Iterator[str]:
    """As few as `NOTIFY` allows; a topic with a space or too long is left to the slow look."""
    words, length = [who], len(who.encode())
    for topic in topics:
        more = len(topic.encode()) + 1
        if " " in topic or more + len(who) > PAYLOAD_BYTES:
            continue
        if length + more > PAYLOAD_BYTES:
            yield " ".join(words)
            words, length = [who], len(who.encode())
        words.append(topic)
        length += more
    if len(words) > 1:
        yield " ".join(words)
