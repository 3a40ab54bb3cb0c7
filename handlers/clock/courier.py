"""Couriers carry what is owed: woken by a commit, asleep until the next thing falls due."""

import asyncio
from contextlib import suppress

import structlog

from bot.flows.deliver import deliver
from bot.ports import Desk, Topic
from bot.rules.delivery import Delivery, DeliveryState

log = structlog.get_logger(__name__)

SLOW_POLL = 5.0
PAUSE_AFTER_TROUBLE = 1.0


class Couriers:
    """`count` deliveries at a time; each line of deliveries still goes one by one, in order."""

    def __init__(self, desk: Desk, *, owner: str, count: int = 8) -> None:
        self._desk = desk
        self._owner = owner
        self._count = count
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
            with self._desk.signals.listening(Topic.DELIVERIES) as heard:
                try:
                    done = await deliver(self._desk, owner)
                    seconds = 0.0 if done else await self._until_next()
                    if done and done.state is DeliveryState.DEAD:
                        _mourn(done)
                except Exception:
                    log.exception("courier in trouble", courier=owner)
                    seconds = PAUSE_AFTER_TROUBLE
                if seconds:
                    await heard.wait(seconds)

    async def _until_next(self) -> float:
        now = self._desk.clock.now()
        due = await self._desk.store.read(lambda memory: memory.next_due(now))
        if due is None:
            return SLOW_POLL
        return min(SLOW_POLL, max(0.01, (due - now).total_seconds()))


def _mourn(dead: Delivery) -> None:
    log.error(
        "delivery dead",
        delivery=dead.id,
        escalation=dead.escalation_id,
        kind=dead.kind,
        attempts=dead.attempts,
        why=dead.last_error,
    )
