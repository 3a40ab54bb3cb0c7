"""Couriers carry what is owed: woken by a commit, asleep until the next thing falls due."""

import asyncio
from contextlib import suppress

import structlog

from bot.flows.deliver import deliver
from bot.logs import trouble
from bot.ports import Desk, Topic
from bot.rules.delivery import Delivery, DeliveryState

log = structlog.get_logger(__name__)

SLOW_POLL = 5.0
PAUSE_AFTER_TROUBLE = 1.0
BETWEEN_LOOKS = 0.02


class Couriers:
    """`count` deliveries at a time; each line of deliveries still goes one by one, in order.

    One of them keeps watch and the others rest, so that a commit wakes one and not all; who has
    found something hands the watch on and carries it.
    """

    def __init__(self, desk: Desk, *, owner: str, count: int = 8) -> None:
        self._desk = desk
        self._owner = owner
        self._count = count
        self._watch = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._work(f"{self._owner}/{number}"), name=f"courier-{number}")
            for number in range(self._count)
        ]

    async def stop(self, *, within: float = 10.0) -> None:
        """Finish what is being sent; the desk's signals are closing, so nobody starts anew."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _work(self, owner: str) -> None:
        while not self._desk.signals.closing:
            watch = _Watch(self._watch)
            await watch.keep()
            try:
                await self._carry_next(owner, watch)
            except Exception as error:  # noqa: BLE001
                log.error(  # noqa: TRY400  # see trouble
                    "courier in trouble", courier=owner, **trouble(error)
                )
                await asyncio.sleep(PAUSE_AFTER_TROUBLE)
            finally:
                watch.hand_on()

    async def _carry_next(self, owner: str, watch: "_Watch") -> None:
        await self._until_due()
        if self._desk.signals.closing:
            return
        done = await deliver(self._desk, owner, taken=watch.hand_on)
        if done is None:
            await asyncio.sleep(BETWEEN_LOOKS)  # another replica was quicker
        elif done.state is DeliveryState.DEAD:
            _mourn(done)

    async def _until_due(self) -> None:
        """Looking costs no write, and many commits in a row are one reason to look again."""
        with self._desk.signals.listening(Topic.DELIVERIES) as heard:
            while not self._desk.signals.closing:
                seconds = await self._until_next()
                if seconds <= 0:
                    return
                await asyncio.sleep(min(seconds, BETWEEN_LOOKS))
                await heard.wait(seconds)

    async def _until_next(self) -> float:
        now = self._desk.clock.now()
        due = await self._desk.store.read(lambda memory: memory.next_due(now))
        if due is None:
            return SLOW_POLL
        return min(SLOW_POLL, (due - now).total_seconds())


class _Watch:
    """One courier's turn to look; handed on once, by whichever comes first."""

    def __init__(self, lock: asyncio.Lock) -> None:
        self._lock = lock
        self._is_mine = False

    async def keep(self) -> None:
        await self._lock.acquire()
        self._is_mine = True

    def hand_on(self) -> None:
        if self._is_mine:
            self._is_mine = False
            self._lock.release()


def _mourn(dead: Delivery) -> None:
    log.error(
        "delivery dead",
        delivery=dead.id,
        escalation=dead.escalation_id,
        kind=dead.kind,
        attempts=dead.attempts,
        why=dead.last_error,
    )
