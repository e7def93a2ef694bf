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
    """One credential as the last import left it."""

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
    """Sealed JSON: birth date, SSN digits, email, phone, address, former streets."""
    content_hash: Mapped[str]
    """Keyed hash of all columns: tells an unchanged row without opening it."""
    changed_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(RowNumber, index=True)
    """Credentials of one person share it: the id of the record that was the person's first."""
    person_key: Mapped[str | None] = mapped_column(ByteOrderedText, index=True)
    """Keyed hash of what the person is recognised by in other rows; None: by nothing."""
    earlier_numbers: Mapped[list[Any]] = mapped_column(server_default="[]")
    added_by: Mapped[int | None] = mapped_column(RowNumber, index=True)
    """The import that added the row; None: from before imports were kept."""


class RecordImportRow(Base):
    """One import of an export."""

    __tablename__ = "record_import"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    state: Mapped[str]
    file_hash: Mapped[str] = mapped_column(index=True)
    """SHA-256 of the file, in hexadecimal digits; empty where lines came from elsewhere."""
    by: Mapped[str]
    at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    added: Mapped[int]
    changed: Mapped[int]
    removed: Mapped[int]
    unchanged: Mapped[int]
    rejected: Mapped[int]
    reverted_by: Mapped[str | None]
    reverted_at: Mapped[datetime | None]


class RecordVersionRow(Base):
    """A record as it stood before an import changed or removed it, column by column and seal for seal.

    What is restored is these very bytes; what an import added needs no row, `record.added_by` tells it.
    """

    __tablename__ = "record_version"

    import_id: Mapped[int] = mapped_column(
        RowNumber, ForeignKey("record_import.id"), primary_key=True, autoincrement=False
    )
    certification_number: Mapped[str] = mapped_column(ByteOrderedText, primary_key=True, index=True)
    removed: Mapped[bool]
    """Whether the import removed the record; else it changed it."""
    record_id: Mapped[int] = mapped_column(RowNumber, index=True)
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
    """Sealed as in `record`, for the same place."""
    content_hash: Mapped[str]
    changed_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(RowNumber, index=True)
    person_key: Mapped[str | None] = mapped_column(ByteOrderedText, index=True)
    earlier_numbers: Mapped[list[Any]]
    added_by: Mapped[int | None] = mapped_column(RowNumber)


class RecordHeldRow(Base):
    """A row of an export that was not taken in, because it names somebody else than its number's record."""

    __tablename__ = "record_held"

    import_id: Mapped[int] = mapped_column(
        RowNumber, ForeignKey("record_import.id"), primary_key=True, autoincrement=False
    )
    certification_number: Mapped[str] = mapped_column(ByteOrderedText, primary_key=True, index=True)
    line: Mapped[int]
    """Of the export, from 1; 0 where it came from no file."""
    state: Mapped[str] = mapped_column(index=True)
    agree: Mapped[list[Any]]
    differ: Mapped[list[Any]]
    """Names of fields, in which the row is like the record, and in which it is not."""
    said: Mapped[bytes]
    """Sealed JSON: the row as a record."""
    content_hash: Mapped[str]
    """Keyed hash of the row, as of `record`."""
    record_hash: Mapped[str]
    """`record.content_hash` when the row was held."""
    settled_by: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    settled_import: Mapped[int | None] = mapped_column(RowNumber, index=True)
    """The import that accepting it made."""


class RecordKeyRow(Base):
    """Blocking keys for matching. `key` begins with its kind: name keys are plain, the others hashed."""

    __tablename__ = "record_key"
    __table_args__ = (
        Index("ix_record_key_record", "record_id"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[str] = mapped_column(ByteOrderedText, primary_key=True)
    record_id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=False)
    """No foreign key: an import writes a dozen such rows a record, and each would be checked by itself."""


class RecordNameRow(Base):
    """Folded names for people's search: present and former, first name first and last name first."""

    __tablename__ = "record_name"
    __table_args__ = (
        Index("ix_record_name_record", "record_id"),
        {"sqlite_with_rowid": False},
    )

    folded: Mapped[str] = mapped_column(ByteOrderedText, primary_key=True)
    record_id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=False)
    """No foreign key: an import writes a dozen such rows a record, and each would be checked by itself."""


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
