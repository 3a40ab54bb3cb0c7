"""Weekly digests, frozen and once for each reader; and deliveries that are about one of them.

The version before may serve while this runs: it owes nothing about a digest. Should it come upon
such a delivery, it fails on it and lets go, and a replica of this version takes it up.
"""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_digests"
down_revision = "2026_11_21_schedules"
branch_labels = None
depends_on = None

_FK = "fk_lines_escalation_id"
_ABOUT = "or the digest that it is about"


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("id", types.Words(), nullable=False),
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("queue", types.Words(), nullable=False, comment="empty: of all of them"),
        sa.Column("recipient", types.Words(), nullable=False),
        sa.Column("week", types.Words(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("team", types.Words(), nullable=False, server_default=""),
        sa.Column("channel", types.Words(), nullable=False, server_default=""),
        sa.Column("ts", types.Words(), nullable=False, server_default=""),
        sa.Column("permalink", types.Words(), nullable=False, server_default=""),
        sa.Column("record", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint(
            "workspace",
            "queue",
            "week",
            "recipient",
            name=op.f("uq_digests_workspace_queue_week_recipient"),
        ),
        comment="what a reader was told of a week, as it was told",
    )
    op.create_table(
        "digest_times",
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("user", types.Words(), nullable=False),
        sa.Column("record", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user", name=op.f("pk_digest_times")),
        comment="when a reader wants their digest, if not when the policy says",
    )
    with op.batch_alter_table("lines") as lines:
        lines.drop_constraint(_FK, type_="foreignkey")
        lines.alter_column(
            "escalation_id", existing_type=types.Words(), existing_nullable=False, comment=_ABOUT
        )


def downgrade() -> None:
    """What is owed about digests goes with them."""
    about_digests = "SELECT id FROM lines WHERE escalation_id IN (SELECT id FROM digests)"
    op.execute(f"DELETE FROM deliveries WHERE line_id IN ({about_digests})")  # noqa: S608
    op.execute("DELETE FROM lines WHERE escalation_id IN (SELECT id FROM digests)")
    with op.batch_alter_table("lines") as lines:
        lines.alter_column(
            "escalation_id",
            existing_type=types.Words(),
            existing_nullable=False,
            existing_comment=_ABOUT,
            comment=None,
        )
        lines.create_foreign_key(_FK, "escalations", ["escalation_id"], ["id"])
    op.drop_table("digest_times")
    op.drop_table("digests")
