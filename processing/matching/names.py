"""Comparing a name on paper with the names of a certification record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from domain.records import CertificationRecord
from processing.matching.nicknames import are_nicknames
from processing.matching.parsing import PARTICLES, ParsedName, fold_words, names_of_record, parse_name

#: A single typing error is only a typing error in a word of some length.
_LONG_ENOUGH = 4


class Part(IntEnum):
    """How one part of a name compares; higher is better."""

    DIFFERS = 0
    PARTIAL = 1  # one of a double surname's parts
    SILENT = 2  # one side says nothing
    INITIAL = 3
    NICKNAME = 4
    NEAR = 5  # one typing or reading error
    SAME = 6


class Grade(IntEnum):
    """How a whole name compares; higher is better."""

    DIFFERS = 0
    SURNAME_ONLY = 1
    GIVEN_ONLY = 2  # the surname is another one, as after a marriage
    PART_OF_SURNAME = 3  # a double surname lost or gained a part
    SUFFIX_CLASH = 4  # all the same but Jr. and Sr.
    MIDDLE_CLASH = 5  # first and last name the same, middle names that cannot be one
    INITIAL_ONLY = 6  # surname the same, given name only an initial, or a middle name used as first
    NICKNAME = 7
    NEAR = 8
    SAME = 9


@dataclass(frozen=True, slots=True)
class NameComparison:
    """The best grade found, and what it rests on."""

    grade: Grade
    middle: Part = Part.SILENT
    suffix: Part = Part.SAME
    former: bool = False
    """Whether the record's former name is what fits."""

    @property
    def rank(self) -> tuple[int, int, int]:
        return (self.grade, self.middle, self.suffix)

    @property
    def agrees(self) -> bool:
        """One person's name beyond a typing error or a nickname."""
        return self.grade >= Grade.NICKNAME


@lru_cache(maxsize=16384)
def compare_with_record(name: str, record: CertificationRecord) -> NameComparison:
    """The best comparison of one printed name with the record's current and former names."""
    paper = parse_name(name)
    return max(
        (_compare(paper, known, former) for known, former in names_of_record(record)),
        key=lambda c: c.rank,
    )


def best_comparison(names: Sequence[str], record: CertificationRecord) -> NameComparison | None:
    """The best over all names the paper gives; None where it gives none."""
    found = [compare_with_record(n, record) for n in names if fold_words(n)]
    return max(found, key=lambda c: c.rank, default=None)


def names_agree(one: str, other: str) -> bool:
    """Whether two printed names may be one person's, beyond a typing error or a nickname."""
    return compare_names(one, other) >= Grade.NICKNAME


def compare_names(one: str, other: str) -> Grade:
    """How two printed names compare, neither of them known to be the right one."""
    first, second = parse_name(one), parse_name(other)
    return max(_compare(first, second, False), _compare(second, first, False), key=lambda c: c.rank).grade


def _compare(paper: ParsedName, known: ParsedName, former: bool) -> NameComparison:
    best = NameComparison(Grade.DIFFERS)
    for given, surname in _splits(paper, known):
        best = max(best, _compare_split(given, surname, known), key=lambda c: c.rank)
    if best.grade < Grade.NEAR:
        turned = (_compare_turned(given, surname, known) for given, surname in _turned_splits(paper))
        best = max((best, *turned), key=lambda c: c.rank)
    if best.grade < Grade.SAME and _run_together(paper) == _run_together(known):
        # A reader that lost a blank: "Ann Mariesilva", "JohnSmith". Who has one name shares it with many.
        best = NameComparison(Grade.SAME if known.given and known.surname else Grade.NEAR)
    suffix = _compare_suffix(paper.suffix, known.suffix)
    grade = best.grade
    if suffix is Part.DIFFERS and grade >= Grade.MIDDLE_CLASH:
        grade = Grade.SUFFIX_CLASH
    return NameComparison(grade, best.middle, suffix, former)


def _run_together(name: ParsedName) -> str:
    return "".join((*name.given, *name.surname))


def _splits(paper: ParsedName, known: ParsedName) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Every way in which the printed words may be given names and surname, in this order.

    What a hyphen joins is one surname, unless its first part is a particle or a given name that is known:
    Ann Roe-Smith is no Ann Smith.
    """
    if paper.split_known:
        yield paper.given, paper.surname
        return
    words = paper.given + paper.surname
    for cut in range(1, len(words)):
        before = words[cut - 1]
        if (before, words[cut]) not in paper.joined or before in PARTICLES or before in known.given:
            yield words[:cut], words[cut:]


def _turned_splits(paper: ParsedName) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The same where the surname stands first without a comma, and where the first name stands last of all:
    De La Cruz Maria, Nguyen Thi Mai.
    """
    words = paper.given + paper.surname
    parted = [(words[cut:], words[:cut]) for cut in range(1, len(words))]
    for given, surname in [(paper.given, paper.surname)] if paper.split_known else parted:
        if not paper.split_known:
            yield given, surname
        if len(given) > 1:
            yield (given[-1], *given[:-1]), surname


