"""Lines: the deliveries of one escalation (or digest) to one target, in order, one at a time.

A line carries what a claim must know of it: when its head is due, in which lane, how urgent. The
row lock on the line gives out `seq`: a lower number never commits after a higher one.
"""

import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from bot.errors import NotFound
from bot.ports import Topic
from bot.rules.delivery import URGENCY, Delivery, DeliveryKind, DeliveryState, is_letter
from store.driver import Question
from store.prebuilt import Prebuilt
from store.records import ESCALATION, JSON
from store.rows import Rows
from store.tables import deliveries, digests, escalations, lines

_LEAST = max(URGENCY.values())
WITH_LINE = select(
    deliveries, lines.c.escalation_id, lines.c.target, lines.c.workspace
).select_from(deliveries.join(lines))

_WAITING = Prebuilt(
    select(
        deliveries.c.line_id,
        deliveries.c.kind,
        deliveries.c.lane,
        deliveries.c.state,
        func.coalesce(deliveries.c.next_at, deliveries.c.created_at).label("due"),
    )
    .select_from(deliveries.join(lines))
    .where(lines.c.escalation_id == bindparam("escalation_id"), deliveries.c.place.is_not(None))
    .order_by(deliveries.c.line_id, deliveries.c.place)
)
_WORKSPACE = Prebuilt(
    select(escalations.c.workspace).where(escalations.c.id == bindparam("escalation_id"))
)
_OF_DIGEST = Prebuilt(select(digests.c.workspace).where(digests.c.id == bindparam("escalation_id")))


def waiting_of(escalation_id: str) -> Question:
    """Everything that waits in any of its lines."""
    return _WAITING, {"escalation_id": escalation_id}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a line has to know of a delivery that stands in it."""

    kind: DeliveryKind
    lane: str
    state: DeliveryState
    due: datetime


@dataclass(slots=True, kw_only=True)
class Line:
    """A line as this work has it, with everything that waits in it, head first."""

    id: int
    escalation_id: str
    target: str
    next_seq: int = 1
    lane: str = ""
    lease_until: datetime | None = None
    waiting: list[Waiting] = field(default_factory=list)

    @property
    def due(self) -> datetime | None:
        """A lease that runs goes before. A dead card holds its line: what follows hangs under a
        root that is not there.
        """
        if not self.waiting or self.waiting[0].state is DeliveryState.DEAD:
            return None
        due = self.waiting[0].due
        return max(due, self.lease_until) if self.lease_until else due

    @property
    def urgency(self) -> int:
        return min((URGENCY[each.kind] for each in self.waiting), default=_LEAST)


@dataclass(kw_only=True)
class Lines(Rows):
    """`at_work` are the lines that this work has taken up, `stood` is what stood in all lines of
    an escalation when it took up the first of them.
    """

    at_work: dict[tuple[str, str], Line] = field(default_factory=dict)
    stood: dict[str, list[Row[Any]]] = field(default_factory=dict)

    def _line(self, escalation_id: str, target: str) -> Line:
        """The line, nobody else's until the end of this work; made when it is not there yet."""
        line = self.at_work.get((escalation_id, target))
        if line is not None:
            return line
        row = None
        if escalation_id not in self.opened:
            row = self._hold(lines, escalation_id=escalation_id, target=target)
        return self._taken_up(row) if row else self._new_line(escalation_id, target)

    def _read_anew(self, escalation_id: str, target: str) -> Line:
        """After something in it was changed by itself."""
        self.at_work.pop((escalation_id, target), None)
        self.stood.pop(escalation_id, None)
        return self._line(escalation_id, target)

    def _taken_up(self, row: Row[Any]) -> Line:
        if row.escalation_id not in self.stood:
            self.stood[row.escalation_id] = self._standing(row.escalation_id)
        line = Line(
            id=row.id,
            escalation_id=row.escalation_id,
            target=row.target,
            next_seq=row.next_seq,
            lane=row.lane,
            lease_until=row.lease_until,
            waiting=[
                Waiting(DeliveryKind(each.kind), each.lane, DeliveryState(each.state), each.due)
                for each in self.stood[row.escalation_id]
                if each.line_id == row.id
            ],
        )
        self.at_work[line.escalation_id, line.target] = line
        return line

    def _standing(self, escalation_id: str) -> list[Row[Any]]:
        question, values = waiting_of(escalation_id)
        return self._all(question, **values)

    def _new_line(self, escalation_id: str, target: str) -> Line:
        line = Line(id=_new_id(), escalation_id=escalation_id, target=target)
        self._insert(
            lines,
            id=line.id,
            escalation_id=escalation_id,
            target=target,
            workspace=self._workspace_of(escalation_id),
            lease_epoch=0,
            **_shown(line),
        )
        self.at_work[escalation_id, target] = line
        return line

    def _show(self, line: Line) -> None:
        """Write on the line what its head is now."""
        self._change(
            lines,
            {"escalation_id": line.escalation_id, "target": line.target},
            **_shown(line),
        )
        if line.due is not None:
            self.touched.add(Topic.DELIVERIES)

    def _workspace_of(self, escalation_id: str) -> str:
        if escalation_id not in self.workspaces:
            asked = _OF_DIGEST if is_letter(escalation_id) else _WORKSPACE
            row = self._one(asked, escalation_id=escalation_id)
            if row is None:
                raise NotFound
            self.workspaces[escalation_id] = row.workspace
        return self.workspaces[escalation_id]


def _shown(line: Line) -> dict[str, Any]:
    return {
        "next_seq": line.next_seq,
        "next_due_at": line.due,
        "lane": line.waiting[0].lane if line.waiting else line.lane,
        "urgency": line.urgency,
    }


def _new_id() -> int:
    """Given here, so that what stands in a new line can be written together with it. Of two that
    are ever the same, one is refused by the database and its work is run again.
    """
    return time.time_ns() // 1_000 << 10 | secrets.randbits(10)


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
        doubted_at=row.doubted_at,
    )
