"""Cases out of the record and back: what is known of their papers, and what the machine proposes of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from domain.cases import Case, Decision, Finding, standing_decision
from domain.clock import ClockFace, Pause
from domain.documents import Document
from domain.ids import CaseId, DocumentId
from domain.kinds import FindingCode, Kind, MatchStatus
from domain.records import Match
from domain.states import CaseStatus
from domain.submissions import Submission
from domain.times import office_day
from processing.cases.build import (
    CaseProposal,
    CaseSettings,
    CheckedDocument,
    propose_case,
    propose_cases,
)
from processing.cases.calendar import OfficeCalendar
from processing.cases.clock import due_of, near_until, read_clock
from processing.matching.by_record import BESIDES, read_beside
from processing.ports import NewCase, Rising, Work

NO_MATCH = Match(MatchStatus.NONE)


@dataclass(frozen=True, slots=True)
class CaseClock:
    """What due dates are reckoned by, at one moment."""

    calendar: OfficeCalendar
    settings: CaseSettings
    now: datetime

    @property
    def rising(self) -> Rising:
        """What rises in the queue today."""
        today = office_day(self.now)
        return Rising(today, near_until(today, self.settings.near_days, self.calendar))

    def face(self, case: Case, pauses: Sequence[Pause], settled_at: datetime | None = None) -> ClockFace:
        """What people read off the clock of a case, now or when it was decided."""
        return read_clock(case, pauses, settled_at or self.now, self.settings.near_days, self.calendar)

    def face_of(self, work: Work, case: Case) -> ClockFace:
        """What people read off the clock of a case, with its pauses and decisions looked up."""
        last = last_decision(work, case.id)
        settled_at = last.at if last and case.status is CaseStatus.DECIDED else None
        return self.face(case, work.pauses.of_cases([case.id]).get(case.id, ()), settled_at)


@dataclass(frozen=True, slots=True)
class OfficeClock:
    """What the settings say of the office's days; what administrators keep in the record comes to it."""

    calendar: OfficeCalendar = field(default_factory=OfficeCalendar)
    settings: CaseSettings = field(default_factory=CaseSettings)

    def read(self, work: Work, now: datetime) -> CaseClock:
        """The clock as it stands in this transaction."""
        own_days = {term.kind: term.days for term in work.office_days.terms()}
        return CaseClock(self.office_days(work), replace(self.settings, own_days=own_days), now)

    def office_days(self, work: Work) -> OfficeCalendar:
        """The calendar with every closure."""
        return self.calendar.with_closures(closure.day for closure in work.office_days.closures())


def check_document(work: Work, submission: Submission, document: Document) -> CheckedDocument:
    """One document with all that is known of it."""
    original = work.documents.duplicate_of(document.id)
    return CheckedDocument(
        document=document,
        match=work.documents.match(document.id) or NO_MATCH,
        findings=work.documents.findings(document.id),
        duplicate_of=original,
        better_copy=original is not None
        and work.documents.get(original).submission_id == submission.replaces,
    )


def beside_records(work: Work, document: Document) -> Document:
    """A document with what the records that it may be about tell of its values, as people are shown it.

    Of two people whom a marriage or divorce names both may be on record: a name paper is asked once it is
    settled whose it is.
    """
    match = work.documents.match(document.id) or NO_MATCH
    if document.guess.kind is Kind.NAME_CHANGE_EVIDENCE and match.status is not MatchStatus.MATCHED:
        return document
    candidates = match.candidates
    found = (work.records.get(candidate.certification_number) for candidate in candidates)
    backed = {c.certification_number for c in candidates if not BESIDES.isdisjoint(c.reasons)}
    return read_beside(document, [record for record in found if record], backed)


def papers_of(work: Work, case: Case) -> tuple[CheckedDocument, ...]:
    """The papers of a case that are still there: a later run may have split a decided one's anew."""
    return check_documents(work, case.document_ids)


def check_documents(work: Work, document_ids: Sequence[DocumentId]) -> tuple[CheckedDocument, ...]:
    """Those that are there, each with all that is known of it."""
    found = []
    for document_id in document_ids:
        try:
            document = work.documents.get(document_id)
        except KeyError:
            continue
        found.append(check_document(work, work.submissions.get(document.submission_id), document))
    return tuple(found)


