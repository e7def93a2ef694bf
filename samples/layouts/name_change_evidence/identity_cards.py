"""Licences, passports and other identity papers in the new name; every design is invented."""

from datetime import date
from random import Random

from domain.kinds import EvidenceType, Kind
from samples.layout import Layout, Paper
from samples.layouts.name_change_evidence.showing import (
    Shown,
    add_years,
    draw_validity,
    make_paper,
    note_number,
    show_date,
    upper_family,
    upper_given,
)
from samples.layouts.name_change_evidence.travel_zone import (
    make_card_zone,
    make_licence_code,
    make_passport_zone,
)
from samples.people import Person
from samples.symbols import draw_barcode, draw_signature
from samples.wording import DASHED, LONG, MILITARY, US, days_before, print_date

STATES = (
    "Commonwealth of Penobscot",
    "State of New Albion",
    "State of Franklin",
    "State of Cascadia",
    "Commonwealth of Merrimack",
)


def _body(person: Person, rng: Random) -> dict[str, str]:
    """What a licence prints of the person beyond name and dates."""
    return {
        "sex": person.sex,
        "height": f"{rng.randint(4, 6)}'-{rng.randint(0, 11):02d}\"",
        "eyes": rng.choice(("BRO", "BLU", "HAZ", "GRN", "BLK")),
        "street": person.street.upper(),
        "city": f"{person.city}, {person.state} {person.zip}".upper(),
        "state": rng.choice(STATES),
    }


def _dates(person: Person, issued: date, expires: date, style: str, upper: bool = False) -> Shown:
    return {
        "issued_on": show_date(issued, style, upper),
        "expires_on": show_date(expires, style, upper),
        "date_of_birth": show_date(person.date_of_birth, style, upper),
    }


def _forms(shown: Shown) -> dict[str, str]:
    return {name: printed for name, (_, printed) in shown.items()}


def _licence_list(person: Person, rng: Random, day: date) -> Paper:
    issued, expires = draw_validity(person, rng, day, 5)
    shown = _dates(person, issued, expires, rng.choice((US, DASHED)))
    shown["new_name"] = (person.new_name.full, upper_family(person.new_name))
    values = (
        _body(person, rng)
        | _forms(shown)
        | {
            "number": f"S{rng.randrange(10**8):08d}",
            "family": upper_family(person.new_name),
            "given": upper_given(person.new_name),
            "real": rng.random() < 0.5,
            "dd": f"{issued:%m/%d/%Y} Rev 02/22/2016",
        }
    )
    return make_paper(
        EvidenceType.DRIVERS_LICENSE, values, shown, symbols={"signature": draw_signature(rng, "#222")}
    )


def _licence_copy(person: Person, rng: Random, day: date) -> Paper:
    issued, expires = draw_validity(person, rng, day, 6)
    note, numbered = note_number(person, rng, 0.4)
    shown = _dates(person, issued, expires, US) | numbered
    printed = f"{upper_family(person.new_name)}, {upper_given(person.new_name)}"
    shown["new_name"] = (person.new_name.full, printed)
    number = f"{rng.randrange(10**2, 10**3)} {rng.randrange(10**2, 10**3)} {rng.randrange(10**2, 10**3)}"
    code = make_licence_code(person, number.replace(" ", ""), issued, expires)
    values = _body(person, rng) | _forms(shown) | note | {"number": number, "name": printed}
    symbols = {"signature": draw_signature(rng, "#222"), "barcode": draw_barcode(code, "PDF417")}
    return make_paper(EvidenceType.DRIVERS_LICENSE, values, shown, symbols=symbols)


def _licence_banner(person: Person, rng: Random, day: date) -> Paper:
    issued, expires = draw_validity(person, rng, day, 8)
    shown = _dates(person, issued, expires, rng.choice((US, "%Y/%m/%d")))
    shown["new_name"] = (person.new_name.full, person.new_name.last.upper())
    digits = f"{rng.randrange(10**11):011d}"
    number = f"{person.new_name.last[0].upper()}{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    values = (
        _body(person, rng)
        | _forms(shown)
        | {
            "number": number,
            "family": person.new_name.last.upper(),
            "first": person.new_name.first.upper(),
            "middle": person.new_name.middle.upper(),
            "suffix": person.new_name.suffix.upper(),
        }
    )
    symbols = {"signature": draw_signature(rng, "#222")}
    if rng.random() < 0.7:
        symbols["barcode"] = draw_barcode(
            make_licence_code(person, number.replace("-", ""), issued, expires), "PDF417"
        )
    return make_paper(EvidenceType.DRIVERS_LICENSE, values, shown, symbols=symbols)


