"""What is owed to the outside world: written with its cause, listed when it died, owed again."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from bot.ports import Topic
from bot.rules.delivery import LOOKABLE, Delivery, DeliveryKind, DeliveryState, Owed
from store.lines import WITH_LINE, Lines, place_of, to_delivery
from store.records import ESCALATION, JSON
from store.tables import deliveries, lanes, lines


class Outbox(Lines):
    def owe(self, *owed: Owed) -> None:
        """Lock the line first: while we hold it nobody can begin to send what absorbs a redraw."""
        now = self.clock.now()
        grown: dict[int, Row[Any]] = {}
        for each in owed:
            line = self._line(each.escalation_id, each.target)
            if not self._is_owed_already(line, each):
                self._place(line, each, now)
                grown[line.id] = line
        for lane in {each.lane for each in owed}:
            self._insert_once(lanes, lane=lane, next_at=now, parked_until=now, free_at=now)
        for line in grown.values():
            self._refresh(line, leased=line.lease_until is not None)

    def delivery(self, id: str) -> Delivery | None:
        row = self._one(WITH_LINE.where(deliveries.c.id == id))
        return to_delivery(row) if row else None

    def to_sweep(self, now: datetime, limit: int) -> Sequence[Delivery]:
        return [
            to_delivery(row)
            for row in self._all(
                WITH_LINE.where(deliveries.c.sweep_at <= now)
                .order_by(deliveries.c.sweep_at)
                .limit(limit)
            )
        ]

    def save_sweep(self, delivery: Delivery) -> None:
        self._count(
            deliveries.update()
            .where(deliveries.c.id == delivery.id)
            .values(
                sweep_at=delivery.sweep_at, sweeps=delivery.sweeps, result_ts=delivery.result_ts
            )
        )

    def dead(self, workspace: str | None = None) -> Sequence[Delivery]:
        wanted = WITH_LINE.where(deliveries.c.died_at.is_not(None))
        if workspace is not None:
            wanted = wanted.where(lines.c.workspace == workspace)
        return [to_delivery(row) for row in self._all(wanted.order_by(deliveries.c.died_at))]

    def redrive(self, delivery_id: str, now: datetime) -> bool:
        """Owe a dead one again. It may have died in doubt, so a post is looked for first."""
        delivery = self.delivery(delivery_id)
        if delivery is None or delivery.state is not DeliveryState.DEAD:
            return False
        line = self._line(delivery.escalation_id, delivery.target)
        doubtful = delivery.kind in LOOKABLE and delivery.attempts > 0
        again = replace(
            delivery,
            state=DeliveryState.UNCERTAIN if doubtful else DeliveryState.PENDING,
            attempts=0,
            looks=0,
            next_at=now,
        )
        revived = self._count(
            deliveries.update()
            .where(deliveries.c.id == delivery.id, deliveries.c.died_at.is_not(None))
            .values(died_at=None, **outcome_columns(again))
        )
        self._refresh(line, leased=line.lease_until is not None)
        return bool(revived)

    def _is_owed_already(self, line: Row[Any], owed: Owed) -> bool:
        if owed.once is not None and self._one(
            select(deliveries.c.id).where(deliveries.c.once == owed.once)
        ):
            return True
        return owed.kind is DeliveryKind.REDRAW and any(
            row.kind == DeliveryKind.REDRAW and row.state == DeliveryState.PENDING
            for row in self._waiting(line.id)
        )

    def _place(self, line: Row[Any], owed: Owed, now: datetime) -> None:
        seq = self._only(
            lines.update()
            .where(lines.c.id == line.id)
            .values(next_seq=lines.c.next_seq + 1)
            .returning(lines.c.next_seq - 1)
        )[0]
        self._insert(
            deliveries,
            id=f"dlv_{secrets.token_hex(12)}",
            line_id=line.id,
            seq=seq,
            place=seq,
            once=owed.once,
            kind=owed.kind,
            lane=owed.lane,
            state=DeliveryState.PENDING,
            created_at=now,
            attempts=0,
            looks=0,
            next_at=owed.at or now,
            result_ts="",
            last_error="",
            sweeps=0,
            payload=JSON.dump(owed.payload),
            subject=ESCALATION.dump(owed.subject) if owed.subject else None,
        )
        self.touched.add(Topic.DELIVERIES)


def outcome_columns(delivery: Delivery) -> dict[str, Any]:
    """Those that sending changes."""
    return {
        "state": delivery.state,
        "place": place_of(delivery),
        "attempts": delivery.attempts,
        "looks": delivery.looks,
        "first_attempt_at": delivery.first_attempt_at,
        "next_at": delivery.next_at,
        "result_ts": delivery.result_ts,
        "last_error": delivery.last_error,
        "sweep_at": delivery.sweep_at,
        "sweeps": delivery.sweeps,
    }
