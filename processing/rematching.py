"""Records changed: the papers of undecided cases that this may concern are matched again.

What people decided, corrected and moved stays; workers go through the rest, and meanwhile nobody decides it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from domain.documents import Document
from domain.ids import SubmissionId
from domain.kinds import Kind, MatchStatus, Stage
from domain.records import Match, MatchQuery
from processing.matching.query import query_from_documents
from processing.ports import Storage, Work

#: Submissions of one transaction: other writers wait for so many at most.
_SOME: Final = 100
_NO_MATCH = Match(MatchStatus.NONE)

#: Those of some submissions that are to be matched again.
_Choice = Callable[[Work, Sequence[SubmissionId]], set[SubmissionId]]


def match_touched_again(storage: Storage, import_id: int, now: datetime) -> int:
    """Start matching anew where an import may say otherwise whose the papers are; how many cases.

    So it may where it changed or removed a record that the papers were matched to or may be of, and where it
    added or changed one that shares a blocking key with them. Safe to repeat.
    """
    with storage.work() as work:
        if not work.record_touches.any_of(import_id):
            return 0
    return _start_anew(storage, lambda work, some: _concerned(work, import_id, some), now)


def match_all_again(storage: Storage, now: datetime) -> int:
    """Start matching of every undecided case anew; how many cases."""
    return _start_anew(storage, lambda work, some: set(some), now)


def _start_anew(storage: Storage, choose: _Choice, now: datetime) -> int:
    with storage.work() as work:
        cases = {case.id: work.cases.submissions_of(case.id) for case in work.cases.undecided()}
    submissions = sorted({submission for came in cases.values() for submission in came})
    chosen = set[SubmissionId]()
    for at in range(0, len(submissions), _SOME):
        with storage.work() as work:
            some = choose(work, submissions[at : at + _SOME])
            for submission in sorted(some):
                work.jobs.rewind(Stage.MATCH, submission, now)
        chosen |= some
    return sum(not chosen.isdisjoint(came) for came in cases.values())


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
