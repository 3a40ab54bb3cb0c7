"""The first tables."""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_first_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", types.Words(), nullable=False),
        sa.Column("hash", types.Words(), nullable=False),
        sa.Column("name", types.Words(), nullable=False),
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("scopes", types.Words(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=True),
        sa.Column("revoked_at", types.UtcDateTime(), nullable=True),
        sa.Column("last_used_at", types.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_keys_hash")),
    )
    op.create_table(
        "audit",
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("actor", types.Words(), nullable=False),
        sa.Column("channel", types.Words(), nullable=False),
        sa.Column("action", types.Words(), nullable=False),
        sa.Column("detail", types.Words(), nullable=False),
        sa.Column("previous", types.Words(), nullable=False),
        sa.Column("hash", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("escalation_id", "seq", name=op.f("pk_audit")),
    )
    op.create_table(
        "audit_heads",
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("hash", types.Words(), nullable=False),
        sa.Column("seal", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("escalation_id", name=op.f("pk_audit_heads")),
        comment="how long each chain is and how it ends, sealed with the desk's secret",
    )
    op.create_table(
        "conversations",
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("id", types.Words(), nullable=False),
        sa.Column("control", types.Words(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("customer_mark", types.Words(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("escalations", sa.Integer(), nullable=False),
        sa.Column("last_rejection", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_conversations")),
    )
    op.create_table(
        "escalations",
        sa.Column("id", types.Words(), nullable=False),
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("conversation_id", types.Words(), nullable=False),
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("status", types.Words(), nullable=False),
        sa.Column("queue", types.Words(), nullable=False),
        sa.Column("reason", types.Words(), nullable=False),
        sa.Column("action_digest", types.Words(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column(
            "open_until",
            types.UtcDateTime(),
            nullable=True,
            comment="expires_at while open, NULL once closed",
        ),
        sa.Column("closed_at", types.UtcDateTime(), nullable=True),
        sa.Column("told_at", types.UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("record", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalations")),
    )
    op.create_index(
        "ix_escalations_open_in_conversation",
        "escalations",
        ["workspace", "conversation_id"],
        unique=False,
        sqlite_where=sa.text("open_until IS NOT NULL"),
        postgresql_where=sa.text("open_until IS NOT NULL"),
    )
    op.create_index(
        "ix_escalations_open_until",
        "escalations",
        ["open_until"],
        unique=False,
        sqlite_where=sa.text("open_until IS NOT NULL"),
        postgresql_where=sa.text("open_until IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_escalations_workspace_conversation_id_action_digest"),
        "escalations",
        ["workspace", "conversation_id", "action_digest"],
        unique=False,
    )
    op.create_index(
        op.f("ix_escalations_workspace_conversation_id_created_at"),
        "escalations",
        ["workspace", "conversation_id", "created_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_escalations_workspace_created_at_id"),
        "escalations",
        ["workspace", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "idempotency",
        sa.Column("key_id", types.Words(), nullable=False),
        sa.Column("path", types.Words(), nullable=False),
        sa.Column("key", types.Words(), nullable=False),
        sa.Column("fingerprint", types.Words(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", types.Words(), nullable=False),
        sa.Column("headers", types.Words(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", "path", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_at"), "idempotency", ["at"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("source", types.Words(), nullable=False),
        sa.Column("dedupe_key", types.Words(), nullable=False),
        sa.Column("received_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("source", "dedupe_key", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_received_at"), "inbox", ["received_at"], unique=False)
    op.create_table(
        "lanes",
        sa.Column("lane", types.Words(), nullable=False),
        sa.Column(
            "next_at",
            types.UtcDateTime(),
            nullable=False,
            comment="when the next send would be on time",
        ),
        sa.Column("parked_until", types.UtcDateTime(), nullable=False),
        sa.Column(
            "free_at", types.UtcDateTime(), nullable=False, comment="both, less what a burst allows"
        ),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_lanes")),
    )
    op.create_table(
        "periods",
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("queue", types.Words(), nullable=False),
        sa.Column("period", types.Words(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "queue", "period", name=op.f("pk_periods")),
    )
    op.create_table(
        "turns",
        sa.Column("id", types.Words(), nullable=False),
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("agent_id", types.Words(), nullable=False),
        sa.Column("conversation_id", types.Words(), nullable=False),
        sa.Column("turn_id", types.Words(), nullable=False),
        sa.Column("fingerprint", types.Words(), nullable=False),
        sa.Column("verdict", types.Words(), nullable=False),
        sa.Column("rule", types.Words(), nullable=False),
        sa.Column("policy_version", types.Words(), nullable=False),
        sa.Column("because", types.Words(), nullable=False),
        sa.Column("topic", types.Words(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("probability", sa.Float(), nullable=True),
        sa.Column("judged_at", types.UtcDateTime(), nullable=False),
        sa.Column("escalation_id", types.Words(), nullable=True),
        sa.Column("body", types.Words(), nullable=False),
        sa.Column("reply", types.Words(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        sa.UniqueConstraint(
            "workspace",
            "agent_id",
            "conversation_id",
            "turn_id",
            name=op.f("uq_turns_workspace_agent_id_conversation_id_turn_id"),
        ),
    )
    op.create_index(
        op.f("ix_turns_workspace_conversation_id_judged_at_id"),
        "turns",
        ["workspace", "conversation_id", "judged_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_turns_workspace_judged_at_id"),
        "turns",
        ["workspace", "judged_at", "id"],
        unique=False,
    )
    op.create_table(
        "changes",
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", types.Words(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("record", types.Words(), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name=op.f("fk_changes_escalation_id")
        ),
        sa.PrimaryKeyConstraint("escalation_id", "version", name=op.f("pk_changes")),
    )
    op.create_table(
        "contexts",
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column("turn", types.Words(), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name=op.f("fk_contexts_escalation_id")
        ),
        sa.PrimaryKeyConstraint("escalation_id", name=op.f("pk_contexts")),
        comment="the turn behind an escalation; apart, because it never changes and can be long",
    )
    op.create_table(
        "executions",
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column("status", types.Words(), nullable=False),
        sa.Column("record", types.Words(), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name=op.f("fk_executions_escalation_id")
        ),
        sa.PrimaryKeyConstraint("escalation_id", name=op.f("pk_executions")),
    )
    op.create_table(
        "lines",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column("target", types.Words(), nullable=False),
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("next_seq", sa.Integer(), nullable=False),
        sa.Column("lane", types.Words(), nullable=False, comment="that of the head of the line"),
        sa.Column(
            "urgency", sa.Integer(), nullable=False, comment="the most urgent that waits here"
        ),
        sa.Column(
            "next_due_at",
            types.UtcDateTime(),
            nullable=True,
            comment="the head's, or the end of the lease; NULL: idle",
        ),
        sa.Column("lease_owner", types.Words(), nullable=True),
        sa.Column("lease_epoch", sa.Integer(), nullable=False),
        sa.Column("lease_until", types.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name=op.f("fk_lines_escalation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lines")),
        sa.UniqueConstraint("escalation_id", "target", name=op.f("uq_lines_escalation_id_target")),
    )
    op.create_index(
        "ix_lines_due",
        "lines",
        ["lane", "urgency", "next_due_at"],
        unique=False,
        sqlite_where=sa.text("next_due_at IS NOT NULL"),
        postgresql_where=sa.text("next_due_at IS NOT NULL"),
    )
    op.create_table(
        "threads",
        sa.Column("escalation_id", types.Words(), nullable=False),
        sa.Column("team", types.Words(), nullable=False),
        sa.Column("channel", types.Words(), nullable=False),
        sa.Column("root_ts", types.Words(), nullable=False),
        sa.Column("permalink", types.Words(), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalations.id"], name=op.f("fk_threads_escalation_id")
        ),
        sa.PrimaryKeyConstraint("escalation_id", name=op.f("pk_threads")),
        sa.UniqueConstraint(
            "team", "channel", "root_ts", name=op.f("uq_threads_team_channel_root_ts")
        ),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", types.Words(), nullable=False),
        sa.Column("line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "place",
            sa.Integer(),
            nullable=True,
            comment="seq while it waits in line, NULL once it does not",
        ),
        sa.Column("once", types.Words(), nullable=True),
        sa.Column("kind", types.Words(), nullable=False),
        sa.Column("lane", types.Words(), nullable=False),
        sa.Column("state", types.Words(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("first_attempt_at", types.UtcDateTime(), nullable=True),
        sa.Column("next_at", types.UtcDateTime(), nullable=True),
        sa.Column("result_ts", types.Words(), nullable=False),
        sa.Column("last_error", types.Words(), nullable=False),
        sa.Column("sweep_at", types.UtcDateTime(), nullable=True),
        sa.Column("sweeps", sa.Integer(), nullable=False),
        sa.Column("died_at", types.UtcDateTime(), nullable=True),
        sa.Column("payload", types.Words(), nullable=False),
        sa.Column("subject", types.Words(), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_deliveries_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("line_id", "seq", name=op.f("uq_deliveries_line_id_seq")),
        sa.UniqueConstraint("once", name=op.f("uq_deliveries_once")),
    )
    op.create_index(
        "ix_deliveries_died_at",
        "deliveries",
        ["died_at"],
        unique=False,
        sqlite_where=sa.text("died_at IS NOT NULL"),
        postgresql_where=sa.text("died_at IS NOT NULL"),
    )
    op.create_index(
        "ix_deliveries_sweep_at",
        "deliveries",
        ["sweep_at"],
        unique=False,
        sqlite_where=sa.text("sweep_at IS NOT NULL"),
        postgresql_where=sa.text("sweep_at IS NOT NULL"),
    )
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["line_id", "place"],
        unique=False,
        sqlite_where=sa.text("place IS NOT NULL"),
        postgresql_where=sa.text("place IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_deliveries_waiting",
        table_name="deliveries",
        sqlite_where=sa.text("place IS NOT NULL"),
        postgresql_where=sa.text("place IS NOT NULL"),
    )
    op.drop_index(
        "ix_deliveries_sweep_at",
        table_name="deliveries",
        sqlite_where=sa.text("sweep_at IS NOT NULL"),
        postgresql_where=sa.text("sweep_at IS NOT NULL"),
    )
    op.drop_index(
        "ix_deliveries_died_at",
        table_name="deliveries",
        sqlite_where=sa.text("died_at IS NOT NULL"),
        postgresql_where=sa.text("died_at IS NOT NULL"),
    )
    op.drop_table("deliveries")
    op.drop_table("threads")
    op.drop_index(
        "ix_lines_due",
        table_name="lines",
        sqlite_where=sa.text("next_due_at IS NOT NULL"),
        postgresql_where=sa.text("next_due_at IS NOT NULL"),
    )
    op.drop_table("lines")
    op.drop_table("executions")
    op.drop_table("contexts")
    op.drop_table("changes")
    op.drop_index(op.f("ix_turns_workspace_judged_at_id"), table_name="turns")
    op.drop_index(op.f("ix_turns_workspace_conversation_id_judged_at_id"), table_name="turns")
    op.drop_table("turns")
    op.drop_table("periods")
    op.drop_table("lanes")
    op.drop_index(op.f("ix_inbox_received_at"), table_name="inbox")
    op.drop_table("inbox")
    op.drop_index(op.f("ix_idempotency_at"), table_name="idempotency")
    op.drop_table("idempotency")
    op.drop_index(op.f("ix_escalations_workspace_created_at_id"), table_name="escalations")
    op.drop_index(
        op.f("ix_escalations_workspace_conversation_id_created_at"), table_name="escalations"
    )
    op.drop_index(
        op.f("ix_escalations_workspace_conversation_id_action_digest"), table_name="escalations"
    )
    op.drop_index(
        "ix_escalations_open_until",
        table_name="escalations",
        sqlite_where=sa.text("open_until IS NOT NULL"),
        postgresql_where=sa.text("open_until IS NOT NULL"),
    )
    op.drop_index(
        "ix_escalations_open_in_conversation",
        table_name="escalations",
        sqlite_where=sa.text("open_until IS NOT NULL"),
        postgresql_where=sa.text("open_until IS NOT NULL"),
    )
    op.drop_table("escalations")
    op.drop_table("conversations")
    op.drop_table("audit_heads")
    op.drop_table("audit")
    op.drop_table("api_keys")
