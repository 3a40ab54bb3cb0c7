"""What people say afterwards, reviewers and customers; and where a correction was put to use.

The version before may serve while this runs: it does not know the tables and needs none.
"""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_feedback"
down_revision = "2026_11_21_owners"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appraisals",
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("answer", types.Words(), nullable=False),
        sa.Column("needed", sa.Boolean(), nullable=True),
        sa.Column("record", types.Words(), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name=op.f("fk_appraisals_escalation_id")
        ),
        sa.PrimaryKeyConstraint("escalation_id", name=op.f("pk_appraisals")),
        comment="how a reviewer found the agent's own answer",
    )
    op.create_index(op.f("ix_appraisals_workspace_at"), "appraisals", ["workspace", "at"])
    op.create_table(
        "applications",
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column("place", types.Words(), nullable=False),
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("record", types.Words(), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name=op.f("fk_applications_escalation_id")
        ),
        sa.PrimaryKeyConstraint("escalation_id", "place", name=op.f("pk_applications")),
        comment="where a person's correction was put to use",
    )
    op.create_index(op.f("ix_applications_workspace_at"), "applications", ["workspace", "at"])
    op.create_index(
        op.f("ix_escalations_workspace_closed_at_id"),
        "escalations",
        ["workspace", "closed_at", "id"],
    )
    op.create_table(
        "ratings",
        sa.Column("turn", types.Words(), nullable=False),
        sa.Column("key_id", types.Words(), nullable=False),
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("rating", types.Words(), nullable=False),
        sa.Column("record", types.Words(), nullable=False),
        sa.ForeignKeyConstraint(["turn"], ["turns.id"], name=op.f("fk_ratings_turn")),
        sa.PrimaryKeyConstraint("turn", "key_id", name=op.f("pk_ratings")),
        comment="what customers, or systems of theirs, said of a turn",
    )
    op.create_index(op.f("ix_ratings_workspace_at"), "ratings", ["workspace", "at"])


def downgrade() -> None:
    op.drop_table("ratings")
    op.drop_index(op.f("ix_escalations_workspace_closed_at_id"), "escalations")
    op.drop_table("applications")
    op.drop_table("appraisals")
