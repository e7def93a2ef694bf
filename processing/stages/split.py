"""Split and classify: pages to documents of one kind each, or *unsure*; pages to envelopes and batches."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from domain.batches import BATCH_COVER, WITHDRAWN, Envelope, PageWord, Part
from domain.documents import SplitResult, SubmissionPage
from domain.ids import DocumentId, PageId, SubmissionId
from domain.kinds import Channel
from domain.sheets import find_sheet
from domain.states import PageUse, PartOutcome
from domain.submissions import Submission
from domain.times import office_day
from intake.classifiers.cutting import cut_cards
from intake.classifiers.split import split_documents
from processing.anew import free_repeats
from processing.batching import recount_batch
from processing.envelopes import default_part, find_envelopes
from processing.ports import Job, NewDocument, Work
from processing.stages.canaries import REASON, find_canary
from processing.stages.looks import looks_of, save_looks
from processing.stages.pages import read_pages_of
from processing.stages.services import Services, StageSettings


def split_submission(submission_id: SubmissionId, services: Services, job: Job) -> Callable[[Work], None]:
    """Split one submission into documents; every page ends in one of them or is set aside."""
    with services.storage.work() as work:
        submission = work.submissions.get(submission_id)
        facts = work.submissions.facts(submission_id)
        pages = read_pages_of(work, submission_id)
        places = {page.id: place for place, page in enumerate(work.submissions.pages(submission_id))}
        words = work.batches.words(submission_id)
        withdrawn = work.batches.withdrawal(submission_id) is not None
        unread = _count_unread(work, submission_id)
    whole = split_documents(
        pages,
        channel=submission.channel,
        subject=facts.headers.subject,
        automatic=facts.automatic,
        classifier=services.classifier,
        unread_attachments=unread,
        words=words,
        blanks_separate=services.settings.blank_pages_separate,
    )
    result = cut_cards(whole, services.classifier, words)
    parts, envelopes = _batches_of(submission, pages, result, words, services.settings)
    parts = [replace(part, position=_place(part.position, pages, places)) for part in parts]
    envelopes = [replace(found, position=places[pages[found.position].id]) for found in envelopes]
    documents = [] if withdrawn else _new_documents(submission_id, result)
    in_documents = {page_id for document in documents for page_id in document.page_ids}
    looks = looks_of((page for page in pages if page.id in in_documents), services)

    def write(work: Work) -> None:
        free_repeats(work, submission_id, services.clock())
        # A submission with a part that was not read is for a person, whatever else it holds.
        if not unread and _is_canary(work, submission, pages, result, services):
            work.documents.replace(submission_id, [], [(p.id, PageUse.CANARY, REASON) for p in pages])
            return
        if withdrawn:
            _remove_all(work, submission_id, list(places))
        else:
            set_aside = _set_aside(pages, result, words)
            work.documents.replace(submission_id, documents, set_aside)
        save_looks(work, looks)
        if parts:
            found = [] if withdrawn else envelopes
            _record_batches(work, submission, parts, found, services)

    return write


def _count_unread(work: Work, submission_id: SubmissionId) -> int:
    """How many parts gave no pages though they are no decoration."""
    attachments = work.submissions.attachments(submission_id)
    return sum(a.outcome is not PartOutcome.PAGES and not a.decoration for a in attachments)


def _record_batches(
    work: Work,
    submission: Submission,
    parts: Sequence[Part],
    envelopes: Sequence[Envelope],
    services: Services,
) -> None:
    """Write down which batches a file is part of, and count them anew."""
    ids = work.batches.record(submission.id, submission.channel, parts, envelopes, services.clock())
    for batch_id in ids:
        recount_batch(work, batch_id)


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


def _remove_all(work: Work, submission_id: SubmissionId, pages: Sequence[PageId]) -> None:
    """A scan that was taken back: no documents."""
    work.documents.replace(submission_id, [], [(page, PageUse.REMOVED, WITHDRAWN) for page in pages])


def _place(position: int, pages: Sequence[SubmissionPage], places: Mapping[PageId, int]) -> int:
    return places[pages[position].id] if position and pages else 0


def _new_documents(submission_id: SubmissionId, result: SplitResult) -> list[NewDocument]:
    return [
        NewDocument(
            id=DocumentId(f"{submission_id}-d{ordinal}"),
            guess=proposed.guess,
            page_ids=tuple(page.id for page in proposed.pages),
            split_confidence=proposed.split_confidence,
            region=proposed.region,
        )
        for ordinal, proposed in enumerate(result.documents)
    ]


def _set_aside(
    pages: Sequence[SubmissionPage], result: SplitResult, words: Mapping[PageId, PageWord]
) -> list[tuple[PageId, PageUse, str]]:
    """What is in no document, with the reason."""
    readings = {page.id: page.reading for page in pages}

    def reason(page_id: PageId, use: PageUse) -> str:
        if words.get(page_id, PageWord()).use is not None:
            return "said by a person"
        is_ours = find_sheet(readings[page_id]) is not None
        return BATCH_COVER if use is PageUse.COVER and is_ours else "said by the machine"

    return [(page_id, use, reason(page_id, use)) for page_id, use in result.set_aside]


def _batches_of(
    submission: Submission,
    pages: Sequence[SubmissionPage],
    result: SplitResult,
    words: Mapping[PageId, PageWord],
    settings: StageSettings,
) -> tuple[list[Part], list[Envelope]]:
    """Every scan comes under a batch; what came by another channel does where a sheet for it says so."""
    uses = dict(result.set_aside)
    uses |= {page.id: PageUse.DOCUMENT for document in result.documents for page in document.pages}
    day = office_day(submission.received_at)
    default = default_part(submission, by_folder=settings.batch_by_folder, day=day)
    parts, envelopes = find_envelopes(submission, pages, uses, words, default)
    under_sheet = any(part.batch != default.batch for part in parts)
    return (parts, envelopes) if submission.channel is Channel.SCAN or under_sheet else ([], [])
