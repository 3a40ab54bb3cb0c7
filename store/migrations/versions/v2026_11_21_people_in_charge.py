"""Conversations with people: the stream, what customers wrote, who asked and who came.

An older version may be serving while this runs: add, fill, and only later enforce or drop.
"""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_people_in_charge"
down_revision = "2026_11_21_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customer_messages",
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("conversation_id", types.Words(), nullable=False),
        sa.Column("id", types.Words(), nullable=False),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("record", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace", "conversation_id", "id", name=op.f("pk_customer_messages")
        ),
    )
    with op.batch_alter_table("customer_messages", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_customer_messages_workspace_conversation_id_at"),
            ["workspace", "conversation_id", "at"],
            unique=False,
        )

    op.create_table(
        "items",
        sa.Column("id", types.Words(), nullable=False),
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("conversation_id", types.Words(), nullable=False),
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column(
            "seq", sa.Integer(), nullable=True, comment="NULL while its words wait to be passed on"
        ),
        sa.Column(
            "source",
            types.Words(),
            nullable=True,
            comment="team/channel/ts of words written in Slack",
        ),
        sa.Column(
            "due_at", types.UtcDateTime(timezone=True), nullable=True, comment="while it waits"
        ),
        sa.Column("at", types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("record", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("source", name=op.f("uq_items_source")),
        sa.UniqueConstraint(
            "workspace",
            "conversation_id",
            "seq",
            name=op.f("uq_items_workspace_conversation_id_seq"),
        ),
        comment="what people said to customers and each change of control, in order",
    )
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.create_index(
            "ix_items_due_at",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("handoff", types.Words(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("asked_mark", types.Words(), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "items",
                sa.Integer(),
                server_default="0",
                nullable=False,
                comment="the stream's last seq",
            )
        )
        batch_op.add_column(
            sa.Column("away_from", sa.Integer(), server_default="-1", nullable=False)
        )
        batch_op.add_column(
            sa.Column("callback_url", types.Words(), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "topic",
                types.Words(),
                nullable=True,
                comment="what waiters of its stream listen to",
            )
        )
        batch_op.create_index(batch_op.f("ix_conversations_topic"), ["topic"], unique=False)

    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("customer_id", types.Words(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "taken_at",
                types.UtcDateTime(timezone=True),
                nullable=True,
                comment="when a person took the conversation over",
            )
        )
        batch_op.create_index(
            batch_op.f("ix_escalations_workspace_customer_id_created_at"),
            ["workspace", "customer_id", "created_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_escalations_workspace_queue_taken_at"),
            ["workspace", "queue", "taken_at"],
            unique=False,
        )

    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "human_stretch",
                types.Words(),
                nullable=True,
                comment="what the agent was told of its time away",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.drop_column("human_stretch")

    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_escalations_workspace_queue_taken_at"))
        batch_op.drop_index(batch_op.f("ix_escalations_workspace_customer_id_created_at"))
        batch_op.drop_column("taken_at")
        batch_op.drop_column("customer_id")

    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversations_topic"))
        batch_op.drop_column("topic")
        batch_op.drop_column("callback_url")
        batch_op.drop_column("away_from")
        batch_op.drop_column("items")
        batch_op.drop_column("asked_mark")
        batch_op.drop_column("handoff")

    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_items_due_at",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.drop_table("items")
    with op.batch_alter_table("customer_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_messages_workspace_conversation_id_at"))

    op.drop_table("customer_messages")
