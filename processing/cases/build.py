"""Cases: the documents of one person's one request, with queue, priority and due date.

Tables give the order, so policy reads top to bottom; the first row that holds decides.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from domain.cases import Finding
from domain.documents import Document
from domain.ids import CertificationNumber, DocumentId
from domain.kinds import (
    RESTRICTED_SUBKINDS,
    Channel,
    FindingCode,
    Kind,
    MatchStatus,
    Priority,
    Route,
    Severity,
    Subkind,
)
from domain.records import FieldComparison, Match
from processing.cases.calendar import OfficeCalendar, add_business_days
from processing.matching.names import names_agree
from processing.matching.query import query_from_documents
from processing.matching.words import clashes_in_suffix, is_nearly_numbered

#: The paper a case is about, where several kinds came together: a form asks, the others support it.
_KIND_ORDER = (Kind.VERIFICATION_REQUEST, Kind.NAME_CHANGE_EVIDENCE, Kind.CPR_CARD, Kind.OTHER)

_OTHER_OFFICE = frozenset({Subkind.AMBULANCE_SERVICE})
_NO_REQUEST = frozenset({Subkind.AUTO_REPLY, Subkind.BOUNCE, Subkind.SPAM})


@dataclass(frozen=True, slots=True)
class CaseSettings:
    """What the office may change."""

    business_days: int = 10
    """The FAQ's processing time (Q15)."""
    own_days: Mapping[Kind, int] = field(default_factory=dict)
    """Of the kinds of work that have a number of their own."""
    near_days: int = 2
    """Working days before its due date from which on a case rises in the queue."""

    def days_for(self, kind: Kind) -> int:
        """Working days for one kind of work."""
        return self.own_days.get(kind, self.business_days)


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """One document with all that is known of it."""

    document: Document
    match: Match
    findings: tuple[Finding, ...] = ()
    duplicate_of: DocumentId | None = None
    unlisted_destination: bool = False
    """A form whose requester the directory does not list: a second person confirms it."""
    better_copy: bool = False
    """It repeats the very paper that somebody laid it in the place of."""

    @property
    def is_mere_repeat(self) -> bool:
        """Whether it says nothing that did not come before."""
        return self.duplicate_of is not None and not self.better_copy

    def has(self, *codes: FindingCode) -> bool:
        return any(f.code in codes for f in self.findings)


@dataclass(frozen=True, slots=True)
class CaseProposal:
    """A case before it has a number."""

    kind: Kind
    route: Route
    priority: Priority
    due_on: date
    certification_number: CertificationNumber | None
    document_ids: tuple[DocumentId, ...]
    second_person: bool
    repeats: tuple[tuple[DocumentId, DocumentId], ...] = ()
    """(document, the earlier one it repeats)."""


Rule = Callable[[Sequence[CheckedDocument]], bool]


def _is_restricted(documents: Sequence[CheckedDocument]) -> bool:
    return any(d.document.guess.subkind in RESTRICTED_SUBKINDS for d in documents)


def _is_self_report(documents: Sequence[CheckedDocument]) -> bool:
    return any(d.document.guess.subkind is Subkind.SELF_REPORT for d in documents)


def _is_unsure(documents: Sequence[CheckedDocument]) -> bool:
    return any(d.document.guess.abstains for d in documents)


def _is_of_other_office(documents: Sequence[CheckedDocument]) -> bool:
    return all(d.document.guess.subkind in _OTHER_OFFICE for d in documents)


def _is_hard_to_read(documents: Sequence[CheckedDocument]) -> bool:
    return any(d.has(FindingCode.ILLEGIBLE, FindingCode.PAGES_MISSING) for d in documents)


def _is_other_paper(documents: Sequence[CheckedDocument]) -> bool:
    return all(d.document.guess.kind is Kind.OTHER for d in documents)


def _has_unsettled_record(documents: Sequence[CheckedDocument]) -> bool:
    return all(
        d.match.status is MatchStatus.AMBIGUOUS for d in documents if d.document.guess.kind is not Kind.OTHER
    )


