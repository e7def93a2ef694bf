"""Papers that join another case, and the messages by which answers find theirs.

Revision: 0009; follows 0008.
"""

import sqlalchemy as sa
from alembic import op

from storage.engine import ByteOrderedText, UtcDateTime
from storage.migrations.versions.v0008_corrections import refuse_changes

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

RowNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: Rows of these tables are written once.
APPEND_ONLY = ("case_move", "case_move_undo")


def upgrade() -> None:
    """Three tables, and the triggers that keep two of them append-only."""
    op.create_table(
        "case_move",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("from_case", ByteOrderedText, nullable=True),
        sa.Column("to_case", ByteOrderedText, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("status_before", sa.String(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"]),
        sa.ForeignKeyConstraint(["from_case"], ["intake_case.id"]),
        sa.ForeignKeyConstraint(["to_case"], ["intake_case.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_case_move_deed", "case_move", ["deed"])
    op.create_index("ix_case_move_from", "case_move", ["from_case"])
    op.create_index("ix_case_move_to", "case_move", ["to_case"])
    op.create_index("ix_case_move_submission_id", "case_move", ["submission_id"])
    op.create_table(
        "case_move_undo",
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("deed"),
    )
    op.create_table(
        "thread_message",
        sa.Column("message_hash", sa.String(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message_hash", "submission_id"),
    )
    op.create_index("ix_thread_message_submission_id", "thread_message", ["submission_id"])
    for table in APPEND_ONLY:
        refuse_changes(table)
