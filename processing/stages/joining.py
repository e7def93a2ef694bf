"""Whether papers that came later join a case that is open already: what points to one, and joining it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from domain.cases import Case
from domain.documents import SubmissionPage
from domain.ids import CaseId
from domain.kinds import Channel, DispatchKind, Kind
from domain.moves import MoveReason
from domain.states import CaseStatus
from domain.submissions import Headers, Submission
from outbound.policy import address_in
from processing.cases.build import CheckedDocument, matched_number
from processing.cases.joining import (
    Claim,
    choose_decided,
    choose_home,
    find_references,
    guess_references,
)
from processing.casework import CaseClock, papers_of
from processing.moving import join_case
from processing.ports import Work
from processing.stages.pages import readings_of, texts_of

#: So many messages of a thread are looked up, the newest first; a longer one has them in its cases anyhow.
THREAD_LENGTH = 20
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")


class HomeSearch:
    """Looks for the cases that a submission's papers belong to."""

    def __init__(self, work: Work, submission: Submission, pages: Sequence[SubmissionPage]) -> None:
        self._work, self._submission = work, submission
        self._pages = list(pages)
        self._headers = work.submissions.facts(submission.id).headers
        self._parted = work.moves.parted(submission.id)
        own = [c for c in work.cases.of_submission(submission.id) if c.submission_id == submission.id]
        self._placed = {document_id for case in own for document_id in case.document_ids}
        self._own = own

    def decided(self, paper: CheckedDocument) -> list[Claim]:
        """The decided cases that a paper goes on from."""
        return choose_decided([paper], list(self._pointers([paper])))

    def settle(self, papers: Sequence[CheckedDocument], clock: CaseClock) -> Sequence[CheckedDocument]:
        """The papers of one person that make a case of this submission, with those that joined it since;
        none where they joined another."""
        ids = {paper.document.id for paper in papers}
        if ids & self._placed or ids & self._parted:
            return [*papers, *self._joined_since(papers)]
        home = choose_home(papers, [*self._pointers(papers), *self._by_what_they_are(papers)])
        if home is None:
            return papers
        join_case(self._work, self._submission, papers, home, clock)
        return ()

    def _joined_since(self, papers: Sequence[CheckedDocument]) -> list[CheckedDocument]:
        ids = {paper.document.id for paper in papers}
        return [g for case, guests in self._guests if ids.intersection(case.document_ids) for g in guests]

    @cached_property
    def _guests(self) -> list[tuple[Case, list[CheckedDocument]]]:
        return _guests_of(self._work, self._own)

    def _pointers(self, papers: Sequence[CheckedDocument]) -> Iterator[Claim]:
        """The cases that the papers name, and those of the mails that theirs goes on from."""
        sure, guessed = self._references(papers)
        for named, case in self._elsewhere(self._those_there([*sure, *guessed])):
            vouched = named in sure and self._suits(case)
            papers_there = papers_of(self._work, case)
            yield Claim(case, papers_there, MoveReason.REFERENCE, vouched, sure=named in sure)
        for _, case in self._elsewhere(self._answered()):
            yield Claim(case, papers_of(self._work, case), MoveReason.OUR_MAIL)
        for _, case in self._elsewhere(self._in_thread()):
            yield Claim(case, papers_of(self._work, case), MoveReason.THEIR_MAIL)

    def _by_what_they_are(self, papers: Sequence[CheckedDocument]) -> Iterator[Claim]:
        """The cases in which the same papers lie, and those that wait for such papers of their record."""
        for _, case in self._elsewhere(self._holding_the_first(papers)):
            yield Claim(case, papers_of(self._work, case), MoveReason.REPEAT)
        for _, case in self._elsewhere(self._waiting(papers)):
            yield Claim(case, papers_of(self._work, case), MoveReason.RECORD)
            if self._was_asked(case):
                yield Claim(case, papers_of(self._work, case), MoveReason.SENT_AGAIN)

    def _elsewhere(self, cases: Iterable[Case]) -> list[tuple[CaseId, Case]]:
        """Each with the case where its papers are now, each such once; none of this submission."""
        found: dict[CaseId, tuple[CaseId, Case]] = {}
        for case in cases:
            where = _follow(self._work, case)
            if where.submission_id != self._submission.id:
                found.setdefault(where.id, (case.id, where))
        return list(found.values())

    def _references(self, papers: Sequence[CheckedDocument]) -> tuple[list[CaseId], list[CaseId]]:
        """By the subject, and by what the papers and, but for a batch of many people's, their covers say:
        those read surely, by every reader of the page, and those that may be meant."""
        readings = [r for paper in papers for r in readings_of(paper.document, self._pages)]
        if self._submission.channel is not Channel.SCAN:
            held = {page_id for paper in papers for page_id in paper.document.page_ids}
            readings += [page.reading for page in self._pages if page.id not in held]
        sure = dict.fromkeys(find_references(self._headers.subject))
        for own, second in zip(*texts_of(readings), strict=True):
            again = set(find_references(second or own))
            sure |= dict.fromkeys(case_id for case_id in find_references(own) if case_id in again)
        own_texts, second_texts = texts_of(readings)
        texts = (self._headers.subject, *own_texts, *second_texts)
        guessed = (*find_references(*texts), *guess_references(*texts))
        return list(sure), [case_id for case_id in dict.fromkeys(guessed) if case_id not in sure]

    def _those_there(self, case_ids: Iterable[CaseId]) -> Iterator[Case]:
        for case_id in case_ids:
            try:
                yield self._work.cases.get(case_id)
            except KeyError:
                continue

    def _suits(self, case: Case) -> bool:
        """Whether this sender may well send papers for a case: a reference is easily mistyped. A fax or scan
        has no sender, so that it must have been asked for."""
        if self._submission.channel is not Channel.EMAIL:
            return case.status is CaseStatus.WAITING
        number = case.certification_number
        record = self._work.records.get(number) if number else None
        known = self._senders_of(case) | ({record.email.casefold()} if record else set())
        return address_in(self._headers.sender) in known - {""}

    def _senders_of(self, case: Case) -> set[str]:
        return {
            address_in(self._work.submissions.facts(key).headers.sender)
            for key in self._work.cases.submissions_of(case.id)
        } - {""}

    def _was_asked(self, case: Case) -> bool:
        """Whether this sender is one of a case, and our notice had gone out before this came."""
        pauses = self._work.pauses.of_cases([case.id]).get(case.id, ())
        asked = any(p.ended_at is None and p.began_at <= self._submission.received_at for p in pauses)
        by_mail = self._submission.channel is Channel.EMAIL
        return asked and by_mail and address_in(self._headers.sender) in self._senders_of(case)

    def _answered(self) -> Iterator[Case]:
        """By our own mails that this one answers; an acknowledgement speaks of all cases of a submission."""
        for dispatch in self._work.dispatches.sent_as(_thread_of(self._headers)):
            if dispatch.kind is DispatchKind.ACKNOWLEDGEMENT and dispatch.submission_id is not None:
                yield from self._work.cases.of_submission(dispatch.submission_id)
            elif dispatch.case_id is not None:
                yield self._work.cases.get(dispatch.case_id)

    def _in_thread(self) -> Iterator[Case]:
        for submission_id in self._work.moves.sent_as(_thread_of(self._headers)):
            yield from self._work.cases.of_submission(submission_id)

    def _holding_the_first(self, papers: Sequence[CheckedDocument]) -> Iterator[Case]:
        for first in filter(None, (paper.duplicate_of for paper in papers)):
            submission_id = self._work.documents.get(first).submission_id
            for case in self._work.cases.of_submission(submission_id):
                if first in case.document_ids:
                    yield case

    def _waiting(self, papers: Sequence[CheckedDocument]) -> Iterator[Case]:
        numbers = {number for paper in papers if (number := matched_number(paper))}
        for number in sorted(numbers):
            for kind in Kind:
                yield from self._work.cases.waiting(number, kind)


