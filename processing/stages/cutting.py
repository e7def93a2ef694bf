"""A page that shows several papers, cut by a person where the machine did not cut, or cut wrongly."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from domain.batches import PageWord, SplitEdit
from domain.cases import Case
from domain.cuts import Cut, cut_page
from domain.errors import NotAllowed
from domain.geometry import Box
from domain.ids import CaseId, PageId, UserName
from domain.states import WAY, Stage
from domain.times import still_holds
from intake.readers.wire import decode_reading
from processing.batching import edit_split
from processing.ports import StoredPage, Work

#: What a person may say of how a page is cut.
CUT_EDITS: Final = (SplitEdit.SEVERAL_PAPERS, SplitEdit.ONE_PAPER, SplitEdit.CUT_AS_READ)

#: While one of these is at it, nobody knows which documents the page will be in.
_AFTER_READING: Final = WAY[WAY.index(Stage.SPLIT) :]


def parts_of_page(page: StoredPage, cuts: Sequence[Cut]) -> tuple[Box, ...]:
    """The parts into which these lines cut a page. Raises `NotAllowed` with what to do instead."""
    if page.reading is None or page.image is None:
        raise NotAllowed("Only a page with a picture can be cut.")
    reading = decode_reading(page.reading)
    try:
        return cut_page(cuts, reading.width, reading.height)
    except ValueError as error:
        raise NotAllowed(str(error)) from error


def words_through(page: StoredPage, cuts: Sequence[Cut]) -> list[str]:
    """Words that a line would go through; each stays with the part that holds its middle."""
    parts = parts_of_page(page, cuts)
    words = decode_reading(page.reading or b"").words
    return [word.text for word in words if sum(part.overlap(word.box) > 0 for part in parts) > 1]


def standing_word(work: Work, page: StoredPage) -> PageWord:
    """What persons said of the page."""
    return work.batches.words(page.submission_id).get(page.id, PageWord())


def cut_by_hand(
    work: Work,
    case_id: CaseId,
    version: int,
    page_id: PageId,
    edit: SplitEdit,
    cuts: Sequence[Cut],
    by: UserName,
    now: datetime,
) -> None:
    """Say how a page of a case is cut: along `cuts`, not at all, or as the machine does it. Its submission is
    split anew; each part becomes a document, and its cases are proposed again.

    Raises `NotAllowed` with what to do instead, `StaleDecision` where the case was decided, changed or is
    with a colleague.
    """
    work.cases.lock([case_id])
    page = _page_of(work, work.cases.get(case_id), page_id)
    _check_at_rest(work, page)
    if edit is SplitEdit.SEVERAL_PAPERS and len(parts_of_page(page, cuts)) < 2:
        raise NotAllowed("Draw a line first: one line makes two papers.")
    if _says_the_same(standing_word(work, page), edit, cuts):
        raise NotAllowed("The page is cut so already.")
    _check_nobody_beside(work, case_id, page, by, now)
    work.cases.revise(case_id, version, by, now)
    edit_split(work, page_id, edit, by, now, tuple(cuts))


def _page_of(work: Work, case: Case, page_id: PageId) -> StoredPage:
    if not any(page_id in work.documents.get(d).page_ids for d in case.document_ids):
        raise NotAllowed("This case has no such page in a document. Load the case again.")
    return work.submissions.page(page_id)


def _check_at_rest(work: Work, page: StoredPage) -> None:
    if work.jobs.pending(_AFTER_READING, page.submission_id):
        raise NotAllowed("Its papers are being gone through anew. Cut in a moment.")


def _check_nobody_beside(work: Work, case_id: CaseId, page: StoredPage, by: UserName, now: datetime) -> None:
    """All cases that came with the page are gone through anew: none under a colleague who has it open."""
    for case in work.cases.of_submission(page.submission_id):
        held = still_holds(case.claimed_until, now)
        if held and case.id != case_id and case.claimed_by not in (None, by):
            raise NotAllowed(
                f"{case.claimed_by} has {case.id} open, which came with this page. Cut when it is given back."
            )


def _says_the_same(word: PageWord, edit: SplitEdit, cuts: Sequence[Cut]) -> bool:
    return word == word.then(edit, tuple(cuts))
