"""Reconciling the ledger with the disk: every arrival, attachment, page and file is accounted for.

A submission with a ready or running job is being worked on and is not looked at; what stands still must
have ended as a case, a quarantine entry, a duplicate or a page set aside with a reason.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from domain.errors import CorruptDocument
from domain.ids import BlobAddress
from domain.kinds import JobState, PageUse, PartOutcome
from storage.database import SqlStorage
from storage.tables import (
    AttachmentRow,
    CaseDocumentRow,
    CaseRecord,
    DocumentPageRow,
    DocumentRow,
    JobRow,
    PageRow,
    QuarantineRow,
    SubmissionRow,
)

#: A file younger than this may belong to an arrival whose row is being written.
SETTLING_SECONDS: Final = 3600


class DifferenceKind(StrEnum):
    """What does not agree."""

    FILE_MISSING = "file_missing"
    FILE_DAMAGED = "file_damaged"
    FILE_WITHOUT_ROW = "file_without_row"
    SUBMISSION_STANDS_STILL = "submission_stands_still"
    ATTACHMENT_UNEXPLAINED = "attachment_unexplained"
    PAGE_UNEXPLAINED = "page_unexplained"
    DOCUMENT_WITHOUT_CASE = "document_without_case"


WORDS: Final = {
    DifferenceKind.FILE_MISSING: "a row refers to this file and it is not on disk: restore it from a backup",
    DifferenceKind.FILE_DAMAGED: "the file does not open: restore it from a backup",
    DifferenceKind.FILE_WITHOUT_ROW: "no row refers to this file: left by an arrival that was not completed",
    DifferenceKind.SUBMISSION_STANDS_STILL: "no case, no quarantine entry and no job: start its stages again",
    DifferenceKind.ATTACHMENT_UNEXPLAINED: "it gave no pages and no quarantine entry says why",
    DifferenceKind.PAGE_UNEXPLAINED: "it is in no document and was not set aside with a reason",
    DifferenceKind.DOCUMENT_WITHOUT_CASE: "it is in no case and repeats no other document",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not accounted for."""

    kind: DifferenceKind
    subject: str
    """Id of the submission, attachment, page or document, or a store address."""

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}: {self.words}"

    @property
    def words(self) -> str:
        """What it means and what to do."""
        return WORDS[self.kind]


def reconcile_store(storage: SqlStorage, *, deep: bool = False) -> list[Difference]:
    """Every difference between the rows and the file store, and everything that stands still unexplained.

    `deep` opens every stored file too (reads the whole store). Files that a killed process left half written
    are no difference, for nothing refers to them: they are taken away.
    """
    storage.files.clear_unfinished(older_than=SETTLING_SECONDS)
    return [*_file_differences(storage, deep=deep), *_ledger_differences(storage)]


def _file_differences(storage: SqlStorage, *, deep: bool) -> Iterator[Difference]:
    stored = set(storage.files.addresses())
    with storage.work() as work:
        referred = set(work.submissions.originals_and_images())
    for address in sorted(referred):
        # Looked at again: a file may have come in after the listing.
        if address not in stored and not storage.files.contains(address):
            yield Difference(DifferenceKind.FILE_MISSING, address)
        elif deep and not _opens(storage, address):
            yield Difference(DifferenceKind.FILE_DAMAGED, address)
    for address in sorted(stored - referred):
        if _age_seconds(storage, address) > SETTLING_SECONDS:
            yield Difference(DifferenceKind.FILE_WITHOUT_ROW, address)


def _opens(storage: SqlStorage, address: BlobAddress) -> bool:
    try:
        storage.files.get(address)
    except CorruptDocument:
        return False
    return True


def _age_seconds(storage: SqlStorage, address: BlobAddress) -> float:
    try:
        return time.time() - storage.files.modified_at(address)
    except FileNotFoundError:
        return 0.0


