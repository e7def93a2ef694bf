"""From a whole body to custody and a receipt, and what became of a submission since."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog
from starlette.concurrency import run_in_threadpool

from domain.ids import AttachmentId, SubmissionId
from domain.states import PartOutcome, Stage
from domain.submissions import Submission
from intake.channels.upload import (
    UploadedFile,
    UploadWords,
    arrival_of_upload,
    belongs_to,
    read_original,
    upload_key,
)
from processing.ports import OpenUpload, QuarantineEntry, Work
from processing.stages.receive import keep_arrival
from upload.bodies import too_large
from upload.desk import UploadDesk
from upload.forms import read_submission
from upload.models import FiledFile, Quarantined, Receipt, State, SubmissionState
from upload.problems import Problem, Trouble
from workers import ring

log = structlog.get_logger()

#: A part that gave some of its pages.
_REASONS = {PartOutcome.PAGES: "partly_unreadable"}


async def file_body(
    desk: UploadDesk, client: str, key: str, headers: Mapping[str, str], upload: OpenUpload
) -> tuple[Receipt, bool]:
    """Take a whole body into custody; (receipt, whether it is new).

    Returns after the original is durable and its row committed. Raises `Problem`, `StorageFull`,
    `TransientError`.
    """
    async with desk.filing:
        body = await run_in_threadpool(upload.content)
        files, words = await read_submission(headers, body, desk.now())
        del body
        return await run_in_threadpool(_keep, desk, client, key, files, words)


def _keep(
    desk: UploadDesk, client: str, key: str, files: Sequence[UploadedFile], words: UploadWords
) -> tuple[Receipt, bool]:
    arrival = arrival_of_upload(client, key, files, words, desk.now())
    if len(arrival.raw) > desk.limits.message_bytes:
        raise too_large(desk.limit)
    submission, new = keep_arrival(arrival, desk.storage, desk.now())
    if not new and desk.storage.files.address_of(arrival.raw) != submission.original:
        words_ = "This Idempotency-Key stands for other content, which is in custody. Use a new key."
        raise Problem(422, Trouble.OTHER_CONTENT, words_)
    if new:
        ring(Stage.UNPACK, submission.id)
        log.info("upload_taken", submission_id=submission.id, files=len(files), size=submission.size)
    return _receipt(submission, files), new


def find_receipt(desk: UploadDesk, client: str, key: str) -> Receipt | None:
    """The receipt of what is in custody under a client's key."""
    with desk.storage.work() as work:
        submission = work.submissions.find(upload_key(client, key))
    if submission is None:
        return None
    return _receipt(submission, read_original(desk.storage.files.get(submission.original)))


def _receipt(submission: Submission, files: Sequence[UploadedFile]) -> Receipt:
    return Receipt(
        id=submission.id,
        received_at=submission.received_at,
        files=[FiledFile(sha256=file.sha256, size=len(file.content)) for file in files],
        size=sum(len(file.content) for file in files),
    )


def find_state(desk: UploadDesk, client: str, submission_id: str) -> SubmissionState | None:
    """What became of a client's own submission; None for anybody else's."""
    with desk.storage.work() as work:
        try:
            submission = work.submissions.get(SubmissionId(submission_id))
        except KeyError:
            return None
        if not belongs_to(submission.receipt_key, client):
            return None
        return _state(work, submission.id, submission.received_at)


def _state(work: Work, submission_id: SubmissionId, received_at: datetime) -> SubmissionState:
    waiting = [e for e in work.quarantine.of_submission(submission_id) if e.resolved_at is None]
    cases = [str(case.id) for case in work.cases.of_submission(submission_id)]
    if work.jobs.unsettled([submission_id]):
        state = State.BEING_READ if work.submissions.facts(submission_id).media_type else State.IN_CUSTODY
    else:
        state = State.IN_CASE if cases else State.QUARANTINED if waiting else State.SET_ASIDE
    outcomes = {a.id: a.outcome for a in work.submissions.attachments(submission_id)}
    return SubmissionState(
        id=submission_id,
        state=state,
        received_at=received_at,
        cases=cases,
        quarantine=[_quarantined(entry, outcomes) for entry in waiting],
    )


def _quarantined(entry: QuarantineEntry, outcomes: Mapping[AttachmentId, PartOutcome]) -> Quarantined:
    outcome = outcomes.get(entry.attachment_id) if entry.attachment_id else None
    reason = _REASONS.get(outcome, outcome.value) if outcome else f"stopped_at_{entry.stage.value}"
    return Quarantined(reason=reason, due_on=entry.due_on)
