"""A letter names the decision that sends it, and a pause the one that ended it.

Revision: 0018; follows 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns; until now the decision was the one made in the same moment, and a card's the approval."""
    for table in ("dispatch", "case_pause"):
        op.add_column(table, sa.Column("by_decision", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE dispatch SET by_decision = (SELECT max(case_version) FROM decision "
        "WHERE decision.case_id = dispatch.case_id AND decision.at = dispatch.created_at) "
        "WHERE kind NOT IN ('acknowledgement', 'certification_card')"
    )
    op.execute(
        "UPDATE dispatch SET by_decision = (SELECT max(case_version) FROM decision "
        "WHERE decision.case_id = dispatch.case_id AND decision.at <= dispatch.created_at "
        "AND decision.outcome = 'approve') WHERE kind = 'certification_card'"
    )
    op.execute(
        "UPDATE case_pause SET by_decision = (SELECT max(case_version) FROM decision "
        "WHERE decision.case_id = case_pause.case_id AND decision.at = case_pause.ended_at)"
    )
