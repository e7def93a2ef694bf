"""The documents of a case as its page shows them: values, match with reasons, findings, corrections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.cases import Finding
from domain.documents import SURE, Document, Evidence
from domain.ids import CertificationNumber, DocumentId, PageId
from domain.kinds import Channel, FieldName
from domain.records import Match
from processing.casework import beside_records
from processing.matching.apart import tell_apart
from processing.ports import Work
from review.comparing import KnownRecord, ShownCandidate, show_candidates
from review.correcting import (
    ShownCorrection,
    ShownField,
    kind_choice,
    show_corrections,
    show_fields,
    words_on,
)
from review.guard import Visitor
from review.masking import MASK
from review.opening import documents_of, find_document, pages_of_documents
from review.policy import may_see
from review.words import to_words

#: Records offered beside a document; more would hide the ones that matter.
CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One value beside the page, and where it stands on it."""

    key: str
    label: str
    text: str
    masked: bool
    sure: bool
    confidence: float
    by_form: bool
    """Whether it was read where it stood on an earlier copy of the form."""
    page: int
    """1-based number of the page within the case."""
    box: tuple[int, int, int, int] | None
    """x, y, width, height in pixels of the page."""
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class CameBefore:
    """Where and when the paper came first."""

    case_id: str
    """Empty where the earlier paper is in no case that this person may see."""
    received_at: datetime
    channel: Channel
    page: int
    """1-based within its case; 0 without one."""


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """One document with all that is known of it."""

    number: int
    document: Document
    values: tuple[ShownValue, ...]
    match: Match | None
    candidates: tuple[ShownCandidate, ...]
    apart: str
    """Why not the second candidate; empty where there is none."""
    findings: tuple[Finding, ...]
    came_before: CameBefore | None
    """The earlier paper that it repeats."""
    kind: str
    """As the form in which a person names the kind has it."""
    fields: tuple[ShownField, ...]
    """The form in which a person corrects the values."""
    corrections: tuple[ShownCorrection, ...]


def show_document(
    work: Work,
    ordinal: int,
    document: Document,
    numbers: Mapping[tuple[DocumentId, PageId], int],
    sender: str,
    visitor: Visitor,
    *,
    revealed: bool,
) -> ShownDocument:
    """One document; `numbers` gives its pages their place in the case, `revealed` shows SSN digits."""
    best: dict[FieldName, Evidence] = {}
    for found in beside_records(work, document).evidence:
        if found.field not in best or found.confidence > best[found.field].confidence:
            best[found.field] = found
    words = words_on(work, document)
    match = work.documents.match(document.id)
    candidates = match.candidates[:CANDIDATES] if match else ()
    records = _records(work, [c.certification_number for c in candidates])
    return ShownDocument(
        number=ordinal,
        document=document,
        values=tuple(
            _show_value(f"v{ordinal}-{n}", found, document, numbers, revealed)
            for n, found in enumerate(best.values(), start=1)
        ),
        match=match,
        candidates=show_candidates(document, candidates, records, sender),
        apart=tell_apart(match) if match else "",
        findings=work.documents.findings(document.id),
        came_before=_came_before(work, document, visitor),
        kind=kind_choice(document),
        fields=show_fields(document, words),
        corrections=show_corrections(words, revealed=revealed),
    )


def _show_value(
    key: str,
    found: Evidence,
    document: Document,
    numbers: Mapping[tuple[DocumentId, PageId], int],
    revealed: bool,
) -> ShownValue:
    masked = found.field is FieldName.SSN_LAST4 and not revealed
    text = {True: "yes", False: "no"}[found.value] if isinstance(found.value, bool) else found.value
    box = found.box
    return ShownValue(
        key=key,
        label=found.field.value,
        text=MASK if masked else to_words(text) if found.field is FieldName.EVIDENCE_TYPE else text,
        masked=masked,
        sure=found.confidence >= SURE,
        confidence=found.confidence,
        by_form=found.by_form,
        page=numbers[document.id, document.page_ids[found.page]],
        box=(box.x0, box.y0, box.width, box.height) if box and found.span is None else None,
        span=found.span,
    )


def _records(work: Work, numbers: Sequence[CertificationNumber]) -> dict[str, KnownRecord]:
    return {
        number: KnownRecord(record, work.records.history(number))
        for number in numbers
        if (record := work.records.get(number))
    }


def _came_before(work: Work, document: Document, visitor: Visitor) -> CameBefore | None:
    original = work.documents.duplicate_of(document.id)
    earlier = find_document(work, original) if original else None
    if earlier is None:
        return None
    first = work.submissions.get(earlier.submission_id)
    for case in work.cases.of_submission(earlier.submission_id):
        if earlier.id in case.document_ids and may_see(case, visitor.role):
            places = pages_of_documents(documents_of(work, case))
            number = places.index((earlier.id, earlier.page_ids[0])) + 1
            return CameBefore(case.id, first.received_at, first.channel, number)
    return CameBefore("", first.received_at, first.channel, 0)
