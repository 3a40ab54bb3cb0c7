"""How much of what customers waited was somebody else's turn: a carrier's, a bank's.

It began when whoever had the conversation said so, and ended when they said that it was over, or
with the next words of either side.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, select

from bot.rules.calendars.open_time import open_seconds
from store.asked import Asked
from store.records import ESCALATION
from store.rows import Rows
from store.tables import changes, measures, waits

SAID_SO = "third_party"
OVER = (
    *("third_party_acted", "customer_wrote", "answered", "no_reply_needed", "decided", "expired"),
    *("cancelled", "superseded", "resolved", "handed_back"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Seconds of one case: `wall` as they passed, `paused` those of open time for which the promise
    to be done stood still, and `paused_at_first` those of them before it was done for the first
    time. Where the policy does not pause it, that is the team's time too.
    """

    wall: float = 0.0
    paused: float = 0.0
    paused_at_first: float = 0.0

    def and_also(self, other: "Apart") -> "Apart":
        return Apart(
            wall=self.wall + other.wall,
            paused=self.paused + other.paused,
            paused_at_first=self.paused_at_first + other.paused_at_first,
        )


NONE = Apart()


class Elsewhere(Rows):
    def _elsewhere(self, asked: Asked) -> dict[str, Apart]:
        """By case; of those that never waited for anybody outside nothing."""
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
                measures.c.resolved_at,
                changes.c.at,
                changes.c.record,
                until.label("until"),
                asked.of(of_wait()).label("is_ours"),
            )
            .select_from(measures)
            .join(changes, changes.c.escalation_id == measures.c.escalation_id)
            .join(waits, waits.c.escalation_id == measures.c.escalation_id)
            .where(asked.begun_anywhere, changes.c.type == SAID_SO)
        )
        found: dict[str, Apart] = {}
        for row in rows:
            found[row.escalation_id] = found.get(row.escalation_id, NONE).and_also(
                _apart(row, asked.now)
            )
        return found


def _apart(row: Row[Any], now: datetime) -> Apart:
    """Of one wait and one time in which it was somebody else's turn."""
    start, end = max(row.began_at, row.at), min(row.ended_at or now, row.until or now)
    promise = ESCALATION.load(row.record).promise
    paused = open_seconds(promise.calendar, start, end) if promise.third_party_pauses else 0.0
    wall = max(0.0, (end - start).total_seconds()) if row.is_ours else 0.0
    is_first = row.resolved_at is None or row.began_at < row.resolved_at
    return Apart(wall=wall, paused=paused, paused_at_first=paused if is_first else 0.0)


def of_wait() -> ColumnElement[str]:
    """Whose it was when it ended; while it goes on, whose the case is."""
    return case((waits.c.ended_at.is_(None), measures.c.queue), else_=waits.c.queue)
