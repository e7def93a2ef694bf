"""Papers with the record that each is truly of, for learning how much an agreement says.

People come from the crowd, some with twins, sons, namesakes and numbers a slip away beside them. What a
person
writes differs from the record as assumed in `SLIPS` (an office's own decided cases would tell); how it is
read is as the real readers read drawn papers (`benchmarks/matching/readings.py`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from benchmarks.matching.crowd import invent_crowd
from benchmarks.matching.index import RecordIndex
from benchmarks.matching.readings import Misreader, Reading
from domain.ids import CertificationNumber
from domain.records import CertificationRecord, MatchQuery
from processing.matching.nicknames import forms_of

#: Shares of papers on which a person writes other than the record has it. Assumed: no papers of an office
#: were at hand, and the figures are what its staff describe as common, uncommon and rare.
SLIPS: Mapping[str, Mapping[str, float]] = {
    "name": {"full": 0.42, "short": 0.26, "initial": 0.19, "turned": 0.05, "nickname": 0.03, "new": 0.03,
             "first initial": 0.01, "half surname": 0.01},
    "number": {"own": 0.975, "former level": 0.01, "swapped": 0.004, "digit": 0.006, "another's": 0.005},
    "date": {"own": 0.985, "swapped": 0.004, "digit": 0.005, "month": 0.003, "another's": 0.003},
    "last4": {"own": 0.985, "digit": 0.005, "another's": 0.01},
    "level": {"own": 0.93, "another": 0.07},
}  # fmt: skip

#: Shares of papers that show a field at all.
SHOWN = {"number": 0.6, "date": 0.65, "last4": 0.3, "level": 0.6}

#: Share of papers whose person has no record.
STRANGERS = 0.03

#: Share of senders that write from an address of some record: the person's own, or another's.
OWN_ADDRESS, OTHERS_ADDRESS = 0.3, 0.01


@dataclass(frozen=True, slots=True)
class Labelled:
    """One paper's query and its record; which fields were read rightly."""

    query: MatchQuery
    record: CertificationRecord
    listed: bool
    """Whether the record is among those that are searched."""
    right: frozenset[str]


def invent_population(count: int, seed: int) -> list[CertificationRecord]:
    """A crowd in which every twelfth has a relative or somebody who is easily mistaken."""
    rng, people = Random(seed), list(invent_crowd(count, seed))
    spare = iter(range(5_000_000, 9_000_000, 7))
    taken = {p.certification_number[1:] for p in people}
    kin = []
    for person in people[::12]:
        number = next(n for n in (f"{n:07d}" for n in spare) if n not in taken)
        kin.append(_make_kin(person, rng.choice(people), CertificationNumber(f"E{number}"), rng))
    return people + kin


def _make_kin(
    person: CertificationRecord, other: CertificationRecord, number: CertificationNumber, rng: Random
) -> CertificationRecord:
    new = replace(other, certification_number=number, level="EMT", email="")
    home = replace(new, address_line1=person.address_line1, city=person.city, phone=person.phone)
    ways: tuple[Callable[[], CertificationRecord], ...] = (
        lambda: replace(home, last_name=person.last_name, date_of_birth=person.date_of_birth),
        lambda: replace(home, last_name=person.last_name),
        lambda: replace(
            home,
            first_name=person.first_name,
            last_name=person.last_name,
            suffix="Jr.",
            middle_name="",
        ),
        lambda: replace(new, first_name=person.first_name, last_name=person.last_name),
        lambda: replace(new, first_name=person.first_name, date_of_birth=person.date_of_birth),
    )
    return rng.choice(ways)()


