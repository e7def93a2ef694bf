"""How a person cuts a page, and which part of a page somebody was shown.

Revision: 0016; follows 0015.
"""

import sqlalchemy as sa
from alembic import op

from storage.engine import ByteOrderedText, UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = ("case_id", "page_id", "region", "by")


def upgrade() -> None:
    """Two columns and a wider key: who saw a page that shows several papers before looks at each again."""
    op.add_column("split_edit", sa.Column("cuts", sa.JSON(none_as_null=True), nullable=True))
    region = sa.Column("region", sa.String(), nullable=False, server_default="")
    op.add_column("page_shown", region)
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("page_shown", copy_from=_with_wider_key(), recreate="always"):
            pass
    else:
        op.drop_constraint("page_shown_pkey", "page_shown", type_="primary")
        op.create_primary_key("page_shown_pkey", "page_shown", list(KEY))


def _with_wider_key() -> sa.Table:
    return sa.Table(
        "page_shown",
        sa.MetaData(),
        sa.Column("case_id", ByteOrderedText, nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False, server_default=""),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["intake_case.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(*KEY),
    )
