"""Words on their way to customers: held for a moment, read once more in order, then passed on."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.flows.fetch_files import fetch_files
from bot.flows.pass_on import pass_on
from bot.ports import Desk, Files, Memory, Topic
from handlers.slack.catch_up import CatchUp

log = structlog.get_logger(__name__)

SLOW_POLL = 5.0
READING = 2.0
PAUSE_AFTER_TROUBLE = 1.0
WHILE_FETCHING = timedelta(seconds=0.25)
AT_ONCE = 3  # messages whose files are fetched; of each one file is in memory
_Place = tuple[str, str]


class Relay:
    """Slack's events may come late, twice or in another order; what stands in the thread is right.
    When Slack cannot be asked within two seconds, what came by itself has to do.

    A conversation whose words have files waits for these by itself; the others go on meanwhile.
    """

    def __init__(self, desk: Desk, catch_up: CatchUp, files: Files) -> None:
        self._desk = desk
        self._catch_up = catch_up
        self._files = files
        self._fetching: dict[_Place, asyncio.Task[None]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._work(), name="relay")

    async def stop(self, *, within: float = 10.0) -> None:
        """The desk's signals are closing; what still waits is passed on after the next start."""
        if self._task is None:
            return
        tasks = [self._task, *self._fetching.values()]
        await asyncio.wait([self._task], timeout=within)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def once(self) -> datetime | None:
        """Pass on all that is due; when there will be more."""
        now = self._desk.clock.now()
        due = await self._desk.store.read(lambda memory: memory.conversations_to_pass_on(now))
        for workspace, conversation_id, escalation_id in due:
            place = (workspace, conversation_id)
            if place in self._fetching:
                continue
            await self._read_thread(escalation_id)
            if await self._desk.store.read(lambda memory, place=place: _lacks_files(memory, place)):
                self._fetch(place)
            else:
                await pass_on(self._desk, *place)
        soonest = await self._desk.store.read(lambda memory: memory.next_to_pass_on())
        if soonest and self._fetching:
            return max(soonest, self._desk.clock.now() + WHILE_FETCHING)
        return soonest

    def _fetch(self, place: _Place) -> None:
        task = asyncio.create_task(self._with_files(place), name="relay-files")
        self._fetching[place] = task
        task.add_done_callback(lambda _: self._fetching.pop(place, None))

    async def _with_files(self, place: _Place) -> None:
        try:
            async with self._turns:
                await fetch_files(self._desk, self._files, *place)
                await pass_on(self._desk, *place)
        except Exception as error:  # noqa: BLE001
            log.error("files in trouble", error=type(error).__name__)  # noqa: TRY400
            await asyncio.sleep(PAUSE_AFTER_TROUBLE)

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


def _lacks_files(memory: Memory, place: _Place) -> bool:
    return any(item.wanted for item in memory.waiting_items(*place))
