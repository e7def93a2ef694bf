"""What clerks do with a batch: count it, close it, take a scan back, mend its split.

The original is never altered: what a person says of a page is kept word by word, and the later stages run
anew. Nothing of this is possible once a case of the submission was decided.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.batches import Batch, BatchState, SplitEdit, count_envelopes
from domain.cases import Case
from domain.cuts import Cut
from domain.errors import NotAllowed, StaleDecision
from domain.ids import BatchId, PageId, SubmissionId, UserName
from domain.kinds import Channel
from domain.ledger import Ending, subject_of
from domain.states import Stage
from processing.anew import clear_for_remaking
from processing.ports import Work


def recount_batch(work: Work, batch_id: BatchId) -> Batch:
    """Hold what was found against what is expected. A count that a person accepted stays accepted."""
    envelopes = work.batches.envelopes(batch_id)
    batch = work.batches.get(batch_id)
    count = count_envelopes(
        envelopes, expected_envelopes=batch.expected_envelopes, expected_pages=batch.expected_pages
    )
    same = (count.envelopes, count.pages, count.differences) == (
        batch.found_envelopes,
        batch.found_pages,
        batch.differences,
    )
    if batch.state is BatchState.CLOSED and same:
        return batch
    if batch.state is BatchState.CLOSED:
        work.batches.reopen(batch_id)
    expects = batch.expected_envelopes is not None or batch.expected_pages is not None
    counted = BatchState.COMPLETE if expects else BatchState.OPEN
    work.batches.save_count(batch_id, BatchState.DIFFERS if count.differences else counted, count)
    return work.batches.get(batch_id)


def expect_count(
    work: Work, batch_id: BatchId, envelopes: int | None, pages: int | None, by: UserName, now: datetime
) -> Batch:
    """Type what the clerk counted. Raises `NotAllowed`, `KeyError`."""
    if any(number is not None and not 0 <= number < 100_000 for number in (envelopes, pages)):
        raise NotAllowed("Type a count between 0 and 99,999, or leave it empty.")
    work.batches.expect(batch_id, envelopes, pages, by)
    work.audit.append(by, "batch_expected", batch_id, now, envelopes=envelopes or 0, pages=pages or 0)
    return recount_batch(work, batch_id)


def close_batch(work: Work, batch_id: BatchId, words: str, by: UserName, now: datetime) -> None:
    """Say that all is right with a batch as it stands. Raises `NotAllowed`."""
    batch = work.batches.get(batch_id)
    if batch.differences and not words.strip():
        raise NotAllowed("The count differs: say in words why all is right.", field="words")
    work.batches.close(batch_id, words.strip(), by, now)
    work.audit.append(by, "batch_closed", batch_id, now, differences=len(batch.differences))


def reopen_batch(work: Work, batch_id: BatchId, by: UserName, now: datetime) -> Batch:
    """Take back that all is right."""
    work.batches.reopen(batch_id)
    work.audit.append(by, "batch_reopened", batch_id, now)
    return recount_batch(work, batch_id)


def holding_words(work: Work, case: Case) -> list[str]:
    """Why a case may not be approved yet: the count of a batch it came in differs."""
    return [
        f"The count of batch {batch.id} differs: {' '.join(batch.differences)} "
        "Scan what is missing, or say on the batch's page that all is right."
        for submission_id in work.cases.submissions_of(case.id)
        for batch in work.batches.holding(submission_id)
    ]


# -- taking back --------------------------------------------------------------------------------------


def withdraw_scan(work: Work, submission_id: SubmissionId, words: str, by: UserName, now: datetime) -> None:
    """Take a scan back: its papers end as withdrawn, its cases are closed; nothing is deleted.

    Raises `NotAllowed` where it is no scan, a case of it was decided, or the words are missing, and
    `StaleDecision` where somebody was first.
    """
    if work.submissions.get(submission_id).channel is not Channel.SCAN:
        raise NotAllowed("Only a scan can be taken back: what others sent stays.")
    if work.batches.withdrawal(submission_id):
        raise StaleDecision("This scan was taken back already.")
    if not words.strip():
        raise NotAllowed("Say in words why the scan is taken back.", field="words")
    _split_anew(work, submission_id, now)
    work.batches.withdraw(submission_id, words.strip(), by, now)
    work.audit.append(by, "scan_withdrawn", submission_id, now)
    close_entries_of_withdrawn(work, submission_id, now)


def close_entries_of_withdrawn(work: Work, submission_id: SubmissionId, now: datetime) -> None:
    """Nobody need look after what was taken back; nothing where it is not."""
    withdrawal = work.batches.withdrawal(submission_id)
    if withdrawal is None:
        return
    words = f"The scan was taken back: {withdrawal.words}"
    for entry in work.quarantine.of_submission(submission_id):
        if entry.resolved_at is None:
            work.quarantine.resolve(entry.id, words, withdrawal.by, now, ending=Ending.WITHDRAWN)
            work.audit.append(withdrawal.by, "quarantine_withdraw", subject_of(entry.id), now)


def restore_scan(work: Work, submission_id: SubmissionId, by: UserName, now: datetime) -> None:
    """Take a withdrawal back: the scan's papers and cases are there again. Raises `StaleDecision`."""
    if not work.batches.withdrawal(submission_id):
        raise StaleDecision("This scan is not withdrawn, or somebody brought it back already.")
    work.batches.restore(submission_id, by, now)
    _split_anew(work, submission_id, now)
    work.audit.append(by, "scan_restored", submission_id, now)
    for entry in work.quarantine.of_submission(submission_id):
        if entry.ending is Ending.WITHDRAWN:
            work.quarantine.reopen(entry.id, entry.due_on)
            work.audit.append(by, "quarantine_reopen", subject_of(entry.id), now)


def edit_split(
    work: Work, page_id: PageId, edit: SplitEdit, by: UserName, now: datetime, cuts: Sequence[Cut] = ()
) -> SubmissionId:
    """Say what a page is or where it belongs; the later stages run anew. `cuts` are the lines of
    SEVERAL_PAPERS. Raises `NotAllowed`, `KeyError`."""
    submission_id = work.submissions.page(page_id).submission_id
    if work.batches.withdrawal(submission_id):
        raise NotAllowed("This scan was taken back. Undo that first.")
    if edit is SplitEdit.SEVERAL_PAPERS and not cuts:
        raise NotAllowed('Say along which lines: `cases cut`, or "Cut this page" beside the page.')
    _split_anew(work, submission_id, now)
    work.batches.add_edit(submission_id, page_id, edit, by, now, cuts)
    more = {"lines": len(cuts)} if cuts else {}
    work.audit.append(by, "split_edited", page_id, now, edit=edit.value, **more)
    return submission_id


def _split_anew(work: Work, submission_id: SubmissionId, now: datetime) -> None:
    """Start splitting again; meanwhile nobody decides a case of it."""
    clear_for_remaking(work, submission_id, now)
    work.jobs.rewind(Stage.SPLIT, submission_id, now)
