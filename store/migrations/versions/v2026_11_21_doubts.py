"""What came again and did nothing, and of which deliveries nobody knew whether they had arrived.

The version before may serve while this runs: what it suppresses or doubts is not counted.
"""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_doubts"
down_revision = "2026_11_21_due_first"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suppressed",
        sa.Column("id", types.Words(), nullable=False),
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column("what", types.Words(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppressed")),
        comment="what came again and did nothing",
    )
    op.create_index(op.f("ix_suppressed_at"), "suppressed", ["at"])
    op.add_column(
        "deliveries",
        sa.Column(
            "doubted_at",
            types.UtcDateTime(),
            nullable=True,
            comment="when it was not known first whether it arrived",
        ),
    )
    op.create_index(
        "ix_deliveries_doubted_at",
        "deliveries",
        ["doubted_at"],
        sqlite_where=sa.text("doubted_at IS NOT NULL"),
        postgresql_where=sa.text("doubted_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_deliveries_doubted_at", "deliveries")
    op.drop_column("deliveries", "doubted_at")
    op.drop_index(op.f("ix_suppressed_at"), "suppressed")
    op.drop_table("suppressed")
