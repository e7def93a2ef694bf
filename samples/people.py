"""Invented people and their certification records. Nobody here exists; numbers are 555-01xx."""

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

from samples.names import CITIES, FAMILIES, NICKNAMES, STREETS

COLUMNS = [
    "certification_number",
    "level",
    "first_name",
    "middle_name",
    "last_name",
    "suffix",
    "date_of_birth",
    "ssn_last4",
    "email",
    "phone",
    "address_line1",
    "city",
    "state",
    "zip",
    "status",
    "issued_on",
    "expires_on",
    "former_names",
    "ssn_is_pseudo",
]
PREFIX = {"EMT": "E", "AEMT": "A", "Paramedic": "P"}
STATUSES = (
    ("Current", 62), ("Active", 14), ("Expired", 14), ("Probation", 2), ("Suspension", 2),
    ("Surrendered", 1), ("Revoked", 1), ("Non-Disciplinary Restriction", 1), ("Void", 1),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in its parts."""

    first: str
    middle: str
    last: str
    suffix: str = ""

    @property
    def full(self) -> str:
        """`Maria L. Souza Jr.` order."""
        return " ".join(part for part in (self.first, self.middle, self.last, self.suffix) if part)

    @property
    def short(self) -> str:
        """First and last, with the suffix."""
        return " ".join(part for part in (self.first, self.last, self.suffix) if part)

    @property
    def last_first(self) -> str:
        """`Souza Jr., Maria L`."""
        family = f"{self.last} {self.suffix}".strip()
        return f"{family}, {self.first} {self.middle}".strip()

    @property
    def initials(self) -> str:
        """First, middle initial, last, suffix."""
        middle = self.middle[:1] + "." if self.middle else ""
        return " ".join(part for part in (self.first, middle, self.last, self.suffix) if part)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a certification record; layouts get a copy as the paper shows them."""

    name: Name
    new_name: Name
    """The name they change to: what a name-change paper calls the new name. `name` is the former one."""
    number: str
    level: str
    """`EMT`, `AEMT` or `Paramedic`."""
    date_of_birth: date
    ssn: str
    """Nine digits, in ranges that are never issued (area 9xx)."""
    sex: str
    """`F`, `M` or `X`."""
    email: str
    phone: str
    street: str
    city: str
    state: str
    zip: str
    status: str
    issued_on: date
    expires_on: date
    former_names: tuple[str, ...] = ()
    ssn_is_pseudo: bool = False

    @property
    def ssn_last4(self) -> str:
        """The last four digits."""
        return self.ssn[-4:]

    @property
    def address(self) -> str:
        """In one line."""
        return f"{self.street}, {self.city}, {self.state} {self.zip}"

    @property
    def nickname(self) -> str:
        """What friends call them; the first name where there is none."""
        return NICKNAMES.get(self.name.first, self.name.first)


@lru_cache(maxsize=200_000)
def fold_name(text: str) -> str:
    """Return the text in plain lower-case ASCII letters and digits."""
    plain = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain.casefold() if c.isalnum() and c.isascii())


def invent_people(count: int, rng: Random) -> list[Person]:
    """Return `count` people, among them namesakes, twins, fathers and sons, and transposed numbers."""
    people: list[Person] = []
    taken: set[str] = set()
    while len(people) < count:
        person = invent_person(rng, taken)
        people.append(person)
        kin = rng.random()
        if kin < 0.015:
            people.append(_namesake(person, rng, taken))
        elif kin < 0.025:
            people.append(_twin(person, rng, taken))
        elif kin < 0.035 and person.sex == "M":
            people.append(_son(person, rng, taken))
        elif kin < 0.05:
            people.append(_with_transposed_number(person, rng, taken))
        elif kin < 0.06:
            people.append(_upgraded(person, rng, taken))
    return people[:count]


def invent_person(rng: Random, taken: set[str]) -> Person:
    """Return one person whose number is not in `taken`, and add it there."""
    family = rng.choice(FAMILIES)
    sex = rng.choices("FMX", (48, 48, 4))[0]
    firsts = family.women if sex == "F" else family.men if sex == "M" else family.women + family.men
    last = rng.choice(family.lasts)
    if rng.random() < 0.06:
        last = f"{last}{'-' if rng.random() < 0.8 else ' '}{rng.choice(rng.choice(FAMILIES).lasts)}"
    middle = rng.choices((rng.choice(firsts), rng.choice("ABCDEFGHJKLMNPRSTW"), ""), (35, 30, 35))[0]
    suffix = rng.choices(("", "Jr.", "Sr.", "II", "III"), (93, 3, 1, 1, 2))[0] if sex == "M" else ""
    name = Name(rng.choice(firsts), middle, last, suffix)
    level = rng.choices(("EMT", "AEMT", "Paramedic"), (68, 8, 24))[0]
    born = date(1955, 1, 1) + timedelta(days=rng.randrange(365 * 52))
    status = rng.choices([s for s, _ in STATUSES], [w for _, w in STATUSES])[0]
    expires = date(rng.choice((2027, 2028)) if status != "Expired" else rng.randint(2012, 2025), 3, 31)
    issued = date(
        rng.randint(max(2000, born.year + 18), 2026) if born.year < 2006 else 2026, rng.randint(1, 8), 14
    )
    city, state, postcode = rng.choices(CITIES, [c[3] for c in CITIES])[0][:3]
    mail_name = rng.choice(
        (f"{name.first}.{name.last}", f"{name.first[0]}{name.last}", f"{name.last}{born.year % 100:02d}")
    )
    return Person(
        name=name, new_name=invent_new_name(name, sex, born, rng), number=_free_number(PREFIX[level], rng, taken),
        level=level, date_of_birth=born, sex=sex,
        ssn=f"9{rng.randrange(10**8):08d}",
        email=f"{''.join(fold_name(p) + '.' for p in mail_name.split('.')).strip('.')}@{rng.choice(MAIL_DOMAINS)}",
        phone=invent_phone(rng), street=f"{rng.randint(1, 980)} {rng.choice(STREETS)}",
        city=city, state=state, zip=postcode, status=status, issued_on=min(issued, expires), expires_on=expires,
        ssn_is_pseudo=rng.random() < 0.01,
    )  # fmt: skip


