"""Labelled hard pairs for matching: namesakes, twins, father and son, misread numbers, new surnames.

    python -m benchmarks.matching.hard_pairs [--pairs 4000] [--people 6000] [--seed 1]

Prints wrong matches (goal 0), the recall of what is certain by the office's own sense (goal 97 %), the
share of unsettled papers left to people, and the time a match takes. All people are invented.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from benchmarks.matching.index import RecordIndex
from domain.ids import CertificationNumber
from domain.kinds import MatchStatus
from domain.records import CertificationRecord, MatchQuery
from processing.matching.rank import rank_matches


def _list_names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


FIRST = _list_names("""
James, Mary, Robert, Patricia, John, Jennifer, Michael, Linda, David, Elizabeth, William, Barbara,
Richard, Susan, Joseph, Jessica, Thomas, Sarah, Christopher, Karen, Daniel, Lisa, Matthew, Nancy,
Anthony, Sandra, Mark, Ashley, Steven, Emily, Paul, Donna, Andrew, Michelle, Joshua, Carol, Kenneth,
Amanda, Kevin, Melissa, Brian, Deborah, George, Stephanie, Timothy, Rebecca, Ronald, Laura, Jason,
Helen, Edward, Sharon, Jeffrey, Cynthia, Ryan, Kathleen, Jacob, Amy, Gary, Angela, Nicholas, Anna, Eric,
Ruth, Jonathan, Brenda, Stephen, Pamela, Larry, Nicole, Justin, Katherine, Scott, Samantha, Brandon,
Christine, Benjamin, Emma, Samuel, Catherine, Gregory, Virginia, Frank, Debra, Alexander, Rachel,
Raymond, Janet, Patrick, Maria, Jack, Heather, José, Renée, André, Zoë, Márcio, Évelyne, Óscar, Beyza,
Thanh, Wei, Nadège, Kwame, Ewa, Siobhán
""")
LAST = _list_names("""
Smith, Johnson, Williams, Brown, Jones, Garcia, Miller, Davis, Rodriguez, Martinez, Hernandez, Lopez,
Gonzalez, Wilson, Anderson, Thomas, Taylor, Moore, Jackson, Martin, Lee, Perez, Thompson, White, Harris,
Sanchez, Clark, Ramirez, Lewis, Robinson, Walker, Young, Allen, King, Wright, Scott, Torres, Nguyen,
Hill, Flores, Green, Adams, Nelson, Baker, Hall, Rivera, Campbell, Mitchell, Carter, Roberts, O'Brien,
Murphy, Sullivan, McCarthy, Kelly, Santos, Silva, Pereira, Cabral, Medeiros, Pierre-Louis, Jean-
Baptiste, Saint-Fleur, Núñez, Muñoz, Chávez, Kowalczyk, Nowak, Tran, Pham, Chen, Wang, Okafor, Mensah,
Desrosiers, LeBlanc, D'Angelo, DiNapoli, Rossi, Esposito, Fitzgerald, Donoghue, De La Cruz, St. Pierre,
Da Costa, Morales Vega, Van der Berg
""")
SHORT = {
    "William": "Bill",
    "Robert": "Bob",
    "Richard": "Rick",
    "Michael": "Mike",
    "Elizabeth": "Liz",
    "Thomas": "Tom",
    "Christopher": "Chris",
    "Katherine": "Kate",
    "Jennifer": "Jen",
    "Timothy": "Tim",
    "Matthew": "Matt",
    "Pamela": "Pam",
    "Rebecca": "Becky",
    "Joseph": "Joe",
    "Anthony": "Tony",
    "James": "Jim",
    "Patricia": "Pat",
    "Nicholas": "Nick",
    "Stephen": "Steve",
    "Samantha": "Sam",
    "Daniel": "Dan",
    "Margaret": "Peggy",
}
LOOKALIKE = {"0": "O", "1": "I", "5": "S", "8": "B"}
#: What handwriting and faxes do to letters; written for this benchmark, of no table of the matcher.
SMUDGES = (("m", "rn"), ("w", "vv"), ("d", "cl"), ("h", "b"), ("e", "c"), ("a", "o"), ("l", "i"), ("n", "u"))


@dataclass(frozen=True, slots=True)
class HardPair:
    """One paper's query, and the record it is truly about."""

    case: str
    query: MatchQuery
    record: CertificationRecord | None
    certain: bool | None
    """Whether the office would call it certain; otherwise a person decides. None: either, if right."""


