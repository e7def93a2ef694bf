"""Extract: document to evidence, without any look at the records."""

from collections.abc import Callable

from domain.ids import SubmissionId
from intake.extractors.extract import extract_evidence
from processing.anew import outdate_cases
from processing.ports import Job, Work
from processing.stages.pages import circumstances_of, read_pages_of, readings_of
from processing.stages.services import Services


def extract_fields(submission_id: SubmissionId, services: Services, job: Job) -> Callable[[Work], None]:
    """Read the fields of each document of one submission."""
    with services.storage.work() as work:
        documents = work.documents.of_submission(submission_id)
        pages = read_pages_of(work, submission_id)
        came = circumstances_of(work, submission_id, documents, pages)
    found = {
        document.id: extract_evidence(
            document.guess.kind,
            readings_of(document, pages),
            **circumstances,
            calibration=services.calibration,
            forms=services.forms,
        )
        for document, circumstances in zip(documents, came, strict=True)
    }

    def write(work: Work) -> None:
        outdate_cases(work, lambda d: work.documents.as_read(d).evidence, found)
        for document_id, evidence in found.items():
            work.documents.save_evidence(document_id, evidence)

    return write
