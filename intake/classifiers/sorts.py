"""A page of several papers, cut where both sides surely read as papers of different kinds.

What lies on the sheet need not be read for this: a licence whose holder is lost beside a course card is
still a licence. Halves of one paper are never both sure, so that a single paper stays whole.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from domain.geometry import Box
from domain.kinds import Kind
from domain.pages import PageReading
from intake.classifiers.cues import find_cues
from intake.classifiers.features import canonical_paper
from intake.classifiers.kinds import KindClassifier, LeafOpinion
from intake.classifiers.leaves import NAME_REQUEST
from intake.extractors.cards import MOST_CARDS, cuts

#: Both sides of a cut must be as sure as this. Of 595 single papers no two halves of other kinds passed 0.78.
SURE = 0.9

#: Where one side is that sure, and the other reads as another sort at least so likely, a person is asked.
LIKELY = 0.6
#: A paper has at least so many lines: what stands in fewer at a card's foot is none, whatever it speaks of.
LEAST_LINES = 3

#: So many of the widest gaps are tried as cuts.
_MOST_CUTS = 12

#: What a page says that holds papers of two sorts: a course and a person's papers, a request and either.
_COURSE = frozenset(("cpr provider", "cpr course", "provider card", "completed course"))
_IDENTITY = frozenset(
    ("driver license", "license details", "motor vehicles", "vehicle classes", "passport", "passport details",
     "mrz", "social security card", "number established")
)  # fmt: skip
_CHANGE = frozenset(("name change ordered",))
_PERSON = frozenset(("own number given", "birth asked"))
_ASKS = frozenset(("asks to verify", "verification title", "verification form", "good standing"))
_TOGETHER = (
    (_COURSE, _IDENTITY), (_COURSE, _CHANGE), (_COURSE, _PERSON), (_COURSE, _ASKS), (_ASKS, _IDENTITY),
    (_CHANGE, _IDENTITY), (frozenset(("own number given",)), _IDENTITY),
)  # fmt: skip

#: No share counts as less: beyond this all is equally unlikely.
_LEAST = 1e-9

#: What asks the office for something. A form or letter asks for both, and its upper half may read as the one,
#: its lower half as the other; two forms do not lie on one sheet.
_ASKING = frozenset((Kind.VERIFICATION_REQUEST.value, NAME_REQUEST))

#: Papers that take a sheet of their own: beside a request for the change of a name they are the list of what
#: proves it.
_WHOLE_SHEETS = frozenset(
    ("marriage_certificate", "divorce_decree", "court_order", "naturalization_certificate")
)

#: Kinds of which somebody lays several on one sheet, or copies one under another.
_SORTS = (Kind.VERIFICATION_REQUEST, Kind.NAME_CHANGE_EVIDENCE, Kind.CPR_CARD)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page that is of one sort."""

    region: Box
    sort: str
    """Its kind, and whether it asks for a change of name or proves one."""
    opinion: LeafOpinion


def part_sorts(page: PageReading, region: Box, classifier: KindClassifier) -> tuple[Box, ...]:
    """The papers of different sorts in this part of a page; the part itself where it holds one sort."""
    if not _may_hold_sorts(page.within(region), classifier):
        return (region,)
    return tuple(part.region for part in _merge(_part(page, region, classifier, MOST_CARDS))) or (region,)


def may_be_two_sorts(page: PageReading, classifier: KindClassifier) -> bool:
    """Whether a page that nothing parts surely may still hold a second paper, of another sort."""
    if not _may_hold_sorts(page, classifier):
        return False
    whole = Box(0, 0, page.width, page.height)
    return any(_likely_apart(page, halves, classifier) for halves in cuts(page, whole, _MOST_CUTS))


def _likely_apart(page: PageReading, halves: tuple[Box, Box], classifier: KindClassifier) -> bool:
    one, other = (_sort(page, half, classifier, LIKELY) for half in halves)
    if not (one and other) or not _may_lie_together(one, other):
        return False
    return max(_share(part.opinion, part.sort) for part in (one, other)) >= SURE