def _compare_split(given: tuple[str, ...], surname: tuple[str, ...], known: ParsedName) -> NameComparison:
    last = _compare_surname(surname, known.surname)
    first, middle = _compare_given(given, known.given)
    grade = _grade(first, middle, last)
    if grade is Grade.SURNAME_ONLY and _uses_middle_name(given, known.given):
        grade, middle = Grade.INITIAL_ONLY, Part.SILENT
    return NameComparison(grade, middle)


def _compare_turned(given: tuple[str, ...], surname: tuple[str, ...], known: ParsedName) -> NameComparison:
    """A name in another order counts where all else is the same, and never as the exact name."""
    found = NameComparison(
        _grade(*_compare_given(given, known.given), _compare_surname(surname, known.surname))
    )
    return NameComparison(Grade.NEAR if found.grade is Grade.SAME else Grade.DIFFERS)


def _grade(first: Part, middle: Part, last: Part) -> Grade:
    first_fits = first >= Part.NICKNAME
    if last >= Part.NEAR and first_fits:
        if middle is Part.DIFFERS:
            # Two names that both are others are a brother's or sister's.
            return Grade.SURNAME_ONLY if first is Part.NEAR else Grade.MIDDLE_CLASH
        errors = (first is Part.NEAR) + (last is Part.NEAR)
        if errors == 0:
            return Grade.SAME if first is Part.SAME else Grade.NICKNAME
        return Grade.NEAR if errors == 1 and first is not Part.NICKNAME else Grade.INITIAL_ONLY
    if last >= Part.NEAR and first is Part.INITIAL:
        return Grade.INITIAL_ONLY
    if last is Part.PARTIAL and first_fits and middle is not Part.DIFFERS:
        return Grade.PART_OF_SURNAME
    if first_fits and middle is not Part.DIFFERS:
        return Grade.GIVEN_ONLY
    return Grade.SURNAME_ONLY if last >= Part.NEAR else Grade.DIFFERS


def _compare_surname(paper: tuple[str, ...], known: tuple[str, ...]) -> Part:
    one, other = "".join(paper), "".join(known)
    if not one or not other:
        return Part.DIFFERS
    if one == other:
        return Part.SAME
    # A middle initial is no first letter of a surname.
    if _is_near(one, other) and all(len(word) > 1 for word in (*paper, *known)):
        return Part.NEAR
    shared = (set(paper) & set(known)) - PARTICLES
    return Part.PARTIAL if shared and (len(paper) > 1 or len(known) > 1) else Part.DIFFERS


def _compare_given(paper: tuple[str, ...], known: tuple[str, ...]) -> tuple[Part, Part]:
    """(first name, middle names)."""
    if not paper or not known:
        return Part.DIFFERS, Part.SILENT
    if "".join(paper) == "".join(known):
        return Part.SAME, Part.SAME if len(known) > 1 else Part.SILENT
    first, middle = _compare_first(paper[0], known[0]), _compare_middle(paper[1:], known[1:])
    # Mary Ann and Maryann: the words of one side may be joined on the other.
    for left, right in ((paper, known), (known, paper)):
        if len(left) > 1 and left[0] + left[1] == right[0]:
            first, middle = Part.SAME, _compare_middle(left[2:], right[1:])
    return first, middle


def _uses_middle_name(paper: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether the paper leaves out the first name: `John Hughes` or `J. Hughes` for Marc John Hughes."""
    if len(paper) != 1 or len(known) < 2:
        return False
    return _compare_first(paper[0], known[1]) in (Part.SAME, Part.INITIAL)


def _compare_first(one: str, other: str) -> Part:
    if one == other:
        return Part.SAME
    if are_nicknames(one, other):
        return Part.NICKNAME
    if 1 in (len(one), len(other)):
        return Part.INITIAL if one[0] == other[0] else Part.DIFFERS
    return Part.NEAR if _is_near(one, other) else Part.DIFFERS


def _compare_middle(one: tuple[str, ...], other: tuple[str, ...]) -> Part:
    if not one or not other:
        return Part.SILENT
    if "".join(one) == "".join(other):
        return Part.SAME
    pairs = list(zip(one, other, strict=False))
    if all((a[0] == b[0] and 1 in (len(a), len(b))) or a == b for a, b in pairs):
        return Part.INITIAL
    return Part.NEAR if _is_near("".join(one), "".join(other)) else Part.DIFFERS


def _compare_suffix(one: str, other: str) -> Part:
    if one == other:
        return Part.SAME
    return Part.SILENT if not one or not other else Part.DIFFERS


def _is_near(one: str, other: str) -> bool:
    """One letter more, less, other or swapped, in a word long enough; two in a very long one."""
    length = min(len(one), len(other))
    if length < _LONG_ENOUGH:
        return False
    allowed = 2 if length >= 12 else 1
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed
