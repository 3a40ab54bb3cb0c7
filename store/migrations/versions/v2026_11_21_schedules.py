"""Who is on call, as managers set it in Slack: each time is a row of its own.

The version before may serve while this runs: it does not know the table.
"""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_schedules"
down_revision = "2026_11_21_measures"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schedules",
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("rota", types.Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("set_at", types.UtcDateTime(), nullable=False),
        sa.Column("set_by", types.Words(), nullable=False),
        sa.Column("record", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "rota", "version", name=op.f("pk_schedules")),
        comment="who is on call, each time that a manager set it; never changed, never deleted",
    )


def downgrade() -> None:
    op.drop_table("schedules")
