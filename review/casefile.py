"""Everything one case page shows, gathered in one transaction."""

from dataclasses import dataclass, field
from datetime import timedelta

from domain.cases import Case, Decision, Dispatch, Finding
from domain.documents import Document, Evidence
from domain.ids import CaseId, PageId, UserName
from domain.kinds import DispatchState, FieldName, MatchStatus
from domain.records import CertificationRecord, Match
from domain.submissions import Attachment, Submission
from intake.readers.wire import decode_page, decode_reading
from processing.cases.propose import Proposal, propose_decision
from processing.ports import Destination, StoredPage, Work
from review.guard import Desk

#: What a masked value shows.
MASK = "••••"


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One value beside the page, and where it stands on it."""

    key: str
    label: str
    text: str
    masked: bool
    sure: bool
    confidence: float
    reader: str
    page: int
    """1-based number of the page within the case."""
    box: tuple[int, int, int, int] | None
    """x, y, width, height in pixels of the page."""
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page of the case."""

    number: int
    """1-based within the case."""
    document: int
    """1-based document it belongs to."""
    width: int
    height: int
    has_picture: bool
    pieces: tuple[tuple[str, str], ...]
    """(text, key of the value it is, or empty), for a page that is text."""
    quality: tuple[str, ...]
    seen: bool
    values: tuple[ShownValue, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """One document with all that is known of it."""

    number: int
    document: Document
    values: tuple[ShownValue, ...]
    match: Match | None
    findings: tuple[Finding, ...]
    duplicate_of: str
    """Reference of the case that holds the earlier paper, or empty."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case as the page shows it."""

    case: Case
    submission: Submission
    documents: tuple[ShownDocument, ...]
    pages: tuple[ShownPage, ...]
    record: CertificationRecord | None
    candidates: dict[str, CertificationRecord]
    proposal: Proposal
    decisions: tuple[Decision, ...]
    dispatches: tuple[Dispatch, ...]
    destinations: tuple[Destination, ...]
    attachments: tuple[Attachment, ...]
    problems: tuple[str, ...]
    can_undo: bool
    needs_confirmation: bool
    siblings: tuple[CaseId, ...] = field(default=())
    """Other cases of the same submission."""


def gather_case(work: Work, case_id: CaseId, desk: Desk, by: UserName, *, revealed: str = "") -> CaseFile:
    """Gather a case for one person; `revealed` names the document whose SSN digits are shown once."""
    case = work.cases.get(case_id)
    documents = [work.documents.get(document_id) for document_id in case.document_ids]
    numbers = {p: n for n, p in enumerate((p for d in documents for p in d.page_ids), start=1)}
    seen = work.cases.pages_shown(case_id, by)
    shown = tuple(
        _show_document(work, ordinal, document, numbers, revealed=document.id == revealed)
        for ordinal, document in enumerate(documents, start=1)
    )
    pages = tuple(
        _show_page(work.submissions.page(page_id), numbers[page_id], part, page_id in seen)
        for part in shown
        for page_id in part.document.page_ids
    )
    decisions = tuple(work.cases.decisions(case_id))
    dispatches = tuple(work.dispatches.of_case(case_id))
    leading = next((d.match for d in shown if d.match and d.match.best), None) or Match(MatchStatus.NONE)
    return CaseFile(
        case=case,
        submission=work.submissions.get(case.submission_id),
        documents=shown,
        pages=pages,
        record=work.records.get(case.certification_number) if case.certification_number else None,
        candidates=_candidates(work, shown),
        proposal=propose_decision(case, documents, [f for d in shown for f in d.findings], leading),
        decisions=decisions,
        dispatches=dispatches,
        destinations=tuple(work.directory.all()),
        attachments=tuple(work.submissions.attachments(case.submission_id)),
        problems=tuple(
            f"{e.reason} {e.remedy}"
            for e in work.quarantine.of_submission(case.submission_id)
            if e.resolved_at is None
        ),
        can_undo=_can_undo(decisions, dispatches, desk),
        needs_confirmation=any(d.state is DispatchState.HELD for d in dispatches),
        siblings=tuple(c.id for c in work.cases.of_submission(case.submission_id) if c.id != case_id),
    )


def picture_type(picture: bytes) -> str:
    """PNG or JPEG, by its first bytes."""
    return "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"


def _show_document(
    work: Work, ordinal: int, document: Document, numbers: dict[PageId, int], *, revealed: bool
) -> ShownDocument:
    best: dict[FieldName, Evidence] = {}
    for found in document.evidence:
        if found.field not in best or found.confidence > best[found.field].confidence:
            best[found.field] = found
    return ShownDocument(
        number=ordinal,
        document=document,
        values=tuple(
            _show_value(f"v{ordinal}-{n}", found, document, numbers, revealed)
            for n, found in enumerate(best.values(), start=1)
        ),
        match=work.documents.match(document.id),
        findings=work.documents.findings(document.id),
        duplicate_of=_case_of_original(work, document),
    )


def _show_value(
    key: str, found: Evidence, document: Document, numbers: dict[PageId, int], revealed: bool
) -> ShownValue:
    masked = found.field is FieldName.SSN_LAST4 and not revealed
    text = {True: "yes", False: "no"}[found.value] if isinstance(found.value, bool) else found.value
    box = found.box
    return ShownValue(
        key=key,
        label=found.field.value,
        text=MASK if masked else text,
        masked=masked,
        sure=found.confidence >= 0.9,
        confidence=found.confidence,
        reader=found.reader,
        page=numbers[document.page_ids[found.page]],
        box=(box.x0, box.y0, box.width, box.height) if box and found.span is None else None,
        span=found.span,
    )


def _show_page(stored: StoredPage, number: int, part: ShownDocument, seen: bool) -> ShownPage:
    if stored.reading is not None:
        reading = decode_reading(stored.reading)
        width, height, quality, text = (
            reading.width,
            reading.height,
            reading.quality.reasons,
            reading.plain_text,
        )
    else:
        page = decode_page(stored.unread, b"")
        width, height, quality, text = page.width, page.height, (), page.text
    values = tuple(v for v in part.values if v.page == number)
    return ShownPage(
        number=number,
        document=part.number,
        width=width,
        height=height,
        has_picture=stored.image is not None,
        pieces=() if stored.image else _cut_text(text, values),
        quality=quality,
        seen=seen,
        values=values,
    )


def _cut_text(text: str, values: tuple[ShownValue, ...]) -> tuple[tuple[str, str], ...]:
    """The text in pieces, those that are values under their key; masked digits stay masked."""
    pieces: list[tuple[str, str]] = []
    end = 0
    for value in sorted((v for v in values if v.span), key=lambda v: v.span or (0, 0)):
        start, stop = value.span or (0, 0)
        if start < end:
            continue
        pieces += [(text[end:start], ""), (MASK if value.masked else text[start:stop], value.key)]
        end = stop
    return tuple(piece for piece in (*pieces, (text[end:], "")) if piece[0])


def _candidates(work: Work, documents: tuple[ShownDocument, ...]) -> dict[str, CertificationRecord]:
    numbers = {c.certification_number for d in documents if d.match for c in d.match.candidates[:5]}
    return {number: record for number in numbers if (record := work.records.get(number))}


def _case_of_original(work: Work, document: Document) -> str:
    original = work.documents.duplicate_of(document.id)
    if original is None:
        return ""
    earlier = work.documents.get(original)
    cases = work.cases.of_submission(earlier.submission_id)
    return next((c.id for c in cases if original in c.document_ids), "")


def _can_undo(decisions: tuple[Decision, ...], dispatches: tuple[Dispatch, ...], desk: Desk) -> bool:
    standing = [d for d in decisions if d.undone_at is None]
    gone = (DispatchState.SENDING, DispatchState.SENT, DispatchState.UNCERTAIN)
    return (
        bool(standing)
        and desk.now() <= standing[-1].at + timedelta(seconds=desk.settings.undo_seconds)
        and not any(d.state in gone for d in dispatches)
    )