@dataclass(slots=True)
class Tally:
    """What came of a set of pairs."""

    pairs: int = 0
    wrong: list[str] = field(default_factory=list)
    certain: int = 0
    found: int = 0
    unsettled: int = 0
    left_to_people: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    cases: Counter[str] = field(default_factory=Counter)
    settled: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.certain if self.certain else 1.0


class People:
    """A population with the relatives and coincidences that make matching hard."""

    def __init__(self, size: int, seed: int) -> None:
        self.rng = random.Random(seed)
        self.records: list[CertificationRecord] = []
        self.taken: set[str] = set()
        self.index = RecordIndex()
        self.twins: list[tuple[CertificationRecord, CertificationRecord]] = []
        self.relatives: list[tuple[CertificationRecord, CertificationRecord]] = []
        self.neighbours: list[tuple[CertificationRecord, CertificationRecord]] = []
        self.namesakes: list[tuple[CertificationRecord, CertificationRecord]] = []
        self.born_near: list[tuple[CertificationRecord, CertificationRecord]] = []
        self.two_levels: list[tuple[CertificationRecord, CertificationRecord]] = []
        while len(self.records) < size:
            self._add_family()

    def draw_number(self, prefix: str = "") -> str:
        while True:
            number = (prefix or self.rng.choice("EEEAPP")) + f"0{self.rng.randrange(780000, 970000)}"
            if number[1:] not in self.taken:
                self.taken.add(number[1:])
                return number

    def draw_person(self, **fixed: object) -> CertificationRecord:
        rng = self.rng
        number = str(fixed.pop("number", "")) or self.draw_number()
        person = CertificationRecord(
            certification_number=CertificationNumber(number),
            level={"E": "EMT", "A": "AEMT", "P": "Paramedic"}[number[0]],
            first_name=rng.choice(FIRST),
            middle_name=rng.choice(["", "", "J", "M", "A", rng.choice(FIRST)]),
            last_name=rng.choice(LAST)
            if rng.random() < 0.85
            else f"{rng.choice(LAST[:50])}-{rng.choice(LAST[:50])}",
            suffix="",
            status="Active",
            issued_on=None,
            expires_on=None,
            date_of_birth=date(1960, 1, 1) + timedelta(days=rng.randrange(16500)),
            ssn_last4=f"{rng.randrange(10000):04d}",
            former_names=(f"{rng.choice(FIRST)} {rng.choice(LAST[:50])}",) if rng.random() < 0.05 else (),
        )
        return replace(person, **fixed)  # type: ignore[arg-type]

    def _add(self, record: CertificationRecord) -> CertificationRecord:
        self.records.append(record)
        self.index.add(record)
        return record

    def replace_records(self, changed: Mapping[CertificationNumber, CertificationRecord]) -> None:
        """Give each record, wherever it is kept, its changed form; the keys it is found by stay."""

        def anew(record: CertificationRecord) -> CertificationRecord:
            return changed[record.certification_number]

        self.records = [anew(record) for record in self.records]
        self.index.change(anew)
        for known in (
            self.twins,
            self.relatives,
            self.neighbours,
            self.namesakes,
            self.born_near,
            self.two_levels,
        ):
            known[:] = [(anew(one), anew(other)) for one, other in known]

    def _add_family(self) -> None:
        one, rng = self._add(self.draw_person()), self.rng
        how = rng.random()
        if how < 0.08:
            first = rng.choice([n for n in FIRST if n != one.first_name])
            same = {"last_name": one.last_name, "date_of_birth": one.date_of_birth}
            self.twins.append((one, self._add(self.draw_person(first_name=first, **same))))
        elif how < 0.16:
            number = self._swap_digits(one.certification_number)
            if number[1:] not in self.taken:
                self.taken.add(number[1:])
                same = {
                    "first_name": one.first_name,
                    "last_name": one.last_name,
                    "middle_name": one.middle_name,
                }
                younger = self.draw_person(number=number, suffix="Jr.", **same)
                self.relatives.append((one, self._add(younger)))
        elif how < 0.24:
            number = self._swap_digits(one.certification_number)
            if number[1:] not in self.taken:
                self.taken.add(number[1:])
                self.neighbours.append((one, self._add(self.draw_person(number=number))))
        elif how < 0.32:
            same = {"first_name": one.first_name, "last_name": one.last_name}
            self.namesakes.append((one, self._add(self.draw_person(middle_name="", **same))))
        elif how < 0.40:
            born = one.date_of_birth.isoformat() if one.date_of_birth else "1970-01-01"
            near = date.fromisoformat(_other_digit(born, rng) if born[8] != "3" else born[:8] + "2" + born[9])
            same = {"first_name": one.first_name, "last_name": one.last_name, "date_of_birth": near}
            self.born_near.append((one, self._add(self.draw_person(middle_name=one.middle_name, **same))))
        elif how < 0.44:
            number = self.draw_number("P" if one.certification_number[0] == "E" else "E")
            level = "Paramedic" if number[0] == "P" else "EMT"
            twice = replace(one, certification_number=CertificationNumber(number), level=level)
            self.two_levels.append((one, self._add(twice)))

    def _swap_digits(self, number: str) -> str:
        place = self.rng.randrange(2, 6)
        return number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    def block(self, query: MatchQuery) -> list[CertificationRecord]:
        """Candidates as storage finds them."""
        return self.index.block(query)


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


