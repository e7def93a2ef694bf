"""Records changed: undecided papers that this may concern are matched again, in a case or on the way to one.

What people decided, corrected and moved stays; workers go through the rest, and meanwhile nobody decides it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from domain.documents import Document
from domain.ids import CaseId, SubmissionId
from domain.kinds import Kind, MatchStatus
from domain.moves import MACHINE
from domain.records import Match, MatchQuery
from domain.states import WAY, CaseStatus, JobState, Stage
from processing.casework import last_decision
from processing.failures import close_failures
from processing.matching.query import query_from_documents
from processing.ports import Storage, Work

#: Submissions of one transaction: other writers wait for so many at most.
_SOME: Final = 100
#: What is run again after it; where one of these failed, that is tried again too.
_AFTER_MATCH: Final = WAY[WAY.index(Stage.MATCH) + 1 :]
_NO_MATCH = Match(MatchStatus.NONE)

#: Those of some submissions that are to be matched again.
_Choice = Callable[[Work, Sequence[SubmissionId]], set[SubmissionId]]


def match_touched_again(storage: Storage, import_id: int, now: datetime) -> int:
    """Start matching anew where an import may say otherwise whose the papers are; how many cases.

    So it may where it changed or removed a record that the papers were matched to or may be of, and where it
    added or changed one that shares a blocking key with them. What imports did that broke off before counts
    too. Safe to repeat.
    """
    with storage.work() as work:
        imports = [*work.record_imports.broken_off_before(import_id), import_id]
        touching = [one for one in imports if work.record_touches.any_of(one)]
    if not touching:
        return 0

    def choose(work: Work, some: Sequence[SubmissionId]) -> set[SubmissionId]:
        return {submission for one in touching for submission in _concerned(work, one, some)}

    return _start_anew(storage, choose, now)


def match_all_again(storage: Storage, now: datetime) -> int:
    """Start matching of every undecided paper anew; how many cases."""
    return _start_anew(storage, lambda work, some: set(some), now)


def match_opened(work: Work, case_id: CaseId, now: datetime, at_work: SubmissionId | None = None) -> None:
    """A decided case is about to be open again: imports left its papers as they were decided on.

    Those of a case that waits were matched again all the while. A submission `at_work` is not begun anew
    under its own worker.
    """
    last = last_decision(work, case_id)
    if work.cases.get(case_id).status is not CaseStatus.DECIDED or last is None:
        return
    if work.record_imports.moved_since(last.at):
        for submission in work.cases.submissions_of(case_id):
            if submission != at_work:
                _match_again(work, submission, now)


def _start_anew(storage: Storage, choose: _Choice, now: datetime) -> int:
    # Those on their way first: a paper that comes into its case meanwhile is in one list or the other.
    with storage.work() as work:
        under_way = work.jobs.under_way(Stage.MATCH, Stage.QUEUE)
    with storage.work() as work:
        cases = {case.id: work.cases.submissions_of(case.id) for case in work.cases.undecided()}
    # A match at work began with the records as they were, and is not there to be asked.
    chosen = {SubmissionId(s) for s, state in under_way.items() if state is JobState.RUNNING}
    matched = {SubmissionId(s) for s, state in under_way.items() if state is JobState.DONE}
    submissions = sorted(matched.union(chosen, *cases.values()))
    for at in range(0, len(submissions), _SOME):
        some = submissions[at : at + _SOME]
        with storage.work() as work:
            chosen |= choose(work, [submission for submission in some if submission not in chosen])
            for submission in sorted(chosen.intersection(some)):
                _match_again(work, submission, now)
    return sum(not chosen.isdisjoint(came) for came in cases.values())


def _match_again(work: Work, submission: SubmissionId, now: datetime) -> None:
    work.jobs.rewind(Stage.MATCH, submission, now)
    close_failures(work, _AFTER_MATCH, submission, MACHINE, now)


def _concerned(work: Work, import_id: int, submissions: Sequence[SubmissionId]) -> set[SubmissionId]:
    papers = {d.id: d for submission in submissions for d in _undecided(work, submission)}
    matches = {document: work.documents.match(document) or _NO_MATCH for document in papers}
    numbers = {c.certification_number for match in matches.values() for c in match.candidates}
    touched = work.record_touches.touched(import_id, numbers)
    asked = {d: (_query_of(work, papers[d]), matches[d].status is MatchStatus.MATCHED) for d in papers}
    found = work.record_touches.led_to(import_id, asked)
    found |= {d for d, match in matches.items() if _may_be_of(match, touched)}
    found |= {d for d, (query, settled) in asked.items() if not settled and _is_silent(papers[d], query)}
    return {papers[document].submission_id for document in found}


def _undecided(work: Work, submission: SubmissionId) -> list[Document]:
    decided = work.cases.decided_papers(submission)
    return [d for d in work.documents.of_submission(submission) if d.id not in decided]


def _query_of(work: Work, document: Document) -> MatchQuery:
    """By the values and the envelope; the papers' words, which lead nowhere by themselves, are left out."""
    return query_from_documents([document], work.submissions.facts(document.submission_id).headers)


def _may_be_of(match: Match, touched: set[str]) -> bool:
    return any(candidate.certification_number in touched for candidate in match.candidates)


def _is_silent(document: Document, query: MatchQuery) -> bool:
    """Whether a paper that is acted on has no value to look anybody up by: its words alone may name one."""
    return document.guess.kind is not Kind.OTHER and not (query.names or query.number)