def note_message(work: Work, submission: Submission) -> None:
    """Keep which mail this was, so that answers to it find its cases."""
    message_id = work.submissions.facts(submission.id).headers.message_id
    if submission.channel is Channel.EMAIL and _MESSAGE_ID.fullmatch(message_id):
        work.moves.note_message(submission.id, message_id)


def _guests_of(work: Work, own: Iterable[Case]) -> list[tuple[Case, list[CheckedDocument]]]:
    """By case of this submission: the papers in it that were put there since."""
    found = []
    for case in own:
        moved = {move.document_id for move in work.moves.of_case(case.id) if move.to_case == case.id}
        found.append((case, [paper for paper in papers_of(work, case) if paper.document.id in moved]))
    return found


def _thread_of(headers: Headers) -> list[str]:
    """The messages that a mail answers or goes on from."""
    found = _MESSAGE_ID.findall(f"{headers.references} {headers.in_reply_to}")
    return list(dict.fromkeys(reversed(found)))[:THREAD_LENGTH]


def _follow(work: Work, case: Case) -> Case:
    """Where the papers of a case went that was merged into another."""
    seen = {case.id}
    while case.status is CaseStatus.WITHDRAWN and not case.document_ids:
        gone = [m.to_case for m in work.moves.of_case(case.id) if m.from_case == case.id]
        if not gone or gone[-1] in seen:
            break
        seen.add(gone[-1])
        case = work.cases.get(gone[-1])
    return case
