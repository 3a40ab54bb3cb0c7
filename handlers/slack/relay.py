"""Words on their way to customers: held for a moment, read once more in order, then passed on."""

import asyncio
from contextlib import suppress
from datetime import datetime

import structlog

from bot.flows.pass_on import pass_on
from bot.ports import Desk, Topic
from handlers.slack.catch_up import CatchUp

log = structlog.get_logger(__name__)

SLOW_POLL = 5.0
READING = 2.0
PAUSE_AFTER_TROUBLE = 1.0


class Relay:
    """Slack's events may come late, twice or in another order; what stands in the thread is right.
    When Slack cannot be asked within two seconds, what came by itself has to do.
    """

    def __init__(self, desk: Desk, catch_up: CatchUp) -> None:
        self._desk = desk
        self._catch_up = catch_up
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._work(), name="relay")

    async def stop(self, *, within: float = 10.0) -> None:
        """The desk's signals are closing; what still waits is passed on after the next start."""
        if self._task is None:
            return
        await asyncio.wait([self._task], timeout=within)
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def once(self) -> datetime | None:
        """Pass on all that is due; when there will be more."""
        now = self._desk.clock.now()
        due = await self._desk.store.read(lambda memory: memory.conversations_to_pass_on(now))
        for workspace, conversation_id, escalation_id in due:
            await self._read_thread(escalation_id)
            await pass_on(self._desk, workspace, conversation_id)
        return await self._desk.store.read(lambda memory: memory.next_to_pass_on())

    async def _read_thread(self, escalation_id: str) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(READING):
                await self._catch_up.read_one(escalation_id)

    async def _work(self) -> None:
        while not self._desk.signals.closing:
            with self._desk.signals.listening(Topic.RELAY) as heard:
                try:
                    seconds = self._until(await self.once())
                except Exception as error:  # noqa: BLE001
                    log.error("relay in trouble", error=type(error).__name__)  # noqa: TRY400
                    seconds = PAUSE_AFTER_TROUBLE
                await heard.wait(seconds)

    def _until(self, due: datetime | None) -> float:
        if due is None:
            return SLOW_POLL
        return min(SLOW_POLL, max(0.01, (due - self._desk.clock.now()).total_seconds()))