def _ledger_differences(storage: SqlStorage) -> list[Difference]:
    queries: tuple[tuple[DifferenceKind, Select[str]], ...] = (
        (DifferenceKind.SUBMISSION_STANDS_STILL, _standing_submissions()),
        (DifferenceKind.ATTACHMENT_UNEXPLAINED, _unexplained_attachments()),
        (DifferenceKind.PAGE_UNEXPLAINED, _unexplained_pages()),
        (DifferenceKind.DOCUMENT_WITHOUT_CASE, _documents_without_case()),
    )
    with storage.work() as work:
        return [
            Difference(kind, subject) for kind, query in queries for subject in work.session.scalars(query)
        ]


def _at_rest(submission_id: Any) -> ColumnElement[bool]:
    """No stage of this submission is ready or running."""
    return ~exists().where(
        JobRow.subject == submission_id, JobRow.state.in_((JobState.READY, JobState.RUNNING))
    )


def _quarantined(submission_id: Any) -> ColumnElement[bool]:
    """The whole submission has an entry; one that was resolved carries its words."""
    return exists().where(QuarantineRow.submission_id == submission_id, QuarantineRow.attachment_id.is_(None))


def _standing_submissions() -> Select[str]:
    in_case = exists().where(CaseRecord.submission_id == SubmissionRow.id)
    entered = exists().where(QuarantineRow.submission_id == SubmissionRow.id)
    set_aside = and_(
        exists().where(PageRow.submission_id == SubmissionRow.id),
        ~exists().where(
            PageRow.submission_id == SubmissionRow.id,
            PageRow.use.in_((PageUse.UNDECIDED, PageUse.DOCUMENT)),
        ),
    )
    repeats = exists().where(
        DocumentRow.submission_id == SubmissionRow.id, DocumentRow.duplicate_of.is_not(None)
    )
    return (
        select(SubmissionRow.id)
        .where(_at_rest(SubmissionRow.id), ~or_(in_case, entered, set_aside, repeats))
        .order_by(SubmissionRow.received_at, SubmissionRow.id)
    )


def _unexplained_attachments() -> Select[str]:
    child = aliased(AttachmentRow)
    has_parts = exists().where(
        child.submission_id == AttachmentRow.submission_id,
        func.substr(child.path, 1, func.length(AttachmentRow.path) + 1) == AttachmentRow.path + ".",
    )
    entered = exists().where(QuarantineRow.attachment_id == AttachmentRow.id)
    empty = and_(AttachmentRow.page_count == 0, AttachmentRow.disposition != "body", ~has_parts)
    return (
        select(AttachmentRow.id)
        .where(
            _at_rest(AttachmentRow.submission_id),
            AttachmentRow.decoration.is_(False),
            or_(AttachmentRow.outcome != PartOutcome.PAGES, empty),
            ~entered,
            ~_quarantined(AttachmentRow.submission_id),
        )
        .order_by(AttachmentRow.id)
    )


def _unexplained_pages() -> Select[str]:
    in_document = exists().where(DocumentPageRow.page_id == PageRow.id)
    return (
        select(PageRow.id)
        .where(
            _at_rest(PageRow.submission_id),
            ~_quarantined(PageRow.submission_id),
            or_(
                PageRow.use == PageUse.UNDECIDED,
                and_(PageRow.use == PageUse.DOCUMENT, ~in_document),
                and_(PageRow.use != PageUse.DOCUMENT, in_document),
            ),
        )
        .order_by(PageRow.id)
    )


def _documents_without_case() -> Select[str]:
    in_case = exists().where(CaseDocumentRow.document_id == DocumentRow.id)
    return (
        select(DocumentRow.id)
        .where(
            _at_rest(DocumentRow.submission_id),
            ~_quarantined(DocumentRow.submission_id),
            DocumentRow.duplicate_of.is_(None),
            ~in_case,
        )
        .order_by(DocumentRow.id)
    )
