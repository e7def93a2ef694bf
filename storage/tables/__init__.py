"""The tables. Rows stay inside `storage/`; a column of bytes is sealed unless its comment says otherwise.

Plain and searchable: what the state's look-up site prints (names, certification numbers, levels,
statuses), references, states, boxes, confidences, field names. Sealed: everything read off a page, every
header, name of a file and address. Keyed hashes stand where equality must be found.
"""

from storage.tables.base import Base, RowNumber
from storage.tables.batches import BatchPartRow, BatchRow, EnvelopeRow, SplitEditRow, WithdrawalRow
from storage.tables.cases import (
    AcknowledgementRow,
    CaseCounterRow,
    CaseDocumentRow,
    CasePageRow,
    CaseRecord,
    CorrectionRow,
    CorrectionUndoRow,
    DecisionRow,
    DecisionUndoRow,
    DispatchRow,
    PageShownRow,
)
from storage.tables.channels import MailboxMarkRow, MailboxMessageRow, MailboxRow, ReconciliationRow
from storage.tables.clock import CasePauseRow, ClosureRow, TermRow
from storage.tables.custody import (
    AttachmentRow,
    DecorationChoiceRow,
    DroppedPictureRow,
    JobRow,
    NotDuplicateRow,
    PageBandRow,
    PageLookRow,
    PageRow,
    QuarantineRow,
    SubmissionRow,
)
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
from storage.tables.matching import SubmissionSenderRow, TermTableRow
from storage.tables.moves import CaseMoveRow, CaseMoveUndoRow, MessageRow
from storage.tables.people import AccountRow, AuditRow, DestinationRow, DestinationVersionRow, SignInRow
from storage.tables.policies import PolicyVersionRow
from storage.tables.records import (
    PendingChangeRow,
    RecordHeldRow,
    RecordImportRow,
    RecordKeyRow,
    RecordNameRow,
    RecordRow,
    RecordVersionRow,
)
from storage.tables.uploads import UploadClientRow
from storage.tables.watch import (
    AlarmRow,
    AlarmToldRow,
    AlarmWayRow,
    CanaryRouteRow,
    CanaryRow,
    ChannelPollRow,
    MilestoneRow,
    WorkerBeatRow,
)

__all__ = [
    "AccountRow",
    "AcknowledgementRow",
    "AlarmRow",
    "AlarmToldRow",
    "AlarmWayRow",
    "AttachmentRow",
    "AuditRow",
    "Base",
    "BatchPartRow",
    "BatchRow",
    "CanaryRouteRow",
    "CanaryRow",
    "CaseCounterRow",
    "CaseDocumentRow",
    "CaseMoveRow",
    "CaseMoveUndoRow",
    "CasePageRow",
    "CasePauseRow",
    "CaseRecord",
    "ChannelPollRow",
    "CheckRow",
    "ClosureRow",
    "CorrectionRow",
    "CorrectionUndoRow",
    "DecisionRow",
    "DecisionUndoRow",
    "DecorationChoiceRow",
    "DestinationRow",
    "DestinationVersionRow",
    "DispatchRow",
    "DocumentPageRow",
    "DocumentRow",
    "DroppedPictureRow",
    "EnvelopeRow",
    "EvidenceRow",
    "FindingRow",
    "FingerprintKeyRow",
    "FingerprintRow",
    "JobRow",
    "MailboxMarkRow",
    "MailboxMessageRow",
    "MailboxRow",
    "MatchRow",
    "MessageRow",
    "MilestoneRow",
    "NotDuplicateRow",
    "PageBandRow",
    "PageLookRow",
    "PageRow",
    "PageShownRow",
    "PendingChangeRow",
    "PolicyVersionRow",
    "QuarantineRow",
    "ReconciliationRow",
    "RecordHeldRow",
    "RecordImportRow",
    "RecordKeyRow",
    "RecordNameRow",
    "RecordRow",
    "RecordVersionRow",
    "RowNumber",
    "SignInRow",
    "SplitEditRow",
    "SubmissionRow",
    "SubmissionSenderRow",
    "TermRow",
    "TermTableRow",
    "UploadClientRow",
    "WithdrawalRow",
    "WorkerBeatRow",
]