class PaperMaker:
    """Draws papers of a population."""

    def __init__(
        self, people: Sequence[CertificationRecord], readings: Sequence[Reading], rng: Random
    ) -> None:
        self._people = people
        self._rng = rng
        self._reader = Misreader(readings, rng)

    def papers(self, count: int) -> Iterator[Labelled]:
        """Some papers, a few of them of people without a record."""
        strangers = list(invent_crowd(1_000, 987))
        for _ in range(count):
            listed = self._rng.random() >= STRANGERS
            yield self._paper(self._rng.choice(self._people if listed else strangers), listed)

    def _paper(self, person: CertificationRecord, listed: bool) -> Labelled:
        other = self._rng.choice(self._people)
        name = self._read("name", self._name(person, other), person, other)
        number = self._read("number", self._number(person, other), person, other)
        born = self._read("date", self._date(person, other), person, other)
        last4 = self._read("last4", self._last4(person, other), person, other)
        drawn = self._rng.random()
        query = MatchQuery(
            number=number[0], number_confidence=number[1], names=(name[0],), name_confidence=name[1],
            date_of_birth=born[0], date_of_birth_confidence=born[1], ssn_last4=last4[0],
            ssn_last4_confidence=last4[1], level=self._level(person),
            email=person.email if drawn < OWN_ADDRESS else other.email if drawn > 1 - OTHERS_ADDRESS else "",
        )  # fmt: skip
        fields = {"name": name, "number": number, "date": born, "last4": last4}
        return Labelled(query, person, listed, frozenset(f for f, read in fields.items() if read[2]))

    def _read(
        self, kind: str, value: str, person: CertificationRecord, other: CertificationRecord
    ) -> tuple[str, float, bool]:
        if not value or (kind in SHOWN and self._rng.random() > SHOWN[kind]):
            return "", 1.0, False
        beside: Mapping[str, list[str]] = {
            "name": [other.full_name], "number": [other.certification_number],
            "date": [str(other.date_of_birth), str(person.issued_on)], "last4": [other.ssn_last4],
        }  # fmt: skip
        return self._reader.read(kind, value, beside[kind])

    def _way(self, kind: str) -> str:
        ways = SLIPS[kind]
        return self._rng.choices(list(ways), list(ways.values()))[0]

    def _name(self, person: CertificationRecord, other: CertificationRecord) -> str:
        first, middle, last, suffix = (
            person.first_name, person.middle_name, person.last_name, person.suffix,
        )  # fmt: skip
        known = forms_of(first.casefold())
        names = {
            "full": person.full_name,
            "short": f"{first} {last}",
            "initial": f"{first} {middle[:1]} {last} {suffix}".replace("  ", " "),
            "turned": f"{last}, {first} {middle}".strip(),
            "nickname": f"{self._rng.choice(known).title() if known else first} {last}",
            "new": f"{first} {middle} {other.last_name}".replace("  ", " "),
            "first initial": f"{first[:1]} {last}",
            "half surname": f"{first} {last.split('-')[0]}",
        }
        return names[self._way("name")]

    def _number(self, person: CertificationRecord, other: CertificationRecord) -> str:
        number, way = str(person.certification_number), self._way("number")
        if way == "former level":
            return self._rng.choice([p for p in "EAP" if p != number[0]]) + number[1:]
        if way == "another's":
            return other.certification_number
        return self._slip(number, way)

    def _date(self, person: CertificationRecord, other: CertificationRecord) -> str:
        born, way = person.date_of_birth or date(1970, 1, 1), self._way("date")
        if way == "swapped" and born.day <= 12:
            return f"{born.year}-{born.day:02d}-{born.month:02d}"
        if way == "month":
            return born.isoformat()[:7]
        if way == "another's":
            return str(other.date_of_birth)
        return self._slip(born.isoformat(), way) if way == "digit" else born.isoformat()

    def _last4(self, person: CertificationRecord, other: CertificationRecord) -> str:
        way = self._way("last4")
        return other.ssn_last4 if way == "another's" else self._slip(person.ssn_last4, way)

    def _slip(self, digits: str, way: str) -> str:
        place = self._rng.randrange(max(len(digits) - 4, 0), len(digits) - 1)
        if way == "swapped":
            return digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        if way == "digit":
            place = len(digits) - 1
            return digits[:place] + self._rng.choice("0123456789".replace(digits[place], ""))
        return digits

    def _level(self, person: CertificationRecord) -> str:
        if self._rng.random() > SHOWN["level"]:
            return ""
        another = [level for level in ("EMT", "AEMT", "Paramedic") if level != person.level]
        return person.level if self._way("level") == "own" else self._rng.choice(another)


def index_records(people: Sequence[CertificationRecord]) -> RecordIndex:
    """The people by their blocking keys."""
    index = RecordIndex()
    for person in people:
        index.add(person)
    return index
