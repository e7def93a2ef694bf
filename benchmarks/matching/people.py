"""Invented people with the relatives and coincidences that make matching hard."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from benchmarks.matching.index import RecordIndex
from benchmarks.matching.noise import other_digit
from domain.ids import CertificationNumber
from domain.records import CertificationRecord, MatchQuery

#: Two people who are alike, or one person's two credentials.
Two = tuple[CertificationRecord, CertificationRecord]


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


class People:
    """A population with the relatives and coincidences that make matching hard."""

    def __init__(self, size: int, seed: int) -> None:
        self.rng = random.Random(seed)
        self.records: list[CertificationRecord] = []
        self.taken: set[str] = set()
        self.index = RecordIndex()
        self.twins: list[Two] = []
        self.relatives: list[Two] = []
        self.neighbours: list[Two] = []
        self.namesakes: list[Two] = []
        self.born_near: list[Two] = []
        self.two_levels: list[Two] = []
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
        one, how = self._add(self.draw_person()), self.rng.random()
        for bound, add in (
            (0.08, self._add_twin),
            (0.16, self._add_son),
            (0.24, self._add_neighbour),
            (0.32, self._add_namesake),
            (0.40, self._add_born_near),
            (0.44, self._add_level),
        ):
            if how < bound:
                return add(one)
        return None

    def _add_twin(self, one: CertificationRecord) -> None:
        first = self.rng.choice([n for n in FIRST if n != one.first_name])
        twin = self.draw_person(first_name=first, last_name=one.last_name, date_of_birth=one.date_of_birth)
        self.twins.append((one, self._add(twin)))

    def _add_son(self, one: CertificationRecord) -> None:
        number = self._swap_digits(one.certification_number)
        if number[1:] not in self.taken:
            self.taken.add(number[1:])
            names = {name: getattr(one, name) for name in ("first_name", "last_name", "middle_name")}
            son = self.draw_person(number=number, suffix="Jr.", **names)
            self.relatives.append((one, self._add(son)))

    def _add_neighbour(self, one: CertificationRecord) -> None:
        number = self._swap_digits(one.certification_number)
        if number[1:] not in self.taken:
            self.taken.add(number[1:])
            self.neighbours.append((one, self._add(self.draw_person(number=number))))

    def _add_namesake(self, one: CertificationRecord) -> None:
        namesake = self.draw_person(middle_name="", first_name=one.first_name, last_name=one.last_name)
        self.namesakes.append((one, self._add(namesake)))

    def _add_born_near(self, one: CertificationRecord) -> None:
        born = one.date_of_birth.isoformat() if one.date_of_birth else "1970-01-01"
        near = other_digit(born, self.rng) if born[8] != "3" else born[:8] + "2" + born[9]
        names = {name: getattr(one, name) for name in ("first_name", "last_name", "middle_name")}
        self.born_near.append(
            (one, self._add(self.draw_person(date_of_birth=date.fromisoformat(near), **names)))
        )

    def _add_level(self, one: CertificationRecord) -> None:
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
