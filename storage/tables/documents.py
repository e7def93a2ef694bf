"""Documents and what was found in them."""

from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class DocumentRow(Base):
    __tablename__ = "document"

    id: Mapped[str] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str]
    kind_confidence: Mapped[float]
    abstains: Mapped[bool]
    subkind: Mapped[str | None]
    split_confidence: Mapped[float]
    duplicate_of: Mapped[str | None] = mapped_column(index=True)


class DocumentPageRow(Base):
    __tablename__ = "document_page"
    __table_args__ = (
        # A whole page is in one document at most: half of the page equation.
        Index(
            "ix_document_page_whole",
            "page_id",
            unique=True,
            sqlite_where=text("region IS NULL"),
            postgresql_where=text("region IS NULL"),
        ),
    )

    page_id: Mapped[str] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), primary_key=True)
    document_id: Mapped[str] = mapped_column(
        ForeignKey("document.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    position: Mapped[int]
    region: Mapped[list[Any] | None]
    """The part of the page that the document stands on, where the page shows several papers."""


class EvidenceRow(Base):
    __tablename__ = "evidence"

    document_id: Mapped[str] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    field: Mapped[str]
    read: Mapped[bytes]
    """Sealed JSON: printed and value."""
    page: Mapped[int]
    box: Mapped[list[Any] | None]
    span: Mapped[list[Any] | None]
    confidence: Mapped[float]
    reader: Mapped[str]


class MatchRow(Base):
    __tablename__ = "document_match"

    document_id: Mapped[str] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    status: Mapped[str]
    brake: Mapped[bytes | None]
    candidates: Mapped[list[Any]]
    """Numbers, probabilities and comparisons, which print no value."""


class FindingRow(Base):
    __tablename__ = "finding"

    document_id: Mapped[str] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    severity: Mapped[str]
    rule: Mapped[str]
    source: Mapped[str]
    words: Mapped[bytes]
    """Sealed JSON: words for staff and for the applicant."""


class CheckRow(Base):
    __tablename__ = "document_check"

    document_id: Mapped[str] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    rules_version: Mapped[str]
    checked: Mapped[list[Any]]
    policy_version: Mapped[int | None]
    """None where it was checked before there were versions."""


class FingerprintRow(Base):
    __tablename__ = "fingerprint"

    document_id: Mapped[str] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)
    fingerprint: Mapped[bytes]


class FingerprintKeyRow(Base):
    __tablename__ = "fingerprint_key"

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(
        ForeignKey("fingerprint.document_id", ondelete="CASCADE"), primary_key=True, index=True
    )
