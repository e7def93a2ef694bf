"""What processing asks of storage: one transaction with a repository for each part of the record.

`storage/` implements these; nothing here knows a table. All times are aware UTC datetimes handed in
by the caller; all texts that are no public record are sealed (encrypted) by storage on the way in.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from domain.cases import Case, Decision, Dispatch, Finding
from domain.documents import Document, Evidence, KindGuess
from domain.ids import (
    AttachmentId,
    BlobAddress,
    CaseId,
    CertificationNumber,
    DispatchId,
    DocumentId,
    PageId,
    SubmissionId,
    UserName,
)
from domain.kinds import (
    CaseStatus,
    Channel,
    DispatchState,
    Kind,
    PageUse,
    PartOutcome,
    Priority,
    Role,
    Route,
    Stage,
)
from domain.records import CertificationRecord, Match, MatchQuery
from domain.submissions import Arrival, Attachment, FaxFacts, Headers, Submission


class FileStore(Protocol):
    """Originals and page images: content-addressed, encrypted, durable when `put` returns."""

    def put(self, content: bytes) -> BlobAddress:
        """Store `content` (fsync, rename). Raises `StorageFull`."""

    def get(self, address: BlobAddress) -> bytes:
        """The content. Raises `CorruptDocument` where it is missing or was altered."""

    def address_of(self, content: bytes) -> BlobAddress:
        """Where this content is or would be."""

    def contains(self, address: BlobAddress) -> bool:
        """Whether something is stored there."""

    def addresses(self) -> Iterator[BlobAddress]:
        """All addresses, for reconciliation."""


# -- jobs ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Job:
    """One stage of one subject, claimed under a fencing token."""

    stage: Stage
    subject: str
    """A submission's id."""
    attempts: int
    """Counts this claim."""
    token: str


class Jobs(Protocol):
    """The record of work. A message on the broker is only a doorbell."""

    def enqueue(self, stage: Stage, subject: str, now: datetime) -> None:
        """Make a job ready; a job that exists already (in any state) stays as it is."""

    def restart(self, stage: Stage, subject: str, now: datetime) -> None:
        """Make a job ready again with no attempts counted, whatever its state (a person's retry)."""

    def claim(
        self, stage: Stage, subject: str, now: datetime, lease: timedelta, max_attempts: int
    ) -> Job | None:
        """Take a ready job, or a running one whose lease ran out; counts the attempt. None where there
        is nothing to take or the attempts are used up (see `exhausted`)."""

    def renew(self, job: Job, until: datetime) -> None:
        """Lengthen the lease. Raises `LostLease`."""

    def hold(self, job: Job) -> None:
        """Lock the job's row in this transaction and check the token. Raises `LostLease`."""

    def finish(self, job: Job, now: datetime) -> None:
        """Mark done (after `hold`)."""

    def release(self, job: Job, problem: str, run_at: datetime) -> None:
        """Give back after a failure, to be tried again at `run_at`."""

    def quarantine(self, stage: Stage, subject: str, problem: str, now: datetime) -> None:
        """Mark as quarantined; the entry itself is made through `Quarantine.add`."""

    def due(self, now: datetime, limit: int) -> list[tuple[Stage, str]]:
        """Ready jobs whose time has come and running ones whose lease ran out, oldest first."""

    def exhausted(self, now: datetime, max_attempts: int) -> list[tuple[Stage, str, str]]:
        """(stage, subject, last problem) of jobs that stand still with no attempts left."""

    def unsettled(self, subjects: Iterable[str]) -> int:
        """How many of these subjects still have a ready or running job."""

    def standing(self) -> list[tuple[Stage, str, int, datetime]]:
        """(stage, state, how many, oldest) for the status page."""


# -- custody ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """One part as unpack leaves it, on its way into storage."""

    id: AttachmentId
    path: str
    name: str | None
    media_type: str
    disposition: str
    size: int
    sha256: str
    decoration: bool
    outcome: PartOutcome
    problem: str | None


