"""Labelled hard pairs for matching: namesakes, twins, father and son, misread numbers, new surnames.

    python -m benchmarks.matching.hard_pairs [--pairs 4000] [--people 6000] [--seed 1]

Prints wrong matches (goal 0), the recall of what is certain by the office's own sense (goal 97 %), the
share of unsettled papers left to people, and the time a match takes. All people are invented.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from benchmarks.matching.noise import (
    alike,
    blur,
    join_last_words,
    misread,
    off_by_one,
    other_digit,
    shorten,
    smudge,
    swap_month,
    without_accents,
)
from benchmarks.matching.people import People
from benchmarks.matching.tally import HardPair, Tally, count_pair, print_tally
from domain.records import CertificationRecord, MatchQuery

Make = Callable[[CertificationRecord, People, random.Random], MatchQuery]


def ask(
    record: CertificationRecord, *, number: bool = True, born: bool = True, **other: object
) -> MatchQuery:
    """The query of a paper that says rightly what the record says."""
    query = MatchQuery(
        number=record.certification_number if number else "",
        names=(record.full_name,),
        date_of_birth=record.date_of_birth.isoformat() if born and record.date_of_birth else "",
    )
    return replace(query, **other)  # type: ignore[arg-type]


def _named(record: CertificationRecord, name: str, **more: bool) -> MatchQuery:
    return replace(ask(record, **more), names=(name,))


def _numbered(record: CertificationRecord, number: str, **more: bool) -> MatchQuery:
    return replace(ask(record, **more), number=number)


def _born(record: CertificationRecord, text: str, confidence: float = 1.0) -> MatchQuery:
    return replace(ask(record), date_of_birth=text, date_of_birth_confidence=confidence)


def _read_badly(record: CertificationRecord, people: People, rng: random.Random) -> MatchQuery:
    query = ask(record, number=rng.random() < 0.7, born=rng.random() < 0.7)
    return replace(
        query,
        number=blur(query.number, "0123456789", rng),
        names=(blur(record.full_name, "abcdefghijklmnopqrstuvwxyz", rng),),
        date_of_birth=blur(query.date_of_birth, "0123456789", rng),
        number_confidence=0.6,
        name_confidence=0.6,
        date_of_birth_confidence=0.6,
    )


#: What one paper shows of one person: the case, whether it is certain, and the paper's query.
SINGLES: tuple[tuple[str, bool | None, Make], ...] = (
    ("clean", True, lambda r, p, rng: ask(r)),
    ("clean, no birth date", True, lambda r, p, rng: ask(r, born=False)),
    ("name and birth date", True, lambda r, p, rng: ask(r, number=False)),
    (
        "last, first",
        True,
        lambda r, p, rng: _named(r, f"{r.last_name}, {r.first_name} {r.middle_name}", number=False),
    ),
    (
        "capitals without accents",
        True,
        lambda r, p, rng: _named(r, without_accents(r.full_name), number=False),
    ),
    (
        "middle name left out",
        True,
        lambda r, p, rng: _named(r, f"{r.first_name} {r.last_name}", number=False),
    ),
    ("short form and number", True, lambda r, p, rng: _named(r, f"{shorten(r.first_name)} {r.last_name}")),
    (
        "number with letters for digits",
        True,
        lambda r, p, rng: _numbered(r, alike(r.certification_number, rng)),
    ),
    ("number without its letter", True, lambda r, p, rng: _numbered(r, r.certification_number[1:])),
    (
        "number without its zero",
        True,
        lambda r, p, rng: _numbered(r, r.certification_number[0] + r.certification_number[2:]),
    ),
    ("name misread, number and birth date", True, lambda r, p, rng: _named(r, misread(r.full_name, rng))),
    ("former name and number", True, lambda r, p, rng: _named(r, (r.former_names or (r.full_name,))[0])),
    ("month of birth only", True, lambda r, p, rng: _born(r, ask(r).date_of_birth[:7])),
    ("number misread", False, lambda r, p, rng: _numbered(r, off_by_one(r.certification_number, rng))),
    (
        "number misread, no birth date",
        False,
        lambda r, p, rng: _numbered(r, off_by_one(r.certification_number, rng), born=False),
    ),
    (
        "another person's number",
        False,
        lambda r, p, rng: _numbered(r, rng.choice(p.records).certification_number),
    ),
    (
        "new surname and number",
        False,
        lambda r, p, rng: _named(r, f"{r.first_name} {rng.choice(['Zabriskie', 'Quimby'])}"),
    ),
    ("new surname, birth date", False, lambda r, p, rng: _named(r, f"{r.first_name} Quimby", number=False)),
    ("surname lengthened", False, lambda r, p, rng: _named(r, f"{r.first_name} {r.last_name}-Quimby")),
    (
        "day and month swapped",
        False,
        lambda r, p, rng: _born(r, swap_month(ask(r).date_of_birth)),
    ),
    ("name only", False, lambda r, p, rng: ask(r, number=False, born=False)),
    (
        "initial and birth date",
        False,
        lambda r, p, rng: _named(r, f"{r.first_name[0]} {r.last_name}", number=False),
    ),
    ("everything read badly", None, _read_badly),
    (
        "name smudged, number and birth date",
        None,
        lambda r, p, rng: replace(_named(r, smudge(r.full_name, rng)), name_confidence=0.6),
    ),
    (
        "a digit of the birth date read unsurely",
        True,
        lambda r, p, rng: _born(r, other_digit(ask(r).date_of_birth, rng), 0.58),
    ),
    (
        "a digit of the birth date is another one",
        False,
        lambda r, p, rng: _born(r, other_digit(ask(r).date_of_birth, rng)),
    ),
    (
        "a digit before the digits for the prefix",
        None,
        lambda r, p, rng: _numbered(r, rng.choice("34689") + r.certification_number[1:]),
    ),
    ("blank lost before the surname", None, lambda r, p, rng: _named(r, join_last_words(r.full_name))),
    ("name misread, birth date", False, lambda r, p, rng: _named(r, misread(r.full_name, rng), number=False)),
)


def _twin_pairs(people: People, rng: random.Random) -> Iterable[HardPair]:
    one, other = rng.choice(people.twins)
    yield HardPair("twin, number", ask(one), one, True)
    yield HardPair(
        "twin, initial only",
        replace(ask(one, number=False), names=(f"{one.first_name[0]} {one.last_name}",)),
        one,
        False,
    )
    yield HardPair(
        "twin, the other's number", replace(ask(one), number=other.certification_number), one, False
    )


def _son_pairs(people: People, rng: random.Random) -> Iterable[HardPair]:
    older, younger = rng.choice(people.relatives)
    bare = f"{younger.first_name} {younger.last_name}"
    yield HardPair("son, number and birth date", ask(younger), younger, True)
    yield HardPair("son without suffix, name only", MatchQuery(names=(bare,)), younger, False)
    yield HardPair(
        "son, digits swapped into the father's",
        MatchQuery(number=older.certification_number, names=(bare,)),
        younger,
        False,
    )
    yield HardPair(
        "son, father's number, own birth date",
        replace(ask(younger), number=older.certification_number),
        younger,
        False,
    )
    yield HardPair(
        "son, suffix, father's number",
        MatchQuery(number=older.certification_number, names=(younger.full_name,)),
        younger,
        False,
    )
    yield HardPair(
        "son, father's number, own birth date read unsurely",
        replace(ask(younger), number=older.certification_number, date_of_birth_confidence=0.5),
        younger,
        False,
    )


def _born_near_pairs(people: People, rng: random.Random) -> Iterable[HardPair]:
    first, second = rng.choice(people.born_near)
    yield HardPair("namesake born a digit apart, no number", ask(first, number=False), first, False)
    yield HardPair(
        "namesake born a digit apart, the other's number",
        replace(ask(first), number=second.certification_number, date_of_birth_confidence=0.55),
        first,
        False,
    )
    yield HardPair("namesake born a digit apart, number and birth date", ask(first), first, True)


def _neighbour_pairs(people: People, rng: random.Random) -> Iterable[HardPair]:
    left, right = rng.choice(people.neighbours)
    yield HardPair("neighbouring number", replace(ask(left), number=right.certification_number), left, False)
    yield HardPair(
        "neighbouring number, no birth date",
        MatchQuery(number=right.certification_number, names=(left.full_name,)),
        left,
        False,
    )
    yield HardPair("own number beside a neighbour", ask(left), left, True)


def _namesake_pairs(people: People, rng: random.Random) -> Iterable[HardPair]:
    mine, theirs = rng.choice(people.namesakes)
    yield HardPair(
        "namesake, name only", MatchQuery(names=(f"{mine.first_name} {mine.last_name}",)), mine, False
    )
    yield HardPair("namesake, number and birth date", ask(mine), mine, True)
    yield HardPair(
        "namesake, the other's number", replace(ask(mine), number=theirs.certification_number), mine, False
    )


def _level_pairs(people: People, rng: random.Random) -> Iterable[HardPair]:
    low, high = rng.choice(people.two_levels)
    yield HardPair("two credentials, no number", ask(low, number=False), low, False)
    yield HardPair("two credentials, number", ask(high), high, True)


def _stranger_pairs(people: People, rng: random.Random) -> Iterable[HardPair]:
    stranger = people.draw_person()
    like = rng.choice(people.records)
    yield HardPair("stranger", ask(stranger), None, False)
    yield HardPair("stranger of a known name", replace(ask(stranger), names=(like.full_name,)), None, False)
    yield HardPair(
        "stranger with a known number", replace(ask(stranger), number=like.certification_number), None, False
    )
    born = replace(ask(stranger, number=False), date_of_birth=ask(like).date_of_birth)
    yield HardPair("stranger born on a known day", born, None, False)


#: Papers of people who are alike, and of those without a record.
ALIKE = (
    _twin_pairs,
    _son_pairs,
    _born_near_pairs,
    _neighbour_pairs,
    _namesake_pairs,
    _level_pairs,
    _stranger_pairs,
)


def make_pairs(people: People, rng: random.Random) -> Iterable[HardPair]:
    """One pair of each case, for ever."""
    singles = _without_relatives(people)
    while True:
        for case, certain, make in SINGLES:
            record = rng.choice(singles)
            yield HardPair(case, make(record, people, rng), record, certain)
        for make_alike in ALIKE:
            yield from make_alike(people, rng)


def _without_relatives(people: People) -> list[CertificationRecord]:
    """People of whose name and birth date there is only one record."""
    count = Counter((r.first_name, r.last_name) for r in people.records)
    born = Counter((r.last_name, r.date_of_birth) for r in people.records)
    return [
        r
        for r in people.records
        if count[r.first_name, r.last_name] == 1 and born[r.last_name, r.date_of_birth] == 1
    ]


def measure(pairs: int, people: int, seed: int) -> Tally:
    """Match `pairs` hard pairs against a population of `people`."""
    population, tally = People(people, seed), Tally()
    for pair in make_pairs(population, random.Random(seed + 1)):
        if tally.pairs == pairs:
            return tally
        count_pair(pair, population, tally)
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=4000)
    parser.add_argument("--people", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print_tally(measure(chosen.pairs, chosen.people, chosen.seed), chosen.people)


if __name__ == "__main__":
    main()
