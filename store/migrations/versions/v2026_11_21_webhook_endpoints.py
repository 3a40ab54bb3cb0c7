"""Where agents hear webhooks, and when each was sent.

The version before may serve while this runs: it knows neither the table nor the column, and needs
neither.
"""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_21_webhook_endpoints"
down_revision = "2026_11_21_people_in_charge"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "endpoints",
        sa.Column("id", types.Words(), nullable=False),
        sa.Column("workspace", types.Words(), nullable=False),
        sa.Column(
            "url",
            types.Words(),
            nullable=False,
            comment="origin and path, without the query",
        ),
        sa.Column("last_success_at", types.UtcDateTime(), nullable=True),
        sa.Column("last_failure_at", types.UtcDateTime(), nullable=True),
        sa.Column("failing_since", types.UtcDateTime(), nullable=True),
        sa.Column("last_error", types.Words(), nullable=False),
        sa.Column("disabled_at", types.UtcDateTime(), nullable=True),
        sa.Column("disabled_because", types.Words(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endpoints")),
    )
    op.add_column("deliveries", sa.Column("sent_at", types.UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("deliveries", "sent_at")
    op.drop_table("endpoints")
