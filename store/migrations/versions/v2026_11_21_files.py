"""Files that belong to a message from people to a customer.

The version before may serve while this runs: it does not know the table and needs none.
"""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_files"
down_revision = "2026_11_21_webhook_endpoints"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", types.Words(), nullable=False),
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column("conversation_id", types.Words(), nullable=False),
        sa.Column("item_id", types.Words(), nullable=False),
        sa.Column("name", types.Words(), nullable=False),
        sa.Column("mimetype", types.Words(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", types.Words(), nullable=False),
        sa.Column("at", types.UtcDateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index(op.f("ix_files_item_id"), "files", ["item_id"])


def downgrade() -> None:
    op.drop_table("files")
