"""Which of one person's credentials a paper is about.

A person holds several over time (EMT, then AEMT, then Paramedic; instructor besides). They are no rivals: the
one whose number is printed is meant, else the one of the level printed, else the one that is in force.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.ids import CertificationNumber
from domain.records import CertificationRecord, FieldComparison, Match, MatchQuery
from processing.matching.numbers import NumberFit, compare_numbers

#: What a form calls a level, from the lowest; another type (an instructor's) is held beside one of these.
LEVELS = ("EMT", "AEMT", "Paramedic")

Rank = Callable[[CertificationRecord], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The records to be ranked: one for each person."""

    records: tuple[CertificationRecord, ...]
    words: dict[CertificationNumber, str]
    """Why this credential of the person's several; one clause."""


def choose_credentials(
    query: MatchQuery,
    candidates: Sequence[CertificationRecord],
    may_practise: Sequence[str],
    beside: Sequence[str] = (),
) -> Chosen:
    """One credential for each person among the candidates, in their order.

    `may_practise` are the words of status that the office takes for being in force, `beside` the numbers
    that other papers of the submission print: papers of one person are about one credential.
    """
    held: dict[int | CertificationNumber, list[CertificationRecord]] = {}
    for record in candidates:
        held.setdefault(record.person or record.certification_number, []).append(record)
    chosen, words = list[CertificationRecord](), dict[CertificationNumber, str]()
    for mine in held.values():
        best, why = _choose(query, mine, beside, frozenset(word.casefold() for word in may_practise))
        chosen.append(best)
        if why:
            words[best.certification_number] = f"of the person's {len(mine)} credentials {why}"
    return Chosen(tuple(chosen), words)


def tell_choice(match: Match, chosen: Chosen) -> Match:
    """The match with a word on each candidate that was chosen among a person's credentials."""
    candidates = tuple(
        replace(c, comparisons=(*c.comparisons, FieldComparison("credential", "agree", words, 0.0)))
        if (words := chosen.words.get(c.certification_number))
        else c
        for c in match.candidates
    )
    return replace(match, candidates=candidates)


def _choose(
    query: MatchQuery,
    mine: Sequence[CertificationRecord],
    beside: Sequence[str],
    may_practise: frozenset[str],
) -> tuple[CertificationRecord, str]:
    if len(mine) == 1:
        return mine[0], ""
    rules: tuple[tuple[Rank, str], ...] = (
        (lambda r: (_number_fit(query.number, r),), "the one whose number is printed"),
        (lambda r: (max((_number_fit(n, r) for n in query.hint_numbers), default=0),),
         "the one whose number the covering words name"),
        (lambda r: (max((_number_fit(n, r) for n in beside), default=0),),
         "the one whose number a paper beside it shows"),
        (lambda r: (bool(query.level) and r.level.casefold() == query.level.casefold(),),
         "the one of the level printed"),
        (lambda r: (r.status.casefold() in may_practise,), "the one in force"),
        (lambda r: ((r.expires_on or date.min).toordinal(),), "the one that ends last"),
        (lambda r: (LEVELS.index(r.level) if r.level in LEVELS else -1,), "the one of the highest level"),
    )  # fmt: skip
    left = list(mine)
    for rank, why in rules:
        best = max(rank(record) for record in left)
        fitting = [record for record in left if rank(record) == best]
        if len(fitting) == 1:
            return fitting[0], why
        left = fitting
    return min(left, key=lambda r: r.certification_number), "the first"


def _number_fit(number: str, record: CertificationRecord) -> int:
    """How well a printed number fits; one that is another says nothing between two."""
    fit = compare_numbers(number, record.certification_number) if number else NumberFit.MISSING
    return fit if fit >= NumberFit.NEAR else 0
