"""Who had a case when: whoever took it first, and each queue that passed it on.

The version before may serve while this runs. What it passes on counts for the queue that has it
now, and what it lets people take is not known to be taken.
"""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_taken"
down_revision = "2026_11_21_doubts"
branch_labels = None
depends_on = None

_TAKING = ("claimed", "taken_over", "answered", "voted", "decided", "resolved", "handed_back")
_FIRST = """
    INSERT INTO taken (escalation_id, at, queue)
    SELECT c.escalation_id, min(c.at), m.queue
    FROM changes AS c JOIN measures AS m ON m.escalation_id = c.escalation_id
    WHERE c.type IN :taking AND NOT EXISTS (
        SELECT 1 FROM audit AS a
        WHERE a.escalation_id = c.escalation_id AND a.at = c.at AND a.channel = 'clock'
    )
    GROUP BY c.escalation_id, m.queue
"""


def upgrade() -> None:
    op.create_table(
        "taken",
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("queue", types.Words(), nullable=False, comment="whose it was then"),
        sa.PrimaryKeyConstraint("escalation_id", name=op.f("pk_taken")),
        comment="when a person first took it, or acted without taking it",
    )
    op.add_column("measures", sa.Column("reason", types.Words(), nullable=True))
    op.add_column(
        "measures",
        sa.Column("calendar", types.Words(), nullable=True, comment="the version of that"),
    )
    passed_on = "the queue that had it before, if by this it was passed on"
    op.add_column("changes", sa.Column("was_of", types.Words(), nullable=True, comment=passed_on))
    op.create_index(
        "ix_changes_was_of",
        "changes",
        ["escalation_id", "at"],
        sqlite_where=sa.text("was_of IS NOT NULL"),
        postgresql_where=sa.text("was_of IS NOT NULL"),
    )
    op.execute(
        "UPDATE measures SET reason = "
        "(SELECT e.reason FROM escalations AS e WHERE e.id = measures.escalation_id)"
    )
    taking = sa.bindparam("taking", _TAKING, expanding=True)
    op.get_bind().execute(sa.text(_FIRST).bindparams(taking))


def downgrade() -> None:
    op.drop_index("ix_changes_was_of", "changes")
    op.drop_column("changes", "was_of")
    op.drop_column("measures", "calendar")
    op.drop_column("measures", "reason")
    op.drop_table("taken")
