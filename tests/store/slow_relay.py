"""How people's words reached customers, as somebody with a pencil finds it in plain lists."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.rules.calendars.week import Window
from bot.rules.conversation import Item
from bot.rules.weekly.parts import Relay
from bot.rules.weekly.statistics import Measured, percentile, summarise
from tests.store.aftermath import Aftermath

UNDER_WAY = {"sent", "handed"}
A_TICK = timedelta(seconds=30)


class SlowRelay:
    def __init__(self, asides: Sequence[Aftermath], now: datetime) -> None:
        self.asides, self.now = asides, now

    def of(self, window: Window, queue: str | None) -> Relay:
        self.window, self.queue = window, queue
        items = [each for of in self.asides for each in of.said if self.counts(of, each.at)]
        messages = [each for each in items if str(each.type) == "message"]
        states = [str(each.state) for each in messages]
        lags = [self.lag(each) for each in messages if str(each.state) in UNDER_WAY | {"delivered"}]
        return Relay(
            delivered=states.count("delivered"),
            failed=states.count("failed"),
            attempted=sum(each in UNDER_WAY | {"delivered", "failed"} for each in states),
            lag=summarise(lags),
            lag_p95=percentile(lags, 95),
            edited=sum(bool(each.corrects) for each in messages),
            withdrawn=sum(str(each.type) == "withdrawn" for each in items),
            files_failed=sum(each.holds > 0 for each in messages),
            dead=self.parcels("died"),
            uncertain=self.parcels("doubted", "owed_again"),
            suppressed=sum(self.counts(of, at) for of in self.asides for at in of.again),
            limited_seconds=len(set(self.ticks())) * A_TICK.total_seconds(),
        )

    def counts(self, of: Aftermath, at: datetime) -> bool:
        return at in self.window and of.life.had_by(self.queue, at)

    def lag(self, item: Item) -> Measured:
        there = item.delivered_at if str(item.state) == "delivered" else None
        lasted = ((there or self.now) - item.acted_at).total_seconds()
        return Measured(max(0.0, lasted), at_least=there is None)

    def parcels(self, *words: str) -> int:
        """What is owed again may have died in doubt, and is looked for first."""
        return sum(
            each.word in words and self.counts(of, each.at)
            for of in self.asides
            for each in of.parcels
        )

    def ticks(self) -> Iterator[datetime]:
        """Each half minute in which something waited, however much of it."""
        for of in self.asides:
            for at, until in of.limits:
                if self.counts(of, at):
                    yield from (at + A_TICK * tick for tick in range((until - at) // A_TICK))
