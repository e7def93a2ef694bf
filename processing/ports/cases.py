"""Cases and decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from domain.cases import Case, Decision
from domain.clock import Pause
from domain.documents import PagePart
from domain.ids import (
    CaseId,
    CertificationNumber,
    DocumentId,
    SubmissionId,
    UserName,
)
from domain.kinds import Channel, Kind, Priority, Route
from domain.states import CaseStatus


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
class Rising:
    """From which due date on a case that waits for the office rises in the queue."""

    today: date
    """What was due before is overdue, and comes first."""
    near_until: date
    """What is due up to that day comes next."""


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
    pauses: tuple[Pause, ...] = ()
    settled_at: datetime | None = None
    """When it was decided, of a case that is."""


class Cases(Protocol):
    """Cases and decisions."""

    def replace(
        self, submission_id: SubmissionId, cases: Sequence[NewCase], received_at: datetime, now: datetime
    ) -> list[Case]:
        """Open the cases of a submission. Idempotent: a repeated run gives the same references; a case
        that somebody decided is left alone, each other goes with the pages it was given for, or is withdrawn.
        References count up by year of receipt, without gaps."""

    def get(self, case_id: CaseId) -> Case:
        """Raises KeyError."""

    def of_submission(self, submission_id: SubmissionId) -> list[Case]:
        """Those it opened, in that order; then those that its papers joined."""

    def submissions_of(self, case_id: CaseId) -> list[SubmissionId]:
        """The submission that opened a case, then those whose papers joined it."""

    def waiting(self, number: CertificationNumber, kind: Kind) -> list[Case]:
        """Cases of this record and kind in which the applicant owes something, oldest first."""

    def of_record(self, number: CertificationNumber, status: CaseStatus) -> list[Case]:
        """Cases of a record in one state, newest first."""

    def undecided(self) -> list[Case]:
        """All that somebody must still answer, those that wait for the applicant included."""

    def open_beside(
        self, submission_id: SubmissionId, case: NewCase, received_at: datetime, now: datetime
    ) -> Case:
        """One more case of a submission, for papers that were parted from another."""

    def lock(self, case_ids: Sequence[CaseId]) -> None:
        """Hold these cases until the transaction ends; two that want the same ones never wait for each
        other."""

    def decided_papers(self, submission_id: SubmissionId) -> set[DocumentId]:
        """Those of a submission that lie in a decided case: their match and findings stay as they were."""

    def held_by_word(self, submission_id: SubmissionId) -> tuple[set[DocumentId], list[list[DocumentId]]]:
        """Documents in cases that stand as a person left them; by case, those of whom a person named the
        record."""

    def sharing_pages(self, case_id: CaseId) -> list[Case]:
        """The other cases that hold, or held, pages or parts of pages that this one held last."""

    def change_papers(
        self, case_id: CaseId, *, add: Sequence[DocumentId] = (), take: Sequence[DocumentId] = ()
    ) -> Case:
        """Put papers into a case, or take them out; a case that is left without any is withdrawn.
        Raises `StaleDecision` where it was decided."""

    def propose_anew(self, case_id: CaseId, case: NewCase) -> Case:
        """What the machine says of a case since other papers are in it; its papers stay."""

    def set_due(self, case_id: CaseId, due_on: date) -> None:
        """A due date that moved by itself; whoever looks at the case may go on."""

    def put_back(self, case_id: CaseId, status: CaseStatus, due_on: date) -> None:
        """Status and due date as they were before papers came or went."""

    def rows(
        self,
        *,
        statuses: Sequence[CaseStatus] = (CaseStatus.OPEN, CaseStatus.REOPENED),
        routes: Sequence[Route] = (),
        search: str = "",
        after: CaseId | None = None,
        limit: int = 50,
        rising: Rising | None = None,
    ) -> list[CaseRow]:
        """The queue in working order: urgent ones, what rises, then by priority; in each by due date and
        reference. Keyset paging by `after`."""

    def counts(self, routes: Sequence[Route] = ()) -> dict[str, int]:
        """Open cases by route, and by status; of these routes alone where any are named."""

    def claim(self, case_id: CaseId, by: UserName, now: datetime, until: datetime) -> Case:
        """Lease a case to one person. Raises `StaleDecision` with the holder's name where another
        person holds it."""

    def release(self, case_id: CaseId, by: UserName) -> None:
        """Give a lease back."""

    def decide(self, decision: Decision) -> Case:
        """Append a decision; the case must be undecided, at `decision.case_version`, and not leased to
        somebody else. Raises `StaleDecision`. The case becomes DECIDED, WAITING (request-information)
        or stays OPEN with the new route (reroute)."""

    def withdraw(self, submission_id: SubmissionId) -> None:
        """Close the cases of a submission whose papers were taken back, or are being split anew; `replace`
        opens them again. Whoever looks at one cannot decide it any more."""

    def bring_back(self, submission_id: SubmissionId) -> None:
        """Open the withdrawn cases whose documents are all there: they were not made anew after all."""

    def revise(self, case_id: CaseId, version: int, by: UserName, now: datetime) -> Case:
        """Count the version up, because a person changed what the papers say; whoever looks at it must
        look again. Raises `StaleDecision` where it was decided, changed, or is leased to somebody else."""

    def outdate(self, document_ids: Sequence[DocumentId]) -> None:
        """Count up the versions of the undecided cases that hold one of these documents, because the machine
        changed what is shown of it; whoever looks at one must look again."""

    def reroute(self, case_id: CaseId, route: Route) -> None: ...

    def undo(self, case_id: CaseId, by: UserName, now: datetime) -> Decision:
        """Take the last decision back (within 60 seconds; the caller checks); the case reopens."""

    def reopen(self, case_id: CaseId, why: str, now: datetime, due_on: date | None = None) -> None:
        """A bounce, a failed fax or an answer reopens the case; `due_on` where its clock had stood still."""

    def why_reopened(self, case_id: CaseId) -> str:
        """The words of the last `reopen`; empty where there was none."""

    def decisions(self, case_id: CaseId) -> list[Decision]:
        """All, oldest first."""

    def settle_match(
        self, case_id: CaseId, certification_number: CertificationNumber, by: UserName, now: datetime
    ) -> Case:
        """A person names the record; counts the version up."""

    def parts_shown(self, case_id: CaseId, by: UserName) -> set[PagePart]:
        """Pages of the case, or parts of them, that this person was actually shown."""

    def note_shown(self, case_id: CaseId, part: PagePart, by: UserName, now: datetime) -> None: ...
