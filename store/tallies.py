"""What is open just now, counted over the partial indexes: history costs nothing."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from bot.ports import Tally
from store.rows import Rows
from store.tables import deliveries, endpoints, escalations, lanes, lines


class Tallies(Rows):
    def tally(self, now: datetime) -> Tally:
        waiting = self._by(deliveries.c.state, deliveries.c.place.is_not(None))
        dead = self._by(deliveries.c.state, deliveries.c.died_at.is_not(None))
        return Tally(
            deliveries=waiting | dead,
            escalations=self._by(escalations.c.status, escalations.c.open_until.is_not(None)),
            overdue_seconds=self._overdue(now),
            parked_seconds=self._parked(now),
            disabled_endpoints=self._disabled(),
        )

    def _by(self, column: ColumnElement[str], where: ColumnElement[bool]) -> dict[str, int]:
        counted = select(column.label("word"), func.count().label("number"))
        found = self._all(counted.where(where).group_by(column))
        return {row.word: row.number for row in found}

    def _overdue(self, now: datetime) -> float:
        oldest = select(func.min(lines.c.next_due_at)).where(lines.c.lease_until.is_(None))
        due = self._only(oldest)[0]
        return max(0.0, (now - due).total_seconds()) if due else 0.0

    def _disabled(self) -> int:
        counted = select(func.count()).select_from(endpoints)
        return self._only(counted.where(endpoints.c.disabled_at.is_not(None)))[0]

    def _parked(self, now: datetime) -> dict[str, float]:
        """By kind: the rest of a lane's name is a channel or a host, which are no series."""
        longest: dict[str, float] = {}
        for row in self._all(select(lanes).where(lanes.c.parked_until > now)):
            kind = row.lane.partition(":")[0]
            seconds = (row.parked_until - now).total_seconds()
            longest[kind] = max(seconds, longest.get(kind, 0.0))
        return longest
