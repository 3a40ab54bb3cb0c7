"""Who is away and whose turn it was; and an escalation's person beside its record.

The version before may serve while this runs: what it opens meanwhile has nobody here, and counts
for nobody until it changes.
"""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_owners"
down_revision = "2026_11_21_files"
branch_labels = None
depends_on = None

_OPEN = sa.text("open_until IS NOT NULL")
_FILL = {
    "sqlite": "json_extract(record, '$.assignee.id')",
    "postgresql": "record::json #>> '{assignee,id}'",
}


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("id", types.Words(), nullable=False),
        sa.Column("away_until", types.UtcDateTime(), nullable=True),
        sa.Column("last_assigned_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_people")),
    )
    op.add_column("escalations", sa.Column("assignee", types.Words(), nullable=True))
    fill = _FILL[op.get_bind().dialect.name]
    op.execute(f"UPDATE escalations SET assignee = {fill} WHERE open_until IS NOT NULL")  # noqa: S608
    op.create_index(
        "ix_escalations_open_of_assignee",
        "escalations",
        ["workspace", "assignee"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    op.drop_index("ix_escalations_open_of_assignee", table_name="escalations")
    op.drop_column("escalations", "assignee")
    op.drop_table("people")
