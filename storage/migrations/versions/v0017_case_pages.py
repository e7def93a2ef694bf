"""Which pages a case held when it last held any: by them a later run knows it again.

Revision: 0017; follows 0016.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.engine import ByteOrderedText

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table, filled from the papers that lie in cases now."""
    op.create_table(
        "case_page",
        sa.Column("case_id", ByteOrderedText, nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["case_id"], ["intake_case.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "page_id", "region"),
    )
    op.create_index("ix_case_page_page_id", "case_page", ["page_id"])
    case_document = sa.table("case_document", sa.column("case_id"), sa.column("document_id"))
    document_page = sa.table(
        "document_page", sa.column("document_id"), sa.column("page_id"), sa.column("region", sa.JSON())
    )
    held = sa.select(case_document.c.case_id, document_page.c.page_id, document_page.c.region).join(
        document_page, document_page.c.document_id == case_document.c.document_id
    )
    rows = {(case_id, page_id, _written(region)) for case_id, page_id, region in op.get_bind().execute(held)}
    case_page = sa.table("case_page", sa.column("case_id"), sa.column("page_id"), sa.column("region"))
    names = ("case_id", "page_id", "region")
    op.bulk_insert(case_page, [dict(zip(names, row, strict=True)) for row in sorted(rows)])


def _written(region: list[Any] | None) -> str:
    return ",".join(map(str, region)) if region else ""
