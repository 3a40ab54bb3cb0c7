"""What people owe first, and how sure the agent was, beside the record: lists are read by them.

The version before may serve while this runs: what it opens meanwhile is listed by its end until it
changes, as if the agent had not said how sure it was.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_due_first"
down_revision = "2026_11_21_week"
branch_labels = None
depends_on = None

_MANY = 500
_ESCALATIONS = sa.table(
    "escalations",
    sa.column("id", types.Words()),
    sa.column("open_until", types.UtcDateTime()),
    sa.column("due_first", types.UtcDateTime()),
    sa.column("confidence", sa.Float()),
    sa.column("record", types.Words()),
)
_CONTEXTS = sa.table(
    "contexts", sa.column("escalation_id", types.Words()), sa.column("turn", types.Words())
)


def upgrade() -> None:
    owed, sure = (
        "what people owe first while open, or its end",
        "of the agent in the turn behind it",
    )
    op.add_column("escalations", sa.Column("due_first", types.UtcDateTime(), comment=owed))
    op.add_column("escalations", sa.Column("confidence", sa.Float(), comment=sure))
    connection, behind = op.get_bind(), ""
    while rows := connection.execute(_open_behind(behind)).all():
        for row in rows:
            told = {
                "due_first": _due_first(row.open_until, row.record),
                "confidence": json.loads(row.turn).get("confidence"),
            }
            connection.execute(
                _ESCALATIONS.update().where(_ESCALATIONS.c.id == row.id).values(told)
            )
        behind = rows[-1].id


def downgrade() -> None:
    op.drop_column("escalations", "confidence")
    op.drop_column("escalations", "due_first")


def _open_behind(id: str) -> sa.Select[Any, Any, Any, Any]:
    of = _ESCALATIONS.c
    return (
        sa.select(of.id, of.open_until, of.record, _CONTEXTS.c.turn)
        .join_from(_ESCALATIONS, _CONTEXTS, _CONTEXTS.c.escalation_id == of.id)
        .where(of.open_until.is_not(None), of.id > id)
        .order_by(of.id)
        .limit(_MANY)
    )


def _due_first(open_until: datetime, record: str) -> datetime:
    clocks = json.loads(record).get("timing", {}).get("clocks", [])
    return min((open_until, *_owed(clocks)))


def _owed(clocks: list[dict[str, Any]]) -> Iterator[datetime]:
    for each in clocks:
        ended = each.get("satisfied_at") or each.get("stopped_at")
        if each["kind"] != "notify" and each.get("due_at") and not ended:
            yield datetime.fromisoformat(each["due_at"])
