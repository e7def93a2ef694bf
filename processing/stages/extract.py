"""Extract: document to evidence, without any look at the records."""

from collections.abc import Callable

from domain.ids import SubmissionId
from intake.extractors.extract import extract_evidence
from processing.anew import outdate_cases
from processing.ports import Job, Work
from processing.stages.pages import is_body, is_one_paper, read_pages_of, readings_of
from processing.stages.services import Services


def extract_fields(submission_id: SubmissionId, services: Services, job: Job) -> Callable[[Work], None]:
    """Read the fields of each document of one submission."""
    with services.storage.work() as work:
        submission = work.submissions.get(submission_id)
        headers = work.submissions.facts(submission_id).headers
        documents = work.documents.of_submission(submission_id)
        pages = read_pages_of(work, submission_id)
        words = work.batches.words(submission_id)
    found = {
        document.id: extract_evidence(
            document.guess.kind,
            readings_of(document, pages),
            channel=submission.channel,
            is_body=is_body(document, pages),
            headers=headers,
            one_paper=is_one_paper(document, words),
            calibration=services.calibration,
            forms=services.forms,
        )
        for document in documents
    }

    def write(work: Work) -> None:
        outdate_cases(work, lambda d: work.documents.as_read(d).evidence, found)
        for document_id, evidence in found.items():
            work.documents.save_evidence(document_id, evidence)

    return write
