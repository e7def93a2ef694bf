"""Labelled hard papers whose readings come of pictures: each value is drawn, spoiled, read glyph by glyph.

    python -m benchmarks.matching.worded_pairs [--papers 6000] [--people 4000] [--seed 1]

The noise owes nothing to the matcher's tables of look-alikes: a small reader of our own draws each letter in
one of Pillow's fonts, adds fax noise, and takes the letter whose picture is nearest; its doubt is the
confidence. The papers have words besides: the applicant's own, and those of twins, spouses, fathers,
namesakes and officers whose names, numbers and streets stand beside. On some no field gave the name, or gave
somebody else's.
"""

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from benchmarks.matching.people import People
from benchmarks.matching.tally import HardPair, Tally, count_pair, print_tally
from domain.records import CertificationRecord, MatchQuery
from processing.matching.printed import words_of

#: Pixels of one drawn glyph: about what a standard fax leaves of ten-point print.
CELL = (14, 18)
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#: Standard deviations of the noise (ink is 1.0), from a clean scan to a fax that is hardly read.
NOISES = (0.15, 0.35, 0.6, 0.9)
STREETS = ("Elm Street", "Mill Road", "Pond Avenue", "School Street", "Church Lane")

Picture = NDArray[np.float32]


@cache
def _alphabet(letters: str) -> Picture:
    """The pictures of an alphabet, one a row."""
    return np.stack([_draw(letter).ravel() for letter in letters])


@cache
def _draw(letter: str) -> Picture:
    image = Image.new("L", CELL, 0)
    ImageDraw.Draw(image).text((1, 0), letter, fill=255, font=ImageFont.load_default(15))
    return np.asarray(image, dtype=np.float32) / 255.0


class GlyphReader:
    """Reads spoiled pictures of text; what it makes of them is what the noise made of them."""

    def __init__(self, seed: int) -> None:
        self._noise = np.random.default_rng(seed)

    def read(self, text: str, noise: float) -> tuple[str, float]:
        """(what was read, chance that all of it is right)."""
        sure, letters = 1.0, []
        for letter in text:
            alphabet = DIGITS if letter in DIGITS else LETTERS
            if letter not in alphabet:
                letters.append(letter)
                continue
            read, doubt = self._read_glyph(letter, alphabet, noise)
            letters.append(read)
            sure *= doubt
        return "".join(letters), max(sure, 0.05)

    def _read_glyph(self, letter: str, alphabet: str, noise: float) -> tuple[str, float]:
        spoiled = _draw(letter).ravel()
        spoiled = spoiled + self._noise.normal(0.0, noise, spoiled.size).astype(np.float32)
        distance = ((_alphabet(alphabet) - spoiled) ** 2).sum(axis=1) / (2 * noise**2)
        likely = np.exp(-(distance - distance.min()))
        place = int(distance.argmin())
        return alphabet[place], float(likely[place] / likely.sum())


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody whose name, number or street stands on the paper too."""

    record: CertificationRecord
    words: str


class Papers:
    """Draws papers of people, by case."""

    def __init__(self, people: People, seed: int) -> None:
        self.people = people
        self.rng = Random(seed)
        self.reader = GlyphReader(seed)
        self.noise = NOISES[0]

    def query(
        self,
        person: CertificationRecord,
        *,
        fields: str = "number name born",
        beside: Sequence[Beside] = (),
        name: str = "",
        number: str = "",
    ) -> MatchQuery:
        """A paper of `person`: which fields were found, what else stands on it, what is printed instead."""
        self.noise = self.rng.choice(NOISES)
        read_number = self._read("number" in fields, number or person.certification_number)
        read_name = self._read("name" in fields, name or person.full_name)
        born = self._read_date("born" in fields, person)
        last4 = self._read("last4" in fields, person.ssn_last4)
        own = f"{name or person.full_name} {person.address_line1} {person.phone} {person.email}"
        texts = [self.reader.read(text, self.noise)[0] for text in (own, *(b.words for b in beside))]
        self.rng.shuffle(texts)
        return MatchQuery(
            number=read_number[0],
            number_confidence=read_number[1],
            names=(read_name[0],) if read_name[0] else (),
            name_confidence=read_name[1],
            date_of_birth=born[0],
            date_of_birth_confidence=born[1],
            ssn_last4=last4[0],
            ssn_last4_confidence=last4[1],
            printed_words=words_of(texts),
        )

    def _read(self, found: bool, text: str) -> tuple[str, float]:
        return self.reader.read(text, self.noise) if found and text else ("", 1.0)

    def _read_date(self, found: bool, person: CertificationRecord) -> tuple[str, float]:
        return self._read(found, person.date_of_birth.isoformat() if person.date_of_birth else "")


def name_of(record: CertificationRecord) -> Beside:
    """Somebody's name alone."""
    return Beside(record, f"{record.first_name} {record.last_name}")


