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
    """Sealed JSON: receipt key, source (which may hold a file's name) and SHA-256 of the original."""
    source_hash: Mapped[str | None] = mapped_column(index=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
    taken_at: Mapped[datetime]
    original: Mapped[str] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    facts: Mapped[bytes | None]
    """Sealed JSON of `SubmissionFacts`."""
    replaces: Mapped[str | None] = mapped_column(index=True)
    """The submission of which this is a better copy, in whole or in part."""


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
    content_hash: Mapped[str | None] = mapped_column(index=True)
    """Keyed hash of its bytes, so that the same file in another message is found."""


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
    first_image: Mapped[str | None] = mapped_column(index=True)
    """As unpack left it; the same picture has the same address."""
    image: Mapped[str | None]
    """Upright, once it was read."""
    use: Mapped[str]
    use_reason: Mapped[str]
    unread: Mapped[bytes]
    reading: Mapped[bytes | None]


class DroppedPictureRow(Base):
    """A page picture that a submission does not show any more since it was gone through anew."""

    __tablename__ = "dropped_picture"

    address: Mapped[str] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True
    )
    why: Mapped[str]
    at: Mapped[datetime]


class DecorationChoiceRow(Base):
    """A person's word on whether a picture is a paper; every unpacking follows it."""

    __tablename__ = "decoration_choice"

    submission_id: Mapped[str] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True
    )
    path: Mapped[str] = mapped_column(primary_key=True)
    """Of the attachment within its submission: that stays where unpacking is repeated."""
    decoration: Mapped[bool]
    reason: Mapped[bytes]
    by: Mapped[str]
    at: Mapped[datetime]


class PageLookRow(Base):
    """What a page looks like, coarsely: a hint at another picture of the same paper, no more."""

    __tablename__ = "page_look"

    page_id: Mapped[str] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), primary_key=True)
    look: Mapped[str]
    """64 bits of light and dark as 16 hex digits; no letter can be read off them, so it is not sealed."""


class PageBandRow(Base):
    """One byte of a look and its place: pages that share several look alike."""

    __tablename__ = "page_band"

    band: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    page_id: Mapped[str] = mapped_column(
        ForeignKey("page_look.page_id", ondelete="CASCADE"), primary_key=True, index=True
    )


class NotDuplicateRow(Base):
    """Two papers that a person told apart, by their first pages: those stay where splitting is repeated."""

    __tablename__ = "not_duplicate"

    page_id: Mapped[str] = mapped_column(primary_key=True)
    other_page_id: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str]
    at: Mapped[datetime]


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
    ending: Mapped[str | None]
    """How it was resolved; empty while it is open."""
    replaced_by: Mapped[str | None]
    """The submission that is the better copy."""
    escalated_at: Mapped[datetime | None]


class JobRow(Base):
    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "state", "run_at"), Index("ix_job_subject", "subject"))

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
