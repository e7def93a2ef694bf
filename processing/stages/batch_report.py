"""What the clerk sees of a batch: its count, its split page by page, and what to scan again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.batches import BATCH_COVER, Batch, CountedEnvelope, Withdrawal
from domain.cases import Case
from domain.documents import Document
from domain.ids import BatchId, CaseId, DocumentId, PageId, SubmissionId
from domain.kinds import FindingCode, Route
from domain.pages import PageReading
from domain.sheets import find_sheet
from domain.states import SETTLED, CaseStatus, PageUse
from intake.readers.wire import decode_reading
from processing.ports import StoredPage, Work
from processing.rescan import Fault, find_doubtful_blanks, find_faults, find_usual_height

#: Findings that a better scan may mend.
_OF_PAPER = frozenset({FindingCode.PAGES_MISSING, FindingCode.ONE_SIDE_MISSING, FindingCode.ILLEGIBLE})


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page in its place."""

    id: PageId
    number: int
    """1-based within the file."""
    use: PageUse
    what: str
    """In words: `separator 3`, `batch cover`, `blank`, or the kind of its document."""
    document: int | None
    """1-based within the file."""
    starts: bool
    """Whether it is the first page of its document."""
    faults: tuple[Fault, ...]
    restricted: bool
    """Its picture is for few, or nobody knows yet whose it is."""
    edited: bool
    """Whether a person's word stands on it."""


@dataclass(frozen=True, slots=True)
class ReportEnvelope:
    """A run of pages; `number` is None for what stands before the first envelope."""

    number: int | None
    sheet: int | None
    expected: int | None
    found: int
    pages: tuple[ReportPage, ...]


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One file of the batch."""

    submission: SubmissionId
    name: str
    received_at: datetime
    withdrawal: Withdrawal | None
    at_work: bool
    """Whether its stages are still running."""
    can_change: bool
    """Whether no case of it was decided."""
    cases: tuple[CaseId, ...]
    entries: tuple[int, ...]
    """Quarantine entries of it that are open."""
    envelopes: tuple[ReportEnvelope, ...]


@dataclass(frozen=True, slots=True)
class BatchReport:
    """Everything of one batch."""

    batch: Batch
    files: tuple[ReportFile, ...]

    @property
    def rescans(self) -> list[tuple[ReportFile, ReportPage, Fault]]:
        """Every page to scan again, with its reason, in order."""
        return [
            (file, page, fault)
            for file in self.files
            if not file.withdrawal
            for envelope in file.envelopes
            for page in envelope.pages
            for fault in page.faults
            if fault.rescan
        ]


def report_batch(work: Work, batch_id: BatchId) -> BatchReport:
    """Gather a batch. Raises KeyError."""
    batch = work.batches.get(batch_id)
    counted = work.batches.envelopes(batch_id)
    written = [one for one in counted if one.found]
    numbers = {(c.submission, c.envelope.position): n for n, c in enumerate(written, start=1)}
    files = [
        _report_file(work, batch_id, submission, [c for c in counted if c.submission == submission], numbers)
        for submission in work.batches.submissions(batch_id)
    ]
    return BatchReport(batch, tuple(files))


def find_batch_page(work: Work, batch_id: BatchId, page_id: PageId) -> tuple[StoredPage, bool]:
    """One page of a file of this batch, and whether it is restricted. Raises KeyError."""
    stored = work.submissions.page(page_id)
    if stored.submission_id not in work.batches.submissions(batch_id):
        raise KeyError(f"batch {batch_id} has no page {page_id}")
    documents = work.documents.of_submission(stored.submission_id)
    closed = _closed_documents(documents, work.cases.of_submission(stored.submission_id))
    owners = [document for document in documents if page_id in document.page_ids]
    sheet = find_sheet(decode_reading(stored.reading)) if stored.reading else None
    return stored, any(d.id in closed for d in owners) if owners else bool(closed) and not sheet


def _report_file(
    work: Work,
    batch_id: BatchId,
    submission_id: SubmissionId,
    counted: Sequence[CountedEnvelope],
    numbers: Mapping[tuple[SubmissionId, int], int],
) -> ReportFile:
    submission = work.submissions.get(submission_id)
    cases = work.cases.of_submission(submission_id)
    pages = _report_pages(work, submission_id, cases, counted)
    own = _places_of(work, batch_id, submission_id, len(pages))
    return ReportFile(
        submission=submission_id,
        name=submission.source.rpartition("/")[2],
        received_at=submission.received_at,
        withdrawal=work.batches.withdrawal(submission_id),
        at_work=work.jobs.unsettled([submission_id]) > 0,
        can_change=not any(case.status in SETTLED for case in cases),
        cases=tuple(case.id for case in cases if case.status is not CaseStatus.WITHDRAWN),
        entries=tuple(e.id for e in work.quarantine.of_submission(submission_id) if e.ending is None),
        envelopes=tuple(_in_envelopes(submission_id, pages, own, counted, numbers)),
    )


def _places_of(work: Work, batch_id: BatchId, submission_id: SubmissionId, pages: int) -> set[int]:
    """Places of the pages of a submission that came under this batch."""
    parts = work.batches.parts(submission_id)
    ends = [part.position for part in parts[1:]] + [pages]
    starts = [0, *(part.position for part in parts[1:])]
    return {
        place
        for part, start, end in zip(parts, starts, ends, strict=True)
        if part.batch == batch_id
        for place in range(start, end)
    }


def _in_envelopes(
    submission_id: SubmissionId,
    pages: Sequence[ReportPage],
    own: set[int],
    counted: Sequence[CountedEnvelope],
    numbers: Mapping[tuple[SubmissionId, int], int],
) -> list[ReportEnvelope]:
    """Pages by envelope; a separator stands with the envelope that it opens."""
    starts = {_opened_at(pages, one.envelope.position): one for one in counted}
    envelopes: list[ReportEnvelope] = []
    current: CountedEnvelope | None = None
    run: list[ReportPage] = []
    for place, page in enumerate(pages):
        if place in starts:
            if run:
                envelopes.append(_envelope(submission_id, current, run, numbers))
            current, run = starts[place], []
        if place in own:
            run.append(page)
    if run:
        envelopes.append(_envelope(submission_id, current, run, numbers))
    return envelopes


def _opened_at(pages: Sequence[ReportPage], position: int) -> int:
    """Where the sheets and blanks before an envelope's first written page begin."""
    before = position
    while before > 0 and pages[before - 1].use in (PageUse.SEPARATOR, PageUse.BLANK):
        before -= 1
    separators = [n for n in range(before, position) if pages[n].use is PageUse.SEPARATOR]
    return separators[0] if separators else position


