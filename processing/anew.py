"""Going through a submission anew: never under a case that was decided, and nothing keeps a stale link."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from domain.errors import NotAllowed
from domain.ids import AttachmentId, CaseId, DocumentId, SubmissionId, UserName
from domain.states import SETTLED, WAY, Stage
from processing.failures import close_failures
from processing.moving import send_home
from processing.ports import DropReason, NewAttachment, NewPage, SubmissionFacts, Work

#: Stages after which a document of the same number may be another paper; later ones keep its pages.
REMAKING: Final = frozenset({Stage.UNPACK, Stage.READ, Stage.SPLIT})


def decided_case(work: Work, submission_id: SubmissionId) -> CaseId | None:
    """The first case of a submission that stands decided, or waits for the answer."""
    cases = work.cases.of_submission(submission_id)
    return next((case.id for case in cases if case.status in SETTLED), None)


def clear_for_remaking(work: Work, submission_id: SubmissionId, now: datetime) -> None:
    """Documents will be made anew: meanwhile nobody decides a case of theirs. Raises `NotAllowed`."""
    if decided := decided_case(work, submission_id):
        raise NotAllowed(f"{decided} was decided already. A reviewer must open it again first.")
    send_home(work, submission_id, now)
    work.cases.withdraw(submission_id)


def outdate_cases(
    work: Work,
    before: Callable[[DocumentId], object],
    after: Mapping[DocumentId, object],
) -> None:
    """Something shown of documents is about to be replaced: where it changes, nobody decides or corrects
    their case on what was there before."""
    work.cases.outdate([d for d, new in after.items() if before(d) != new])


def replace_unpacked(
    work: Work,
    submission_id: SubmissionId,
    facts: SubmissionFacts,
    attachments: Sequence[NewAttachment],
    pages: Sequence[NewPage],
    now: datetime,
) -> None:
    """What unpacking made, in the place of what it made before; pictures that no page shows any more are
    noted, so that nobody takes their files for a loss."""
    free_repeats(work, submission_id, now)
    before = work.submissions.pictures(submission_id)
    work.submissions.save_unpacked(submission_id, facts, attachments, pages)
    gone = before - work.submissions.pictures(submission_id)
    work.dropped.note(submission_id, gone, DropReason.UNPACKED_ANEW, now)


def forget_readings(work: Work, attachment: AttachmentId, submission_id: SubmissionId, now: datetime) -> None:
    """The pages of an attachment will be read again, from the picture that unpacking left."""
    before = work.submissions.pictures(submission_id)
    work.submissions.forget_readings(attachment)
    gone = before - work.submissions.pictures(submission_id)
    work.dropped.note(submission_id, gone, DropReason.READ_ANEW, now)


def free_repeats(work: Work, submission_id: SubmissionId, now: datetime) -> None:
    """The documents of a submission go: what repeats one of them stands for itself, until it is compared
    anew."""
    for other in work.documents.forget_repeats(submission_id):
        if other != submission_id:
            work.jobs.rewind(Stage.CHECK, other, now)


def remake_from(
    work: Work, stage: Stage, submission_ids: Sequence[SubmissionId], by: UserName, now: datetime
) -> None:
    """Start a stage of many submissions anew, and all after it; what they left before goes.

    A submission that has not come so far stays as it is. Raises `NotAllowed` where a case was decided.
    """
    later = WAY[WAY.index(stage) :]
    for submission_id in submission_ids:
        clear_for_remaking(work, submission_id, now)
        work.documents.forget_repeats(submission_id)
        close_failures(work, later, submission_id, by, now)
        work.jobs.rewind(stage, submission_id, now)
