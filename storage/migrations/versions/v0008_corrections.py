"""What people say of documents that the machine read wrong, not at all, or right.

Revision: 0008; follows 0007.
"""

import sqlalchemy as sa
from alembic import op

from storage.engine import ByteOrderedText, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

RowNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: Rows of these tables are written once.
APPEND_ONLY = ("correction", "correction_undo")


def upgrade() -> None:
    """Two tables, and the triggers that keep them append-only."""
    op.create_table(
        "correction",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("case_id", ByteOrderedText, nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("page_ids", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["intake_case.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_correction_submission_id", "correction", ["submission_id"])
    op.create_index("ix_correction_case_id", "correction", ["case_id"])
    op.create_table(
        "correction_undo",
        sa.Column("correction_id", RowNumber, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["correction_id"], ["correction.id"]),
        sa.PrimaryKeyConstraint("correction_id"),
    )
    for table in APPEND_ONLY:
        refuse_changes(table)


def refuse_changes(table: str) -> None:
    """Triggers that refuse UPDATE, DELETE and (on PostgreSQL) TRUNCATE."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuses_changes() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuses_changes()"
    )
