"""When Slack said that we send too much.

The version before may serve while this runs: what it is told is not counted.
"""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_limits"
down_revision = "2026_11_21_taken"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "limits",
        sa.Column("id", types.Words(), nullable=False),
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column("target", types.Words(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("until", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limits")),
        comment="when a far end said that we send too much",
    )
    op.create_index(op.f("ix_limits_workspace_at"), "limits", ["workspace", "at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_limits_workspace_at"), "limits")
    op.drop_table("limits")
