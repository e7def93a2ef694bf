"""Whether papers that come later belong to a case that is open already, and to which.

What the sender says (a reference, a thread) only points to a case: the papers must not speak of another
person, nor ask for something else. Where two cases fit, the machine joins neither.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from domain.cases import Case
from domain.ids import CaseId
from domain.kinds import FindingCode, Kind, Route
from domain.moves import MoveReason
from domain.states import CaseStatus
from processing.cases.build import CheckedDocument, matched_number, names_of, same_person, stands_alone

#: Cases that papers may join.
JOINABLE = (CaseStatus.OPEN, CaseStatus.REOPENED, CaseStatus.WAITING)

#: A reference as our letters print it, blanks and long dashes where a reader put them.
_REFERENCE = re.compile(r"\bC\s?[-\u2010-\u2014]\s?(20\d\d)\s?[-\u2010-\u2014]\s?(\d{6})\b")
#: The same with letters that readers take for digits, or with a bracket for the C or a blank for a dash.
_MISREAD = re.compile(
    r"(?<![\w(])[CcG(]\s?[-\u2010-\u2014_. ]\s?([2Zz][0OoQD][\dOoQDIl|ZzSBGbq]{2})"
    r"\s?[-\u2010-\u2014_. ]\s?([\dOoQDIl|ZzSBGbq]{6})(?!\w)"
)
_AS_DIGITS = str.maketrans("OoQDIl|ZzSBGbq", "00001112258669")


@dataclass(frozen=True, slots=True)
class Claim:
    """A case that something points to."""

    case: Case
    documents: tuple[CheckedDocument, ...]
    """What is in it."""
    reason: MoveReason
    vouched: bool = True
    """Whether a paper that names nobody may follow it: the pointer was read surely, and the sender fits."""
    sure: bool = True
    """Whether the pointer was read surely."""


class _Person(Enum):
    SAME = auto()
    OTHER = auto()
    UNKNOWN = auto()


def find_references(*texts: str) -> tuple[CaseId, ...]:
    """The cases that texts name, each once."""
    found = (CaseId(f"C-{year}-{number}") for text in texts for year, number in _REFERENCE.findall(text))
    return tuple(dict.fromkeys(found))


def guess_references(*texts: str) -> tuple[CaseId, ...]:
    """The cases that misread texts may name; only the papers' own person makes a home of one."""
    digits = (
        f"C-{year.translate(_AS_DIGITS)}-{number.translate(_AS_DIGITS)}"
        for text in texts
        for year, number in _MISREAD.findall(text)
    )
    return tuple(dict.fromkeys(CaseId(found) for found in digits))


def choose_home(papers: Sequence[CheckedDocument], claims: Sequence[Claim]) -> Claim | None:
    """The one case that the papers of one person join; None where they make a case of their own."""
    if any(stands_alone(paper) for paper in papers):
        return None
    for reason in MoveReason:
        pointed = [claim for claim in claims if claim.reason is reason]
        fitting = [claim for claim in pointed if _fits(papers, claim, alone=len(pointed) == 1)]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def choose_decided(papers: Sequence[CheckedDocument], claims: Sequence[Claim]) -> list[Claim]:
    """The decided cases that papers go on from, each once: not another person's, and by a pointer that was
    not read surely the same person's alone."""
    found: dict[CaseId, Claim] = {}
    for claim in claims:
        person = _compare_people(papers, claim)
        fits = person is _Person.SAME or (person is _Person.UNKNOWN and claim.sure)
        if claim.case.status is CaseStatus.DECIDED and fits:
            found.setdefault(claim.case.id, claim)
    return list(found.values())


