"""Certification records."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import ByteOrderedText
from storage.tables.base import Base, RowNumber


class RecordRow(Base):
    __tablename__ = "record"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=False)
    certification_number: Mapped[str] = mapped_column(ByteOrderedText, unique=True)
    level: Mapped[str]
    first_name: Mapped[str]
    middle_name: Mapped[str]
    last_name: Mapped[str]
    suffix: Mapped[str]
    former_names: Mapped[list[Any]]
    status: Mapped[str]
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    private: Mapped[bytes]
    """Sealed JSON: birth date, SSN digits, email, phone, address."""
    content_hash: Mapped[str]
    """Keyed hash of all columns: tells an unchanged row without opening it."""
    changed_at: Mapped[datetime]


class RecordKeyRow(Base):
    """Blocking keys for matching. `key` begins with its kind: name keys are plain, the others hashed."""

    __tablename__ = "record_key"
    __table_args__ = (
        Index("ix_record_key_record", "record_id"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[str] = mapped_column(ByteOrderedText, primary_key=True)
    record_id: Mapped[int] = mapped_column(
        RowNumber, ForeignKey("record.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


class RecordNameRow(Base):
    """Folded names for people's search: present and former, first name first and last name first."""

    __tablename__ = "record_name"
    __table_args__ = (
        Index("ix_record_name_record", "record_id"),
        {"sqlite_with_rowid": False},
    )

    folded: Mapped[str] = mapped_column(ByteOrderedText, primary_key=True)
    record_id: Mapped[int] = mapped_column(
        RowNumber, ForeignKey("record.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )


class PendingChangeRow(Base):
    __tablename__ = "pending_name_change"

    case_id: Mapped[str] = mapped_column(ByteOrderedText, ForeignKey("intake_case.id"), primary_key=True)
    certification_number: Mapped[str] = mapped_column(index=True)
    names: Mapped[bytes]
    """Sealed JSON: former and new name, the latter not yet public."""
    approved_at: Mapped[datetime]
    exported_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    held: Mapped[bool]
    """Waits for a second person."""
