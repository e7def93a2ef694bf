"""Cases, decisions, the outbox."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import ByteOrderedText
from storage.tables.base import Base, RowNumber


class CaseCounterRow(Base):
    __tablename__ = "case_counter"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class CaseRecord(Base):
    __tablename__ = "intake_case"
    __table_args__ = (
        Index("ix_case_queue", "status", "priority_rank", "due_on", "id"),
        Index("ix_case_place", "submission_id", "position"),
    )

    id: Mapped[str] = mapped_column(ByteOrderedText, primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"))
    position: Mapped[int]
    kind: Mapped[str]
    status: Mapped[str]
    route: Mapped[str]
    priority: Mapped[str]
    priority_rank: Mapped[int]
    received_at: Mapped[datetime]
    due_on: Mapped[date]
    version: Mapped[int]
    certification_number: Mapped[str | None] = mapped_column(index=True)
    settled_by: Mapped[str | None]
    """Who named the record, where a person did."""
    second_person: Mapped[bool]
    claimed_by: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    reopened_at: Mapped[datetime | None]
    reopened_why: Mapped[bytes | None]


class CaseDocumentRow(Base):
    __tablename__ = "case_document"

    case_id: Mapped[str] = mapped_column(
        ByteOrderedText, ForeignKey("intake_case.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(index=True)
    """No foreign key: a decided case keeps its list where a later run splits anew."""


class CasePageRow(Base):
    """What a case held when it last held papers: by it a later run knows the case again."""

    __tablename__ = "case_page"

    case_id: Mapped[str] = mapped_column(
        ByteOrderedText, ForeignKey("intake_case.id", ondelete="CASCADE"), primary_key=True
    )
    page_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    """No foreign key: pages go and come again where a submission is unpacked anew."""
    region: Mapped[str] = mapped_column(primary_key=True, server_default="")
    """The part of the page, as in `page_shown`; empty: all of it."""


class DecisionRow(Base):
    """Append-only: a trigger refuses changes."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(ByteOrderedText, ForeignKey("intake_case.id"), index=True)
    outcome: Mapped[str]
    reasons: Mapped[list[Any]]
    by: Mapped[str]
    at: Mapped[datetime]
    case_version: Mapped[int]
    words: Mapped[bytes]
    """Sealed JSON: note and destination."""
    certification_number: Mapped[str | None]
    confirmed_by: Mapped[str | None]


class DecisionUndoRow(Base):
    """Append-only: taking a decision back is a line of its own."""

    __tablename__ = "decision_undo"

    decision_id: Mapped[int] = mapped_column(RowNumber, ForeignKey("decision.id"), primary_key=True)
    by: Mapped[str]
    at: Mapped[datetime]


class PageShownRow(Base):
    __tablename__ = "page_shown"

    case_id: Mapped[str] = mapped_column(
        ByteOrderedText, ForeignKey("intake_case.id", ondelete="CASCADE"), primary_key=True
    )
    page_id: Mapped[str] = mapped_column(primary_key=True)
    region: Mapped[str] = mapped_column(primary_key=True, server_default="")
    """The part of the page that was shown, as `x0,y0,x1,y1`; empty: all of it."""
    by: Mapped[str] = mapped_column(primary_key=True)
    first_at: Mapped[datetime]


class DispatchRow(Base):
    __tablename__ = "dispatch"
    __table_args__ = (Index("ix_dispatch_due", "state", "not_before"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str]
    case_id: Mapped[str | None] = mapped_column(ByteOrderedText, index=True)
    by_decision: Mapped[int | None]
    """The decision that sends it, by its `case_version`: no two of a case have the same."""
    submission_id: Mapped[str | None]
    recipient: Mapped[bytes]
    message_id: Mapped[str] = mapped_column(unique=True)
    snapshot: Mapped[dict[str, Any] | None]
    """The record's public face, frozen."""
    words: Mapped[bytes]
    """Sealed JSON: words, destination, seal, and the Message-ID answered."""
    not_before: Mapped[datetime | None]
    attempts: Mapped[int]
    problem: Mapped[bytes | None]
    """Sealed: a server's refusal quotes the address."""
    lease_until: Mapped[datetime | None]
    content: Mapped[bytes | None]
    settled_by: Mapped[str | None]
    """Who released or resolved it."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class AcknowledgementRow(Base):
    __tablename__ = "acknowledgement"
    __table_args__ = (Index("ix_acknowledgement_sender", "sender_hash", "at"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    sender_hash: Mapped[str]
    thread_hash: Mapped[str]
    at: Mapped[datetime]


class CorrectionRow(Base):
    """Append-only: a trigger refuses changes."""

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    case_id: Mapped[str] = mapped_column(ByteOrderedText, ForeignKey("intake_case.id"), index=True)
    case_version: Mapped[int]
    document_id: Mapped[str]
    """No foreign key: documents go and come again where a submission is split anew."""
    page_ids: Mapped[list[Any]]
    region: Mapped[list[Any] | None]
    """Of a document that has a part of its pages."""
    field: Mapped[str]
    """A field's name, or `kind`."""
    words: Mapped[bytes]
    """Sealed JSON: what was said, and what the machine had read."""
    by: Mapped[str]
    at: Mapped[datetime]


class CorrectionUndoRow(Base):
    """Append-only: taking a correction back is a line of its own."""

    __tablename__ = "correction_undo"

    correction_id: Mapped[int] = mapped_column(RowNumber, ForeignKey("correction.id"), primary_key=True)
    by: Mapped[str]
    at: Mapped[datetime]
