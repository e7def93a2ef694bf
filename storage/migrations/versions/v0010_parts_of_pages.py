"""A page that shows several papers is in a document for each, with the part that is its own.

Revision: 0010; follows 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

REGION = sa.JSON(none_as_null=True)


def upgrade() -> None:
    """Two columns that may be empty, and a wider key; a whole page is still in one document at most."""
    op.add_column("correction", sa.Column("region", REGION, nullable=True))
    op.add_column("document_page", sa.Column("region", REGION, nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("document_page", copy_from=_with_wider_key(), recreate="always"):
            pass
        op.create_index("ix_document_page_document_id", "document_page", ["document_id"])
    else:
        op.drop_constraint("document_page_pkey", "document_page", type_="primary")
        op.create_primary_key("document_page_pkey", "document_page", ["page_id", "document_id"])
    whole = sa.text("region IS NULL")
    op.create_index(
        "ix_document_page_whole",
        "document_page",
        ["page_id"],
        unique=True,
        sqlite_where=whole,
        postgresql_where=whole,
    )


def _with_wider_key() -> sa.Table:
    return sa.Table(
        "document_page",
        sa.MetaData(),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("region", REGION, nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("page_id", "document_id"),
    )
