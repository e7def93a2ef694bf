"""Situations that several storage tests begin with; everybody in them is invented."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.cases import Decision, Dispatch, Finding, Snapshot
from domain.documents import Evidence, KindGuess
from domain.geometry import Box
from domain.ids import (
    AttachmentId,
    CaseId,
    CertificationNumber,
    DispatchId,
    DocumentId,
    PageId,
    SubmissionId,
    UserName,
)
from domain.kinds import (
    Channel,
    DispatchKind,
    FieldName,
    FindingCode,
    Kind,
    MatchStatus,
    Outcome,
    Priority,
    Route,
    Severity,
)
from domain.records import Candidate, CertificationRecord, FieldComparison, Match
from domain.states import DispatchState, PageUse, PartOutcome
from domain.submissions import Arrival, Headers, Submission
from processing.ports import NewAttachment, NewCase, NewDocument, NewPage, SubmissionFacts
from storage.database import SqlStorage

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
MARIA = UserName("maria")
JOHN = UserName("john")
NUMBER = CertificationNumber("E0901234")


def arrival(key: str = "scan:1", raw: bytes = b"original", received_at: datetime = NOW) -> Arrival:
    return Arrival(Channel.SCAN, key, f"in/{key}.pdf", raw, received_at)


def take(storage: SqlStorage, key: str = "scan:1", **changes: Any) -> Submission:
    """One arrival in custody."""
    taken = arrival(key, **changes)
    address = storage.files.put(taken.raw)
    with storage.work() as work:
        return work.submissions.take(taken, address, NOW)[0]


def unpack(storage: SqlStorage, submission: Submission, pages: int = 2) -> list[PageId]:
    """One attachment with so many pages."""
    attachment = AttachmentId(f"{submission.id}-0")
    image = storage.files.put(b"image of " + submission.id.encode())
    new_pages = [
        NewPage(PageId(f"{attachment}-p{index}"), attachment, index, image, b"unread %d" % index)
        for index in range(pages)
    ]
    facts = SubmissionFacts(headers=Headers(sender="ana.reyes@example.org", subject="CPR card"))
    with storage.work() as work:
        work.submissions.save_unpacked(submission.id, facts, [an_attachment(attachment)], new_pages)
    return [page.id for page in new_pages]


def an_attachment(attachment_id: AttachmentId, path: str = "0", **changes: Any) -> NewAttachment:
    values: dict[str, Any] = {
        "name": "Ana Reyes card.pdf",
        "media_type": "application/pdf",
        "disposition": "attachment",
        "size": 8,
        "sha256": "0" * 64,
        "decoration": False,
        "outcome": PartOutcome.PAGES,
        "problem": None,
    }
    return NewAttachment(id=attachment_id, path=path, **(values | changes))


def split(storage: SqlStorage, submission: Submission, pages: list[PageId]) -> DocumentId:
    """One document of all pages but the last, which is blank."""
    document = DocumentId(f"{submission.id}-d0")
    new = NewDocument(document, KindGuess(Kind.CPR_CARD, 0.97, False), tuple(pages[:-1]), 0.9)
    with storage.work() as work:
        work.documents.replace(submission.id, [new], [(pages[-1], PageUse.BLANK, "nothing on it")])
    return document


def evidence(value: str = "Ana Reyes", field: FieldName = FieldName.HOLDER_NAME) -> Evidence:
    return Evidence(field, value.upper(), value, 0, Box(1, 2, 3, 4), 0.95, "ppocr")


def finding(code: FindingCode = FindingCode.EXPIRED) -> Finding:
    return Finding(code, Severity.BLOCKS, "It ended 2025-01-31.", "Send a valid card.", "cpr_valid", "FAQ 7")


def match(number: CertificationNumber = NUMBER, status: MatchStatus = MatchStatus.MATCHED) -> Match:
    comparison = FieldComparison("name", "agree", "the names agree", 9.5)
    return Match(status, (Candidate(number, 0.999, (comparison,)),), brake="a namesake stands near")


def new_case(*documents: DocumentId, **changes: Any) -> NewCase:
    values: dict[str, Any] = {
        "kind": Kind.CPR_CARD,
        "route": Route.ORDINARY_REVIEW,
        "priority": Priority.NORMAL,
        "due_on": date(2026, 3, 16),
        "certification_number": NUMBER,
        "second_person": False,
    }
    return NewCase(document_ids=documents, **(values | changes))


def open_case(storage: SqlStorage, key: str = "scan:1", **changes: Any) -> CaseId:
    """One submission with one case."""
    submission = take(storage, key)
    document = split(storage, submission, unpack(storage, submission))
    with storage.work() as work:
        return work.cases.replace(submission.id, [new_case(document, **changes)], NOW, NOW)[0].id


def decision(case_id: CaseId, version: int = 1, **changes: Any) -> Decision:
    values: dict[str, Any] = {"outcome": Outcome.APPROVE, "reasons": ("complete",), "by": MARIA, "at": NOW}
    return Decision(case_id=case_id, case_version=version, **(values | changes))


def dispatch(case_id: CaseId | None = None, key: str = "1", **changes: Any) -> Dispatch:
    values: dict[str, Any] = {
        "kind": DispatchKind.NOTICE,
        "state": DispatchState.READY,
        "submission_id": None,
        "recipient": "ana.reyes@example.org",
        "message_id": f"<{key}@example.org>",
        "snapshot": Snapshot(NUMBER, "Ana Reyes", "EMT", "Current", date(2024, 4, 1), None, NOW),
        "words": ("Your card is on file.",),
    }
    return Dispatch(id=DispatchId(key * 32), case_id=case_id, **(values | changes))


def record(
    number: str = NUMBER, first: str = "Ana", last: str = "Reyes", **changes: Any
) -> CertificationRecord:
    values: dict[str, Any] = {
        "level": "EMT",
        "middle_name": "",
        "suffix": "",
        "status": "Current",
        "issued_on": date(2024, 4, 1),
        "expires_on": date(2026, 3, 31),
        "date_of_birth": date(1987, 6, 5),
        "ssn_last4": "4321",
        "email": "ana.reyes@example.org",
        "phone": "617-555-0123",
        "address_line1": "12 Invented Lane",
        "city": "Worcester",
        "state": "MA",
        "zip": "01608",
    }
    return CertificationRecord(
        certification_number=CertificationNumber(number),
        first_name=first,
        last_name=last,
        **(values | changes),
    )


def add_records(storage: SqlStorage, *records: CertificationRecord) -> tuple[int, int, int]:
    with storage.work() as work:
        return work.records.upsert(records, NOW)


LATER = NOW + timedelta(hours=1)
NOBODY = SubmissionId("0" * 32)


@contextmanager
def size_of_files_limited(size: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
