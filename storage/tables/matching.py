"""What matching knows besides the records: how common values are, and who wrote before."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class TermTableRow(Base):
    """One row: the shares of names, birth dates and towns among the records."""

    __tablename__ = "term_table"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    records: Mapped[int]
    shares: Mapped[bytes]
    """Sealed JSON: birth dates and towns are no public record, however few of them stand here."""
    made_at: Mapped[datetime]


class SubmissionSenderRow(Base):
    """Who sent a submission, as a keyed hash: a later one from there finds the cases that were decided."""

    __tablename__ = "submission_sender"
    __table_args__ = (Index("ix_submission_sender_hash", "sender_hash"),)

    submission_id: Mapped[str] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True
    )
    sender_hash: Mapped[str]