def _may_hold_sorts(page: PageReading, classifier: KindClassifier) -> bool:
    """Whether it is worth a look."""
    cues = find_cues(" ".join(canonical_paper([page], classifier.vocabulary).tokens))
    return any(cues & one and cues & other for one, other in _TOGETHER)


def _part(page: PageReading, region: Box, classifier: KindClassifier, most: int) -> list[Part]:
    apart = list(_sorts_apart(page, region, classifier)) if most > 1 else []
    if not apart:
        return []
    halves = max(apart, key=_weigh_cut)
    return [part for half in halves for part in _part(page, half.region, classifier, most // 2) or [half]]


def _weigh_cut(halves: tuple[Part, Part]) -> float:
    """How much surer each half is of its own sort than of the other's: most where neither is cut through."""
    one, other = halves
    return _log_odds(one.opinion, one.sort, other.sort) + _log_odds(other.opinion, other.sort, one.sort)


def _log_odds(opinion: LeafOpinion, sort: str, rival: str) -> float:
    return math.log(_share(opinion, sort) + _LEAST) - math.log(_share(opinion, rival) + _LEAST)


def _share(opinion: LeafOpinion, sort: str) -> float:
    asked = opinion.probability.get(NAME_REQUEST, 0.0)
    if sort == NAME_REQUEST:
        return asked
    return opinion.of_kind(Kind(sort)) - (asked if sort == Kind.NAME_CHANGE_EVIDENCE else 0.0)


def _merge(parts: list[Part]) -> list[Part]:
    """A cut may have gone through a paper beside another: its two parts are put together again."""
    for place, (one, other) in enumerate(pairwise(parts)):
        region = one.region.joined(other.region)
        alone = not any(region.overlap(part.region) for part in parts if part not in (one, other))
        if one.sort == other.sort and alone:
            return _merge([*parts[:place], replace(one, region=region), *parts[place + 2 :]])
    return parts


def _sorts_apart(page: PageReading, region: Box, classifier: KindClassifier) -> Iterator[tuple[Part, Part]]:
    whole = _sort(page, region, classifier)
    for halves in cuts(page.within(region), region, _MOST_CUTS):
        one, other = (_sort(page, half, classifier) for half in halves)
        if one and other and _may_lie_together(one, other) and not _is_one_form(one, other, whole):
            yield one, other


def _may_lie_together(one: Part, other: Part) -> bool:
    """Whether two parts are of sorts of which papers lie on one sheet."""
    return one.sort != other.sort and not {one.sort, other.sort} <= _ASKING


def _is_one_form(one: Part, other: Part, whole: Part | None) -> bool:
    """Whether two parts are of a form that asks for a change of name, and for a number first, and then lists
    what proves it: as a whole it is surely a sort that neither part is, or its list reads as a decree."""
    if whole and whole.sort not in (one.sort, other.sort):
        return True
    return any(
        asks.sort == NAME_REQUEST and listed.opinion.leaf in _WHOLE_SHEETS
        for asks, listed in ((one, other), (other, one))
    )


def _sort(page: PageReading, region: Box, classifier: KindClassifier, least: float = SURE) -> Part | None:
    """What a part is, where that is as sure as this, and it has the lines of a paper."""
    part = page.within(region)
    if len({word.line for word in part.words}) < LEAST_LINES:
        return None
    opinion = classifier.weigh([part])
    guess = classifier.conclude(opinion)
    if guess.kind not in _SORTS or (guess.abstains and least >= SURE) or guess.confidence < least:
        return None
    asks = guess.kind is Kind.NAME_CHANGE_EVIDENCE and opinion.leaf == NAME_REQUEST
    return Part(region, NAME_REQUEST if asks else guess.kind.value, opinion)
