"""What couriers ask all day, built once: what is due, in which lane, and the right to send it.

Leases run by the database's clock, unless somebody hands in another: of those two ways each
statement that needs a moment has one, by whether it `is_told` the time.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from bot.rules.delivery import LEASE, URGENCY
from store.lines import WITH_LINE
from store.prebuilt import Prebuilt
from store.rows import Wanted
from store.tables import deliveries, lanes, lines
from store.types import UtcDateTime

_NOW = bindparam("now", type_=UtcDateTime())
_URGENCIES = union_all(
    *(select(literal(urgency).label("urgency")) for urgency in sorted(set(URGENCY.values())))
).cte("urgencies")


def later(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((one > other, one), else_=other)


def _heads(*where: ColumnElement[bool], due: ColumnElement[bool]) -> Wanted:
    """For each lane and urgency, when the first of its lines is due."""
    of_lane = and_(lines.c.lane == lanes.c.lane, lines.c.urgency == _URGENCIES.c.urgency)
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


def _candidates() -> Wanted:
    heads = _heads(lanes.c.free_at <= _NOW, due=lines.c.next_due_at <= _NOW).subquery()
    return (
        select(heads.c.lane, heads.c.urgency)
        .where(heads.c.due.is_not(None))
        .order_by(heads.c.urgency, heads.c.due, heads.c.lane)
    )


def _next_due() -> Wanted:
    heads = _heads(due=lines.c.next_due_at.is_not(None)).subquery()
    due = func.min(later(heads.c.due, heads.c.free_at)).label("due")
    return select(due).where(heads.c.due.is_not(None))


def _first_in_line(now: ColumnElement[Any]) -> Prebuilt:
    return Prebuilt(
        select(lines)
        .where(
            lines.c.lane == bindparam("lane"),
            lines.c.urgency == bindparam("urgency"),
            lines.c.next_due_at <= _NOW,
            or_(lines.c.lease_until.is_(None), lines.c.lease_until <= now),
        )
        .order_by(lines.c.next_due_at)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )


def _lease(until: ColumnElement[Any]) -> Prebuilt:
    return Prebuilt(
        lines.update()
        .where(lines.c.id == bindparam("line_id"))
        .values(
            lease_owner=bindparam("owner"),
            lease_epoch=lines.c.lease_epoch + 1,
            lease_until=until,
            next_due_at=until,
        )
        .returning(lines.c.lease_epoch, lines.c.lease_until)
    )


def _by_the_database(ahead: str) -> ColumnElement[Any]:
    return literal_column(f"clock_timestamp(){ahead}", UtcDateTime())


CANDIDATES = Prebuilt(_candidates())
NEXT_DUE = Prebuilt(_next_due())
_FREE = select(lanes.c.lane).where(lanes.c.lane == bindparam("lane"), lanes.c.free_at <= _NOW)
FREE = {False: Prebuilt(_FREE), True: Prebuilt(_FREE.with_for_update(key_share=True))}
FIRST_IN_LINE = {
    True: _first_in_line(bindparam("lease_now", type_=UtcDateTime())),
    False: _first_in_line(_by_the_database("")),
}
HEAD = Prebuilt(
    WITH_LINE.where(deliveries.c.line_id == bindparam("line_id"), deliveries.c.place.is_not(None))
    .order_by(deliveries.c.place)
    .limit(1)
)
LEASED = {
    True: _lease(bindparam("until", type_=UtcDateTime())),
    False: _lease(_by_the_database(f" + interval '{LEASE.total_seconds()} seconds'")),
}
LET_GO = Prebuilt(
    lines.update()
    .where(
        lines.c.id == bindparam("line_id"),
        lines.c.lease_epoch == bindparam("epoch"),
        lines.c.lease_owner.is_not(None),
    )
    .values(lease_owner=None, lease_until=None)
    .returning(*lines.c)
)
