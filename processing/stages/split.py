"""Split and classify: pages to documents of one kind each, or *unsure*."""

from collections.abc import Callable

from domain.ids import DocumentId, SubmissionId
from domain.kinds import PartOutcome
from intake.classifiers.split import split_documents
from processing.ports import Job, NewDocument, Work
from processing.stages.looks import looks_of, save_looks
from processing.stages.pages import read_pages_of
from processing.stages.services import Services


def split_submission(submission_id: SubmissionId, services: Services, job: Job) -> Callable[[Work], None]:
    """Split one submission into documents; every page ends in one of them or is set aside."""
    with services.storage.work() as work:
        submission = work.submissions.get(submission_id)
        facts = work.submissions.facts(submission_id)
        pages = read_pages_of(work, submission_id)
        unread = sum(
            1
            for a in work.submissions.attachments(submission_id)
            if a.outcome is not PartOutcome.PAGES and not a.decoration
        )
    result = split_documents(
        pages,
        channel=submission.channel,
        subject=facts.headers.subject,
        automatic=facts.automatic,
        classifier=services.classifier,
        unread_attachments=unread,
    )
    documents = [
        NewDocument(
            id=DocumentId(f"{submission_id}-d{ordinal}"),
            guess=proposed.guess,
            page_ids=tuple(page.id for page in proposed.pages),
            split_confidence=proposed.split_confidence,
        )
        for ordinal, proposed in enumerate(result.documents)
    ]
    set_aside = [(page_id, use, "set aside by splitting") for page_id, use in result.set_aside]
    in_documents = [page_id for document in documents for page_id in document.page_ids]
    looks = looks_of(in_documents, submission_id, services)

    def write(work: Work) -> None:
        work.documents.replace(submission_id, documents, set_aside)
        save_looks(work, looks)

    return write
