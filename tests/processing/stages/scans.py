"""Scans whose pages are read already, from splitting to cases. Everybody on the papers is invented."""

from domain.cases import Case
from domain.geometry import Box
from domain.ids import AttachmentId, PageId, SubmissionId
from domain.kinds import Channel
from domain.pages import Barcode, PageReading
from domain.sheets import SheetCode, encode_sheet
from domain.states import PageUse, PartOutcome, Stage
from domain.submissions import Arrival
from intake.readers.wire import encode_reading
from outbound.separators import make_sheets
from processing.ports import NewAttachment, NewPage, SubmissionFacts
from processing.stages.running import NEXT, run_stage
from processing.stages.services import Services
from tests.intake.classifiers import papers
from tests.intake.classifiers.papers import reading_of
from tests.processing.stages.envelopes import NOW

#: One batch of four envelopes: its cover and its sheets.
BATCH = "260914-K7QFX"
COVER, ONE, TWO, THREE, FOUR = make_sheets(4, batch=BATCH, name="Monday mail", envelopes=4)
REUSED = make_sheets(9, cover=False)
BLANK = ""
REQUEST, CARD, DECREE, LICENCE = papers.REQUEST, papers.CARD, papers.DECREE, papers.LICENCE
Sheet = str | SheetCode | PageReading


def with_pages(sheet: SheetCode, pages: int) -> SheetCode:
    """The sheet with so many pages expected behind it."""
    (made,) = make_sheets(1, batch=BATCH, envelope_pages=(pages,), cover=False)
    return SheetCode(sheet.kind, sheet.batch, sheet.number, sheet.of, made.pages)


def scan(
    services: Services, source: str, *pages: Sheet, channel: Channel = Channel.SCAN, settle: bool = True
) -> SubmissionId:
    """A file with these pages, read, and taken through the later stages."""
    storage = services.storage
    address = storage.files.put(source.encode())
    with storage.work() as work:
        arrival = Arrival(channel, source, source, source.encode(), NOW)
        submission = work.submissions.take(arrival, address, NOW)[0]
        attachment = AttachmentId(f"{submission.id}-0")
        new = [NewPage(PageId(f"{attachment}-p{n}"), attachment, n, address, b"") for n in range(len(pages))]
        part = NewAttachment(
            id=attachment, path="0", name="scan.pdf", media_type="application/pdf", disposition="attachment",
            size=1, sha256="0" * 64, decoration=False, outcome=PartOutcome.PAGES, problem=None,
        )  # fmt: skip
        work.submissions.save_unpacked(submission.id, SubmissionFacts(), [part], new)
        for index, (page, sheet) in enumerate(zip(new, pages, strict=True)):
            work.submissions.save_reading(page.id, None, encode_reading(_reading(sheet, index)))
        work.jobs.enqueue(Stage.SPLIT, submission.id, NOW)
    if settle:
        run_later_stages(services, submission.id)
    return submission.id


def _reading(sheet: Sheet, index: int) -> PageReading:
    if isinstance(sheet, PageReading):
        return sheet
    if isinstance(sheet, str):
        return reading_of(sheet, index=index)
    code = Barcode("QRCode", encode_sheet(sheet), Box(550, 80, 750, 280))
    return reading_of("SEPARATOR\nPut one before each envelope", index=index, codes=(code,))


def run_later_stages(services: Services, submission_id: SubmissionId) -> None:
    """As the workers do."""
    stage: Stage | None = Stage.SPLIT
    while stage is not None:
        run_stage(stage, submission_id, services)
        stage = NEXT.get(stage)


def uses(services: Services, submission_id: SubmissionId) -> list[PageUse]:
    with services.storage.work() as work:
        return [page.use for page in work.submissions.pages(submission_id)]


def page_ids(services: Services, submission_id: SubmissionId) -> list[PageId]:
    with services.storage.work() as work:
        return [page.id for page in work.submissions.pages(submission_id)]


def documents(services: Services, submission_id: SubmissionId) -> list[list[int]]:
    """Places of the pages of each document."""
    places = {page_id: n for n, page_id in enumerate(page_ids(services, submission_id))}
    with services.storage.work() as work:
        found = work.documents.of_submission(submission_id)
    return [[places[page_id] for page_id in document.page_ids] for document in found]


def cases(services: Services, submission_id: SubmissionId) -> list[Case]:
    with services.storage.work() as work:
        return work.cases.of_submission(submission_id)
