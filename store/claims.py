"""Claims: who may send what now. Most urgent first, then oldest; one in flight a line and lease.

Looking goes by lane, one index probe for each lane and urgency, so that neither a long backlog
nor a parked lane makes a claim slower.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from bot.ports import Claim
from bot.rules.delivery import LEASE, URGENCY, Delivery, DeliveryState, is_doubtful
from bot.rules.lanes import Pace
from store.lines import WITH_LINE, to_delivery
from store.outbox import Outbox, outcome_columns
from store.rows import Wanted
from store.tables import deliveries, lanes, lines
from store.types import UtcDateTime

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_URGENCIES = union_all(
    *(select(literal(urgency).label("urgency")) for urgency in sorted(set(URGENCY.values())))
).cte("urgencies")


class Claims(Outbox):
    def claim(self, owner: str, now: datetime, pace: Pace) -> Claim | None:
        for lane, urgency in self._candidates(now):
            if not self._is_free(lane, now, pace):
                continue
            line = self._first_in_line(lane, urgency, now)
            if line is not None:
                self._take_slot(lane, now, pace)
                return self._lease(line, owner, now)
        return None

    def settle(self, claim: Claim, delivery: Delivery) -> bool:
        """Fenced: whoever was overtaken after the lease ran out writes nothing."""
        line = self._one(
            lines.update()
            .where(
                lines.c.id == claim.line_id,
                lines.c.lease_epoch == claim.epoch,
                lines.c.lease_owner.is_not(None),
            )
            .values(lease_owner=None, lease_until=None)
            .returning(lines)
        )
        if line is None:
            return False
        now = self.clock.now()
        self._count(
            deliveries.update()
            .where(deliveries.c.id == delivery.id)
            .values(
                died_at=now if delivery.state is DeliveryState.DEAD else None,
                sent_at=now if delivery.state is DeliveryState.SENT else None,
                **outcome_columns(delivery),
            )
        )
        self.stood.pop(line.escalation_id, None)
        self._show(self._taken_up(line))
        return True

    def free_leases(self) -> int:
        """For whoever knows that nobody else is there: what was leased is free again at once, and
        what was on its way is looked for before it is sent.
        """
        held = self._all(select(lines).where(lines.c.lease_owner.is_not(None)))
        for line in held:
            self._count(
                lines.update()
                .where(lines.c.id == line.id)
                .values(lease_owner=None, lease_until=None, lease_epoch=line.lease_epoch + 1)
            )
            self._show(self._read_anew(line.escalation_id, line.target))
        return len(held)

    def park(self, lane: str, until: datetime) -> None:
        self._insert_if_new(lanes, lane=lane, next_at=_NEVER, parked_until=_NEVER, free_at=_NEVER)
        self._count(
            lanes.update()
            .where(lanes.c.lane == lane)
            .values(
                parked_until=_later(lanes.c.parked_until, until),
                free_at=_later(lanes.c.free_at, until),
            )
        )

    def next_due(self, now: datetime) -> datetime | None:  # noqa: ARG002
        """When something can be claimed next; a moment that is past when it can be now."""
        heads = _heads().subquery()
        return self._only(
            select(func.min(_later(heads.c.due, heads.c.free_at))).where(heads.c.due.is_not(None))
        )[0]

    def _candidates(self, now: datetime) -> Sequence[tuple[str, int]]:
        """Free lanes that have something due, the most urgent and oldest first."""
        heads = _heads(lanes.c.free_at <= now, due_by=now).subquery()
        rows = self._all(
            select(heads.c.lane, heads.c.urgency)
            .where(heads.c.due.is_not(None))
            .order_by(heads.c.urgency, heads.c.due, heads.c.lane)
        )
        return [(row.lane, row.urgency) for row in rows]

    def _is_free(self, lane: str, now: datetime, pace: Pace) -> bool:
        """Asked again under the lane's lock, where the lane has a pace to keep."""
        wanted = select(lanes.c.lane).where(lanes.c.lane == lane, lanes.c.free_at <= now)
        return self._one(self._for_update(wanted) if pace.of(lane)[0] else wanted) is not None

    def _first_in_line(self, lane: str, urgency: int, now: datetime) -> Row[Any] | None:
        wanted = (
            select(lines)
            .where(
                lines.c.lane == lane,
                lines.c.urgency == urgency,
                lines.c.next_due_at <= now,
                or_(lines.c.lease_until.is_(None), lines.c.lease_until <= self._lease_now()),
            )
            .order_by(lines.c.next_due_at)
            .limit(1)
        )
        return self._one(wanted.with_for_update(skip_locked=True, key_share=True))

    def _take_slot(self, lane: str, now: datetime, pace: Pace) -> None:
        """A generic cell rate: every send moves `next_at` on by one interval, and a lane is free
        again while that is at most a burst ahead.
        """
        seconds, burst = pace.of(lane)
        if not seconds:
            return
        row = self._only(select(lanes).where(lanes.c.lane == lane))
        next_at = max(now, row.next_at) + timedelta(seconds=seconds)
        free_at = next_at - timedelta(seconds=seconds * (burst - 1))
        self._count(
            lanes.update()
            .where(lanes.c.lane == lane)
            .values(next_at=next_at, free_at=max(free_at, row.parked_until))
        )

    def _lease(self, line: Row[Any], owner: str, now: datetime) -> Claim:
        row = self._only(
            WITH_LINE.where(deliveries.c.line_id == line.id, deliveries.c.place.is_not(None))
            .order_by(deliveries.c.place)
            .limit(1)
        )
        taken = _taken(to_delivery(row), now)
        self._count(
            deliveries.update().where(deliveries.c.id == taken.id).values(**outcome_columns(taken))
        )
        leased = self._only(
            lines.update()
            .where(lines.c.id == line.id)
            .values(
                lease_owner=owner,
                lease_epoch=lines.c.lease_epoch + 1,
                lease_until=self._lease_end(),
                next_due_at=self._lease_end(),
            )
            .returning(lines.c.lease_epoch, lines.c.lease_until)
        )
        return Claim(
            delivery=taken,
            line_id=line.id,
            owner=owner,
            epoch=leased.lease_epoch,
            until=leased.lease_until,
            was_state=row.state,
        )

    def _lease_now(self) -> ColumnElement[Any]:
        if self.lease_clock is None:
            return literal_column("clock_timestamp()", UtcDateTime())
        return literal(self.lease_clock.now(), UtcDateTime())

    def _lease_end(self) -> ColumnElement[Any]:
        if self.lease_clock is None:
            seconds = LEASE.total_seconds()
            return literal_column(
                f"clock_timestamp() + interval '{seconds} seconds'", UtcDateTime()
            )
        return literal(self.lease_clock.now() + LEASE, UtcDateTime())


