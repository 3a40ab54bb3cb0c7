"""Whom time is about to call, and how often each person and channel was called lately.

The version before calls without a budget, and knows of neither table.
"""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_calls"
down_revision = "2026_11_21_digests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("id", types.Words(), nullable=False),
        sa.Column("whose", types.Words(), nullable=False, comment="list it waits in; '': none yet"),
        sa.Column("due_at", types.UtcDateTime(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False, comment="0 is the most urgent"),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("record", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        comment="messages that call people and are not owed yet",
    )
    op.create_index(op.f("ix_calls_due_at"), "calls", ["due_at"])
    op.create_index(op.f("ix_calls_whose_urgency_at"), "calls", ["whose", "urgency", "at"])
    op.create_table(
        "budgets",
        sa.Column("whose", types.Words(), nullable=False),
        sa.Column("record", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("whose", name=op.f("pk_budgets")),
        comment="when each person and channel was called lately",
    )


def downgrade() -> None:
    op.drop_table("budgets")
    op.drop_index(op.f("ix_calls_whose_urgency_at"), "calls")
    op.drop_index(op.f("ix_calls_due_at"), "calls")
    op.drop_table("calls")
