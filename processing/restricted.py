"""Restricted papers (self-reports under 105 CMR 170.937, CORI forms), and what came with them: for few."""

from collections.abc import Collection, Iterable

from domain.documents import Document
from domain.ids import SubmissionId
from domain.kinds import RESTRICTED_SUBKINDS, Route
from processing.ports import Work


def came_with_restricted(work: Work, submission_id: SubmissionId) -> bool:
    """Whether anything that came is restricted, be it in a case yet or not."""
    if _holds_restricted(work, submission_id):
        return True
    # Before anything of a better copy was told, it may be whatever lay in its place.
    first = work.submissions.get(submission_id).replaces
    told = work.documents.of_submission(submission_id) if first else ()
    return first is not None and not told and came_with_restricted(work, first)


def which_came_with_restricted(work: Work, submission_ids: Collection[SubmissionId]) -> set[SubmissionId]:
    """Those of many: one question for all, and one more for each of the few that it leaves open."""
    return {key for key in work.ledger.perhaps_restricted(submission_ids) if came_with_restricted(work, key)}


def _holds_restricted(work: Work, submission_id: SubmissionId) -> bool:
    """What came itself, or a better copy of what could not be handled of it."""
    if any(case.route is Route.RESTRICTED for case in work.cases.of_submission(submission_id)):
        return True
    if any_restricted(work.documents.in_no_case(submission_id)):
        return True
    copies = [entry.replaced_by for entry in work.quarantine.of_submission(submission_id)]
    return any(_holds_restricted(work, copy) for copy in copies if copy)


def restricted_papers(work: Work, submission_id: SubmissionId) -> list[Document]:
    """Those of restricted cases, and those in no case that are restricted by what they are."""
    cases = work.cases.of_submission(submission_id)
    held = {key for case in cases if case.route is Route.RESTRICTED for key in case.document_ids}
    loose = [d for d in work.documents.in_no_case(submission_id) if any_restricted([d])]
    papers = work.documents.of_submission(submission_id)
    return [d for d in papers if d.id in held or d in loose]


def any_restricted(documents: Iterable[Document]) -> bool:
    """Whether one of them is restricted by what it is, whichever queue a person chose for its case."""
    return any(document.guess.subkind in RESTRICTED_SUBKINDS for document in documents)
