"""What the ledger, the quarantine queue and the linking of papers that came before need.

Revision: 0005; follows 0004.
"""

import sqlalchemy as sa
from alembic import op

from storage.engine import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns that may be empty, and tables of their own: the program before this one goes on working."""
    add_columns()
    create_tables()


def add_columns() -> None:
    """Better copies, hashes of attachments, how a quarantine entry ended."""
    with op.batch_alter_table("submission") as table:
        table.add_column(sa.Column("replaces", sa.String(), nullable=True))
        table.create_index("ix_submission_replaces", ["replaces"])
        table.add_column(sa.Column("source_hash", sa.String(), nullable=True))
        table.create_index("ix_submission_source_hash", ["source_hash"])
    with op.batch_alter_table("attachment") as table:
        table.add_column(sa.Column("content_hash", sa.String(), nullable=True))
        table.create_index("ix_attachment_content_hash", ["content_hash"])
    op.create_index("ix_page_first_image", "page", ["first_image"])
    op.create_index("ix_job_subject", "job", ["subject"])
    with op.batch_alter_table("quarantine") as table:
        table.add_column(sa.Column("ending", sa.String(), nullable=True))
        table.add_column(sa.Column("replaced_by", sa.String(), nullable=True))
        table.add_column(sa.Column("escalated_at", UtcDateTime(), nullable=True))
    # What was resolved before is taken for closed with words: those who retried left nothing to tell it by.
    op.execute(sa.text("UPDATE quarantine SET ending = 'closed' WHERE resolved_at IS NOT NULL"))


def create_tables() -> None:
    """A person's word on pictures and on papers that look alike, and what pages look like."""
    op.create_table(
        "decoration_choice",
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("decoration", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("submission_id", "path"),
    )
    op.create_table(
        "page_look",
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("look", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("page_id"),
    )
    op.create_table(
        "page_band",
        sa.Column("band", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page_look.page_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("band", "page_id"),
    )
    op.create_index("ix_page_band_page_id", "page_band", ["page_id"])
    op.create_table(
        "not_duplicate",
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("other_page_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("page_id", "other_page_id"),
    )
