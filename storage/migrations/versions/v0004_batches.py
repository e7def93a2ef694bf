"""Batches of scans, envelopes, what persons said of pages, and submissions that were taken back.

Revision: 0004; follows 0003.
"""

import sqlalchemy as sa
from alembic import op

from storage.engine import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RowNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """New tables only."""
    op.create_table(
        "batch",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("expected_envelopes", sa.Integer(), nullable=True),
        sa.Column("expected_pages", sa.Integer(), nullable=True),
        sa.Column("expected_by", sa.String(), nullable=False),
        sa.Column("found_envelopes", sa.Integer(), nullable=False),
        sa.Column("found_pages", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("differences", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closing_words", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_batch_opened", "batch", ["state", "opened_at"])
    _create_runs("batch_part")
    _create_runs(
        "envelope",
        sa.Column("sheet", sa.Integer(), nullable=True),
        sa.Column("numbered", sa.Boolean(), nullable=False),
        sa.Column("expected_pages", sa.Integer(), nullable=True),
    )
    _create_words(
        "split_edit",
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("edit", sa.String(), nullable=False),
    )
    _create_words(
        "withdrawal",
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
    )


def _create_runs(name: str, *columns: sa.Column) -> None:  # type: ignore[type-arg]
    """A table of runs of pages of one submission under one batch."""
    op.create_table(
        name,
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.String(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
        sa.PrimaryKeyConstraint("submission_id", "position"),
    )
    op.create_index(f"ix_{name}_batch_id", name, ["batch_id"])


def _create_words(name: str, *columns: sa.Column) -> None:  # type: ignore[type-arg]
    """A table of what persons said of one submission."""
    op.create_table(
        name,
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(f"ix_{name}_submission_id", name, ["submission_id"])