def _contradicts_record(documents: Sequence[CheckedDocument]) -> bool:
    return any(
        d.has(FindingCode.NUMBER_MISMATCH, FindingCode.DOB_MISMATCH, FindingCode.PAPERS_DISAGREE)
        for d in documents
    )


def _shows_anothers_picture(documents: Sequence[CheckedDocument]) -> bool:
    return any(d.has(FindingCode.REUSED_PICTURE) for d in documents)


_ALTERED = (FindingCode.CODE_DIFFERS, FindingCode.ZONE_CHECK_FAILS, FindingCode.FALSE_TEXT_LAYER)


def _contradicts_itself(documents: Sequence[CheckedDocument]) -> bool:
    """A paper's code or a file's hidden text says other than the print: perhaps it was altered."""
    return any(d.has(*_ALTERED) for d in documents)


def _lacks_something(documents: Sequence[CheckedDocument]) -> bool:
    return any(f.severity is Severity.BLOCKS for d in documents for f in d.findings)


def _has_no_record(documents: Sequence[CheckedDocument]) -> bool:
    """Where too little was read to say that there is no record, a person searches before anybody is asked."""
    nothing = all(d.match.status is MatchStatus.NONE for d in documents)
    return nothing and any(d.has(FindingCode.NO_RECORD) for d in documents)


def _always(documents: Sequence[CheckedDocument]) -> bool:
    return True


ROUTING: tuple[tuple[Rule, Route], ...] = (
    (_is_restricted, Route.RESTRICTED),
    (_shows_anothers_picture, Route.SENIOR_REVIEW),
    (_contradicts_itself, Route.SENIOR_REVIEW),
    (_is_unsure, Route.TRIAGE),
    (_is_of_other_office, Route.OTHER_OFFICE),
    (_is_hard_to_read, Route.RESCAN),
    (_is_other_paper, Route.TRIAGE),
    (_has_unsettled_record, Route.SENIOR_REVIEW),
    (_contradicts_record, Route.SENIOR_REVIEW),
    (_lacks_something, Route.ASK_SENDER),
    (_has_no_record, Route.ASK_SENDER),
    (_always, Route.ORDINARY_REVIEW),
)


def propose_cases(
    groups: Sequence[Sequence[CheckedDocument]],
    received_at: datetime,
    calendar: OfficeCalendar,
    settings: CaseSettings,
) -> tuple[CaseProposal, ...]:
    """A case for each group of documents, due so many working days after receipt as its kind has."""

    def due(kind: Kind) -> date:
        return add_business_days(received_at, settings.days_for(kind), calendar)

    return tuple(propose_case(group, due) for group in groups)


def group_documents(
    documents: Sequence[CheckedDocument], channel: Channel = Channel.EMAIL
) -> tuple[tuple[CheckedDocument, ...], ...]:
    """Documents by person, in the order of each one's first: one record, or one name where none is certain.

    `documents` are those of one submission, or of one neighbourhood (between separators) of a scan batch.

    A paper that names nobody joins the only person of a mail or fax; in a scan batch it stands alone,
    because the sheet before it may have come in another envelope.
    """
    groups: list[list[CheckedDocument]] = []
    for document in documents:
        home = next((g for g in groups if any(same_person(document, d) for d in g)), None)
        if home is None:
            groups.append([document])
        else:
            home.append(document)
    joined = groups if channel is Channel.SCAN else _adopt_nameless(groups)
    return tuple(tuple(g) for g in joined)


def same_person(one: CheckedDocument, other: CheckedDocument) -> bool:
    """Whether two papers are of one person: by their records, or by their names where none is certain."""
    if stands_alone(one) != stands_alone(other):
        return False
    first, second = matched_number(one), matched_number(other)
    if first and second:
        return first == second
    if one.match.best and other.match.best:
        likeliest = (one.match.best.certification_number, other.match.best.certification_number)
        if likeliest[0] == likeliest[1]:
            return True
    mine, theirs = names_of(one.document), names_of(other.document)
    if mine and theirs:
        return any(names_agree(a, b) for a in mine for b in theirs)
    return False