MAIL_DOMAINS = (
    "mailbox.example",
    "inbox.example.com",
    "postfach.example",
    "quickmail.example.net",
    "bayline.example.org",
)


def invent_phone(rng: Random, area: str = "") -> str:
    """Return a number in the range kept for fiction: `(617) 555-0123`."""
    area = area or rng.choice(("617", "508", "413", "978", "781", "857", "774", "351", "339"))
    return f"({area}) 555-01{rng.randrange(100):02d}"


def invent_new_name(name: Name, sex: str, born: date, rng: Random) -> Name:
    """Return the name after marriage, divorce or a court's order."""
    other = rng.choice(rng.choice(FAMILIES).lasts)
    style = rng.random()
    if style < 0.6:
        return replace(name, last=other, suffix="")
    if style < 0.75:
        return replace(name, last=f"{name.last}-{other}", suffix="")
    if style < 0.85:
        return replace(name, middle=name.last.split("-")[0], last=other, suffix="")
    family = rng.choice(FAMILIES)
    return replace(name, first=rng.choice(family.women if sex == "F" else family.men), middle=name.middle)


def _free_number(prefix: str, rng: Random, taken: set[str]) -> str:
    while True:
        number = f"{prefix}{rng.choice('089')}{rng.randrange(10**6):06d}"
        if number not in taken:
            taken.add(number)
            return number


def _another(person: Person, rng: Random, taken: set[str]) -> Person:
    other = invent_person(rng, taken)
    return replace(other, sex=person.sex)


def _namesake(person: Person, rng: Random, taken: set[str]) -> Person:
    return replace(
        _another(person, rng, taken), name=replace(person.name, middle=""), new_name=person.new_name
    )


def _twin(person: Person, rng: Random, taken: set[str]) -> Person:
    family = next(f for f in FAMILIES if person.name.first in f.women + f.men)
    first = rng.choice(family.women if person.sex == "F" else family.men)
    return replace(
        _another(person, rng, taken), name=replace(person.name, first=first), date_of_birth=person.date_of_birth,
        street=person.street, city=person.city, state=person.state, zip=person.zip,
    )  # fmt: skip


def _son(person: Person, rng: Random, taken: set[str]) -> Person:
    born = date(
        min(2006, person.date_of_birth.year + rng.randint(22, 33)), rng.randint(1, 12), rng.randint(1, 28)
    )
    return replace(
        _another(person, rng, taken), name=replace(person.name, suffix="Jr."), date_of_birth=born,
        street=person.street, city=person.city, state=person.state, zip=person.zip,
    )  # fmt: skip


def _with_transposed_number(person: Person, rng: Random, taken: set[str]) -> Person:
    digits = list(person.number)
    at = rng.randrange(2, len(digits) - 1)
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    number = "".join(digits)
    other = _another(person, rng, taken)
    if number in taken:
        return other
    taken.add(number)
    return replace(other, number=number, level=person.level)


def _upgraded(person: Person, rng: Random, taken: set[str]) -> Person:
    """The same person's later credential at a higher level; the earlier one is void."""
    return replace(
        person, level="Paramedic", number=_free_number("P", rng, taken),
        issued_on=person.issued_on + timedelta(days=200),
    )  # fmt: skip


def write_records(people: Sequence[Person], path: Path) -> None:
    """Write the certification records as the eLicensing system exports them (CSV, UTF-8)."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(_row(person) for person in people)


def _row(person: Person) -> list[str]:
    return [
        person.number, person.level, person.name.first, person.name.middle, person.name.last, person.name.suffix,
        person.date_of_birth.isoformat(), person.ssn_last4, person.email, person.phone, person.street, person.city,
        person.state, person.zip, person.status, person.issued_on.isoformat(), person.expires_on.isoformat(),
        ";".join(person.former_names), "true" if person.ssn_is_pseudo else "",
    ]  # fmt: skip
