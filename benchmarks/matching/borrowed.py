"""Papers on which something is another person's: a relative's number, birth date or last four digits.

    python -m benchmarks.matching.borrowed [--papers 20000] [--seed 1]

Each paper is of one person and borrows what it shows from a second: a twin, parent, namesake, sibling of a
like name, or somebody whose married name was another's before. The names come from many countries and are
written in many orders. A match to the second person is wrong wherever the paper shows, surely read, anything
that is the first one's and cannot be the second's. Where nothing is borrowed, what is written as on the
record has to be found. Names, relations and noise owe nothing to `hard_pairs` and `worded_pairs`.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from benchmarks.matching.index import RecordIndex
from domain.ids import CertificationNumber
from domain.kinds import MatchStatus
from domain.records import CertificationRecord, MatchQuery
from processing.matching.rank import rank_matches

#: Given names in pairs that are easily taken for one another, and surnames, by where people come from.
ORIGINS: dict[str, tuple[str, str]] = {
    "anglo": ("John Joan,Francis Frances,Daniel Danielle,Eric Erica,Terrence Teresa,Carl Carla,Jean Joan",
              "Hansen Hanson,Stephens Stevens,O'Neill O'Neil,MacLeod McLeod,Reed Reid,Clarke Clark"),
    "portuguese": ("João Joana,Mário Maria,Paulo Paula,Adriano Adriana,Carlos Carla,José Josefa",
                   "Ferreira da Silva,dos Santos,Pereira Lima,Souza Sousa,Moniz Muniz,da Costa"),
    "spanish": ("Juan Juana,Luis Luisa,Ángel Ángela,Julio Julia,Mario María,Manuel Manuela",
                "Morales Vega,de la Cruz,Núñez Nunes,Jiménez Giménez,García Lorca,Del Valle"),
    "haitian": ("Jean Jeanne,Pierre Pierrette,Michel Michèle,Junior Junie,Marie Mario,Frantz Franz",
                "Jean Pierre,Pierre-Louis,Saint-Fleur,Jean-Baptiste,Desir Désiré,Louis Louissaint"),
    "vietnamese": ("Minh Linh,Mai Mei,Hoa Hoai,Thanh Thang,Lan Loan,An Anh",
                   "Nguyen Nguyễn,Tran Trang,Pham Phan,Le Ly,Vo Vu,Dang Dong"),
    "khmer": ("Dara Sara,Sok Sokha,Bopha Bophal,Rith Rithy,Sophal Sophea,Chan Chann",
              "Chea Chheang,Keo Kao,Sok Sok,Heng Hang,Meas Mean,Pich Pech"),
    "arab": ("Mohammed Mahmoud,Ahmed Amed,Md Mo,Youssef Yusuf,Amina Amira,Ali Aliya",
             "El Amin,Al-Masri,Haddad Hadad,bin Saleh,Khoury Khouri,Rahman Rehman"),
}  # fmt: skip
MIDDLE = ("", "", "", "Ann", "Lee", "Thi", "Van", "Marie", "J", "R", "Quincy")
CONFIDENCES = (0.3, 0.6, 0.85, 0.97, 0.99, 0.99)


@dataclass(slots=True)
class Tally:
    """What came of the papers."""

    papers: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    """Of people with a record, by relation."""
    strangers: Counter[str] = field(default_factory=Counter)
    """Of people without one, whose paper was matched to the second person."""
    examples: list[str] = field(default_factory=list)
    certain: int = 0
    found: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    settled: int = 0


class Pairs:
    """Draws two people who are easily taken for one another, and a paper of the first."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.relations: tuple[tuple[str, Callable[[CertificationRecord], CertificationRecord]], ...] = (
            ("twin", self.twin), ("father", self.father), ("namesake", self.namesake),
            ("neighbour", self.neighbour), ("maiden name", self.maiden), ("level", self.level),
        )  # fmt: skip

    def draw(self) -> CertificationRecord:
        rng = self.rng
        given, surname = ORIGINS[rng.choice(sorted(ORIGINS))]
        first = rng.choice(rng.choice(given.split(",")).split())
        pseudo = rng.random() < 0.1
        return CertificationRecord(
            certification_number=CertificationNumber(self.number()),
            level="EMT",
            first_name=first,
            middle_name=rng.choice(MIDDLE),
            last_name=rng.choice(surname.split(",")),
            suffix=rng.choice(["", "", "", "", "Jr.", "III"]),
            status="Active",
            issued_on=None,
            expires_on=None,
            date_of_birth=date(1955, 1, 1) + timedelta(days=rng.randrange(18000)),
            ssn_last4=f"{rng.randrange(10000):04d}",
            ssn_is_pseudo=pseudo,
        )

    def number(self) -> str:
        return self.rng.choice("EEAP") + f"09{self.rng.randrange(10000, 99999)}"

    def twin(self, one: CertificationRecord) -> CertificationRecord:
        """Born the same day, a first name that is nearly the other's, often the next number."""
        given = ",".join(names for names, _ in ORIGINS.values()).split(",")
        pairs = [pair.split() for pair in given]
        other = next((p[1 - p.index(one.first_name)] for p in pairs if one.first_name in p), "Ana")
        digits = int(one.certification_number[1:]) + self.rng.choice([1, 1, 1000])
        return replace(self.draw(), first_name=other, last_name=one.last_name, suffix="",
                       date_of_birth=one.date_of_birth,
                       certification_number=CertificationNumber(f"{one.certification_number[0]}{digits:07d}"),
                       middle_name=self.rng.choice([one.middle_name, "", "Ann"]))  # fmt: skip

    def father(self, one: CertificationRecord) -> CertificationRecord:
        born = (one.date_of_birth or date(1980, 1, 1)) - timedelta(days=self.rng.randrange(7000, 12000))
        return replace(self.draw(), first_name=one.first_name, last_name=one.last_name, date_of_birth=born,
                       middle_name=self.rng.choice([one.middle_name, ""]),
                       suffix="" if one.suffix else self.rng.choice(["", "Sr."]))  # fmt: skip

    def namesake(self, one: CertificationRecord) -> CertificationRecord:
        born = one.date_of_birth or date(1980, 1, 1)
        near = replace_year(born, born.year + self.rng.choice([0, 1, 10]))
        return replace(self.draw(), first_name=one.first_name, last_name=one.last_name, suffix="",
                       date_of_birth=near + timedelta(days=self.rng.choice([0, 1, 9, 30])))  # fmt: skip

    def neighbour(self, one: CertificationRecord) -> CertificationRecord:
        number, place = one.certification_number, self.rng.randrange(3, 7)
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        return replace(self.draw(), certification_number=CertificationNumber(swapped))

    def maiden(self, one: CertificationRecord) -> CertificationRecord:
        """She bears what was the first one's name before, or bore what is the first one's now."""
        own = self.draw()
        return replace(own, first_name=one.first_name, former_names=(f"{one.first_name} {one.last_name}",))

    def level(self, one: CertificationRecord) -> CertificationRecord:
        """The same digits under another letter."""
        letter = self.rng.choice("EAP".replace(one.certification_number[0], ""))
        number = CertificationNumber(letter + one.certification_number[1:])
        last = self.rng.choice([one.last_name, "Quimby"])
        return replace(self.draw(), last_name=last, certification_number=number)

    def write_name(self, record: CertificationRecord) -> tuple[str, bool]:
        """(the name as somebody writes it, whether that is the whole name in an ordinary order)."""
        first, middle, last, suffix = (
            record.first_name, record.middle_name, record.last_name, record.suffix)  # fmt: skip
        ways = (
            (record.full_name, True), (record.full_name.upper(), True),
            (f"{last}, {first} {middle}".rstrip() + (f", {suffix}" if suffix else ""), True),
            (f"{first} {last}", True), (f"{last} {middle} {first}", False), (f"{first[0]}. {last}", False),
            (f"{first} {last.split()[-1]}", False), (f"Ms. {last}", False),
            (f"{first} {middle[:1]} {last} {suffix}", False),
        )  # fmt: skip
        text, whole = self.rng.choice(ways)
        return " ".join(text.split()), whole


