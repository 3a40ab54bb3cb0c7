"""What a week's figures ask of changes, of people's deeds, and of their words to customers.

The version before may serve while this runs: what it writes has no such values, and is not counted.
"""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_week"
down_revision = "2026_11_21_calls"
branch_labels = None
depends_on = None
FILL = """
UPDATE changes
SET workspace = (SELECT workspace FROM escalations WHERE escalations.id = changes.escalation_id),
    turned = CASE
        WHEN type IN ('opened', 'reopened') THEN 1
        WHEN type IN
            ('decided', 'expired', 'cancelled', 'superseded', 'resolved', 'handed_back') THEN -1
        ELSE 0
    END
"""


def upgrade() -> None:
    op.add_column("changes", sa.Column("workspace", types.Words(), nullable=True))
    op.add_column(
        "changes",
        sa.Column(
            "turned",
            sa.Integer(),
            nullable=True,
            comment="1: opened by it, -1: closed by it, 0: neither",
        ),
    )
    op.add_column(
        "changes",
        sa.Column(
            "in_hours",
            sa.Boolean(),
            nullable=True,
            comment="whether the team was there when it was called",
        ),
    )
    op.execute(FILL)
    op.create_index(op.f("ix_changes_workspace_at"), "changes", ["workspace", "at"])
    op.add_column("items", sa.Column("type", types.Words(), nullable=True))
    op.add_column("items", sa.Column("state", types.Words(), nullable=True))
    op.add_column(
        "items",
        sa.Column(
            "acted_at", types.UtcDateTime(), nullable=True, comment="when it was written in Slack"
        ),
    )
    op.add_column(
        "items",
        sa.Column(
            "delivered_at", types.UtcDateTime(), nullable=True, comment="when the customer had it"
        ),
    )
    op.add_column(
        "items",
        sa.Column(
            "holds", sa.Integer(), nullable=True, comment="how often a file of it could not be had"
        ),
    )
    op.add_column("items", sa.Column("corrects", types.Words(), nullable=True))
    op.create_index(op.f("ix_items_workspace_at"), "items", ["workspace", "at"])
    op.add_column(
        "audit",
        sa.Column(
            "person",
            types.Words(),
            nullable=True,
            comment="the id of the actor, if it is somebody",
        ),
    )
    op.create_index(
        "ix_audit_of_people",
        "audit",
        ["at"],
        sqlite_where=sa.text("person IS NOT NULL"),
        postgresql_where=sa.text("person IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_audit_of_people", "audit")
    op.drop_column("audit", "person")
    op.drop_index(op.f("ix_items_workspace_at"), "items")
    for name in ("corrects", "holds", "delivered_at", "acted_at", "state", "type"):
        op.drop_column("items", name)
    op.drop_index(op.f("ix_changes_workspace_at"), "changes")
    for name in ("in_hours", "turned", "workspace"):
        op.drop_column("changes", name)
