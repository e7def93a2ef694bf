"""Rows of an export that name somebody else than the record of their number wait for a person.

Revision: 0015; follows 0014.
"""

import sqlalchemy as sa
from alembic import op

from storage.engine import ByteOrderedText, UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

RowNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One table."""
    op.create_table(
        "record_held",
        sa.Column("import_id", RowNumber, autoincrement=False, nullable=False),
        sa.Column("certification_number", ByteOrderedText, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("agree", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("differ", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("record_hash", sa.String(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_import", RowNumber, nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["record_import.id"]),
        sa.PrimaryKeyConstraint("import_id", "certification_number"),
    )
    for column in ("certification_number", "state", "settled_import"):
        op.create_index(f"ix_record_held_{column}", "record_held", [column])