def replace_year(day: date, year: int) -> date:
    """The same day of another year; the 28th where it has no such day."""
    return day.replace(year=year, day=min(day.day, 28))


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper, whose it is, and whether the second person can be told from what it shows."""

    relation: str
    query: MatchQuery
    own: CertificationRecord
    tells_apart: bool
    certain: bool
    listed: bool = True
    """Whether the person has a record."""


def draw_paper(pairs: Pairs, relation: str, own: CertificationRecord, other: CertificationRecord) -> Paper:
    """A paper of `own` on which some values are `other`'s."""
    rng = pairs.rng
    lender = {f: rng.choice([own, own, None]) for f in ("number", "born", "last4")}
    if rng.random() < 0.6:
        lender[rng.choice(sorted(lender))] = other
    name, whole = pairs.write_name(own)
    sure = {f: rng.choice(CONFIDENCES) for f in ("number", "name", "born", "last4")}
    number, born, last4 = (lender[f] for f in ("number", "born", "last4"))
    query = MatchQuery(
        number=number.certification_number if number else "", number_confidence=sure["number"],
        names=(name,), name_confidence=sure["name"],
        date_of_birth=str(born.date_of_birth) if born else "", date_of_birth_confidence=sure["born"],
        ssn_last4=last4.ssn_last4 if last4 else "", ssn_last4_confidence=sure["last4"],
    )  # fmt: skip
    return Paper(relation, query, own, _tells_apart(query, own, other),
                 whole and number is own and born in (own, None) and last4 in (own, None))  # fmt: skip


