"""What may be restricted of a submission; `processing/restricted.py` says what is."""

from sqlalchemy import ColumnElement, exists, or_, select

from domain.kinds import RESTRICTED_SUBKINDS, Route
from storage.repositories.corrections import KIND
from storage.tables import (
    CaseDocumentRow,
    CaseRecord,
    CorrectionRow,
    DocumentRow,
    QuarantineRow,
    SubmissionRow,
)


def perhaps_restricted() -> ColumnElement[bool]:
    """False only for a row of `submission` of which surely nothing is restricted.

    What a person said of a paper's kind is sealed, and what a better copy holds hangs on others: both may be.
    """
    own = DocumentRow.submission_id == SubmissionRow.id
    closed = CaseRecord.route == Route.RESTRICTED
    joined = (
        select(1)
        .select_from(DocumentRow)
        .join(CaseDocumentRow, CaseDocumentRow.document_id == DocumentRow.id)
        .join(CaseRecord, CaseRecord.id == CaseDocumentRow.case_id)
        .where(own, closed)
        .correlate(SubmissionRow)
    )
    replaced = QuarantineRow.replaced_by.is_not(None)
    return or_(
        SubmissionRow.replaces.is_not(None),
        exists().where(QuarantineRow.submission_id == SubmissionRow.id, replaced),
        exists().where(CaseRecord.submission_id == SubmissionRow.id, closed),
        exists(joined),
        exists().where(own, DocumentRow.subkind.in_(RESTRICTED_SUBKINDS)),
        exists().where(CorrectionRow.submission_id == SubmissionRow.id, CorrectionRow.field == KIND),
    )