def _envelope(
    submission_id: SubmissionId,
    counted: CountedEnvelope | None,
    run: Sequence[ReportPage],
    numbers: Mapping[tuple[SubmissionId, int], int],
) -> ReportEnvelope:
    if counted is None:
        return ReportEnvelope(None, None, None, 0, tuple(run))
    envelope = counted.envelope
    number = numbers.get((submission_id, envelope.position))
    return ReportEnvelope(number, envelope.sheet, envelope.pages, counted.found, tuple(run))


def _report_pages(
    work: Work, submission_id: SubmissionId, cases: Sequence[Case], counted: Sequence[CountedEnvelope]
) -> list[ReportPage]:
    stored = work.submissions.pages(submission_id)
    documents = work.documents.of_submission(submission_id)
    words = work.batches.words(submission_id)
    readings = {page.id: decode_reading(page.reading) for page in stored if page.reading}
    usual = find_usual_height(list(readings.values()))
    blanks = find_doubtful_blanks([page.use for page in stored]) | _blanks_of_short(stored, counted)
    owners = _owners_of(documents)
    closed = _closed_documents(documents, cases)
    places = {page.id: place for place, page in enumerate(stored)}
    report = []
    for place, page in enumerate(stored):
        own = [documents[ordinal] for ordinal in owners.get(page.id, [])]
        starts = [d for d in own if place == min(places[page_id] for page_id in d.page_ids)]
        faults = (blanks[place],) if place in blanks else _faults_of_page(page, readings.get(page.id), usual)
        for document in starts:
            faults += _of_paper(work, document) if document.id not in closed else ()
        sheet = find_sheet(readings[page.id]) if page.id in readings else None
        report.append(
            ReportPage(
                id=page.id,
                number=place + 1,
                use=page.use,
                what=_what(page, own, sheet.number if sheet else None, bool(sheet)),
                document=owners[page.id][0] + 1 if own else None,
                starts=bool(starts),
                faults=faults,
                restricted=any(d.id in closed for d in own) if own else bool(closed) and not sheet,
                edited=page.id in words,
            )
        )
    return report


def _owners_of(documents: Sequence[Document]) -> dict[PageId, list[int]]:
    """By page, the places of the documents that it is of."""
    owners: dict[PageId, list[int]] = {}
    for ordinal, document in enumerate(documents):
        for page_id in document.page_ids:
            owners.setdefault(page_id, []).append(ordinal)
    return owners


def _faults_of_page(
    page: StoredPage, reading: PageReading | None, usual_height: float | None
) -> tuple[Fault, ...]:
    """What is wrong with the picture of a paper or a cover."""
    if reading is None or _is_ours(page) or page.use not in (PageUse.DOCUMENT, PageUse.COVER):
        return ()
    return find_faults(reading, usual_height)


def _is_ours(page: StoredPage) -> bool:
    return page.use is PageUse.COVER and page.use_reason == BATCH_COVER


def _closed_documents(documents: Sequence[Document], cases: Sequence[Case]) -> set[DocumentId]:
    """Documents of restricted cases, and of none yet: whose they are is not known before."""
    open_to_all = {
        document_id
        for case in cases
        if case.route is not Route.RESTRICTED and case.status is not CaseStatus.WITHDRAWN
        for document_id in case.document_ids
    }
    return {document.id for document in documents} - open_to_all


def _blanks_of_short(stored: Sequence[StoredPage], counted: Sequence[CountedEnvelope]) -> dict[int, Fault]:
    """Blank pages in an envelope that has fewer written sides than its sheet says."""
    fault = Fault("Blank, and a page of this envelope is missing. Look whether something is on it.")
    ends = [one.envelope.position for one in counted[1:]] + [len(stored)]
    return {
        place: fault
        for one, end in zip(counted, ends, strict=False)
        if one.envelope.pages is not None and one.found < one.envelope.pages
        for place in range(one.envelope.position, end)
        if stored[place].use is PageUse.BLANK
    }


def _of_paper(work: Work, document: Document) -> tuple[Fault, ...]:
    findings = work.documents.findings(document.id)
    return tuple(Fault(finding.staff_words) for finding in findings if finding.code in _OF_PAPER)


def _what(page: StoredPage, documents: Sequence[Document], sheet: int | None, is_sheet: bool) -> str:
    if page.use is PageUse.SEPARATOR:
        return f"separator {sheet}" if sheet else "separator"
    if page.use is PageUse.COVER:
        return "batch cover" if is_sheet else "cover"
    if documents:
        guesses = [document.guess for document in documents]
        return " and ".join("unsure" if guess.abstains else guess.kind.value for guess in guesses)
    return page.use.value