def _fits(papers: Sequence[CheckedDocument], claim: Claim, *, alone: bool) -> bool:
    case = claim.case
    closed = case.status not in JOINABLE or case.route is Route.RESTRICTED
    if closed or any(stands_alone(d) for d in claim.documents):
        return False
    person = _compare_people(papers, claim)
    if claim.reason is MoveReason.RECORD:
        return person is _Person.SAME and _answers(papers, case)
    if claim.reason is MoveReason.SENT_AGAIN:
        return person is _Person.SAME and _repeats_what_waits(papers, claim)
    if claim.reason is MoveReason.REPEAT:
        return person is _Person.SAME and _are_sent_again(papers, claim)
    # A paper that names nobody goes where alone it can go, decided cases counted.
    known = person is _Person.SAME or (person is _Person.UNKNOWN and alone and claim.vouched)
    return known and _is_of_this_request(papers, claim)


def _compare_people(papers: Sequence[CheckedDocument], claim: Claim) -> _Person:
    mine = {n for p in papers if (n := matched_number(p))}
    theirs = {n for d in claim.documents if (n := matched_number(d))}
    if claim.case.certification_number:
        theirs.add(claim.case.certification_number)
    if mine and theirs:
        return _Person.SAME if mine == theirs else _Person.OTHER
    if any(same_person(paper, document) for paper in papers for document in claim.documents):
        return _Person.SAME
    both_named = _is_named(papers) and (bool(theirs) or _is_named(claim.documents))
    return _Person.OTHER if both_named else _Person.UNKNOWN


def _is_named(papers: Sequence[CheckedDocument]) -> bool:
    return any(matched_number(p) or names_of(p.document) for p in papers)


def _kind_of(papers: Sequence[CheckedDocument]) -> set[Kind]:
    return {p.document.guess.kind for p in papers} - {Kind.OTHER}


def _is_of_this_request(papers: Sequence[CheckedDocument], claim: Claim) -> bool:
    """What was asked for, or more of what is there; a form that asks for something is a request of its own
    where neither we asked for it nor the sender names the case."""
    kinds, there = _kind_of(papers), _kind_of(claim.documents) | {claim.case.kind}
    waits = claim.case.status is CaseStatus.WAITING
    if Kind.VERIFICATION_REQUEST in kinds:
        return Kind.VERIFICATION_REQUEST in there and (waits or claim.reason is MoveReason.REFERENCE)
    return waits or kinds <= there


def _are_sent_again(papers: Sequence[CheckedDocument], claim: Claim) -> bool:
    """The same papers lie in the case, and what came with them is of its request. They are no answer to what
    we asked: a case that waits goes on waiting."""
    if any(paper.has(FindingCode.REUSED_PICTURE) for paper in papers):
        return False  # somebody else sends this person's card: no reviewer of hers alone should see that
    there = {d.document.id for d in claim.documents}
    new = [p for p in papers if not (p.is_mere_repeat and p.duplicate_of in there)]
    kinds = _kind_of(new)
    of_this_request = Kind.VERIFICATION_REQUEST not in kinds and kinds <= _kind_of(claim.documents)
    return len(new) < len(papers) and of_this_request and claim.case.status is not CaseStatus.WAITING


def _answers(papers: Sequence[CheckedDocument], case: Case) -> bool:
    """Without any word of the sender, only new papers of the very record and kind answer what we asked."""
    certain = {matched_number(p) for p in papers} - {None} == {case.certification_number}
    new = any(not p.is_mere_repeat for p in papers)
    return certain and new and case.status is CaseStatus.WAITING and case.kind in _kind_of(papers)


def _repeats_what_waits(papers: Sequence[CheckedDocument], claim: Claim) -> bool:
    """Who was asked for more sends what we have once again: no new request, and all the answer that comes.
    Every paper must be of the very record, so that nothing of another person comes along."""
    case, there = claim.case, {d.document.id for d in claim.documents}
    if case.status is not CaseStatus.WAITING or any(p.has(FindingCode.REUSED_PICTURE) for p in papers):
        return False
    of_record = all(matched_number(p) == case.certification_number for p in papers)
    again = any(p.is_mere_repeat and p.duplicate_of in there for p in papers)
    return of_record and again and case.kind in _kind_of(papers)
