"""How a name-change paper's truth is put together, and dates that identity papers share."""

from datetime import date, timedelta
from random import Random
from typing import Any

from domain.kinds import FIELDS_OF, EvidenceType, Kind
from samples.layout import Paper, Truth
from samples.people import Name, Person
from samples.wording import days_before

Shown = dict[str, tuple[str, str]]
"""By field name: the truth, and the form in which the paper prints it."""


def make_paper(
    evidence: EvidenceType | None,
    values: dict[str, Any],
    shown: Shown,
    *,
    hand: bool = False,
    symbols: dict[str, str] | None = None,
    findings: tuple[str, ...] = (),
) -> Paper:
    """Return the paper; fields that `shown` leaves out are None in its truth."""
    truth: Truth = {name.value: None for name in FIELDS_OF[Kind.NAME_CHANGE_EVIDENCE]}
    truth["evidence_type"] = evidence.value if evidence else None
    truth |= {name: true for name, (true, _) in shown.items()}
    return Paper(
        values=values,
        truth=truth,
        printed={name: form for name, (_, form) in shown.items()},
        drawn=frozenset({"evidence_type"}),
        hand=hand,
        symbols=symbols or {},
        findings=findings,
    )


def both_names(person: Person) -> Shown:
    """Former and new name of a paper that prints both whole."""
    return {
        "former_name": (person.name.full, person.name.full),
        "new_name": (person.new_name.full, person.new_name.full),
    }


def show_date(day: date, style: str, upper: bool = False) -> tuple[str, str]:
    """Return a day's truth and printed form."""
    printed = day.strftime(style)
    return day.isoformat(), printed.upper() if upper else printed


def note_number(person: Person, rng: Random, share: float) -> tuple[dict[str, str], Shown]:
    """Return what the sender wrote beside the copy, if anything: their certification number."""
    if rng.random() >= share:
        return {}, {}
    lead = rng.choice(("Cert #", "EMT cert no.", "MA cert", "Certification No:", "re:"))
    return {"note": f"{lead} {person.number}"}, {"certification_number": (person.number, person.number)}


def draw_validity(
    person: Person, rng: Random, day: date, years: int, share_expired: float = 0.12
) -> tuple[date, date]:
    """Return issue day and expiry of an ID that runs `years`; `share_expired` of them are out by `day`."""
    if rng.random() < share_expired:
        issued = days_before(day, rng, years * 366 + 5, years * 366 + 500)
    else:
        issued = days_before(day, rng, 12, min(years * 365 - 20, 800))
    born = person.date_of_birth
    return issued, add_years(issued, years) if rng.random() < 0.4 else _near_birthday(
        born, add_years(issued, years)
    )


def add_years(start: date, years: int) -> date:
    """Return the same day `years` later; 28 February for the 29th."""
    return date(start.year + years, start.month, min(start.day, 28) if start.month == 2 else start.day)


def _near_birthday(born: date, around: date) -> date:
    """The birthday next after `around`, as many states end a licence on one."""
    birthday = date(around.year, born.month, min(born.day, 28) if born.month == 2 else born.day)
    return birthday if birthday >= around else add_years(birthday, 1)


def upper_given(name: Name) -> str:
    """First and middle name in capitals."""
    return f"{name.first} {name.middle}".strip().upper()


def upper_family(name: Name) -> str:
    """Last name and suffix in capitals."""
    return f"{name.last} {name.suffix}".strip().upper()


def draw_event(rng: Random, day: date, most: int = 900) -> date:
    """Return the day of a wedding or judgment: mostly of late, seldom long ago."""
    return day - timedelta(days=rng.randint(14, 200) if rng.random() < 0.6 else rng.randint(200, most))


#: Real counties are named only in court captions; towns are those of the sample people.
COUNTIES = (
    "Worcester",
    "Middlesex",
    "Hampden",
    "Bristol",
    "Plymouth",
    "Essex",
    "Norfolk",
    "Berkshire",
    "Barnstable",
)