def _tells_apart(query: MatchQuery, own: CertificationRecord, other: CertificationRecord) -> bool:
    """Whether anything read surely is the first one's and cannot be the second's."""
    sure = 0.9
    numbered = query.number_confidence >= sure and query.number == own.certification_number
    born = query.date_of_birth_confidence >= sure and query.date_of_birth == str(own.date_of_birth)
    digits = query.ssn_last4_confidence >= sure and query.ssn_last4 == own.ssn_last4
    return (
        numbered
        or (born and own.date_of_birth != other.date_of_birth)
        or (digits and not other.ssn_is_pseudo and own.ssn_last4 != other.ssn_last4)
        or (query.name_confidence >= sure and _names_another(query.names[0], own, other))
    )


def _names_another(name: str, own: CertificationRecord, other: CertificationRecord) -> bool:
    """Whether the name as written shows the first one's first name or suffix, and the second has another."""
    first = own.first_name.casefold() in name.casefold().replace(",", " ").split()
    others = {other.first_name, *(n.split()[0] for n in other.former_names)}
    suffixed = bool(own.suffix) and own.suffix.casefold() in name.casefold() and other.suffix != own.suffix
    return (first and own.first_name not in others) or suffixed


def draw_papers(seed: int, listed: float) -> Iterator[tuple[Paper, CertificationRecord, RecordIndex]]:
    """Papers for ever, each with the second person and the records; some people have none themselves."""
    pairs = Pairs(seed)
    crowd = [pairs.draw() for _ in range(300)]
    while True:
        for relation, make in pairs.relations:
            own = pairs.draw()
            other = make(own)
            if own.certification_number == other.certification_number:
                continue
            known = pairs.rng.random() < listed
            index = RecordIndex()
            for record in ([own] if known else []) + [other, *pairs.rng.sample(crowd, 20)]:
                index.add(record)
            paper = draw_paper(pairs, relation, own, other)
            yield replace(paper, certain=paper.certain and known, listed=known), other, index


def measure(papers: int, seed: int, listed: float = 0.8) -> Tally:
    """Match so many papers."""
    tally = Tally()
    for paper, other, index in draw_papers(seed, listed):
        if tally.papers == papers:
            break
        _count(paper, other, index, tally)
    return tally


def _count(paper: Paper, other: CertificationRecord, index: RecordIndex, tally: Tally) -> None:
    match = rank_matches(paper.query, index.block(paper.query))
    number = match.best.certification_number if match.best and match.status is MatchStatus.MATCHED else ""
    tally.papers += 1
    tally.settled += bool(number)
    stranger = bool(number) and number not in (paper.own.certification_number, other.certification_number)
    if stranger or (number == other.certification_number and paper.tells_apart):
        (tally.wrong if paper.listed else tally.strangers)[paper.relation] += 1
        tally.examples.append(f"{paper.relation}: {paper.query} is {paper.own}, not {other}")
    if paper.certain:
        tally.certain += 1
        tally.found += number == paper.own.certification_number
        tally.missed[paper.relation] += number != paper.own.certification_number


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--papers", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=0, help="print so many wrong matches")
    chosen = parser.parse_args()
    tally = measure(chosen.papers, chosen.seed)
    print(f"{tally.papers} papers, {tally.settled} matched")
    print(f"wrong matches: {tally.wrong.total()} {dict(tally.wrong)}")
    print(f"people without a record taken for the second: {dict(tally.strangers)}")
    print(f"found of what is written as on the record: {tally.found} of {tally.certain}")
    print(f"  missed: { {relation: n for relation, n in tally.missed.items() if n} }")
    for example in tally.examples[: chosen.examples]:
        print(example)


if __name__ == "__main__":
    main()
