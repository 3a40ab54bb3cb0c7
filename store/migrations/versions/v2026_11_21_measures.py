"""What a week's figures ask of an escalation, in short rows: measures, clocks and waits.

The version before may serve while this runs. Of what it opens, or closed before, there is no such
row until it is changed again, and nothing of it is measured until then.
"""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_measures"
down_revision = "2026_11_21_clocks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measures",
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("queue", types.Words(), nullable=False),
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("stakes", types.Words(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("status", types.Words(), nullable=False),
        sa.Column("has_hours", sa.Boolean(), nullable=False, comment="its team has a calendar"),
        sa.Column("topic", types.Words(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column(
            "waited_from",
            types.UtcDateTime(),
            nullable=True,
            comment="when the customer wrote, at the latest its start",
        ),
        sa.Column(
            "reached_at",
            types.UtcDateTime(),
            nullable=True,
            comment="when a person's first answer or decision was there",
        ),
        sa.Column(
            "reached_open", sa.Float(), nullable=True, comment="seconds of open time until then"
        ),
        sa.Column("closed_at", types.UtcDateTime(), nullable=True),
        sa.Column("closed_open", sa.Float(), nullable=True),
        sa.Column("by_people", sa.Boolean(), nullable=True, comment="whether a person closed it"),
        sa.Column(
            "resolved_at",
            types.UtcDateTime(),
            nullable=True,
            comment="when it was done for the first time",
        ),
        sa.Column(
            "rested",
            sa.Float(),
            nullable=True,
            comment="seconds in which it was closed, and then asked for again",
        ),
        sa.Column(
            "edit_share",
            sa.Float(),
            nullable=True,
            comment="how much of the draft a person changed",
        ),
        sa.Column("steps", sa.Integer(), nullable=True, comment="of its ladder, over all rounds"),
        sa.PrimaryKeyConstraint("escalation_id", name=op.f("pk_measures")),
        comment="what a week's figures ask of an escalation, in a row that is short",
    )
    for column in ("created_at", "closed_at"):
        name = op.f(f"ix_measures_workspace_{column}")
        op.create_index(name, "measures", ["workspace", column])
    op.create_table(
        "clocks",
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "queue", types.Words(), nullable=False, comment="whose it was when it last changed"
        ),
        sa.Column("status", types.Words(), nullable=False),
        sa.Column("why", types.Words(), nullable=False),
        sa.Column("due_at", types.UtcDateTime(), nullable=True),
        sa.Column("satisfied_at", types.UtcDateTime(), nullable=True),
        sa.Column("stopped_at", types.UtcDateTime(), nullable=True),
        sa.Column(
            "overrun",
            sa.Float(),
            nullable=True,
            comment="seconds of its own time; NULL while it is not late",
        ),
        sa.PrimaryKeyConstraint("escalation_id", "kind", "number", name=op.f("pk_clocks")),
    )
    op.create_table(
        "waits",
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column("began_at", types.UtcDateTime(), nullable=False),
        sa.Column("queue", types.Words(), nullable=False, comment="whose it was when it ended"),
        sa.Column("ended_at", types.UtcDateTime(), nullable=True),
        sa.Column("how", types.Words(), nullable=True),
        sa.Column("open_seconds", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("escalation_id", "began_at", name=op.f("pk_waits")),
        comment="each time that whoever asked waited for an answer of people",
    )


def downgrade() -> None:
    op.drop_table("waits")
    op.drop_table("clocks")
    op.drop_table("measures")
