"""What people write to ask for the change: a form, a letter, a portal's printout."""

from datetime import date
from random import Random

from domain.kinds import Kind
from samples.layout import Layout, Paper
from samples.layouts.name_change_evidence.showing import Shown, make_paper, show_date
from samples.people import Person
from samples.symbols import draw_signature
from samples.wording import LONG, US, days_before

ENCLOSURES = (
    "my marriage certificate",
    "the court's decree",
    "my new driver's license",
    "the divorce papers",
)


def _shown(person: Person) -> Shown:
    return {
        "former_name": (person.name.full, person.name.full),
        "new_name": (person.new_name.full, person.new_name.full),
        "certification_number": (person.number, person.number),
    }


def _request_form(person: Person, rng: Random, day: date) -> Paper:
    shown = _shown(person) | {"date_of_birth": show_date(person.date_of_birth, US)}
    values = {
        "old": person.name.full,
        "new": person.new_name.full,
        "number": person.number,
        "level": person.level,
        "born": person.date_of_birth.strftime(US),
        "email": person.email,
        "phone": person.phone,
        "street": person.street,
        "city": f"{person.city}, {person.state} {person.zip}",
        "signed": days_before(day, rng, 0, 12).strftime(US),
        "why": rng.choice(("Marriage", "Divorce", "Court order", "Other")),
    }
    return make_paper(
        None, values, shown, hand=rng.random() < 0.6, symbols={"signature": draw_signature(rng)}
    )


def _letter(person: Person, rng: Random, day: date) -> Paper:
    born = rng.random() < 0.5
    shown = _shown(person)
    if born:
        shown["date_of_birth"] = show_date(person.date_of_birth, LONG)
    values = {
        "old": person.name.full,
        "new": person.new_name.full,
        "number": person.number,
        "level": person.level,
        "born": person.date_of_birth.strftime(LONG) if born else "",
        "phone": person.phone,
        "street": person.street,
        "city": f"{person.city}, {person.state} {person.zip}",
        "written": days_before(day, rng, 0, 9).strftime(LONG),
        "enclosed": rng.choice(ENCLOSURES),
        "lead": rng.choice(("Please change", "I am asking you to update", "Kindly correct")),
    }
    return make_paper(
        None, values, shown, hand=rng.random() < 0.3, symbols={"signature": draw_signature(rng)}
    )


def _portal(person: Person, rng: Random, day: date) -> Paper:
    values = {
        "old": person.name.full,
        "new": person.new_name.full,
        "number": person.number,
        "level": person.level,
        "email": person.email,
        "request": f"REQ-{rng.randrange(10**7):07d}",
        "sent": days_before(day, rng, 0, 5).strftime("%m/%d/%Y 09:%M"),
        "file": rng.choice(("scan0012.pdf", "IMG_4471.jpg", "license front.png", "decree.pdf")),
    }
    return make_paper(None, values, _shown(person))


REQUEST_PAPERS: tuple[Layout, ...] = (
    Layout("name_request_form", Kind.NAME_CHANGE_EVIDENCE, _request_form, hand_share=0.6),
    Layout("name_request_letter", Kind.NAME_CHANGE_EVIDENCE, _letter, weight=0.7, hand_share=0.3),
    Layout("name_request_portal", Kind.NAME_CHANGE_EVIDENCE, _portal, weight=0.6, hand_share=0),
)