def all_of(record: CertificationRecord) -> Beside:
    """Somebody's name, number, birth date, street and telephone."""
    born = record.date_of_birth.isoformat() if record.date_of_birth else ""
    return Beside(
        record,
        f"{record.full_name} {record.certification_number} {born} {record.address_line1} {record.phone}",
    )


def signature_of(record: CertificationRecord) -> Beside:
    """Somebody who signs for another: name, level, number, email and telephone in one block."""
    return Beside(
        record,
        f"{record.full_name} {record.level} {record.certification_number} {record.email} {record.phone}",
    )


def settle_households(people: People, rng: Random) -> None:
    """Give everybody a street, telephone and email; relatives share street and telephone."""
    homes: dict[str, tuple[str, str]] = {}
    for one, other in (*people.twins, *people.relatives, *_couples(people, rng)):
        home = _draw_home(rng)
        homes[one.certification_number] = homes[other.certification_number] = home
    moved = {}
    for record in people.records:
        street, phone = homes.get(record.certification_number) or _draw_home(rng)
        email = f"{record.first_name}.{record.certification_number}@mail.example".casefold()
        moved[record.certification_number] = replace(record, address_line1=street, phone=phone, email=email)
    people.replace_records(moved)


def _couples(people: People, rng: Random) -> list[tuple[CertificationRecord, CertificationRecord]]:
    half = people.records[: len(people.records) // 4]
    return [(rng.choice(half), rng.choice(half)) for _ in range(len(half) // 4)]


def _draw_home(rng: Random) -> tuple[str, str]:
    return (
        f"{rng.randrange(1, 900)} {rng.choice(STREETS)}",
        f"({rng.randrange(200, 990)}) 555-01{rng.randrange(100):02d}",
    )


Maker = Callable[[Papers, CertificationRecord, CertificationRecord], MatchQuery]

#: Cases of a person and any other one. False: for people to settle; None: certain where it was read rightly.
CASES: tuple[tuple[str, bool | None, Maker], ...] = (
    ("all fields", None, lambda p, a, b: p.query(a)),
    ("all fields and last four", None, lambda p, a, b: p.query(a, fields="number name born last4")),
    ("name and birth date", None, lambda p, a, b: p.query(a, fields="name born")),
    ("no name found", None, lambda p, a, b: p.query(a, fields="number born")),
    ("no name found, last four", None, lambda p, a, b: p.query(a, fields="born last4")),
    (
        "no name found, officer beside",
        None,
        lambda p, a, b: p.query(a, fields="number born", beside=[name_of(b)]),
    ),
    ("officer's name found", None, lambda p, a, b: p.query(a, name=b.full_name, beside=[name_of(a)])),
    (
        "officer's number found",
        False,
        lambda p, a, b: p.query(a, number=b.certification_number, beside=[all_of(b)]),
    ),
    (
        "officer's number found, no name",
        False,
        lambda p, a, b: p.query(a, fields="number born", number=b.certification_number, beside=[all_of(b)]),
    ),
    (
        "officer signs, no name",
        False,
        lambda p, a, b: p.query(a, fields="number", number=b.certification_number, beside=[signature_of(b)]),
    ),
    ("maiden name and number", None, lambda p, a, b: p.query(a, name=f"{a.first_name} {b.last_name}")),
    (
        "maiden name, no number",
        False,
        lambda p, a, b: p.query(a, fields="name born", name=f"{a.first_name} {_other_last(a, b)}"),
    ),
    ("only a name", False, lambda p, a, b: p.query(a, fields="name")),
    ("only words", False, lambda p, a, b: p.query(a, fields="")),
)

#: Cases of two who are easily taken for one another: twins, father and son, namesakes, neighbouring numbers.
PAIR_CASES: tuple[tuple[str, bool | None, Maker], ...] = (
    ("own paper", None, lambda p, a, b: p.query(a)),
    ("own paper, the other beside", None, lambda p, a, b: p.query(a, beside=[all_of(b)])),
    (
        "no name found, the other beside",
        None,
        lambda p, a, b: p.query(a, fields="number born", beside=[all_of(b)]),
    ),
    (
        "no name found, the other's number",
        False,
        lambda p, a, b: p.query(a, fields="number born", number=b.certification_number, beside=[all_of(b)]),
    ),
    ("the other's number", False, lambda p, a, b: p.query(a, number=b.certification_number)),
    (
        "no name, the other's number, no birth date",
        False,
        lambda p, a, b: p.query(a, fields="number", number=b.certification_number, beside=[name_of(b)]),
    ),
    (
        "the other signs, no name",
        False,
        lambda p, a, b: p.query(a, fields="number", number=b.certification_number, beside=[signature_of(b)]),
    ),
    ("birth date and words", None, lambda p, a, b: p.query(a, fields="born", beside=[name_of(b)])),
    ("no number", None, lambda p, a, b: p.query(a, fields="name born last4")),
)


def _other_last(one: CertificationRecord, other: CertificationRecord) -> str:
    return other.last_name if other.last_name != one.last_name else "Quimby"


def make_papers(people: People, seed: int) -> Iterator[HardPair]:
    """One paper of each case, for ever."""
    papers, rng = Papers(people, seed), Random(seed)
    pairs = {
        "twin": people.twins,
        "father and son": people.relatives,
        "namesake": people.namesakes,
        "namesake born a digit apart": people.born_near,
        "neighbouring number": people.neighbours,
    }
    while True:
        for words, certain, make in CASES:
            one, other = rng.sample(people.records, 2)
            yield HardPair(words, make(papers, one, other), one, certain)
        for who, known in pairs.items():
            for words, certain, make in PAIR_CASES:
                one, other = rng.choice(known)
                first, second = (one, other) if rng.random() < 0.5 else (other, one)
                yield HardPair(f"{who}: {words}", make(papers, first, second), first, certain)


def measure(papers: int, people: int, seed: int) -> Tally:
    """Match `papers` papers against a population of `people`; what is read as printed counts for recall."""
    population, tally = People(people, seed), Tally()
    settle_households(population, Random(seed))
    for pair in make_papers(population, seed + 1):
        if tally.pairs == papers:
            return tally
        count_pair(say_certainty(pair), population, tally)
    return tally


def say_certainty(pair: HardPair) -> HardPair:
    """The pair, certain or not as it was read."""
    return replace(pair, certain=_certainty(pair))


def _certainty(pair: HardPair) -> bool | None:
    """By the office's own sense: number and name as on the record, and the birth date where it is shown."""
    query, record = pair.query, pair.record
    if pair.certain is not None or record is None:
        return pair.certain
    named = query.names == (record.full_name,)
    numbered = query.number == record.certification_number
    born = not query.date_of_birth or str(record.date_of_birth) == query.date_of_birth
    return True if named and numbered and born else None


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--papers", type=int, default=6000)
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    tally = measure(chosen.papers, chosen.people, chosen.seed)
    print_tally(tally, chosen.people)
    print(f"  settled by case: {dict(tally.settled.most_common())}")


if __name__ == "__main__":
    main()
