"""The tables. Rows stay inside `storage/`; a column of bytes is sealed unless its comment says otherwise.

Plain and searchable: what the state's look-up site prints (names, certification numbers, levels,
statuses), references, states, boxes, confidences, field names. Sealed: everything read off a page, every
header, name of a file and address. Keyed hashes stand where equality must be found.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.engine import ByteOrderedText, UtcDateTime


class Base(DeclarativeBase):
    """The root of all tables."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        bytes: LargeBinary(),
        str: String(),
        dict[str, Any]: JSON(none_as_null=True),
        list[Any]: JSON(none_as_null=True),
    }


#: Counts rows; SQLite makes a row id of `INTEGER` only.
RowNumber = BigInteger().with_variant(Integer(), "sqlite")


# -- custody ------------------------------------------------------------------------------------


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


# -- documents ----------------------------------------------------------------------------------


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

    page_id: Mapped[str] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), primary_key=True)
    """A page is in one document at most: half of the page equation."""
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]


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


# -- cases --------------------------------------------------------------------------------------


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
    by: Mapped[str] = mapped_column(primary_key=True)
    first_at: Mapped[datetime]


class DispatchRow(Base):
    __tablename__ = "dispatch"
    __table_args__ = (Index("ix_dispatch_due", "state", "not_before"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str]
    case_id: Mapped[str | None] = mapped_column(ByteOrderedText, index=True)
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


# -- records ------------------------------------------------------------------------------------


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


# -- people, directory, audit, mailboxes ----------------------------------------------------------


class AccountRow(Base):
    __tablename__ = "account"

    name: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    active: Mapped[bool]
    password_hash: Mapped[str | None]
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    link_hash: Mapped[str | None] = mapped_column(unique=True)
    link_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class SignInRow(Base):
    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.name", ondelete="CASCADE"), index=True)
    opened_at: Mapped[datetime]
    idle_seconds: Mapped[int]
    until: Mapped[datetime]


class DestinationRow(Base):
    __tablename__ = "destination"

    key: Mapped[str] = mapped_column(ByteOrderedText, primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    fax: Mapped[str]
    address: Mapped[str]
    accepts: Mapped[list[Any]]
    needs_seal: Mapped[bool]
    own_form: Mapped[bool]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]


class AuditRow(Base):
    """Append-only: a trigger refuses changes."""

    __tablename__ = "audit"

    sequence: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=False)
    at: Mapped[str]
    """ISO, UTC, microseconds: hashed as it stands."""
    who: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    details: Mapped[str]
    """Canonical JSON: hashed as it stands."""
    hash: Mapped[str]


class MailboxMarkRow(Base):
    __tablename__ = "mailbox_mark"

    account: Mapped[str] = mapped_column(primary_key=True)
    folder: Mapped[str] = mapped_column(primary_key=True)
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    high_uid: Mapped[int] = mapped_column(BigInteger)
    changed_at: Mapped[datetime]


class MailboxRow(Base):
    __tablename__ = "mailbox"

    account: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    polled_at: Mapped[datetime | None]
    last_success: Mapped[datetime | None]
    problem: Mapped[str | None]
