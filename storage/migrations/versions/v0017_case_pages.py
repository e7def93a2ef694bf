"""Which pages a case held when it last held any; names are found without the strokes of their letters.

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

#: Of lower-case letters that Unicode does not take apart; `storage/names.py` folds new names so.
STROKES = {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ı": "i"}


def upgrade() -> None:
    """One table, filled from what lies in cases now; names kept for searching are folded anew."""
    _keep_pages()
    _fold_names()


def _keep_pages() -> None:
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


def _fold_names() -> None:
    name = sa.table("record_name", sa.column("folded"), sa.column("record_id"))
    stroked = sa.or_(*(name.c.folded.contains(letter) for letter in STROKES))
    letters, database = str.maketrans(STROKES), op.get_bind()
    rows = database.execute(sa.select(name.c.folded, name.c.record_id).where(stroked)).all()
    for folded, record_id in rows:
        of_record = name.c.record_id == record_id
        plain = folded.translate(letters)
        there = database.execute(sa.select(name.c.folded).where(of_record, name.c.folded == plain)).first()
        old = sa.and_(of_record, name.c.folded == folded)
        if there:
            database.execute(sa.delete(name).where(old))
        else:
            database.execute(sa.update(name).where(old).values(folded=plain))
