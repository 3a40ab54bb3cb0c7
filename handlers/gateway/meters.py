"""What is counted, for `/metrics`: a registry of this app's own, so that two apps never mix."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import get_args

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.ports import Desk, Figures, Tally
from bot.rules.delivery import (
    Declined,
    Delivery,
    DeliveryState,
    Failed,
    Limited,
    Lost,
    NotThere,
    Outcome,
    Sent,
    Target,
)
from bot.rules.lanes import KINDS
from bot.rules.phases import Reached
from bot.rules.policy import Verdict
from bot.rules.status import OPEN
from handlers.gateway.buckets import CARD_SECONDS, PEOPLE_SECONDS, SECONDS, WRITE_SECONDS

log = structlog.get_logger(__name__)

FRESH = timedelta(seconds=5)
PATIENCE = 2.0
WALL, OPEN_HOURS = "wall", "open"

OWED = (
    DeliveryState.PENDING,
    DeliveryState.SENDING,
    DeliveryState.UNCERTAIN,
    DeliveryState.DEAD,
)
DEAD = "dead"
OUTCOMES: dict[type[Outcome], str] = {
    Sent: "sent",
    Limited: "limited",
    Failed: "failed",
    Lost: "lost",
    NotThere: "not_there",
    Declined: "declined",
}


class Meters:
    """What happens is counted here in each process; what is open is counted in the record, and so
    every replica says the same of it. Series begin at nought, so that the first event shows.
    """

    def __init__(self, engine: str = "sqlite") -> None:
        self._counted_at: datetime | None = None
        self._counting = asyncio.Lock()
        self.registry = CollectorRegistry()
        self._watch_the_doors()
        self._watch_the_record(engine)
        self._watch_the_couriers()

    def watch_waiters(self, read: Callable[[], float]) -> None:
        self._waiters.set_function(read)

    def watch_policy(self, is_refused: Callable[[], bool]) -> None:
        self._policy.set_function(lambda: float(is_refused()))

    def wrote(self, seconds: float) -> None:
        self._writes.observe(seconds)

    def tried(self, delivery: Delivery, outcome: Outcome) -> None:
        how = DEAD if delivery.state is DeliveryState.DEAD else OUTCOMES[type(outcome)]
        self._attempts.labels(delivery.target, how).inc()

    def card_posted(self, seconds: float) -> None:
        self._cards.observe(seconds)

    def reached(self, what: Reached) -> None:
        its = (what.queue, what.reason, what.phase)
        self._people.labels(*its, WALL).observe(what.wall)
        if what.open is not None:
            self._people.labels(*its, OPEN_HOURS).observe(what.open)

    def time_mended(self, count: int) -> None:
        self._mended.inc(count)

    async def told(self, desk: Desk) -> bytes:
        """In Prometheus' format. Rows are counted again when the last count is five seconds old.
        A database that is away is a figure too, and the others are told all the same.
        """
        async with self._counting:
            now = desk.clock.now()
            if self._counted_at is None or abs(now - self._counted_at) >= FRESH:
                await self._count(desk, now)
        return generate_latest(self.registry)

    async def _count(self, desk: Desk, now: datetime) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                self._set(await desk.store.read(lambda memory: memory.tally(now)))
        except Exception as error:  # noqa: BLE001  # whatever it is, the record cannot be read
            log.warning("what is open could not be counted", error=type(error).__name__)
            self._database.set(0)
        else:
            self._database.set(1)
            self._counted_at = now

    def _set(self, tally: Tally) -> None:
        for state in OWED:
            self._deliveries.labels(state).set(tally.deliveries.get(state, 0))
        for status in sorted(OPEN):
            self._escalations.labels(status).set(tally.escalations.get(status, 0))
        for kind in KINDS:
            self._parked.labels(kind).set(tally.parked_seconds.get(kind, 0.0))
        self._overdue.set(tally.overdue_seconds)
        self._disabled.set(tally.disabled_endpoints)

    def _watch_the_doors(self) -> None:
        self.requests = Histogram(
            "handrail_http_request_seconds",
            "Time to answer, by route.",
            ["route", "method", "status"],
            registry=self.registry,
            buckets=SECONDS,
        )
        self.turns = self._counter("handrail_turns", "Turns judged, by verdict.", "verdict")
        for verdict in Verdict:
            self.turns.labels(verdict)
        self._waiters = self._gauge("handrail_waiters", "Long polls and streams open here.")
        self._policy = self._gauge(
            "handrail_policy_refused",
            "1 while the policy file has mistakes or cannot be read, and the last good one judges.",
        )

    def _watch_the_record(self, engine: str) -> None:
        self._database = self._gauge(
            "handrail_database_up", "1 while what is open can be counted; 0: those figures are old."
        )
        self._escalations = self._gauge(
            "handrail_escalations_open", "Open escalations by status.", "status"
        )
        self._writes = Histogram(
            "handrail_store_write_seconds",
            "Seconds from the asking for a write until it is durable, by engine.",
            ["engine"],
            registry=self.registry,
            buckets=WRITE_SECONDS,
        ).labels(engine)
        self._people = Histogram(
            "handrail_time_to_human_seconds",
            "Seconds from an escalation until it was posted, claimed, answered, delivered and "
            "executed, on the wall clock and in the open hours of its team.",
            ["queue", "reason", "phase", "time"],
            registry=self.registry,
            buckets=PEOPLE_SECONDS,
        )
        self._mended = self._counter(
            "handrail_timers_mended",
            "Open escalations that had lost the moment at which time looks at them.",
        )

    def _watch_the_couriers(self) -> None:
        self._deliveries = self._gauge(
            "handrail_deliveries_owed",
            "Deliveries by state; uncertain: perhaps it arrived; dead: until redriven.",
            "state",
        )
        self._overdue = self._gauge(
            "handrail_delivery_overdue_seconds", "Seconds that the oldest due delivery has waited."
        )
        self._parked = self._gauge(
            "handrail_lane_parked_seconds",
            "Seconds until the last parked lane of a kind is free again, as its far end asked.",
            "lane",
        )
        self._disabled = self._gauge(
            "handrail_webhook_endpoints_disabled",
            "Agents' ends that are sent no webhooks any more, until somebody enables them.",
        )
        self._cards = Histogram(
            "handrail_time_to_card_seconds",
            "Seconds from an escalation to its card in Slack.",
            registry=self.registry,
            buckets=CARD_SECONDS,
        )
        self._attempts = self._counter(
            "handrail_delivery_attempts",
            "Attempts and looks by target and by what came of them; dead: given up.",
            *("target", "outcome"),
        )
        for target in get_args(Target):
            for outcome in (*OUTCOMES.values(), DEAD):
                self._attempts.labels(target, outcome)

    def _gauge(self, name: str, words: str, *labels: str) -> Gauge:
        return Gauge(name, words, labels, registry=self.registry)

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(name, words, labels, registry=self.registry)


def _keeps_its_promise(meters: Meters) -> Figures:
    return meters
