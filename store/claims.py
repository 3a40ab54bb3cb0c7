"""Claims: who may send what now. Most urgent first, then oldest; one in flight a line and lease.

Looking goes by lane, one index probe for each lane and urgency, so that neither a long backlog
nor a parked lane makes a claim slower.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, literal, select

from bot.ports import Claim
from bot.rules.delivery import LEASE, Delivery, DeliveryState, in_doubt, is_doubtful
from bot.rules.lanes import Pace
from store.due import CANDIDATES, FIRST_IN_LINE, FREE, HEAD, LEASED, LET_GO, NEXT_DUE, later
from store.lines import to_delivery
from store.outbox import Outbox, outcome_columns
from store.prebuilt import look
from store.tables import deliveries, lanes, limits, lines
from store.types import UtcDateTime

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


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
        line = self._one(LET_GO, line_id=claim.line_id, epoch=claim.epoch)
        if line is None:
            return False
        now = self.clock.now()
        self._change(
            deliveries,
            {"id": delivery.id},
            died_at=now if delivery.state is DeliveryState.DEAD else None,
            sent_at=now if delivery.state is DeliveryState.SENT else None,
            **outcome_columns(delivery),
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
                parked_until=later(lanes.c.parked_until, literal(until, UtcDateTime())),
                free_at=later(lanes.c.free_at, literal(until, UtcDateTime())),
            )
        )

    def note_limit(self, delivery: Delivery, at: datetime, until: datetime) -> None:
        self._insert(
            limits,
            id=f"lim_{secrets.token_hex(12)}",
            workspace=delivery.workspace,
            escalation_id=delivery.escalation_id,
            target=delivery.target,
            at=at,
            until=until,
        )

    def next_due(self, now: datetime) -> datetime | None:  # noqa: ARG002
        """When something can be claimed next; a moment that is past when it can be now."""
        return self._only(NEXT_DUE).due

    def _candidates(self, now: datetime) -> Sequence[tuple[str, int]]:
        """Free lanes that have something due, the most urgent and oldest first."""
        return [(row.lane, row.urgency) for row in self._all(CANDIDATES, now=now)]

    def _is_free(self, lane: str, now: datetime, pace: Pace) -> bool:
        """Asked again under the lane's lock, where the lane has a pace to keep."""
        return self._one(FREE[pace.of(lane)[0] > 0], lane=lane, now=now) is not None

    def _first_in_line(self, lane: str, urgency: int, now: datetime) -> Row[Any] | None:
        told = {"lease_now": self.lease_clock.now()} if self.lease_clock else {}
        return self._one(FIRST_IN_LINE[bool(told)], lane=lane, urgency=urgency, now=now, **told)

    def _take_slot(self, lane: str, now: datetime, pace: Pace) -> None:
        """A generic cell rate: every send moves `next_at` on by one interval, and a lane is free
        again while that is at most a burst ahead.
        """
        seconds, burst = pace.of(lane)
        if not seconds:
            return
        row = self._only(look(lanes, ("lane",)), lane=lane)
        next_at = max(now, row.next_at) + timedelta(seconds=seconds)
        free_at = next_at - timedelta(seconds=seconds * (burst - 1))
        self._update(lanes, {"lane": lane}, next_at=next_at, free_at=max(free_at, row.parked_until))

    def _lease(self, line: Row[Any], owner: str, now: datetime) -> Claim:
        row = self._only(HEAD, line_id=line.id)
        taken = _taken(to_delivery(row), now)
        told = {"until": self.lease_clock.now() + LEASE} if self.lease_clock else {}
        leased = self._only(LEASED[bool(told)], line_id=line.id, owner=owner, **told)
        self._change(deliveries, {"id": taken.id}, **outcome_columns(taken))
        return Claim(
            delivery=taken,
            line_id=line.id,
            owner=owner,
            epoch=leased.lease_epoch,
            until=leased.lease_until,
            was_state=row.state,
        )


def _taken(delivery: Delivery, now: datetime) -> Delivery:
    """On its way, or in doubt when it was on its way before and nobody knows how that ended."""
    if is_doubtful(delivery):
        return in_doubt(delivery, now)
    return replace(
        delivery,
        state=DeliveryState.SENDING,
        first_attempt_at=delivery.first_attempt_at if delivery.attempts else now,
        attempts=delivery.attempts + 1,
    )
