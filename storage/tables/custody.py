"""Submissions, attachments, pages, quarantine and jobs."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, RowNumber


class SubmissionRow(Base):
    __tablename__ = "submission"

    id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    receipt_hash: Mapped[str] = mapped_column(unique=True)
    named: Mapped[bytes]
    """Sealed JSON: receipt key and source, which may hold a file's name."""
    received_at: Mapped[datetime] = mapped_column(index=True)
    taken_at: Mapped[datetime]
    original: Mapped[str] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    facts: Mapped[bytes | None]
    """Sealed JSON of `SubmissionFacts`."""


class AttachmentRow(Base):
    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("submission_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    position: Mapped[int]
    path: Mapped[str]
    named: Mapped[bytes]
    """Sealed JSON: name and SHA-256."""
    media_type: Mapped[str]
    disposition: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    decoration: Mapped[bool]
    outcome: Mapped[str]
    problem: Mapped[bytes | None]
    page_count: Mapped[int]


class PageRow(Base):
    __tablename__ = "page"
    __table_args__ = (Index("ix_page_place", "submission_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"))
    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachment.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    """Within the submission."""
    index: Mapped[int]
    """Within the attachment."""
    first_image: Mapped[str | None]
    """As unpack left it."""
    image: Mapped[str | None]
    """Upright, once it was read."""
    use: Mapped[str]
    use_reason: Mapped[str]
    unread: Mapped[bytes]
    reading: Mapped[bytes | None]


class QuarantineRow(Base):
    __tablename__ = "quarantine"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    attachment_id: Mapped[str | None]
    stage: Mapped[str]
    reason: Mapped[bytes]
    remedy: Mapped[str]
    owner: Mapped[str]
    due_on: Mapped[date]
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None] = mapped_column(index=True)
    resolved_by: Mapped[str | None]
    resolution: Mapped[bytes | None]


class JobRow(Base):
    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "state", "run_at"),)

    stage: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    attempts: Mapped[int]
    run_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    token: Mapped[str | None]
    problem: Mapped[str]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