@dataclass(frozen=True, slots=True)
class NewPage:
    """One page as unpack leaves it."""

    id: PageId
    attachment_id: AttachmentId
    index: int
    """0-based within the attachment."""
    image: BlobAddress | None
    """None for a message body."""
    unread: bytes = field(repr=False)
    """The page without its image, in the plain form of `intake.readers.wire`; sealed by storage."""


@dataclass(frozen=True, slots=True)
class StoredPage:
    """One page in custody."""

    id: PageId
    attachment_id: AttachmentId
    submission_id: SubmissionId
    index: int
    image: BlobAddress | None
    """The upright image once it was read."""
    use: PageUse
    use_reason: str
    unread: bytes = field(repr=False)
    reading: bytes | None = field(repr=False)
    """The reading in the plain form of `intake.readers.wire`; None until read."""


@dataclass(frozen=True, slots=True)
class SubmissionFacts:
    """What unpack learned of the arrival as a whole."""

    headers: Headers = field(default_factory=Headers, repr=False)
    media_type: str = ""
    automatic: str | None = None
    fax: FaxFacts | None = field(default=None, repr=False)
    signed: str | None = None


class Submissions(Protocol):
    """Custody: submissions, attachments and pages."""

    def take(self, arrival: Arrival, original: BlobAddress, now: datetime) -> tuple[Submission, bool]:
        """Record an arrival whose original is stored; (submission, whether it is new). Idempotent by
        receipt key. A new one gets its first job (UNPACK) in the same transaction."""

    def find(self, receipt_key: str) -> Submission | None:
        """By receipt key."""

    def get(self, submission_id: SubmissionId) -> Submission:
        """Raises KeyError."""

    def facts(self, submission_id: SubmissionId) -> SubmissionFacts:
        """What unpack learned; empty before."""

    def save_unpacked(
        self,
        submission_id: SubmissionId,
        facts: SubmissionFacts,
        attachments: Sequence[NewAttachment],
        pages: Sequence[NewPage],
    ) -> None:
        """Replace attachments and pages (and with them anything read before)."""

    def attachments(self, submission_id: SubmissionId) -> list[Attachment]:
        """In path order."""

    def pages(self, submission_id: SubmissionId) -> list[StoredPage]:
        """In attachment order, then page order; decoration and failed parts have none."""

    def page(self, page_id: PageId) -> StoredPage:
        """Raises KeyError."""

    def save_reading(self, page_id: PageId, image: BlobAddress | None, reading: bytes) -> None:
        """Keep a page's reading, and its upright image."""

    def set_channel(self, submission_id: SubmissionId, channel: Channel) -> None:
        """A mail that unpack found to be a fax gateway's counts as fax."""

    def with_original(self, original: BlobAddress) -> list[Submission]:
        """All submissions with this very content, earliest received first."""

    def all(self) -> Iterator[Submission]:
        """For reconciliation, in order of receipt."""

    def originals_and_images(self) -> Iterator[BlobAddress]:
        """Every address that a row refers to."""


@dataclass(frozen=True, slots=True)
class QuarantineEntry:
    """Something that could not be handled, waiting for a person."""

    id: int
    submission_id: SubmissionId
    attachment_id: AttachmentId | None
    stage: Stage
    reason: str
    remedy: str
    """What to do."""
    owner: str
    due_on: date
    created_at: datetime
    resolved_at: datetime | None
    resolution: str


