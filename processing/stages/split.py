"""Split and classify: pages to documents of one kind each, or *unsure*."""

from collections.abc import Callable, Sequence

from domain.documents import SplitResult, SubmissionPage
from domain.ids import DocumentId, PageId, SubmissionId
from domain.kinds import PageUse, PartOutcome
from domain.submissions import Submission
from intake.classifiers.split import split_documents
from processing.ports import Job, NewDocument, Work
from processing.stages.canaries import REASON, find_canary
from processing.stages.pages import read_pages_of
from processing.stages.services import Services

SetAside = tuple[PageId, PageUse, str]


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

    def write(work: Work) -> None:
        # A submission with a part that was not read is for a person, whatever else it holds.
        if not unread and _is_canary(work, submission, pages, result, services):
            work.documents.replace(submission_id, [], [(p.id, PageUse.CANARY, REASON) for p in pages])
        else:
            work.documents.replace(submission_id, _new_documents(submission_id, result), _set_aside(result))

    return write


def _is_canary(
    work: Work,
    submission: Submission,
    pages: Sequence[SubmissionPage],
    result: SplitResult,
    services: Services,
) -> bool:
    """Whether this is a message of our own, which then has come through."""
    token = find_canary(work, submission.id, pages, result.documents)
    return token is not None and work.canaries.settle(
        token, submission.id, submission.received_at, services.clock()
    )


def _new_documents(submission_id: SubmissionId, result: SplitResult) -> list[NewDocument]:
    return [
        NewDocument(
            id=DocumentId(f"{submission_id}-d{ordinal}"),
            guess=proposed.guess,
            page_ids=tuple(page.id for page in proposed.pages),
            split_confidence=proposed.split_confidence,
        )
        for ordinal, proposed in enumerate(result.documents)
    ]


def _set_aside(result: SplitResult) -> list[SetAside]:
    return [(page_id, use, "set aside by splitting") for page_id, use in result.set_aside]
