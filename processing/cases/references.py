"""Which case keeps its reference when what came is gone through anew.

A reference goes with the pages it was given for: never by its place among the others, nor by the number of
a document, which a new split gives to another paper. What a person said under it, or what was sent, is of one
person; where the pages come apart, it stays with that person's part alone, and where nobody can tell which
that is, with none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.documents import PagePart
from domain.geometry import Box
from domain.ids import CaseId, CertificationNumber

#: Two parts of a page are of one paper where they share at least this much of the smaller one.
_SHARED = 0.5
#: How alike a part of a page is to the whole of it, whose size nobody tells here.
_PART_OF_WHOLE = 0.5


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case that was opened before."""

    id: CaseId
    parts: frozenset[PagePart]
    """The pages that it held when it last held any."""
    number: CertificationNumber | None
    """Whose it was taken for."""
    answered: bool = False
    """Whether a person decided it ever, or named its record, or something was sent for it."""
    answered_for: CertificationNumber | None = None
    """The record that was named in the decision that stands, if it was."""
    settled: bool = False
    """Whether a person named the record: the machine does not overrule that."""
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class WantedCase:
    """A case that the papers make now."""

    parts: frozenset[PagePart]
    number: CertificationNumber | None


def keep_references(known: Sequence[KnownCase], wanted: Sequence[WantedCase]) -> dict[CaseId, int]:
    """By case that goes on: the place of what it is among `wanted`. The others keep no papers."""
    pairs = [
        (_likeness(case, papers), -place, -rank)
        for rank, case in enumerate(known)
        for place, papers in enumerate(wanted)
        if _may_go_on(case, papers, wanted)
    ]
    kept: dict[CaseId, int] = {}
    for _, place, rank in sorted(pairs, reverse=True):
        case = known[-rank]
        if case.id not in kept and -place not in kept.values():
            kept[case.id] = -place
    return kept


def share_papers(one: frozenset[PagePart], other: frozenset[PagePart]) -> bool:
    """Whether two cases hold pages, or parts of them, that are one paper."""
    return any(_is_one_paper(a, b) for a in one for b in other)


def _may_go_on(case: KnownCase, papers: WantedCase, wanted: Sequence[WantedCase]) -> bool:
    if not share_papers(case.parts, papers.parts):
        return False
    if not (case.answered or case.claimed):
        return True
    if case.parts == papers.parts:
        return case.settled or not _differ(case.answered_for, papers.number)
    if case.number is not None and papers.number is not None:
        return case.number == papers.number
    alone = sum(share_papers(case.parts, other.parts) for other in wanted) == 1
    return alone and (not case.answered or papers.parts <= case.parts)


def _differ(one: CertificationNumber | None, other: CertificationNumber | None) -> bool:
    return one is not None and other is not None and one != other


def _likeness(case: KnownCase, papers: WantedCase) -> tuple[bool, bool, int, float]:
    """How surely these are the papers of the case; the greater, the surer."""
    same_person = case.number is not None and case.number == papers.number
    near = sum(max((_alike(part, other) for other in case.parts), default=0.0) for part in papers.parts)
    return case.parts == papers.parts, same_person, len(case.parts & papers.parts), near


def _is_one_paper(one: PagePart, other: PagePart) -> bool:
    if one[0] != other[0]:
        return False
    if one[1] is None or other[1] is None:
        return True
    smaller = min(_area(one[1]), _area(other[1]))
    return one[1].overlap(other[1]) >= _SHARED * max(1, smaller)


def _alike(one: PagePart, other: PagePart) -> float:
    if one == other:
        return 1.0
    if one[0] != other[0]:
        return 0.0
    if one[1] is None or other[1] is None:
        return _PART_OF_WHOLE
    shared = one[1].overlap(other[1])
    return shared / max(1, _area(one[1]) + _area(other[1]) - shared)


def _area(box: Box) -> int:
    return box.width * box.height
