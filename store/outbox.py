"""What is owed to the outside world: written with its cause, listed when it died, owed again."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from bot.ports import Told, Topic
from bot.rules.delivery import LOOKABLE, Delivery, DeliveryKind, DeliveryState, Owed
from bot.rules.endpoint import endpoint_of
from store.endpoints import Endpoints
from store.lines import WITH_LINE, Line, Lines, Waiting, place_of, to_delivery
from store.prebuilt import Prebuilt
from store.records import ESCALATION, JSON
from store.tables import deliveries, lanes, lines

_ONCE = Prebuilt(select(deliveries.c.id).where(deliveries.c.once == bindparam("once")))


class Outbox(Lines, Endpoints):
    def owe(self, *owed: Owed) -> None:
        """Take the line first: while we have it nobody can begin to send what absorbs a redraw."""
        now = self.clock.now()
        grown: dict[int, Line] = {}
        for each in owed:
            line = self._line(each.escalation_id, each.target)
            if not self._is_owed_already(line, each):
                self._place(line, each, now)
                grown[line.id] = line
        for lane in {each.lane for each in owed}:
            self._insert_if_new(lanes, lane=lane, next_at=now, parked_until=now, free_at=now)
        for line in grown.values():
            self._show(line)

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

    def overdue(self, before: datetime) -> str:
        """In a lane that is free and a line that nobody has."""
        row = self._one(
            select(lines.c.escalation_id)
            .select_from(lines.join(lanes, lanes.c.lane == lines.c.lane))
            .where(
                lines.c.next_due_at < before,
                lanes.c.free_at < before,
                lines.c.lease_until.is_(None),
            )
            .order_by(lines.c.next_due_at)
            .limit(1)
        )
        return row.escalation_id if row else ""

    def reminders(self, escalation_id: str) -> Sequence[Delivery]:
        said = deliveries.c.once.contains(f"reminder:{escalation_id}:", autoescape=True)
        of_it, is_there = lines.c.escalation_id == escalation_id, deliveries.c.result_ts != ""
        rows = self._all(WITH_LINE.where(of_it, said, is_there).order_by(deliveries.c.seq))
        return [to_delivery(row) for row in rows]

    def owes_card(self, escalation_id: str) -> bool:
        owed = select(deliveries.c.id).select_from(deliveries.join(lines))
        found = owed.where(
            lines.c.escalation_id == escalation_id,
            deliveries.c.kind == DeliveryKind.CARD,
            deliveries.c.place.is_not(None),
        )
        return self._one(found.limit(1)) is not None

    def told(self, since: datetime, until: datetime) -> Sequence[Told]:
        """Webhooks that were answered or given up in this span, oldest first."""
        at = func.coalesce(deliveries.c.died_at, deliveries.c.sent_at, deliveries.c.created_at)
        rows = self._all(
            select(deliveries, lines.c.workspace, at.label("at"))
            .select_from(deliveries.join(lines))
            .where(
                deliveries.c.kind == DeliveryKind.WEBHOOK,
                deliveries.c.state.in_((DeliveryState.SENT, DeliveryState.DEAD)),
                at >= since,
                at < until,
            )
            .order_by(at, deliveries.c.id)
        )
        return [to_told(row) for row in rows]

    def redrive(self, delivery_id: str, now: datetime) -> bool:
        """Owe a dead one again, or a webhook that was sent. A post may have died in doubt, so it is
        looked for first; whoever a webhook goes to is given another chance.
        """
        delivery = self.delivery(delivery_id)
        if delivery is None or not _may_be_owed_again(delivery):
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
            .where(deliveries.c.id == delivery.id, deliveries.c.state == delivery.state)
            .values(died_at=None, sent_at=None, **outcome_columns(again))
        )
        self._show(self._read_anew(line.escalation_id, line.target))
        if delivery.kind is DeliveryKind.WEBHOOK:
            self.enable_endpoint(endpoint_of(delivery.workspace, delivery.payload["url"]).id)
        return bool(revived)

    def _is_owed_already(self, line: Line, owed: Owed) -> bool:
        if owed.once is not None and self._may_be_owed(owed) and self._one(_ONCE, once=owed.once):
            return True
        return owed.kind is DeliveryKind.REDRAW and any(
            each.kind is DeliveryKind.REDRAW and each.state is DeliveryState.PENDING
            for each in line.waiting
        )

    def _may_be_owed(self, owed: Owed) -> bool:
        """What belongs to a new escalation is new, and where one hopes, it is found out when it is
        written; the second try knows better.
        """
        is_new = self.driver.hopeful or owed.escalation_id in self.opened
        return self.locking or not is_new

    def _place(self, line: Line, owed: Owed, now: datetime) -> None:
        at = owed.at or now
        self._insert(
            deliveries,
            id=f"dlv_{secrets.token_hex(12)}",
            line_id=line.id,
            seq=line.next_seq,
            place=line.next_seq,
            once=owed.once,
            kind=owed.kind,
            lane=owed.lane,
            state=DeliveryState.PENDING,
            created_at=now,
            attempts=0,
            looks=0,
            next_at=at,
            result_ts="",
            last_error="",
            sweeps=0,
            payload=JSON.dump(owed.payload),
            subject=ESCALATION.dump(owed.subject) if owed.subject else None,
        )
        line.next_seq += 1
        line.waiting.append(Waiting(owed.kind, owed.lane, DeliveryState.PENDING, at))
        self.touched.add(Topic.DELIVERIES)


def _may_be_owed_again(delivery: Delivery) -> bool:
    return delivery.state is DeliveryState.DEAD or (
        delivery.state is DeliveryState.SENT and delivery.kind is DeliveryKind.WEBHOOK
    )


def to_told(row: Row[Any]) -> Told:
    payload = JSON.load(row.payload)
    return Told(
        id=row.id,
        endpoint=endpoint_of(row.workspace, payload["url"]),
        type=payload["type"],
        state=DeliveryState(row.state),
        at=row.at,
    )


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
        "doubted_at": delivery.doubted_at,
    }
