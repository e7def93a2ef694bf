"""Versions of the policy and of the directory's entries, and which policy a document was checked by.

Revision: 0012; follows 0009.
"""

import sqlalchemy as sa
from alembic import op

from storage.engine import ByteOrderedText, UtcDateTime
from storage.migrations.versions.v0008_corrections import refuse_changes

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

#: Rows of these tables are written once.
APPEND_ONLY = ("policy_version", "destination_version")


def upgrade() -> None:
    """Two append-only tables, and a column that is empty for what was checked before."""
    op.create_table(
        "policy_version",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("returns_to", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_table(
        "destination_version",
        sa.Column("key", ByteOrderedText, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", "version"),
    )
    for table in APPEND_ONLY:
        refuse_changes(table)
    op.add_column("document_check", sa.Column("policy_version", sa.Integer(), nullable=True))
