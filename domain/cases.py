"""Findings, cases, decisions and dispatches."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.ids import (
    CaseId,
    CertificationNumber,
    DispatchId,
    DocumentId,
    SubmissionId,
    UserName,
)
from domain.kinds import DispatchKind, FindingCode, Kind, Outcome, Priority, Route, Severity
from domain.states import CaseStatus, DispatchState


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule found."""

    code: FindingCode
    severity: Severity
    staff_words: str
    applicant_words: str
    """What is missing and how to mend it; fit to be sent."""
    rule: str
    """The rule's id, for the record of hits and misses."""
    source: str
    """FAQ question, CMR section or agency page the rule rests on."""


@dataclass(frozen=True, slots=True)
class Case:
    """Documents of one person's one request."""

    id: CaseId
    submission_id: SubmissionId
    kind: Kind
    status: CaseStatus
    route: Route
    priority: Priority
    received_at: datetime
    due_on: date
    version: int
    """Counts every change; a decision names the version it was made on."""
    certification_number: CertificationNumber | None
    document_ids: tuple[DocumentId, ...] = ()
    second_person: bool = False
    """Approval asks a second person (near-tie, unlisted destination)."""
    claimed_by: UserName | None = None
    claimed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a staff member decided, when and why; never edited."""

    case_id: CaseId
    outcome: Outcome
    reasons: tuple[str, ...]
    by: UserName
    at: datetime
    case_version: int
    note: str = ""
    certification_number: CertificationNumber | None = None
    """The record the person confirmed."""
    destination: str = ""
    """Where a letter goes: a directory key, or an address that a second person confirmed."""
    new_name: str = ""
    """The new name as the person reads it on the papers; empty: as the machine read it."""
    confirmed_by: UserName | None = None
    undone_at: datetime | None = None


def standing_decision(decisions: Sequence[Decision]) -> Decision | None:
    """The last of a case's decisions that was not taken back."""
    return next((decision for decision in reversed(decisions) if decision.undone_at is None), None)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The record's public face, frozen when the decision was made; a letter prints only this."""

    certification_number: CertificationNumber
    full_name: str
    level: str
    status: str
    issued_on: date | None
    expires_on: date | None
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One card, letter, notice or print job on its way out."""

    id: DispatchId
    kind: DispatchKind
    state: DispatchState
    case_id: CaseId | None
    submission_id: SubmissionId | None
    recipient: str = field(repr=False)
    """Email address, or empty for the print folder."""
    message_id: str
    """Fixed before the first attempt."""
    snapshot: Snapshot | None
    words: tuple[str, ...] = field(default=(), repr=False)
    """Subject first, then the paragraphs that the mail or notice prints."""
    destination: str = field(default="", repr=False)
    """The lines of the address a letter bears; empty for others."""
    seal: bool = False
    """Whether the destination wants a seal."""
    answers: str = ""
    """Message-ID of the mail this answers, for threading."""
    not_before: datetime | None = None
    attempts: int = 0
    problem: str | None = None
    by_decision: int | None = None
    """The decision that sends it, by its `case_version`; None: no decision of a case does."""
