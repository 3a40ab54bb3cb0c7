"""When time next does something to an escalation, how urgent it is, and when its card was posted.

The version before may serve while this runs: what it writes has no such moment, and is found by the
one at which it expires.
"""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_clocks"
down_revision = "2026_11_21_feedback"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "escalations",
        sa.Column(
            "next_at",
            types.UtcDateTime(),
            nullable=True,
            comment="when time next does something to it, NULL once closed",
        ),
    )
    op.add_column(
        "escalations",
        sa.Column(
            "urgency",
            sa.Integer(),
            nullable=True,
            comment="0 is the most urgent; NULL is as most are",
        ),
    )
    op.add_column(
        "escalations",
        sa.Column(
            "executed_at",
            types.UtcDateTime(),
            nullable=True,
            comment="when what was approved had run",
        ),
    )
    op.add_column(
        "threads",
        sa.Column(
            "posted_at",
            types.UtcDateTime(),
            nullable=True,
            comment="when the first card hung in Slack",
        ),
    )
    op.create_index(
        "ix_escalations_next_at",
        "escalations",
        ["next_at"],
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_escalations_next_at", "escalations")
    op.drop_column("threads", "posted_at")
    op.drop_column("escalations", "executed_at")
    op.drop_column("escalations", "urgency")
    op.drop_column("escalations", "next_at")
