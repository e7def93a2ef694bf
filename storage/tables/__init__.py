"""The tables. Rows stay inside `storage/`; a column of bytes is sealed unless its comment says otherwise.

Plain and searchable: what the state's look-up site prints (names, certification numbers, levels,
statuses), references, states, boxes, confidences, field names. Sealed: everything read off a page, every
header, name of a file and address. Keyed hashes stand where equality must be found.
"""

from storage.tables.base import Base, RowNumber
from storage.tables.cases import (
    AcknowledgementRow,
    CaseCounterRow,
    CaseDocumentRow,
    CaseRecord,
    DecisionRow,
    DecisionUndoRow,
    DispatchRow,
    PageShownRow,
)
from storage.tables.channels import MailboxMarkRow, MailboxRow
from storage.tables.custody import AttachmentRow, JobRow, PageRow, QuarantineRow, SubmissionRow
from storage.tables.documents import (
    CheckRow,
    DocumentPageRow,
    DocumentRow,
    EvidenceRow,
    FindingRow,
    FingerprintKeyRow,
    FingerprintRow,
    MatchRow,
)
from storage.tables.people import AccountRow, AuditRow, DestinationRow, SignInRow
from storage.tables.records import PendingChangeRow, RecordKeyRow, RecordNameRow, RecordRow
from storage.tables.uploads import UploadClientRow

__all__ = [
    "AccountRow",
    "AcknowledgementRow",
    "AttachmentRow",
    "AuditRow",
    "Base",
    "CaseCounterRow",
    "CaseDocumentRow",
    "CaseRecord",
    "CheckRow",
    "DecisionRow",
    "DecisionUndoRow",
    "DestinationRow",
    "DispatchRow",
    "DocumentPageRow",
    "DocumentRow",
    "EvidenceRow",
    "FindingRow",
    "FingerprintKeyRow",
    "FingerprintRow",
    "JobRow",
    "MailboxMarkRow",
    "MailboxRow",
    "MatchRow",
    "PageRow",
    "PageShownRow",
    "PendingChangeRow",
    "QuarantineRow",
    "RecordKeyRow",
    "RecordNameRow",
    "RecordRow",
    "RowNumber",
    "SignInRow",
    "SubmissionRow",
    "UploadClientRow",
]
