"""Everything one case page shows, gathered in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.cases import Case, Decision, Dispatch, Finding
from domain.documents import Document, Evidence
from domain.ids import CaseId, CertificationNumber, PageId
from domain.kinds import Channel, DispatchState, FieldName, MatchStatus
from domain.records import Match
from domain.submissions import Attachment, FaxFacts, Submission
from intake.readers.wire import decode_page, decode_reading
from outbound.policy import address_in
from processing.batching import holding_words
from processing.cases.destinations import suggest_destination
from processing.cases.propose import Proposal, propose_decision
from processing.corrections import is_made_anew
from processing.decisions import any_gone
from processing.ports import Destination, StoredPage, Work
from review.comparing import KnownRecord, ShownCandidate, show_candidates
from review.correcting import (
    ShownCorrection,
    ShownField,
    kind_choice,
    show_corrections,
    show_fields,
    words_on,
)
from review.guard import Desk, Visitor
from review.masking import MASK, mask_text, reveal_token
from review.moved import ShownMove, show_moves, where_papers_went
from review.opening import documents_of, find_document, may_see, pages_beside, sees_whole_submission
from review.provenance import Provenance, tell_provenance
from review.render import to_words

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
    reader: str
    page: int
    """1-based number of the page within the case."""
    box: tuple[int, int, int, int] | None
    """x, y, width, height in pixels of the page."""
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page of the case."""

    id: PageId
    number: int
    """1-based within the case."""
    beside: str
    """Empty for a page of a document; else what it was set aside as, and why."""
    width: int
    height: int
    has_picture: bool
    pieces: tuple[tuple[str, str], ...]
    """(text, key of the value it is, or empty), for a page that is text."""
    quality: tuple[str, ...]
    seen: bool
    reveal: str = field(default="", repr=False)
    """Lets the picture be fetched uncovered, where the digits were asked for."""
    values: tuple[ShownValue, ...] = ()


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
    findings: tuple[Finding, ...]
    came_before: "CameBefore | None"
    """The earlier paper that it repeats."""
    kind: str
    """As the form in which a person names the kind has it."""
    fields: tuple[ShownField, ...]
    """The form in which a person corrects the values."""
    corrections: tuple[ShownCorrection, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case as the page shows it."""

    case: Case
    submission: Submission
    sender: str
    fax: str
    """What the gateway says of a fax; empty where it is none."""
    subject: str
    documents: tuple[ShownDocument, ...]
    pages: tuple[ShownPage, ...]
    proposal: Proposal
    decisions: tuple[Decision, ...]
    dispatches: tuple[Dispatch, ...]
    destinations: tuple[Destination, ...]
    suggested: str
    """Key of the one listed office that the papers name, or empty."""
    new_name: str
    """As it was read, or empty."""
    attachments: tuple[Attachment, ...]
    problems: tuple[str, ...]
    unaccounted: tuple[str, ...]
    """Pages that are neither in a document nor set aside, and parts that nothing answers for, in words."""
    can_undo: bool
    needs_confirmation: bool
    why_reopened: str
    provenance: Provenance
    siblings: tuple[CaseId, ...] = field(default=())
    """Other cases of the same submissions."""
    made_anew: bool = False
    """Whether match and findings are being made anew just now, after a correction."""
    came: tuple[ShownMove, ...] = ()
    """Papers that joined this case since it was opened."""
    went: tuple[CaseId, ...] = ()
    """Where papers of this case went."""

    def unseen(self, shown: int) -> tuple[int, ...]:
        """Numbers of the pages still to be looked at, the one on the screen left out."""
        return tuple(p.number for p in self.pages if not (p.beside or p.seen or p.number == shown))


def gather_case(work: Work, case: Case, desk: Desk, visitor: Visitor, *, revealed: str = "") -> CaseFile:
    """Gather a case for one person; `revealed` names the document whose SSN digits are shown once."""
    documents = documents_of(work, case)
    facts = work.submissions.facts(case.submission_id)
    sender = address_in(facts.headers.sender)
    numbers = {p: n for n, p in enumerate((p for d in documents for p in d.page_ids), start=1)}
    shown = tuple(
        _show_document(work, ordinal, document, numbers, sender, visitor, revealed=document.id == revealed)
        for ordinal, document in enumerate(documents, start=1)
    )
    decisions = tuple(work.cases.decisions(case.id))
    dispatches = tuple(work.dispatches.of_case(case.id))
    destinations = tuple(work.directory.all())
    return CaseFile(
        case=case,
        submission=work.submissions.get(case.submission_id),
        sender=facts.headers.sender,
        fax=describe_fax(facts.fax),
        subject=mask_text(facts.headers.subject),
        documents=shown,
        pages=_show_pages(work, case, shown, visitor, revealed),
        proposal=propose_decision(
            case,
            documents,
            [f for d in shown for f in d.findings],
            leading_match(work, documents),
            holding_words(work, case),
        ),
        decisions=decisions,
        dispatches=dispatches,
        destinations=destinations,
        suggested=suggest_destination(destinations, documents),
        new_name=_new_name(documents),
        attachments=_attachments(work, case, documents, visitor),
        problems=_problems(work, case),
        unaccounted=tuple(
            line.what
            for key in work.cases.submissions_of(case.id)
            for line in work.ledger.against_approval(key)
        ),
        can_undo=can_undo(decisions, dispatches, desk),
        needs_confirmation=any(d.state is DispatchState.HELD for d in dispatches),
        why_reopened=work.cases.why_reopened(case.id),
        provenance=tell_provenance(facts, (desk.settings.sender_address, *desk.settings.own_addresses)),
        siblings=tuple(c.id for c in _cases_beside(work, case) if c.id != case.id and may_see(c, visitor)),
        made_anew=is_made_anew(work, case),
        came=show_moves(work, case),
        went=where_papers_went(work, case, visitor),
    )


def _cases_beside(work: Work, case: Case) -> list[Case]:
    found = (c for key in work.cases.submissions_of(case.id) for c in work.cases.of_submission(key))
    return list({c.id: c for c in found}.values())


def _new_name(documents: Sequence[Document]) -> str:
    values = (d.value(FieldName.NEW_NAME) for d in documents)
    return next((v for v in values if isinstance(v, str) and v), "")


def describe_fax(fax: FaxFacts | None) -> str:
    """Number, station, pages and time as the gateway has them; our own time of receipt counts."""
    if fax is None:
        return ""
    station = f"({fax.station})" if fax.station and fax.station != fax.caller else ""
    pages = f"{fax.pages} page{'s' if fax.pages != 1 else ''} by the gateway's count" if fax.pages else ""
    clock = f"{fax.received_at.replace('T', ' ')[:16]} by its clock" if fax.received_at else ""
    who = f"from {fax.caller} {station}".strip() if fax.caller or station else "by an unknown number"
    return ", ".join(part for part in (who, pages, clock) if part)


def leading_match(work: Work, documents: Sequence[Document]) -> Match:
    """The match of the first document that has a candidate."""
    matches = [m for d in documents if (m := work.documents.match(d.id)) and m.best]
    return matches[0] if matches else Match(MatchStatus.NONE)


def can_undo(decisions: Sequence[Decision], dispatches: Sequence[Dispatch], desk: Desk) -> bool:
    """Whether the last decision may still be taken back."""
    standing = [d for d in decisions if d.undone_at is None]
    return (
        bool(standing)
        and desk.now() <= standing[-1].at + timedelta(seconds=desk.settings.undo_seconds)
        and not any_gone(dispatches, standing[-1])
    )


def picture_type(picture: bytes) -> str:
    """PNG or JPEG, by its first bytes."""
    return "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"


# -- documents and their values -----------------------------------------------------------------------


def _show_document(
    work: Work,
    ordinal: int,
    document: Document,
    numbers: Mapping[PageId, int],
    sender: str,
    visitor: Visitor,
    *,
    revealed: bool,
) -> ShownDocument:
    best: dict[FieldName, Evidence] = {}
    for found in document.evidence:
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
        findings=work.documents.findings(document.id),
        came_before=_came_before(work, document, visitor),
        kind=kind_choice(document),
        fields=show_fields(document, words),
        corrections=show_corrections(words, revealed=revealed),
    )


def _show_value(
    key: str, found: Evidence, document: Document, numbers: Mapping[PageId, int], revealed: bool
) -> ShownValue:
    masked = found.field is FieldName.SSN_LAST4 and not revealed
    text = {True: "yes", False: "no"}[found.value] if isinstance(found.value, bool) else found.value
    box = found.box
    return ShownValue(
        key=key,
        label=found.field.value,
        text=MASK if masked else to_words(text) if found.field is FieldName.EVIDENCE_TYPE else text,
        masked=masked,
        sure=found.confidence >= 0.9,
        confidence=found.confidence,
        reader=found.reader,
        page=numbers[document.page_ids[found.page]],
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
        if earlier.id in case.document_ids and may_see(case, visitor):
            pages = [page_id for d in documents_of(work, case) for page_id in d.page_ids]
            return CameBefore(case.id, first.received_at, first.channel, pages.index(earlier.page_ids[0]) + 1)
    return CameBefore("", first.received_at, first.channel, 0)


# -- pages --------------------------------------------------------------------------------------------


def _show_pages(
    work: Work, case: Case, documents: Sequence[ShownDocument], visitor: Visitor, revealed: str
) -> tuple[ShownPage, ...]:
    seen = work.cases.pages_shown(case.id, visitor.name)
    own = [(part, page_id) for part in documents for page_id in part.document.page_ids]
    pages = [
        _show_page(
            work.submissions.page(page_id), number, page_id in seen,
            values=tuple(v for v in part.values if v.page == number),
            reveal=reveal_token(visitor.token, page_id) if part.document.id == revealed else "",
        )
        for number, (part, page_id) in enumerate(own, start=1)
    ]  # fmt: skip
    beside = pages_beside(work, case, visitor)
    pages += [
        _show_page(stored, number, stored.id in seen, beside=_set_aside_words(stored))
        for number, stored in enumerate(beside, start=len(own) + 1)
    ]
    return tuple(pages)


def _set_aside_words(stored: StoredPage) -> str:
    return f"{stored.use.value}: {stored.use_reason}" if stored.use_reason else stored.use.value


def _show_page(
    stored: StoredPage,
    number: int,
    seen: bool,
    *,
    values: tuple[ShownValue, ...] = (),
    reveal: str = "",
    beside: str = "",
) -> ShownPage:
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
    return ShownPage(
        id=stored.id,
        number=number,
        beside=beside,
        width=width,
        height=height,
        has_picture=stored.image is not None,
        pieces=() if stored.image else _cut_text(text, values, bare=bool(reveal)),
        quality=quality,
        seen=seen,
        reveal=reveal,
        values=values,
    )


def _cut_text(text: str, values: tuple[ShownValue, ...], *, bare: bool) -> tuple[tuple[str, str], ...]:
    """The text in pieces, those that are values under their key; masked digits stay masked."""
    pieces: list[tuple[str, str]] = []
    end = 0
    for value in sorted((v for v in values if v.span), key=lambda v: v.span or (0, 0)):
        start, stop = value.span or (0, 0)
        if start < end:
            continue
        pieces += [(text[end:start], ""), (MASK if value.masked else text[start:stop], value.key)]
        end = stop
    pieces.append((text[end:], ""))
    return tuple((piece if bare else mask_text(piece), key) for piece, key in pieces if piece)


# -- what came with it --------------------------------------------------------------------------------


def _attachments(
    work: Work, case: Case, documents: Sequence[Document], visitor: Visitor
) -> tuple[Attachment, ...]:
    """All that came; only those of this case's own pages where a restricted case came along."""
    own = {work.submissions.page(page_id).attachment_id for d in documents for page_id in d.page_ids}
    return tuple(
        a
        for key in work.cases.submissions_of(case.id)
        for whole in [sees_whole_submission(work, key, visitor)]
        for a in work.submissions.attachments(key)
        if whole or a.id in own
    )


def _problems(work: Work, case: Case) -> tuple[str, ...]:
    entries = [e for key in work.cases.submissions_of(case.id) for e in work.quarantine.of_submission(key)]
    return tuple(f"{e.reason} {e.remedy}" for e in entries if e.resolved_at is None)
