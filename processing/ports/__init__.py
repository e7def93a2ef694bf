"""What processing asks of storage: one transaction with a repository for each part of the record.

`storage/` implements these; nothing here knows a table. All times are aware UTC datetimes handed in
by the caller; all texts that are no public record are sealed (encrypted) by storage on the way in.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from processing.ports.batches import Batches
from processing.ports.cases import CaseRow, Cases, NewCase, Rising
from processing.ports.channels import (
    Mailboxes,
    MailboxMark,
    MailboxState,
    MessagePlace,
    Reconciliation,
    StuckMessage,
)
from processing.ports.clock import OfficeDays, Pauses
from processing.ports.corrections import Corrections, UndoneCorrection
from processing.ports.custody import (
    DroppedPicture,
    DroppedPictures,
    DropReason,
    FileStore,
    Job,
    Jobs,
    NewAttachment,
    NewPage,
    Quarantine,
    QuarantineEntry,
    Receipt,
    StoredPage,
    SubmissionFacts,
    Submissions,
)
from processing.ports.dispatches import Dispatches
from processing.ports.documents import CheckedBy, Documents, FingerprintHit, NewDocument
from processing.ports.ledger import Ledger
from processing.ports.linkage import Linkage
from processing.ports.moves import Moves
from processing.ports.people import (
    Account,
    Accounts,
    Audit,
    AuditEntry,
    Destination,
    DestinationVersion,
    Directory,
)
from processing.ports.policies import Policies
from processing.ports.records import (
    Blocking,
    HeldRow,
    ImportReport,
    PendingNameChange,
    RecordImport,
    RecordImports,
    Records,
    RecordTouches,
    RejectedRow,
    Taken,
)
from processing.ports.resemblance import LookHit, PictureHit, Resemblances
from processing.ports.uploads import Client, Clients, OpenUpload, Spool, UploadBusy, UploadHead
from processing.ports.watch import (
    Alarms,
    Beat,
    Canaries,
    CanaryState,
    LateCases,
    Milestone,
    PollState,
    Vitals,
    Waiting,
    WayState,
)

__all__ = [
    "Account",
    "Accounts",
    "Alarms",
    "Audit",
    "AuditEntry",
    "Batches",
    "Beat",
    "Blocking",
    "Canaries",
    "CanaryState",
    "CaseRow",
    "Cases",
    "CheckedBy",
    "Client",
    "Corrections",
    "Destination",
    "DestinationVersion",
    "Directory",
    "Dispatches",
    "Documents",
    "DropReason",
    "DroppedPicture",
    "DroppedPictures",
    "FileStore",
    "FingerprintHit",
    "HeldRow",
    "ImportReport",
    "Job",
    "Jobs",
    "LateCases",
    "Ledger",
    "Linkage",
    "LookHit",
    "MailboxMark",
    "MailboxState",
    "Mailboxes",
    "MessagePlace",
    "Milestone",
    "Moves",
    "NewAttachment",
    "NewCase",
    "NewDocument",
    "NewPage",
    "OfficeDays",
    "OpenUpload",
    "Pauses",
    "PendingNameChange",
    "PictureHit",
    "Policies",
    "PollState",
    "Quarantine",
    "QuarantineEntry",
    "Receipt",
    "Reconciliation",
    "RecordImport",
    "RecordImports",
    "RecordTouches",
    "Records",
    "RejectedRow",
    "Resemblances",
    "Rising",
    "Spool",
    "Storage",
    "StoredPage",
    "StuckMessage",
    "SubmissionFacts",
    "Submissions",
    "Taken",
    "UndoneCorrection",
    "UploadBusy",
    "UploadHead",
    "Vitals",
    "Waiting",
    "WayState",
    "Work",
]


class Work(Protocol):
    """One transaction: all or nothing."""

    @property
    def jobs(self) -> Jobs: ...
    @property
    def submissions(self) -> Submissions: ...
    @property
    def dropped(self) -> DroppedPictures: ...
    @property
    def quarantine(self) -> Quarantine: ...
    @property
    def documents(self) -> Documents: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def dispatches(self) -> Dispatches: ...
    @property
    def records(self) -> Records: ...
    @property
    def record_imports(self) -> RecordImports: ...
    @property
    def record_touches(self) -> RecordTouches: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def directory(self) -> Directory: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def resemblances(self) -> Resemblances: ...
    @property
    def mailboxes(self) -> Mailboxes: ...
    @property
    def alarms(self) -> Alarms: ...
    @property
    def canaries(self) -> Canaries: ...
    @property
    def vitals(self) -> Vitals: ...
    @property
    def batches(self) -> Batches: ...
    @property
    def clients(self) -> Clients: ...
    @property
    def corrections(self) -> Corrections: ...
    @property
    def moves(self) -> Moves: ...
    @property
    def policies(self) -> Policies: ...
    @property
    def office_days(self) -> OfficeDays: ...
    @property
    def pauses(self) -> Pauses: ...
    @property
    def linkage(self) -> Linkage: ...


class Storage(Protocol):
    """The database and the file store together."""

    @property
    def files(self) -> FileStore: ...

    def work(self) -> AbstractContextManager[Work]:
        """A transaction: commits on a clean exit, rolls back on an exception. Database errors that pass
        become `TransientError`."""
