"""Pauses of cases, closures of the office, working days by kind of work, and why papers were moved.

Revision: 0013; follows 0009.
"""

import sqlalchemy as sa
from alembic import op

from storage.engine import ByteOrderedText, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

RowNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: The applicant of a case that waits was asked when it was last decided so.
PAUSES_OF_WAITING = """
INSERT INTO case_pause (case_id, began_at)
SELECT decision.case_id, max(decision.at) FROM decision
JOIN intake_case ON intake_case.id = decision.case_id
WHERE intake_case.status = 'waiting' AND decision.outcome = 'request-information'
AND decision.id NOT IN (SELECT decision_id FROM decision_undo)
GROUP BY decision.case_id
"""


def upgrade() -> None:
    """Three tables and a column; cases that wait get the pause they are in."""
    op.create_table(
        "case_pause",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("case_id", ByteOrderedText, nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["intake_case.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_case_pause_case_id", "case_pause", ["case_id"])
    op.create_index(
        "ix_case_pause_lasts",
        "case_pause",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "office_closure",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "case_term",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind"),
    )
    op.add_column("case_move", sa.Column("why", sa.LargeBinary(), nullable=True))
    op.execute(PAUSES_OF_WAITING)
