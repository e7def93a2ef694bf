"""What pages look like, kept so that another picture of the same paper is found."""

from collections.abc import Iterable

import structlog

from domain.documents import SubmissionPage
from domain.errors import DocumentError
from domain.ids import BlobAddress, PageId
from domain.pages import PageSource
from intake.readers.picture import decode_grey
from intake.readers.resemblance import bands_of, look_of
from processing.ports import Work
from processing.stages.services import Services

log = structlog.get_logger()


def looks_of(pages: Iterable[SubmissionPage], services: Services) -> dict[PageId, int]:
    """The looks of those pages that have a picture: as read, or taken now where the reading is older."""
    looks = {page.id: page.reading.look for page in pages if page.reading.source is not PageSource.BODY}
    untold = [page_id for page_id, look in looks.items() if look is None]
    with services.storage.work() as work:
        pictures = {page_id: work.submissions.page(page_id).image for page_id in untold}
    looks |= {page_id: _look_of(image, services) for page_id, image in pictures.items() if image}
    return {page_id: look for page_id, look in looks.items() if look is not None}


def _look_of(image: BlobAddress, services: Services) -> int | None:
    """None where the picture does not open: a hint the less, no reason to stop a paper."""
    try:
        return look_of(decode_grey(services.storage.files.get(image)))
    except DocumentError as error:
        log.warning("page_without_look", problem=type(error).__name__)
        return None


def save_looks(work: Work, looks: dict[PageId, int]) -> None:
    """Keep them with the bands that they are found by."""
    work.resemblances.save_looks(list(looks.items()), [bands_of(look) for look in looks.values()])
