"""What answers for a thing in custody, as an expression over the tables.

Here alone stands what counts as an answer: the ledger shows it, reconciliation and approval ask it. The
order matters: the first that holds is the fate.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from domain.ledger import ENDINGS, Fate
from domain.states import CaseStatus, JobState, PageUse, PartOutcome
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
    WithdrawalRow,
)

#: Uses of a page that is in no document, each with a reason.
ASIDE = (PageUse.BLANK, PageUse.SEPARATOR, PageUse.COVER, PageUse.CANARY, PageUse.REMOVED)

Whens = list[tuple[ColumnElement[bool], str]]

#: A case that was withdrawn answers for nothing: its papers were taken back, or are being gone through anew.
_STANDS = CaseRecord.status != CaseStatus.WITHDRAWN


def submission_fate() -> ColumnElement[str]:
    """The fate of a row of `submission`."""
    documents = exists().where(DocumentRow.submission_id == SubmissionRow.id)
    new = exists().where(DocumentRow.submission_id == SubmissionRow.id, DocumentRow.duplicate_of.is_(None))
    pages = exists().where(PageRow.submission_id == SubmissionRow.id)
    used = exists().where(PageRow.submission_id == SubmissionRow.id, PageRow.use.not_in(ASIDE))
    taken_back = exists().where(
        WithdrawalRow.submission_id == SubmissionRow.id, WithdrawalRow.undone_at.is_(None)
    )
    joined = exists(
        select(1)
        .select_from(DocumentRow)
        .join(CaseDocumentRow, CaseDocumentRow.document_id == DocumentRow.id)
        .join(CaseRecord, CaseRecord.id == CaseDocumentRow.case_id)
        .where(DocumentRow.submission_id == SubmissionRow.id, _STANDS)
        .correlate(SubmissionRow)
    )
    answers: Whens = [
        (and_(documents, ~new), Fate.DUPLICATE),
        (exists().where(CaseRecord.submission_id == SubmissionRow.id, _STANDS), Fate.CASE),
        (joined, Fate.CASE),
        (_entered(SubmissionRow.id, QuarantineRow.resolved_at.is_(None)), Fate.QUARANTINED),
        (or_(and_(pages, ~used), and_(taken_back, ~_worked_on(SubmissionRow.id))), Fate.SET_ASIDE),
        (_entered(SubmissionRow.id, _ended(Fate.REPLACED)), Fate.REPLACED),
        (_entered(SubmissionRow.id, _ended(Fate.CLOSED)), Fate.CLOSED),
        (_worked_on(SubmissionRow.id), Fate.WORKED_ON),
    ]
    return case(*answers, else_=Fate.UNEXPLAINED)


def attachment_fate() -> ColumnElement[str]:
    """The fate of a row of `attachment`."""
    child = aliased(AttachmentRow)
    has_parts = exists().where(
        child.submission_id == AttachmentRow.submission_id,
        func.substr(child.path, 1, func.length(AttachmentRow.path) + 1) == AttachmentRow.path + ".",
    )
    opened = and_(AttachmentRow.outcome == PartOutcome.PAGES, or_(AttachmentRow.page_count > 0, has_parts))
    empty_text = and_(AttachmentRow.outcome == PartOutcome.PAGES, AttachmentRow.disposition == "body")
    own, whole = QuarantineRow.attachment_id == AttachmentRow.id, QuarantineRow.attachment_id.is_(None)
    either, still_open = or_(own, whole), QuarantineRow.resolved_at.is_(None)
    answers: Whens = [
        (AttachmentRow.decoration.is_(True), Fate.DECORATION),
        (_held(own, still_open), Fate.QUARANTINED),
        (opened, Fate.PARTS),
        (empty_text, Fate.SET_ASIDE),
        (_held(whole, still_open), Fate.QUARANTINED),
        (_held(either, _ended(Fate.REPLACED)), Fate.REPLACED),
        (_held(either, _ended(Fate.CLOSED)), Fate.CLOSED),
        (_worked_on(AttachmentRow.submission_id), Fate.WORKED_ON),
    ]
    return case(*answers, else_=Fate.UNEXPLAINED)


def page_fate() -> ColumnElement[str]:
    """The fate of a row of `page`; each of its documents must be in a case or repeat another."""
    own = DocumentPageRow.page_id == PageRow.id
    in_document = exists().where(own)
    held = exists(
        select(1)
        .select_from(CaseDocumentRow)
        .join(CaseRecord, CaseRecord.id == CaseDocumentRow.case_id)
        .where(CaseDocumentRow.document_id == DocumentRow.id, _STANDS)
        .correlate(DocumentRow)
    )
    repeats = _has_document(own, DocumentRow.duplicate_of.is_not(None))
    new = _has_document(own, DocumentRow.duplicate_of.is_(None))
    loose = _has_document(own, DocumentRow.duplicate_of.is_(None), ~held)
    paper = PageRow.use == PageUse.DOCUMENT
    whole = QuarantineRow.attachment_id.is_(None)
    answers: Whens = [
        (and_(paper, repeats, ~new), Fate.DUPLICATE),
        (and_(paper, new, ~loose), Fate.CASE),
        (and_(PageRow.use.in_(ASIDE), ~in_document), Fate.SET_ASIDE),
        (_entered(PageRow.submission_id, whole, QuarantineRow.resolved_at.is_(None)), Fate.QUARANTINED),
        (_entered(PageRow.submission_id, whole, _ended(Fate.REPLACED)), Fate.REPLACED),
        (_entered(PageRow.submission_id, whole, _ended(Fate.CLOSED)), Fate.CLOSED),
        (_worked_on(PageRow.submission_id), Fate.WORKED_ON),
    ]
    return case(*answers, else_=Fate.UNEXPLAINED)


def _has_document(own: ColumnElement[bool], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether one of a page's documents fulfils all conditions."""
    return exists(
        select(1)
        .select_from(DocumentPageRow)
        .join(DocumentRow, DocumentRow.id == DocumentPageRow.document_id)
        .where(own, *conditions)
        .correlate(PageRow)
    )


def _ended(fate: Fate) -> ColumnElement[bool]:
    return QuarantineRow.ending.in_(ENDINGS[fate])


def _entered(submission_id: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(QuarantineRow.submission_id == submission_id, *conditions)


def _held(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return _entered(AttachmentRow.submission_id, *conditions)


def _worked_on(submission_id: Any) -> ColumnElement[bool]:
    """A stage of this submission is ready or running."""
    return exists().where(
        JobRow.subject == submission_id, JobRow.state.in_((JobState.READY, JobState.RUNNING))
    )