def misread(text: str, rng: random.Random) -> str:
    """One letter of a long word other than it is."""
    words = text.split()
    place = max(range(len(words)), key=lambda n: len(words[n]))
    word = words[place]
    spot = rng.randrange(1, len(word))
    words[place] = word[:spot] + rng.choice("aceinorstu".replace(word[spot].lower(), "")) + word[spot + 1 :]
    return " ".join(words)


def smudge(text: str, rng: random.Random) -> str:
    """One letter of a name as a poor reader gives it: `Simmons` as `Simrnons`, `Walsh` as `Walsb`."""
    ways = [(a, b) for a, b in SMUDGES if a in text[1:]]
    if not ways:
        return text
    old, new = rng.choice(ways)
    return text[0] + text[1:].replace(old, new, 1)


def blur(text: str, letters: str, rng: random.Random) -> str:
    """Each letter or digit wrong with one chance in twelve, as on a very poor fax."""
    return "".join(rng.choice(letters) if c.isalnum() and rng.random() < 1 / 12 else c for c in text)


def off_by_one(number: str, rng: random.Random) -> str:
    """One digit of a number other than it is."""
    spot = rng.randrange(2, len(number))
    return number[:spot] + rng.choice("0123456789".replace(number[spot], "")) + number[spot + 1 :]


def make_pairs(people: People, rng: random.Random) -> Iterable[HardPair]:
    """One pair of each case, for ever."""
    singles = _without_relatives(people)
    makers = _single_makers(people, rng)
    while True:
        for case, certain, make in makers:
            record = rng.choice(singles)
            yield HardPair(case, make(record), record, certain)
        yield from _relative_pairs(people, rng)
        yield from _stranger_pairs(people, rng)


def _without_relatives(people: People) -> list[CertificationRecord]:
    """People of whose name and birth date there is only one record."""
    count = Counter((r.first_name, r.last_name) for r in people.records)
    born = Counter((r.last_name, r.date_of_birth) for r in people.records)
    return [
        r
        for r in people.records
        if count[r.first_name, r.last_name] == 1 and born[r.last_name, r.date_of_birth] == 1
    ]


