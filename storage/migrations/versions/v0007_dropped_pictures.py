"""Page pictures that were dropped on purpose, so that reconciliation can explain their files.

Revision: 0007; follows 0006.
"""

import sqlalchemy as sa
from alembic import op

from storage.engine import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table, by address and submission."""
    op.create_table(
        "dropped_picture",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("address", "submission_id"),
    )
