"""What pages look like, kept so that another picture of the same paper is found."""

from collections.abc import Sequence

import structlog

from domain.errors import DocumentError
from domain.ids import BlobAddress, PageId, SubmissionId
from intake.readers.picture import decode_grey
from intake.readers.resemblance import bands_of, look_of
from processing.ports import Work
from processing.stages.services import Services

log = structlog.get_logger()


def looks_of(
    page_ids: Sequence[PageId], submission_id: SubmissionId, services: Services
) -> dict[PageId, int]:
    """The looks of those pages that have a picture."""
    with services.storage.work() as work:
        pages = {page.id: page for page in work.submissions.pages(submission_id)}
    pictures = {page_id: image for page_id in page_ids if (image := pages[page_id].image)}
    looks = {page_id: _look_of(image, services) for page_id, image in pictures.items()}
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