class Quarantine(Protocol):
    """The queue of what could not be handled."""

    def add(
        self,
        submission_id: SubmissionId,
        attachment_id: AttachmentId | None,
        stage: Stage,
        reason: str,
        remedy: str,
        due_on: date,
        now: datetime,
    ) -> None:
        """Idempotent for an open entry of the same submission, attachment and stage."""

    def entries(self, *, open_only: bool = True) -> list[QuarantineEntry]:
        """Oldest first."""

    def of_submission(self, submission_id: SubmissionId) -> list[QuarantineEntry]:
        """All entries of one submission."""

    def resolve(self, entry_id: int, resolution: str, by: UserName, now: datetime) -> QuarantineEntry:
        """Close an entry with words. Raises KeyError."""

    def assign(self, entry_id: int, owner: str) -> None:
        """Give an entry an owner."""


# -- documents ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document as splitting proposes it."""

    id: DocumentId
    guess: KindGuess
    page_ids: tuple[PageId, ...]
    split_confidence: float


@dataclass(frozen=True, slots=True)
class FingerprintHit:
    """An earlier or later document that shares a blocking key."""

    document_id: DocumentId
    submission_id: SubmissionId
    received_at: datetime
    source: str
    fingerprint: bytes = field(repr=False)


class Documents(Protocol):
    """Documents, evidence, matches, findings."""

    def replace(
        self,
        submission_id: SubmissionId,
        documents: Sequence[NewDocument],
        set_aside: Sequence[tuple[PageId, PageUse, str]],
    ) -> None:
        """Record a split: pages of documents get use DOCUMENT, the others what `set_aside` says."""

    def of_submission(self, submission_id: SubmissionId) -> list[Document]:
        """With their evidence, in order."""

    def get(self, document_id: DocumentId) -> Document:
        """Raises KeyError."""

    def save_evidence(self, document_id: DocumentId, evidence: Sequence[Evidence]) -> None:
        """Replace the evidence."""

    def save_match(self, document_id: DocumentId, match: Match) -> None: ...

    def match(self, document_id: DocumentId) -> Match | None: ...

    def save_findings(
        self, document_id: DocumentId, findings: Sequence[Finding], rules_version: str, checked: Sequence[str]
    ) -> None:
        """Replace the findings; `checked` are the ids of all rules that ran, hit or miss."""

    def findings(self, document_id: DocumentId) -> tuple[Finding, ...]: ...

    def save_fingerprint(self, document_id: DocumentId, fingerprint: bytes, keys: Sequence[str]) -> None:
        """Keep a fingerprint under blocking keys (stored as keyed hashes)."""

    def sharing(self, keys: Sequence[str], exclude: SubmissionId) -> list[FingerprintHit]:
        """Documents of other submissions that share a key."""

    def link_duplicate(self, document_id: DocumentId, original: DocumentId | None) -> None:
        """Say that a document repeats another one (of an earlier submission); None unlinks."""

    def duplicate_of(self, document_id: DocumentId) -> DocumentId | None: ...

    def page_equation(self, submission_id: SubmissionId) -> list[PageId]:
        """Pages that are neither in a document nor set aside: must be empty before approval."""