def _single_makers(
    people: People, rng: random.Random
) -> list[tuple[str, bool | None, Callable[[CertificationRecord], MatchQuery]]]:
    def named(record: CertificationRecord, name: str, **more: bool) -> MatchQuery:
        return replace(ask(record, **more), names=(name,))

    def born(record: CertificationRecord, text: str, **more: bool) -> MatchQuery:
        return replace(ask(record, **more), date_of_birth=text)

    def lookalike(record: CertificationRecord) -> str:
        digits = "".join(
            LOOKALIKE.get(c, c) if rng.random() < 0.5 else c for c in record.certification_number[1:]
        )
        return record.certification_number[0] + digits

    def swapped(record: CertificationRecord) -> str:
        iso = record.date_of_birth.isoformat() if record.date_of_birth else ""
        return f"{iso[:4]}-{iso[8:]}-{iso[5:7]}"

    def short(record: CertificationRecord) -> str:
        return f"{SHORT.get(record.first_name, record.first_name)} {record.last_name}"

    def noisy(record: CertificationRecord) -> MatchQuery:
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

    def plain(record: CertificationRecord) -> str:
        return record.full_name.translate(str.maketrans("éèëóúñáíç", "eeeounaic")).upper()

    return [
        ("clean", True, ask),
        ("clean, no birth date", True, lambda r: ask(r, born=False)),
        ("name and birth date", True, lambda r: ask(r, number=False)),
        (
            "last, first",
            True,
            lambda r: named(r, f"{r.last_name}, {r.first_name} {r.middle_name}", number=False),
        ),
        ("capitals without accents", True, lambda r: named(r, plain(r), number=False)),
        ("middle name left out", True, lambda r: named(r, f"{r.first_name} {r.last_name}", number=False)),
        ("short form and number", True, lambda r: named(r, short(r))),
        ("number with letters for digits", True, lambda r: replace(ask(r), number=lookalike(r))),
        ("number without its letter", True, lambda r: replace(ask(r), number=r.certification_number[1:])),
        (
            "number without its zero",
            True,
            lambda r: replace(ask(r), number=r.certification_number[0] + r.certification_number[2:]),
        ),
        ("name misread, number and birth date", True, lambda r: named(r, misread(r.full_name, rng))),
        ("former name and number", True, lambda r: named(r, (r.former_names or (r.full_name,))[0])),
        ("month of birth only", True, lambda r: born(r, ask(r).date_of_birth[:7])),
        ("number misread", False, lambda r: replace(ask(r), number=off_by_one(r.certification_number, rng))),
        (
            "number misread, no birth date",
            False,
            lambda r: replace(ask(r, born=False), number=off_by_one(r.certification_number, rng)),
        ),
        (
            "another person's number",
            False,
            lambda r: replace(ask(r), number=rng.choice(people.records).certification_number),
        ),
        (
            "new surname and number",
            False,
            lambda r: named(r, f"{r.first_name} {rng.choice(['Zabriskie', 'Quimby'])}"),
        ),
        ("new surname, birth date", False, lambda r: named(r, f"{r.first_name} Quimby", number=False)),
        ("surname lengthened", False, lambda r: named(r, f"{r.first_name} {r.last_name}-Quimby")),
        (
            "day and month swapped",
            False,
            lambda r: born(r, swapped(r) if swapped(r) != ask(r).date_of_birth else "1999-09-09"),
        ),
        ("name only", False, lambda r: ask(r, number=False, born=False)),
        (
            "initial and birth date",
            False,
            lambda r: named(r, f"{r.first_name[0]} {r.last_name}", number=False),
        ),
        ("everything read badly", None, noisy),
        (
            "name smudged, number and birth date",
            None,
            lambda r: replace(named(r, smudge(r.full_name, rng)), name_confidence=0.6),
        ),
        (
            "a digit of the birth date read unsurely",
            True,
            lambda r: replace(
                born(r, _other_digit(ask(r).date_of_birth, rng)), date_of_birth_confidence=0.58
            ),
        ),
        (
            "a digit of the birth date is another one",
            False,
            lambda r: born(r, _other_digit(ask(r).date_of_birth, rng)),
        ),
        (
            "a digit before the digits for the prefix",
            None,
            lambda r: replace(ask(r), number=rng.choice("34689") + r.certification_number[1:]),
        ),
        ("blank lost before the surname", None, lambda r: named(r, _join_last_words(r.full_name))),
        ("name misread, birth date", False, lambda r: named(r, misread(r.full_name, rng), number=False)),
    ]


