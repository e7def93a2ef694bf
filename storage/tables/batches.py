"""Batches of scans, and what clerks said of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, RowNumber


class BatchRow(Base):
    __tablename__ = "batch"
    __table_args__ = (Index("ix_batch_opened", "state", "opened_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[bytes]
    channel: Mapped[str]
    expected_envelopes: Mapped[int | None]
    expected_pages: Mapped[int | None]
    expected_by: Mapped[str]
    found_envelopes: Mapped[int]
    found_pages: Mapped[int]
    state: Mapped[str]
    differences: Mapped[list[Any]]
    """Counts and numbers of sheets only."""
    opened_at: Mapped[datetime]
    closed_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closing_words: Mapped[bytes | None]


class BatchPartRow(Base):
    __tablename__ = "batch_part"

    submission_id: Mapped[str] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"), index=True)


class EnvelopeRow(Base):
    __tablename__ = "envelope"

    submission_id: Mapped[str] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"), index=True)
    sheet: Mapped[int | None]
    numbered: Mapped[bool]
    expected_pages: Mapped[int | None]


class SplitEditRow(Base):
    """What persons said of pages, word by word."""

    __tablename__ = "split_edit"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    page_id: Mapped[str]
    """No foreign key: unpacking anew gives pages the same ids."""
    edit: Mapped[str]
    cuts: Mapped[list[Any] | None]
    """The lines along which a page that shows several papers is to be cut."""
    by: Mapped[str]
    at: Mapped[datetime]


class WithdrawalRow(Base):
    __tablename__ = "withdrawal"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    by: Mapped[str]
    at: Mapped[datetime]
    words: Mapped[bytes]
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]
