"""Read: every page to words, each page kept as soon as it is read."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from domain.errors import DocumentError
from domain.ids import SubmissionId
from domain.pages import PageImage, PageReading, Quality
from domain.states import Stage
from intake.readers.wire import decode_page, encode_reading
from processing.ports import Job, StoredPage, Work
from processing.stages.parking import add_quarantine
from processing.stages.services import Services


def read_pages(submission_id: SubmissionId, services: Services, job: Job) -> Callable[[Work], None]:
    """Read one submission's pages; a repeated run goes on with the pages that are left."""
    with services.storage.work() as work:
        unread = [page for page in work.submissions.pages(submission_id) if page.reading is None]
    with ThreadPoolExecutor(max_workers=services.settings.pages_at_once) as threads:
        for _ in threads.map(lambda page: _read_one(page, job, services), unread):
            pass
    return lambda work: None


def _read_one(stored: StoredPage, job: Job, services: Services) -> None:
    picture = services.storage.files.get(stored.image) if stored.image else b""
    page = decode_page(stored.unread, picture)
    try:
        reading, problem = services.reader.read(page), None
    except DocumentError as error:
        reading, problem = _unreadable(page), str(error)
    turned = services.storage.files.put(reading.image) if reading.image else None
    with services.storage.work() as work:
        work.jobs.hold(job)
        work.submissions.save_reading(stored.id, turned, encode_reading(reading))
        if problem:
            add_quarantine(
                work,
                stored.submission_id,
                stored.attachment_id,
                Stage.READ,
                f"Page {stored.index + 1}: {problem}",
                "Look at the page; where it cannot be read, ask the sender for another copy.",
                services,
            )


def _unreadable(page: PageImage) -> PageReading:
    return PageReading(
        index=page.index,
        width=page.width,
        height=page.height,
        rotation=0,
        source=page.source,
        words=(),
        quality=Quality(legible=0.0, reasons=("the page could not be read",)),
    )