def _other_digit(iso: str, rng: random.Random) -> str:
    """The date with its last digit another one, still a day of that month."""
    return iso[:-1] + rng.choice([d for d in "12345678" if d != iso[-1]])


def _join_last_words(name: str) -> str:
    words = name.split()
    return " ".join((*words[:-2], "".join(words[-2:]).capitalize())) if len(words) > 2 else name


def _relative_pairs(people: People, rng: random.Random) -> Iterable[HardPair]:
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
    first, second = rng.choice(people.born_near)
    yield HardPair("namesake born a digit apart, no number", ask(first, number=False), first, False)
    yield HardPair(
        "namesake born a digit apart, the other's number",
        replace(ask(first), number=second.certification_number, date_of_birth_confidence=0.55),
        first,
        False,
    )
    yield HardPair("namesake born a digit apart, number and birth date", ask(first), first, True)
    left, right = rng.choice(people.neighbours)
    yield HardPair("neighbouring number", replace(ask(left), number=right.certification_number), left, False)
    yield HardPair(
        "neighbouring number, no birth date",
        MatchQuery(number=right.certification_number, names=(left.full_name,)),
        left,
        False,
    )
    yield HardPair("own number beside a neighbour", ask(left), left, True)
    mine, theirs = rng.choice(people.namesakes)
    yield HardPair(
        "namesake, name only", MatchQuery(names=(f"{mine.first_name} {mine.last_name}",)), mine, False
    )
    yield HardPair("namesake, number and birth date", ask(mine), mine, True)
    yield HardPair(
        "namesake, the other's number", replace(ask(mine), number=theirs.certification_number), mine, False
    )
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


def measure(pairs: int, people: int, seed: int) -> Tally:
    """Match `pairs` hard pairs against a population of `people`."""
    population, tally = People(people, seed), Tally()
    for pair in make_pairs(population, random.Random(seed + 1)):
        if tally.pairs == pairs:
            return tally
        count_pair(pair, population, tally)
    return tally


def count_pair(pair: HardPair, population: People, tally: Tally) -> None:
    """Match one pair and count what came of it."""
    block = population.block(pair.query)
    started = time.perf_counter()
    match = rank_matches(pair.query, block)
    tally.seconds.append(time.perf_counter() - started)
    settled = match.status is MatchStatus.MATCHED
    right = bool(settled and match.best and pair.record) and (
        match.best.certification_number == pair.record.certification_number  # type: ignore[union-attr]
    )
    tally.pairs += 1
    tally.cases[pair.case] += 1
    tally.settled[pair.case] += settled
    if settled and not right:
        tally.wrong.append(pair.case)
    if pair.certain:
        tally.certain += 1
        tally.found += right
        tally.missed[pair.case] += not right
    elif pair.certain is False:
        tally.unsettled += 1
        tally.left_to_people += not settled


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=4000)
    parser.add_argument("--people", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    print_tally(measure(chosen.pairs, chosen.people, chosen.seed), chosen.people)


def print_tally(tally: Tally, people: int) -> None:
    """What came of the pairs, in a few lines."""
    ordered = sorted(tally.seconds)
    print(f"{tally.pairs} pairs of {len(tally.cases)} cases against {people} people")
    print(f"wrong matches: {len(tally.wrong)} {dict(Counter(tally.wrong))}")
    print(f"recall of certain: {tally.recall:.4f} ({tally.found} of {tally.certain})")
    print(f"  missed: { {c: n for c, n in tally.missed.most_common() if n} }")
    print(f"left to people where unsettled: {tally.left_to_people} of {tally.unsettled}")
    middle, worst = 1000 * ordered[len(ordered) // 2], 1000 * ordered[-1]
    print(f"milliseconds a match: median {middle:.2f}, worst {worst:.1f}")


if __name__ == "__main__":
    main()