def _adopt_nameless(groups: list[list[CheckedDocument]]) -> list[list[CheckedDocument]]:
    """Papers that name nobody join the only person of the submission, and stand alone among several."""
    named = [g for g in groups if any(names_of(d.document) or matched_number(d) for d in g)]
    if len(named) != 1:
        return groups
    whole = [d for g in groups for d in g if g is named[0] or not stands_alone(d)]
    return [whole, *([d] for g in groups if g is not named[0] for d in g if stands_alone(d))]


def stands_alone(document: CheckedDocument) -> bool:
    """What must not travel with an ordinary request."""
    return document.document.guess.subkind in RESTRICTED_SUBKINDS | _OTHER_OFFICE | _NO_REQUEST


def matched_number(document: CheckedDocument) -> CertificationNumber | None:
    """The record, where matching is certain."""
    best = document.match.best
    return best.certification_number if best and document.match.status is MatchStatus.MATCHED else None


def names_of(document: Document) -> tuple[str, ...]:
    """The names that a paper gives its person."""
    return query_from_documents([document], None).names


def propose_case(group: Sequence[CheckedDocument], due: Callable[[Kind], date]) -> CaseProposal:
    """The case that these papers make; `due` tells when a case of a kind is due."""
    new = [d for d in group if not d.is_mere_repeat] or list(group)
    numbers = {n for d in group if (n := matched_number(d))}
    kind = min((d.document.guess.kind for d in new), key=_KIND_ORDER.index)
    return CaseProposal(
        kind=kind,
        route=_choose_route(group, new),
        priority=choose_priority(group),
        due_on=due(kind),
        certification_number=numbers.pop() if len(numbers) == 1 else None,
        document_ids=tuple(d.document.id for d in group),
        second_person=needs_second_person(new) or names_two_records(group),
        repeats=tuple((d.document.id, d.duplicate_of) for d in group if d.duplicate_of),
    )


def _choose_route(group: Sequence[CheckedDocument], new: Sequence[CheckedDocument]) -> Route:
    """By what is new; a restricted paper closes its case though it only repeats another."""
    return next(route for rule, route in ROUTING if rule(group if rule is _is_restricted else new))


def choose_priority(group: Sequence[CheckedDocument]) -> Priority:
    """Self-reports first (105 CMR 170.937), then what runs out soon; repeats and junk last.

    What comes near its due date rises besides, whatever its priority: `processing/cases/clock.py`.
    """
    if _is_self_report(group):
        return Priority.URGENT
    if all(d.is_mere_repeat for d in group) or all(d.document.guess.subkind in _NO_REQUEST for d in group):
        return Priority.LOW
    if any(d.has(FindingCode.EXPIRES_SOON) for d in group):
        return Priority.HIGH
    return Priority.NORMAL


def needs_second_person(group: Sequence[CheckedDocument]) -> bool:
    """Near-ties, clashing suffixes and birth dates, a number nearly the record's, papers that contradict each
    other and unlisted destinations: approval asks a second person."""
    acted_on = [d for d in group if d.document.guess.kind is not Kind.OTHER]
    near_tie = any(d.match.status is MatchStatus.AMBIGUOUS and len(d.match.candidates) > 1 for d in acted_on)
    clash = any(
        d.has(FindingCode.DOB_MISMATCH, FindingCode.PAPERS_DISAGREE)
        or (d.match.best and _may_be_anothers(d.match.best.comparisons))
        for d in acted_on
    )
    return near_tie or clash or any(d.unlisted_destination for d in acted_on)


def names_two_records(group: Sequence[CheckedDocument]) -> bool:
    """Whether papers on which one acts are of two records, though one of them only repeats another."""
    acted_on = (d for d in group if d.document.guess.kind is not Kind.OTHER)
    return len({n for d in acted_on if (n := matched_number(d))}) > 1


def _may_be_anothers(fields: Sequence[FieldComparison]) -> bool:
    """Whether the likeliest record has another suffix, or nearly the number that the paper prints."""
    return clashes_in_suffix(fields) or is_nearly_numbered(fields)
