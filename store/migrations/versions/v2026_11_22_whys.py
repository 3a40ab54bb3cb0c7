"""Why a person was asked, as whoever closed the escalation says, beside the record of that.

The version before may serve while this runs: what is said to it meanwhile has no reason here.
"""

import sqlalchemy as sa
from alembic import op

from store import types

revision = "2026_11_22_whys"
down_revision = "2026_11_21_limits"
branch_labels = None
depends_on = None

_FILL = {
    "sqlite": "json_extract(record, '$.opinion.why')",
    "postgresql": "record::json #>> '{opinion,why}'",
}


def upgrade() -> None:
    op.add_column("appraisals", sa.Column("why", types.Words(), nullable=True))
    fill = _FILL[op.get_bind().dialect.name]
    op.execute(f"UPDATE appraisals SET why = {fill}")  # noqa: S608


def downgrade() -> None:
    op.drop_column("appraisals", "why")