def _licence_interim(person: Person, rng: Random, day: date) -> Paper:
    issued = days_before(day, rng, 3, 80)
    shown = _dates(person, issued, add_months(issued, 2), rng.choice((US, MILITARY)))
    note, numbered = note_number(person, rng, 0.3)
    shown |= numbered
    shown["new_name"] = (person.new_name.full, person.new_name.full.upper())
    values = (
        _body(person, rng)
        | _forms(shown)
        | note
        | {
            "number": f"SA{rng.randrange(10**7):07d}",
            "name": person.new_name.full.upper(),
            "reason": rng.choice(("NAME CHANGE", "CHANGE OF NAME AND ADDRESS", "RENEWAL, NAME CHANGED")),
            "clock": f"{rng.randint(8, 16):02d}:{rng.randrange(60):02d}",
        }
    )
    symbols = {"signature": draw_signature(rng, "#222"), "barcode": draw_barcode(values["number"])}
    return make_paper(EvidenceType.DRIVERS_LICENSE, values, shown, symbols=symbols)


def add_months(start: date, months: int) -> date:
    """Return the day `months` (under 12) later, at most the 28th."""
    month = start.month + months
    return date(start.year + (month > 12), (month - 1) % 12 + 1, min(start.day, 28))


def _id_upright(person: Person, rng: Random, day: date) -> Paper:
    issued, expires = draw_validity(person, rng, day, 5)
    shown = _dates(person, issued, expires, "%d %b %Y", upper=True)
    shown["new_name"] = (person.new_name.full, person.new_name.full)
    values = (
        _body(person, rng)
        | _forms(shown)
        | {
            "number": f"{rng.randrange(10**11, 10**12)}",
            "name": person.new_name.full,
            "sort": rng.choice(("IDENTIFICATION CARD", "DRIVER LICENSE", "IDENTIFICATION CARD")),
        }
    )
    return make_paper(
        EvidenceType.DRIVERS_LICENSE, values, shown, symbols={"signature": draw_signature(rng, "#222")}
    )


def _passport_page(person: Person, rng: Random, day: date) -> Paper:
    issued = days_before(day, rng, 20, 1500) if rng.random() < 0.88 else days_before(day, rng, 3700, 4200)
    expires = add_years(issued, 10)
    shown = _dates(person, issued, expires, MILITARY)
    shown["new_name"] = (person.new_name.full, upper_family(person.new_name))
    number = (
        f"{rng.choice('AX')}{rng.randrange(10**8):08d}"
        if rng.random() < 0.5
        else f"5{rng.randrange(10**8):08d}"
    )
    values = _forms(shown) | {
        "number": number,
        "family": upper_family(person.new_name),
        "given": upper_given(person.new_name),
        "sex": person.sex,
        "birthplace": rng.choice(
            ("MASSACHUSETTS, U.S.A.", "HAITI", "BRAZIL", "MAINE, U.S.A.", "VIETNAM", "OHIO, U.S.A.")
        ),
        "zone": make_passport_zone(person, number, expires),
    }
    note, numbered = note_number(person, rng, 0.25)
    return make_paper(
        EvidenceType.PASSPORT,
        values | note,
        shown | numbered,
        symbols={"signature": draw_signature(rng, "#222")},
    )


def _passport_card(person: Person, rng: Random, day: date) -> Paper:
    issued = days_before(day, rng, 20, 1500)
    expires = add_years(issued, 10)
    shown = _dates(person, issued, expires, "%d %b %Y", upper=True)
    shown["new_name"] = (person.new_name.full, upper_family(person.new_name))
    number = f"C{rng.randrange(10**8):08d}"
    values = _forms(shown) | {
        "number": number,
        "family": upper_family(person.new_name),
        "given": upper_given(person.new_name),
        "sex": person.sex,
        "zone": make_card_zone(person, number, expires),
    }
    return make_paper(EvidenceType.PASSPORT, values, shown)


