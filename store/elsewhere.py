"""How much of what customers waited was somebody else's turn: a carrier's, a bank's.

It began when whoever had the conversation said so, and ended when they said that it was over, or
with the next words of either side.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from store.rows import Rows
from store.tables import changes, measures, waits

SAID_SO = "third_party"
OVER = (
    *("third_party_acted", "customer_wrote", "answered", "no_reply_needed", "decided", "expired"),
    *("cancelled", "superseded", "resolved", "handed_back"),
)


class Elsewhere(Rows):
    def _elsewhere(self, began: ColumnElement[bool], now: datetime) -> dict[str, float]:
        """Seconds by case; of those that never waited for anybody outside nothing."""
        later = changes.alias("later")
        until = (
            select(func.min(later.c.at))
            .where(
                later.c.escalation_id == changes.c.escalation_id,
                later.c.version > changes.c.version,
                later.c.type.in_(OVER),
            )
            .correlate(changes)
            .scalar_subquery()
        )
        rows = self._all(
            select(
                waits.c.escalation_id,
                waits.c.began_at,
                waits.c.ended_at,
                changes.c.at,
                until.label("until"),
            )
            .select_from(measures)
            .join(changes, changes.c.escalation_id == measures.c.escalation_id)
            .join(waits, waits.c.escalation_id == measures.c.escalation_id)
            .where(began, changes.c.type == SAID_SO)
        )
        found: dict[str, float] = {}
        for row in rows:
            found[row.escalation_id] = found.get(row.escalation_id, 0.0) + _shared(row, now)
        return found


def _shared(row: Row[Any], now: datetime) -> float:
    """Of one wait and one time in which it was somebody else's turn."""
    start, end = max(row.began_at, row.at), min(row.ended_at or now, row.until or now)
    return max(0.0, (end - start).total_seconds())