def findings_of(work: Work, case: Case) -> list[Finding]:
    """All that a decision on a case has to weigh: not that a paper repeats another of this very case."""
    held = set(case.document_ids)
    return [
        finding
        for document_id in case.document_ids
        for finding in work.documents.findings(document_id)
        if finding.code is not FindingCode.POSSIBLE_DUPLICATE
        or work.documents.duplicate_of(document_id) not in held
    ]


def last_decision(work: Work, case_id: CaseId) -> Decision | None:
    """The decision that stands on a case."""
    return standing_decision(work.cases.decisions(case_id))


def papers_now_in(work: Work, case: Case) -> list[Case]:
    """Where the papers are of a case that has none any more, because they were gone through anew."""
    if case.status is not CaseStatus.WITHDRAWN or case.document_ids:
        return []
    return [other for other in work.cases.sharing_pages(case.id) if other.document_ids]


def papers_before_in(work: Work, case: Case) -> list[Case]:
    """The cases that had papers of this one, and did not keep them when they were gone through anew."""
    moved = {move.from_case for move in work.moves.of_case(case.id)}
    others = work.cases.sharing_pages(case.id) if case.document_ids else []
    return [c for c in others if not c.document_ids and c.id not in moved]


@dataclass(frozen=True, slots=True)
class EarlierCase:
    """A decided case of the same record."""

    case: Case
    decision: Decision


#: So many earlier cases of a record are shown, the latest first; the queue finds the others by its number.
_MOST_EARLIER = 5


def earlier_cases(work: Work, case: Case) -> list[EarlierCase]:
    """What was decided before on the record of a case, the latest first."""
    number = case.certification_number
    found = work.cases.of_record(number, CaseStatus.DECIDED) if number else []
    others = [other for other in found if other.id != case.id][:_MOST_EARLIER]
    return [EarlierCase(other, last) for other in others if (last := last_decision(work, other.id))]


def record_news(work: Work, case: Case) -> str:
    """What an import did to the record of a case since somebody answered it, in words; empty: nothing."""
    number, last = case.certification_number, last_decision(work, case.id)
    if number is None or last is None:
        return ""
    changed_at = work.records.changed_at(number)
    if changed_at is None:
        return f"Record {number} is no longer among the records: an import removed it."
    if changed_at > last.at:
        return f"Record {number} changed on {office_day(changed_at)}, after this was decided."
    taken_back = work.record_imports.taken_back_since(last.at)
    if taken_back is None or taken_back.reverted_at is None:
        return ""
    # A record that is as it was before tells no more that it was another one meanwhile.
    return (
        f"Import {taken_back.id} was taken back on {office_day(taken_back.reverted_at)}, after this was "
        f"decided: record {number} may have been another one then."
    )


def new_case_of(proposal: CaseProposal) -> NewCase:
    """A proposal as storage takes it."""
    return NewCase(
        kind=proposal.kind,
        route=proposal.route,
        priority=proposal.priority,
        due_on=proposal.due_on,
        certification_number=proposal.certification_number,
        document_ids=proposal.document_ids,
        second_person=proposal.second_person,
    )


def propose_case_anew(work: Work, case_id: CaseId, clock: CaseClock) -> Case:
    """Route, kind, priority, due date and record by the papers that are in a case now; what was decided
    stays."""
    case = work.cases.get(case_id)
    papers = papers_of(work, case)
    if case.status not in (CaseStatus.OPEN, CaseStatus.REOPENED) or not papers:
        return case
    pauses = work.pauses.of_cases([case_id]).get(case_id, ())

    def due(kind: Kind) -> date:
        return due_of(case.received_at, clock.settings.days_for(kind), pauses, clock.calendar)

    return work.cases.propose_anew(case_id, new_case_of(propose_case(papers, due)))


def open_case_of(work: Work, document_ids: Sequence[DocumentId], clock: CaseClock) -> Case:
    """A case of its own for papers that were parted from another; its clock runs since they came."""
    papers = check_documents(work, document_ids)
    submission = work.submissions.get(papers[0].document.submission_id)
    received_at = submission.received_at
    (proposal,) = propose_cases([papers], received_at, clock.calendar, clock.settings)
    return work.cases.open_beside(submission.id, new_case_of(proposal), received_at, clock.now)