# -- cases, decisions, dispatch -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case as the queue stage proposes it."""

    kind: Kind
    route: Route
    priority: Priority
    due_on: date
    certification_number: CertificationNumber | None
    document_ids: tuple[DocumentId, ...]
    second_person: bool


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the queue as people see it."""

    case: Case
    channel: Channel
    person: str
    """Name on the matched record (public), or empty."""
    findings: tuple[str, ...]
    """Codes over all documents."""
    sure: bool
    """Whether kind and match are both sure."""


class Cases(Protocol):
    """Cases and decisions."""

    def replace(
        self, submission_id: SubmissionId, cases: Sequence[NewCase], received_at: datetime, now: datetime
    ) -> list[Case]:
        """Open the cases of a submission. Idempotent: a repeated run gives the same references; a case
        that somebody decided is left alone. References count up by year of receipt, without gaps."""

    def get(self, case_id: CaseId) -> Case:
        """Raises KeyError."""

    def of_submission(self, submission_id: SubmissionId) -> list[Case]: ...

    def rows(
        self,
        *,
        statuses: Sequence[CaseStatus] = (CaseStatus.OPEN, CaseStatus.REOPENED),
        routes: Sequence[Route] = (),
        search: str = "",
        after: CaseId | None = None,
        limit: int = 50,
    ) -> list[CaseRow]:
        """The queue in working order: priority, due date, reference; keyset paging by `after`."""

    def counts(self) -> dict[str, int]:
        """Open cases by route, and by status."""

    def claim(self, case_id: CaseId, by: UserName, now: datetime, until: datetime) -> Case:
        """Lease a case to one person. Raises `StaleDecision` with the holder's name where another
        person holds it."""

    def release(self, case_id: CaseId, by: UserName) -> None:
        """Give a lease back."""

    def decide(self, decision: Decision) -> Case:
        """Append a decision; the case must be undecided, at `decision.case_version`, and not leased to
        somebody else. Raises `StaleDecision`. The case becomes DECIDED, WAITING (request-information)
        or stays OPEN with the new route (reroute)."""

    def reroute(self, case_id: CaseId, route: Route) -> None: ...

    def undo(self, case_id: CaseId, by: UserName, now: datetime) -> Decision:
        """Take the last decision back (within 60 seconds; the caller checks); the case reopens."""

    def reopen(self, case_id: CaseId, why: str, now: datetime) -> None:
        """A bounce or failed fax reopens the case."""

    def why_reopened(self, case_id: CaseId) -> str:
        """The words of the last `reopen`; empty where there was none."""

    def decisions(self, case_id: CaseId) -> list[Decision]:
        """All, oldest first."""

    def settle_match(
        self, case_id: CaseId, certification_number: CertificationNumber, by: UserName, now: datetime
    ) -> Case:
        """A person names the record; counts the version up."""

    def pages_shown(self, case_id: CaseId, by: UserName) -> set[PageId]:
        """Pages of the case that this person was actually shown."""

    def note_page_shown(self, case_id: CaseId, page_id: PageId, by: UserName, now: datetime) -> None: ...


class Dispatches(Protocol):
    """The transactional outbox."""

    def add(self, dispatch: Dispatch, now: datetime) -> bool:
        """False where a dispatch with this Message-ID exists already."""

    def get(self, dispatch_id: DispatchId) -> Dispatch:
        """Raises KeyError."""

    def of_case(self, case_id: CaseId) -> list[Dispatch]: ...

    def due(self, now: datetime, limit: int) -> list[DispatchId]:
        """READY ones whose `not_before` has passed."""

    def start_sending(self, dispatch_id: DispatchId, now: datetime, lease: timedelta) -> Dispatch | None:
        """READY to SENDING, counting the attempt; None where it is not READY. Commit before the data
        goes."""

    def finish(
        self,
        dispatch_id: DispatchId,
        state: DispatchState,
        problem: str | None,
        now: datetime,
        not_before: datetime | None = None,
    ) -> None:
        """From SENDING to SENT, FAILED, READY (refused before any data went) or UNCERTAIN. READY again
        waits until `not_before`. Raises `LostLease` where it is not SENDING any more."""

    def mark_uncertain(self, now: datetime) -> list[DispatchId]:
        """Every row found in SENDING beyond its lease becomes UNCERTAIN; a person decides."""

    def resolve_uncertain(self, dispatch_id: DispatchId, sent: bool, by: UserName, now: datetime) -> None:
        """A person says it went (SENT), or asks for it again (READY under the same Message-ID)."""

    def cancel(self, case_id: CaseId, now: datetime, since: datetime | None = None) -> int:
        """Cancel what has not started, acknowledgements excepted; with `since` what was made from then on."""

    def release_held(self, case_id: CaseId, by: UserName, now: datetime) -> int:
        """HELD to READY when a second person confirmed."""

    def in_states(self, states: Sequence[DispatchState]) -> list[Dispatch]: ...

    def acknowledged_since(self, sender: str, since: datetime) -> int:
        """Acknowledgements to this address since then (for the daily cap)."""

    def acknowledged_thread(self, sender: str, thread: str) -> bool:
        """Whether this sender and thread was acknowledged already."""

    def note_acknowledged(self, sender: str, thread: str, now: datetime) -> None:
        """Keep keyed hashes of the sender and thread."""

    def content(self, dispatch_id: DispatchId) -> bytes | None:
        """The rendered message or PDF as it was sent, from the sealed column; None before."""

    def save_content(self, dispatch_id: DispatchId, content: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class PendingNameChange:
    """An approved name change that waits for entry into eLicensing."""

    case_id: CaseId
    certification_number: CertificationNumber
    former_name: str
    new_name: str
    approved_at: datetime
    exported_at: datetime | None
    confirmed_at: datetime | None
    held: bool = False
    """Waits for a second person; not exported before."""


# -- records ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One bad line of an import; never quotes the line's values."""

    line: int
    """1-based, the header being line 1."""
    problem: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did."""

    added: int
    changed: int
    unchanged: int
    rejected: tuple[RejectedRow, ...]


@dataclass(frozen=True, slots=True)
class Blocking:
    """How matching makes blocking keys; handed to storage, which knows nothing of names and misreadings."""

    number_variants: Callable[[str], tuple[str, ...]]
    """A number's own key first, then the keys one error away. A record is indexed under the first."""
    name_keys: Callable[[str], tuple[str, ...]]
    """Keys of a record's name, given as `Surname, Given`, or as printed where that is all there is."""
    query_name_keys: Callable[[str], tuple[str, ...]] | None = None
    """Keys of a name as a paper prints it, nicknames and the other order included; None: `name_keys`."""
    number_key: Callable[[str], str] | None = None
    """A number's own key alone, which is quicker for an import; None: the first of `number_variants`."""
    name_codes: Callable[[str], tuple[str, ...]] = field(default=lambda name: ())
    """How a record's name sounds, word by word: joined to a birth date or last four before hashing."""
    query_name_codes: Callable[[str], tuple[str, ...]] = field(default=lambda name: ())
    """The codes of a name as a paper prints it, those of likely surnames first."""


