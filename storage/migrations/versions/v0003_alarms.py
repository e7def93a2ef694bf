"""Alarms and who was told of them, canaries, signs of life.

Revision: 0003; follows 0002.
"""

import sqlalchemy as sa
from alembic import op

from storage.engine import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RowNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Only new tables: the previous release goes on beside them."""
    create_alarms()
    create_canaries()
    create_signs_of_life()


def create_alarms() -> None:
    """The alarms, and by which way each was told."""
    op.create_table(
        "alarm",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("open_key", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("remedy", sa.String(), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("acknowledged_by", sa.String(), nullable=True),
        sa.Column("acknowledged_at", UtcDateTime(), nullable=True),
        sa.Column("cleared_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("open_key"),
    )
    op.create_index("ix_alarm_cleared_at", "alarm", ["cleared_at"])
    op.create_table(
        "alarm_told",
        sa.Column("alarm_id", RowNumber, autoincrement=False, nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("end_told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("alarm_id", "way"),
    )
    op.create_table(
        "alarm_way",
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("last_success", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("way"),
    )


def create_canaries() -> None:
    """What the installation sends itself, and when each route is due."""
    op.create_table(
        "canary",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.Column("arrived_at", UtcDateTime(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_canary_route", "canary", ["route", "sent_at"])
    op.create_table(
        "canary_route",
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("route"),
    )


def create_signs_of_life() -> None:
    """Who lives, how each channel's polls went, what was last done when."""
    op.create_table(
        "worker_beat",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("host", "pid", "part"),
    )
    op.create_table(
        "channel_poll",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_success", UtcDateTime(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("unfetched", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel"),
    )
    op.create_table(
        "milestone",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
