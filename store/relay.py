"""How people's words reached customers in a window, and what never left."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from bot.rules.conversation import ItemState, ItemType
from bot.rules.weekly.parts import Relay
from store.asked import Asked
from store.spans import micros, moment, within
from store.spread import Spread, Spreads, code
from store.tables import deliveries, items, limits, lines, measures, suppressed

P95 = 95
_UNDER_WAY = (ItemState.SENT, ItemState.HANDED)
_WITH_CASE = items.join(measures, measures.c.escalation_id == items.c.escalation_id)


class OnTheWay(Spreads):
    def _relay(self, asked: Asked) -> Relay:
        written = and_(
            items.c.workspace == asked.workspace,
            within(items.c.at, asked.window),
            asked.had_at(items.c.at),
        )
        lag = self._lag(written, asked.now)
        row = self._only(
            select(
                _count(items.c.state == ItemState.DELIVERED).label("delivered"),
                _count(items.c.state == ItemState.FAILED).label("failed"),
                _count(items.c.state.in_(_UNDER_WAY)).label("under_way"),
                _count(items.c.corrects.is_not(None)).label("edited"),
                _count(items.c.holds > 0).label("files_failed"),
            )
            .select_from(_WITH_CASE)
            .where(written, items.c.type == ItemType.MESSAGE)
        )
        counts = {name: value or 0 for name, value in row._asdict().items()}
        under_way = counts.pop("under_way")
        return Relay(
            **counts,
            attempted=counts["delivered"] + counts["failed"] + under_way,
            withdrawn=self._withdrawn(written),
            lag=lag.summary(),
            lag_p95=lag.at(P95),
            dead=self._of_all_kinds(deliveries.c.died_at, asked),
            uncertain=self._of_all_kinds(deliveries.c.doubted_at, asked),
            suppressed=self._suppressed(asked),
            limited_seconds=self._limited(asked),
        )

    def _limited(self, asked: Asked) -> float:
        """By the clock on the wall: two lanes that wait at once wait once."""
        of_case = limits.outerjoin(measures, measures.c.escalation_id == limits.c.escalation_id)
        rows = self._all(
            select(limits.c.at, limits.c.until)
            .select_from(of_case)
            .where(
                limits.c.workspace == asked.workspace,
                limits.c.target == "slack",
                within(limits.c.at, asked.window),
                asked.had_at(limits.c.at),
            )
            .order_by(limits.c.at)
        )
        waited, reached = timedelta(), asked.window.start
        for row in rows:
            waited += max(timedelta(), row.until - max(row.at, reached))
            reached = max(reached, row.until)
        return waited.total_seconds()

    def _lag(self, written: ColumnElement[bool], now: datetime) -> Spread:
        """From a person's hand to the customer; what is under way has taken until now."""
        there = func.coalesce(items.c.delivered_at, moment(now))
        lasted = micros(there, items.c.acted_at, sqlite=self._is_sqlite)
        goes_on = items.c.state != ItemState.DELIVERED
        codes = (
            select(code(case((lasted < 0, 0), else_=lasted), goes_on=goes_on).label("lag"))
            .select_from(_WITH_CASE)
            .where(
                written,
                items.c.type == ItemType.MESSAGE,
                items.c.state.in_((ItemState.DELIVERED, *_UNDER_WAY)),
            )
        )
        return self._spreads(codes)["lag"]

    def _withdrawn(self, written: ColumnElement[bool]) -> int:
        counted = select(func.count()).select_from(_WITH_CASE)
        return self._only(counted.where(written, items.c.type == ItemType.WITHDRAWN))[0]

    def _of_all_kinds(self, at: ColumnElement[Any], asked: Asked) -> int:
        """One that died and was owed again since is dead no more."""
        of_case = deliveries.join(lines).outerjoin(
            measures, measures.c.escalation_id == lines.c.escalation_id
        )
        counted = select(func.count()).select_from(of_case)
        return self._only(
            counted.where(
                lines.c.workspace == asked.workspace,
                within(at, asked.window),
                asked.had_at(at),
            )
        )[0]

    def _suppressed(self, asked: Asked) -> int:
        with_case = suppressed.join(
            measures, measures.c.escalation_id == suppressed.c.escalation_id
        )
        counted = select(func.count()).select_from(with_case)
        return self._only(
            counted.where(
                measures.c.workspace == asked.workspace,
                within(suppressed.c.at, asked.window),
                asked.had_at(suppressed.c.at),
            )
        )[0]


def _count(what: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((what, 1), else_=0))
