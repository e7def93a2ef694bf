"""What pages look like, kept so that another picture of the same paper is found."""

from collections.abc import Sequence

from domain.ids import PageId, SubmissionId
from intake.readers.picture import decode_grey
from intake.readers.resemblance import bands_of, look_of
from processing.ports import Work
from processing.stages.services import Services


def looks_of(
    page_ids: Sequence[PageId], submission_id: SubmissionId, services: Services
) -> dict[PageId, int]:
    """The looks of those pages that have a picture."""
    with services.storage.work() as work:
        pages = {page.id: page for page in work.submissions.pages(submission_id)}
    pictures = {page_id: image for page_id in page_ids if (image := pages[page_id].image)}
    files = services.storage.files
    return {page_id: look_of(decode_grey(files.get(image))) for page_id, image in pictures.items()}


def save_looks(work: Work, looks: dict[PageId, int]) -> None:
    """Keep them with the bands that they are found by."""
    work.resemblances.save_looks(list(looks.items()), [bands_of(look) for look in looks.values()])
