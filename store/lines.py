"""Lines: the deliveries of one escalation to one target, in order, one at a time.

A line carries what a claim must know of it: when its head is due, in which lane, how urgent. The
row lock on the line gives out `seq`: a lower number never commits after a higher one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.errors import NotFound
from bot.ports import Topic
from bot.rules.delivery import URGENCY, Delivery, DeliveryKind, DeliveryState
from store.prebuilt import Prebuilt
from store.records import ESCALATION, JSON
from store.rows import Rows
from store.tables import deliveries, escalations, lines

_LEAST = max(URGENCY.values())
WITH_LINE = select(
    deliveries, lines.c.escalation_id, lines.c.target, lines.c.workspace
).select_from(deliveries.join(lines))

_LINE = Prebuilt(
    select(lines)
    .where(
        lines.c.escalation_id == bindparam("escalation_id"), lines.c.target == bindparam("target")
    )
    .with_for_update(key_share=True)
)
_NEW_LINE = [
    Prebuilt(
        dialect.insert(lines)
        .values(
            escalation_id=bindparam("escalation_id"),
            target=bindparam("target"),
            workspace=bindparam("workspace"),
            next_seq=1,
            lane="",
            urgency=_LEAST,
            lease_epoch=0,
        )
        .on_conflict_do_nothing()
        .returning(*lines.c)
    )
    for dialect in (postgresql, sqlite)
]
_WAITING = Prebuilt(
    select(deliveries)
    .where(deliveries.c.line_id == bindparam("line_id"), deliveries.c.place.is_not(None))
    .order_by(deliveries.c.place)
)
_WORKSPACE = Prebuilt(
    select(escalations.c.workspace).where(escalations.c.id == bindparam("escalation_id"))
)


class Lines(Rows):
    def _line(self, escalation_id: str, target: str) -> Row[Any]:
        """The line, locked until the end of this transaction; made when it is not there yet."""
        row = self._one(_LINE, escalation_id=escalation_id, target=target)
        if row is None:
            row = self._one(
                _NEW_LINE[self._is_sqlite],
                escalation_id=escalation_id,
                target=target,
                workspace=self._workspace_of(escalation_id),
            ) or self._one(_LINE, escalation_id=escalation_id, target=target)
        if row is None:
            raise NotFound
        return row

    def _waiting(self, line_id: int) -> Sequence[Row[Any]]:
        """Everything in line, head first."""
        return self._all(_WAITING, line_id=line_id)

    def _refresh(self, line: Row[Any], *, leased: bool = False) -> None:
        """Write on the line what its head is now. A lease that runs goes before."""
        waiting = self._waiting(line.id)
        head = waiting[0] if waiting else None
        due = None if head is None else _due(head)
        if due is not None and leased:
            due = max(due, line.lease_until)
        self._update(
            lines,
            {"id": line.id},
            next_due_at=due,
            lane=head.lane if head else line.lane,
            urgency=min((_urgency(row) for row in waiting), default=_LEAST),
        )
        if due is not None:
            self.touched.add(Topic.DELIVERIES)

    def _workspace_of(self, escalation_id: str) -> str:
        row = self._one(_WORKSPACE, escalation_id=escalation_id)
        if row is None:
            raise NotFound
        return row.workspace


def _due(head: Row[Any]) -> datetime | None:
    """A dead card holds its line: what follows hangs under a root that is not there."""
    return None if head.state == DeliveryState.DEAD else head.next_at or head.created_at


def _urgency(row: Row[Any]) -> int:
    return URGENCY[DeliveryKind(row.kind)]


def place_of(delivery: Delivery) -> int | None:
    """Its place in line, or None when nobody behind it has to wait for it any more."""
    match delivery.state:
        case DeliveryState.SENT:
            return None
        case DeliveryState.DEAD if delivery.kind is not DeliveryKind.CARD:
            return None
        case _:
            return delivery.seq


def to_delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        workspace=row.workspace,
        escalation_id=row.escalation_id,
        target=row.target,
        kind=DeliveryKind(row.kind),
        lane=row.lane,
        seq=row.seq,
        created_at=row.created_at,
        state=DeliveryState(row.state),
        payload=JSON.load(row.payload),
        subject=ESCALATION.load(row.subject) if row.subject else None,
        attempts=row.attempts,
        looks=row.looks,
        first_attempt_at=row.first_attempt_at,
        next_at=row.next_at,
        result_ts=row.result_ts,
        last_error=row.last_error,
        sweep_at=row.sweep_at,
        sweeps=row.sweeps,
    )
