"""Jobs, submissions, attachments, pages and quarantine: what answers for every byte."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.ids import (
    AttachmentId,
    BlobAddress,
    PageId,
    SubmissionId,
    UserName,
)
from domain.kinds import Channel
from domain.ledger import Ending
from domain.states import JobState, PageUse, PartOutcome, Stage
from domain.submissions import Arrival, Attachment, FaxFacts, Forwarded, Headers, Submission


class FileStore(Protocol):
    """Originals and page images: content-addressed, encrypted, durable when `put` returns."""

    def put(self, content: bytes) -> BlobAddress:
        """Store `content` (fsync, rename). Raises `StorageFull`."""

    def put_all(self, contents: Sequence[bytes]) -> list[BlobAddress]:
        """`put` each; all are durable when it returns. Raises `StorageFull`."""

    def get(self, address: BlobAddress) -> bytes:
        """The content. Raises `CorruptDocument` where it is missing or was altered."""

    def address_of(self, content: bytes) -> BlobAddress:
        """Where this content is or would be."""

    def contains(self, address: BlobAddress) -> bool:
        """Whether something is stored there."""

    def addresses(self) -> Iterator[BlobAddress]:
        """All addresses, for reconciliation."""


@dataclass(frozen=True, slots=True)
class Job:
    """One stage of one subject, claimed under a fencing token."""

    stage: Stage
    subject: str
    """A submission's id."""
    attempts: int
    """Counts this claim."""
    token: str


class DropReason(StrEnum):
    """Why a submission does not show a page picture any more."""

    UNPACKED_ANEW = "unpacked_anew"
    READ_ANEW = "read_anew"


@dataclass(frozen=True, slots=True)
class DroppedPicture:
    """How a page picture came to be shown by no page."""

    submission_id: SubmissionId
    why: DropReason
    at: datetime