def _taken(delivery: Delivery, now: datetime) -> Delivery:
    """On its way, or in doubt when it was on its way before and nobody knows how that ended."""
    if is_doubtful(delivery):
        return replace(delivery, state=DeliveryState.UNCERTAIN)
    return replace(
        delivery,
        state=DeliveryState.SENDING,
        first_attempt_at=delivery.first_attempt_at if delivery.attempts else now,
        attempts=delivery.attempts + 1,
    )


def _heads(*where: ColumnElement[bool], due_by: datetime | None = None) -> Wanted:
    """For each lane and urgency, when the first of its lines is due."""
    of_lane = and_(lines.c.lane == lanes.c.lane, lines.c.urgency == _URGENCIES.c.urgency)
    due = lines.c.next_due_at.is_not(None) if due_by is None else lines.c.next_due_at <= due_by
    first = (
        select(lines.c.next_due_at)
        .where(of_lane, due)
        .order_by(lines.c.next_due_at)
        .limit(1)
        .correlate(lanes, _URGENCIES)
        .scalar_subquery()
    )
    return (
        select(lanes.c.lane, lanes.c.free_at, _URGENCIES.c.urgency, first.label("due"))
        .select_from(lanes.join(_URGENCIES, true()))
        .where(*where)
    )


def _later(one: ColumnElement[Any], other: ColumnElement[Any] | datetime) -> ColumnElement[Any]:
    if isinstance(other, datetime):
        other = literal(other, UtcDateTime())
    return case((one > other, one), else_=other)