def _naturalization(person: Person, rng: Random, day: date) -> Paper:
    issued = days_before(day, rng, 30, 2500)
    named = rng.random() < 0.6
    shown: Shown = {
        "issued_on": show_date(issued, LONG),
        "date_of_birth": show_date(person.date_of_birth, LONG),
        "new_name": (person.new_name.full, person.new_name.full),
    }
    if named:
        shown["former_name"] = (person.name.full, person.name.full)
    values = _forms(shown) | {
        "number": f"{rng.randrange(10**7, 10**8)}",
        "name": person.new_name.full,
        "alien": f"A{rng.randrange(10**8, 10**9)}",
        "sex": {"F": "Female", "M": "Male"}.get(person.sex, "X"),
        "height": f"{rng.randint(4, 5)} feet {rng.randint(0, 11)} inches",
        "marital": rng.choice(("Married", "Single", "Divorced")),
        "city": f"{person.city}, {person.state}",
        "country": rng.choice(
            ("Brazil", "Haiti", "Vietnam", "Cape Verde", "Ghana", "Poland", "India", "Cambodia")
        ),
    }
    symbols = {"signature": draw_signature(rng), "official": draw_signature(rng, "#111")}
    return make_paper(EvidenceType.NATURALIZATION_CERTIFICATE, values, shown, symbols=symbols)


def _social_security(person: Person, rng: Random, day: date) -> Paper:
    shown: Shown = {"new_name": (person.new_name.full, person.new_name.full.upper())}
    dated = rng.random() < 0.5
    if dated:
        shown["issued_on"] = show_date(days_before(day, rng, 10, 700), US)
    note, numbered = note_number(person, rng, 0.3)
    values = (
        _forms(shown)
        | note
        | {
            "name": person.new_name.full.upper(),
            "number": f"{person.ssn[:3]}-{person.ssn[3:5]}-{person.ssn[5:]}",
        }
    )
    return make_paper(
        EvidenceType.SOCIAL_SECURITY_CARD,
        values,
        shown | numbered,
        symbols={"signature": draw_signature(rng)},
    )


def _social_security_stub(person: Person, rng: Random, day: date) -> Paper:
    issued = days_before(day, rng, 10, 500)
    shown: Shown = {
        "new_name": (person.new_name.full, person.new_name.full),
        "issued_on": (issued.isoformat(), print_date(issued, LONG)),
    }
    values = _forms(shown) | {
        "name": person.new_name.full,
        "street": person.street,
        "city": f"{person.city}, {person.state} {person.zip}",
        "number": f"{person.ssn[:3]}-{person.ssn[3:5]}-{person.ssn[5:]}",
    }
    return make_paper(EvidenceType.SOCIAL_SECURITY_CARD, values, shown)


IDENTITY_CARDS: tuple[Layout, ...] = (
    Layout(
        "licence_list_card", Kind.NAME_CHANGE_EVIDENCE, _licence_list, sheet="card", weight=2, hand_share=0
    ),
    Layout("licence_copy_both_sides", Kind.NAME_CHANGE_EVIDENCE, _licence_copy, weight=1.5, hand_share=0),
    Layout(
        "licence_banner_card",
        Kind.NAME_CHANGE_EVIDENCE,
        _licence_banner,
        pages=2,
        sheet="card",
        hand_share=0,
        held_out=True,
    ),
    Layout("licence_interim_paper", Kind.NAME_CHANGE_EVIDENCE, _licence_interim, weight=0.7, hand_share=0),
    Layout("id_upright_card", Kind.NAME_CHANGE_EVIDENCE, _id_upright, sheet="card", hand_share=0),
    Layout("passport_page", Kind.NAME_CHANGE_EVIDENCE, _passport_page, weight=1.5, hand_share=0),
    Layout(
        "passport_card",
        Kind.NAME_CHANGE_EVIDENCE,
        _passport_card,
        pages=2,
        sheet="card",
        weight=0.6,
        hand_share=0,
    ),
    Layout("naturalization_paper", Kind.NAME_CHANGE_EVIDENCE, _naturalization, weight=0.8, hand_share=0),
    Layout("social_security_copy", Kind.NAME_CHANGE_EVIDENCE, _social_security, hand_share=0),
    Layout(
        "social_security_stub",
        Kind.NAME_CHANGE_EVIDENCE,
        _social_security_stub,
        weight=0.6,
        hand_share=0,
    ),
)