class DroppedPictures(Protocol):
    """What was dropped on purpose: reconciliation explains the files that are left, and takes them away."""

    def note(
        self, submission_id: SubmissionId, pictures: Collection[BlobAddress], why: DropReason, now: datetime
    ) -> None:
        """Keep that these pictures are dropped, in the transaction that drops them."""

    def of(self, addresses: Collection[BlobAddress]) -> dict[BlobAddress, DroppedPicture]:
        """Those of these addresses that were dropped, each as it was dropped last."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """An arrival as mail servers are compared with it."""

    id: SubmissionId
    receipt_key: str
    received_at: datetime
    size: int


class Jobs(Protocol):
    """The record of work. A message on the broker is only a doorbell."""

    def enqueue(self, stage: Stage, subject: str, now: datetime) -> None:
        """Make a job ready; a job that exists already (in any state) stays as it is."""

    def restart(self, stage: Stage, subject: str, now: datetime) -> None:
        """Make a job ready again with no attempts counted, whatever its state (a person's retry). The stages
        after it are forgotten, so that they follow again: what they made goes when it is made anew."""

    def rewind(self, stage: Stage, subject: str, now: datetime) -> None:
        """Start this stage and all after it anew; whoever works on one of them loses the lease. Nothing
        where the subject has not come so far yet."""

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

    def release(self, job: Job, problem: str, run_at: datetime, *, counted: bool = True) -> None:
        """Give back after a failure, to be tried again at `run_at`. Not `counted`: something else was
        briefly away, which uses up none of the file's attempts."""

    def quarantine(self, stage: Stage, subject: str, problem: str, now: datetime) -> None:
        """Mark as quarantined; the entry itself is made through `Quarantine.add`."""

    def due(self, now: datetime, limit: int) -> list[tuple[Stage, str]]:
        """Ready jobs whose time has come and running ones whose lease ran out, oldest first."""

    def exhausted(self, now: datetime, max_attempts: int) -> list[tuple[Stage, str, str]]:
        """(stage, subject, last problem) of jobs that stand still with no attempts left."""

    def unsettled(self, subjects: Iterable[str]) -> int:
        """How many of these subjects still have a ready or running job."""

    def pending(self, stages: Sequence[Stage], subject: str) -> bool:
        """Whether one of these stages of a subject is still to be done, or at work."""

    def under_way(self, begun: Stage, last: Stage) -> dict[str, JobState]:
        """Subjects that came to one stage and have not done a later one, each with how that one stands."""

    def standing(self) -> list[tuple[Stage, str, int, datetime]]:
        """(stage, state, how many, oldest) for the status page."""


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
    forwarded: tuple[Forwarded, ...] = field(default=(), repr=False)
    warnings: tuple[str, ...] = field(default=(), repr=False)
    links: bool = False
    """Whether something in a message's HTML leads to the web, whatever its words are."""


class Submissions(Protocol):
    """Custody: submissions, attachments and pages."""

    def take(self, arrival: Arrival, original: BlobAddress, now: datetime) -> tuple[Submission, bool]:
        """Record an arrival whose original is stored; (submission, whether it is new). Idempotent by
        receipt key. A new one gets its first job (UNPACK) in the same transaction."""

    def take_all(
        self, arrivals: Sequence[tuple[Arrival, BlobAddress]], now: datetime
    ) -> list[tuple[Submission, bool]]:
        """`take` each, in few statements."""

    def find(self, receipt_key: str) -> Submission | None:
        """By receipt key."""

    def in_custody(self, receipt_keys: Sequence[str]) -> set[str]:
        """Those of these receipt keys that were taken."""

    def get(self, submission_id: SubmissionId) -> Submission:
        """Raises KeyError."""

    def facts(self, submission_id: SubmissionId) -> SubmissionFacts:
        """What unpack learned; empty before."""

    def newest_facts(
        self, *, channel: Channel | None, since: datetime | None, until: datetime | None, limit: int
    ) -> Iterator[tuple[SubmissionId, SubmissionFacts]]:
        """What unpack learned of those received in [since, until), newest first; each opened as it is asked
        for."""

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

    def forget_readings(self, attachment_id: AttachmentId) -> None:
        """Let the pages of an attachment be read again."""

    def link_replacement(self, submission_id: SubmissionId, replaces: SubmissionId) -> None:
        """Say that a submission is a better copy of an earlier one. Raises KeyError."""

    def choose_decoration(
        self,
        submission_id: SubmissionId,
        path: str,
        decoration: bool,
        reason: str,
        by: UserName,
        now: datetime,
    ) -> None:
        """Keep a person's word on whether a part is decoration; the last word counts."""

    def decoration_choices(self, submission_id: SubmissionId) -> dict[str, bool]:
        """By the part's path: whether a person took it for decoration."""

    def set_channel(self, submission_id: SubmissionId, channel: Channel) -> None:
        """A mail that unpack found to be a fax gateway's counts as fax."""

    def with_original(self, original: BlobAddress) -> list[Submission]:
        """All submissions with this very content, earliest received first."""

    def all(self) -> Iterator[Submission]:
        """In order of receipt."""

    def mail_receipts(self, after: SubmissionId | None, limit: int) -> list[Receipt]:
        """What came by mail, faxes among it, by id: the next so many."""

    def pictures(self, submission_id: SubmissionId) -> set[BlobAddress]:
        """Every picture that its pages show."""

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
    resolved_by: str = ""
    ending: Ending | None = None
    """None while it is open."""
    replaced_by: SubmissionId | None = None
    escalated_at: datetime | None = None


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

    def get(self, entry_id: int) -> QuarantineEntry:
        """Raises KeyError."""

    def entries(self, *, open_only: bool = True, limit: int | None = None) -> list[QuarantineEntry]:
        """Oldest first; with a limit the newest so many."""

    def of_submission(self, submission_id: SubmissionId) -> list[QuarantineEntry]:
        """All entries of one submission."""

    def resolve(
        self,
        entry_id: int,
        resolution: str,
        by: UserName,
        now: datetime,
        *,
        ending: Ending = Ending.CLOSED,
        replaced_by: SubmissionId | None = None,
    ) -> QuarantineEntry:
        """Close an entry with words; one that is closed already stays as it is. Raises KeyError."""

    def reopen(self, entry_id: int, due_on: date) -> QuarantineEntry:
        """Put a closed entry back into the queue. Raises KeyError."""

    def escalate(self, entry_id: int, now: datetime) -> None:
        """Put an entry before a supervisor. Raises KeyError."""

    def assign(self, entry_id: int, owner: str) -> None:
        """Give an entry an owner. Raises KeyError."""