class Records(Protocol):
    """Certification records. Matching reads them; nothing but an import changes them."""

    def upsert(self, records: Sequence[CertificationRecord], now: datetime) -> tuple[int, int, int]:
        """(added, changed, unchanged) for one batch; keeps the former name when a name changes."""

    def get(self, number: CertificationNumber) -> CertificationRecord | None:
        """With upper-cased number."""

    def candidates(self, query: MatchQuery, limit: int = 200) -> list[CertificationRecord]:
        """Records that share a blocking key with the query, those that share most first: number variants;
        birth date (or one a digit away) or last four, each with a sound of the name; email; name."""

    def search(self, text: str, limit: int = 20) -> list[CertificationRecord]:
        """By number or by the start of names, for people."""

    def count(self) -> int: ...

    def add_pending_change(self, change: PendingNameChange) -> None: ...

    def withdraw_pending_change(self, case_id: CaseId) -> None:
        """The decision was undone; nothing where there is none."""

    def release_pending_change(self, case_id: CaseId) -> None:
        """A second person confirmed: no longer held."""

    def pending_changes(self, *, unconfirmed_only: bool = True) -> list[PendingNameChange]: ...

    def mark_exported(self, case_ids: Sequence[CaseId], now: datetime) -> None: ...

    def confirm_changes(self, now: datetime) -> list[PendingNameChange]:
        """Mark as confirmed, and return, every pending change whose record now bears the new name."""


# -- people, directory, audit -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Account:
    """One staff member."""

    name: UserName
    role: Role
    active: bool
    has_password: bool
    locked_until: datetime | None


