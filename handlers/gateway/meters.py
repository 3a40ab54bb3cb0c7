"""What is counted, for `/metrics`: a registry of this app's own, so that two apps never mix."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.ports import Desk, Tally
from bot.rules.delivery import DeliveryState
from bot.rules.status import OPEN

FRESH = timedelta(seconds=5)
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 65)


OWED = (
    DeliveryState.PENDING,
    DeliveryState.SENDING,
    DeliveryState.UNCERTAIN,
    DeliveryState.DEAD,
)


class Meters:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._counted_at: datetime | None = None
        self._counting = asyncio.Lock()
        self.registry = CollectorRegistry()
        self.requests = Histogram(
            "handrail_http_request_seconds",
            "Time to answer, by route.",
            ["route", "method", "status"],
            registry=self.registry,
            buckets=SECONDS,
        )
        self.turns = Counter(
            "handrail_turns", "Turns judged, by verdict.", ["verdict"], registry=self.registry
        )
        self._waiters = self._gauge("handrail_waiters", "Long polls and streams open here.")
        self._deliveries = self._gauge(
            "handrail_deliveries_owed", "Deliveries by state; dead ones until redriven.", "state"
        )
        self._escalations = self._gauge(
            "handrail_escalations_open", "Open escalations by status.", "status"
        )
        self._overdue = self._gauge(
            "handrail_delivery_overdue_seconds", "Wait of the oldest delivery that is due."
        )

    def watch_waiters(self, read: Callable[[], float]) -> None:
        self._waiters.set_function(read)

    async def told(self) -> bytes:
        """In Prometheus' format. Rows are counted again when the last count is five seconds old."""
        async with self._counting:
            if not self._is_fresh():
                now = self._desk.clock.now()
                self._set(await self._desk.store.read(lambda memory: memory.tally(now)))
                self._counted_at = now
        return generate_latest(self.registry)

    def _is_fresh(self) -> bool:
        at = self._counted_at
        return at is not None and abs(self._desk.clock.now() - at) < FRESH

    def _set(self, tally: Tally) -> None:
        for state in OWED:
            self._deliveries.labels(state).set(tally.deliveries.get(state, 0))
        for status in sorted(OPEN):
            self._escalations.labels(status).set(tally.escalations.get(status, 0))
        self._overdue.set(tally.overdue_seconds)

    def _gauge(self, name: str, words: str, *labels: str) -> Gauge:
        return Gauge(name, words, labels, registry=self.registry)
