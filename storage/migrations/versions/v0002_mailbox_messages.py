"""Several folders and accounts: messages that failed or were renumbered, and what reconciling found.

Revision: 0002; follows 0001.
"""

import sqlalchemy as sa
from alembic import op

from storage.engine import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RowNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add a column to the marks, and two tables."""
    op.add_column(
        "mailbox_mark", sa.Column("compare_below", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.create_table(
        "mailbox_message",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("retry_at", UtcDateTime(), nullable=False),
        sa.Column("same_as", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("account", "folder", "uidvalidity", "uid"),
    )
    op.create_table(
        "reconciliation",
        sa.Column("id", RowNumber, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("unexplained", sa.Integer(), nullable=False),
        sa.Column("explained", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