class Accounts(Protocol):
    """Staff accounts and sign-in sessions; tokens and passwords are kept only as hashes."""

    def add(
        self, name: UserName, role: Role, link_token: str, now: datetime, link_until: datetime
    ) -> Account:
        """Raises ValueError where the name is taken."""

    def get(self, name: UserName) -> Account | None: ...

    def all(self) -> list[Account]: ...

    def new_link(self, name: UserName, link_token: str, until: datetime) -> None: ...

    def redeem_link(self, link_token: str, password: str, now: datetime) -> Account | None:
        """One-time sign-in link: sets the password; None where unknown, used or too old."""

    def sign_in(self, name: UserName, password: str, now: datetime) -> Account | None:
        """None on a wrong name or password; five failures lock for fifteen minutes (counts kept here)."""

    def set_role(self, name: UserName, role: Role) -> None: ...

    def set_active(self, name: UserName, active: bool) -> None: ...

    def open_session(self, name: UserName, token: str, now: datetime, until: datetime) -> None: ...

    def session(self, token: str, now: datetime) -> Account | None:
        """The signed-in account, or None; idle sessions end."""

    def close_session(self, token: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Destination:
    """One licensing office that letters may go to."""

    key: str
    name: str
    email: str = ""
    fax: str = ""
    address: str = ""
    accepts: tuple[str, ...] = ()
    """`email`, `post`, `fax`."""
    needs_seal: bool = False
    own_form: bool = False


class Directory(Protocol):
    """The destination directory; staff edit it."""

    def all(self) -> list[Destination]: ...

    def get(self, key: str) -> Destination | None: ...

    def save(self, destination: Destination, by: UserName, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One link of the chain."""

    sequence: int
    at: datetime
    who: str
    action: str
    subject: str
    details: Mapping[str, Any]
    hash: str


class Audit(Protocol):
    """Append-only, hash-chained; reads of personal data included. Details hold no personal values."""

    def append(
        self, who: str, action: str, subject: str, now: datetime, **details: str | int | bool
    ) -> AuditEntry: ...

    def entries(
        self, *, subject: str | None = None, after: int = 0, limit: int = 1000
    ) -> list[AuditEntry]: ...

    def newest(
        self, *, subject: str | None = None, before: int | None = None, limit: int = 200
    ) -> list[AuditEntry]:
        """Newest first, those ahead of `before`."""

    def head(self) -> AuditEntry | None: ...

    def verify(self) -> str | None:
        """None where the chain holds; else one sentence naming the first broken link."""


@dataclass(frozen=True, slots=True)
class MailboxMark:
    """How far one folder has been walked."""

    account: str
    folder: str
    uidvalidity: int
    high_uid: int


class Mailboxes(Protocol):
    """Marks of the poller, and its lease."""

    def mark(self, account: str, folder: str) -> MailboxMark | None: ...

    def advance(self, mark: MailboxMark, now: datetime) -> None:
        """Never moves back within one UIDVALIDITY."""

    def take_lease(self, account: str, holder: str, now: datetime, until: datetime) -> bool:
        """One poller an account."""

    def release_lease(self, account: str, holder: str) -> None:
        """Let the next poller begin at once."""

    def note_poll(self, account: str, now: datetime, problem: str | None) -> None: ...

    def problem(self, account: str) -> str | None:
        """What was wrong with the last poll; None where it went well."""

    def last_success(self, account: str) -> datetime | None: ...


class Work(Protocol):
    """One transaction: all or nothing."""

    @property
    def jobs(self) -> Jobs: ...
    @property
    def submissions(self) -> Submissions: ...
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
    def accounts(self) -> Accounts: ...
    @property
    def directory(self) -> Directory: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def mailboxes(self) -> Mailboxes: ...


class Storage(Protocol):
    """The database and the file store together."""

    @property
    def files(self) -> FileStore: ...

    def work(self) -> AbstractContextManager[Work]:
        """A transaction: commits on a clean exit, rolls back on an exception. Database errors that pass
        become `TransientError`."""
