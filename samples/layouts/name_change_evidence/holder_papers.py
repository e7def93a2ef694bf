"""Papers that their holder sends: cards, a passport, a notice, a letter; drawn to measure a first reading with."""

from datetime import date, timedelta
from random import Random

from domain.kinds import EvidenceType, Kind
from samples.layout import Layout, Make, Paper
from samples.layouts.name_change_evidence.showing import (
    Shown,
    add_years,
    both_names,
    draw_validity,
    make_paper,
    note_number,
    show_date,
    upper_family,
    upper_given,
)
from samples.layouts.name_change_evidence.travel_zone import make_passport_zone
from samples.people import Person
from samples.symbols import draw_signature
from samples.wording import LONG, US, days_before

#: Months as a passport prints them in Portuguese and English.
_MONTHS = (
    "JAN/JAN", "FEV/FEB", "MAR/MAR", "ABR/APR", "MAI/MAY", "JUN/JUN", "JUL/JUL", "AGO/AUG", "SET/SEP", "OUT/OCT", "NOV/NOV", "DEZ/DEC",
)  # fmt: skip


def _letter_codes(person: Person, rng: Random, day: date) -> Paper:
    """A licence whose fields have two or three letters before them."""
    issued, expires = draw_validity(person, rng, day, 5)
    shown: Shown = {
        "new_name": (person.new_name.full, upper_family(person.new_name)), "date_of_birth": show_date(person.date_of_birth, US),
        "issued_on": show_date(issued, US), "expires_on": show_date(expires, US),
    }  # fmt: skip
    values = {
        "number": f"{rng.choice('BDEFNY')}{rng.randrange(10**7):07d}", "family": upper_family(person.new_name),
        "given": upper_given(person.new_name), "born": person.date_of_birth.strftime(US), "short": person.date_of_birth.strftime("%m%d%y"),
        "issued": issued.strftime(US), "expires": expires.strftime(US), "street": person.street.upper(), "sex": person.sex,
        "town": f"{person.city}, {person.state} {person.zip}".upper(), "height": f"5'-{rng.randint(0, 11):02d}\"",
        "weight": f"{rng.randint(110, 240)} lb", "dd": f"{issued:%m/%d/%Y}{rng.randrange(10**5):05d}/AAFD/{expires:%y}",
    }  # fmt: skip
    note, numbered = note_number(person, rng, 0.3)
    return make_paper(EvidenceType.DRIVERS_LICENSE, values | note, shown | numbered)


def _tongues_day(day: date) -> str:
    return f"{day.day:02d} {_MONTHS[day.month - 1]} {day:%Y}"


def _two_tongues(person: Person, rng: Random, day: date) -> Paper:
    """A passport of another country: captions and months in two tongues."""
    issued = days_before(day, rng, 30, 2500)
    expires = add_years(issued, 10) - timedelta(days=1)
    shown: Shown = {
        "new_name": (person.new_name.full, upper_family(person.new_name)),
        "date_of_birth": (person.date_of_birth.isoformat(), _tongues_day(person.date_of_birth)),
        "issued_on": (issued.isoformat(), _tongues_day(issued)), "expires_on": (expires.isoformat(), _tongues_day(expires)),
    }  # fmt: skip
    number = f"{rng.choice('LNP')}{rng.choice('ABK')}{rng.randrange(10**7):07d}"
    values = {
        "number": number, "family": upper_family(person.new_name), "given": upper_given(person.new_name), "sex": person.sex,
        "born": _tongues_day(person.date_of_birth), "issued": _tongues_day(issued), "expires": _tongues_day(expires),
        "place": rng.choice(("GALWAY", "HALIFAX", "KINGSTON", "WELLINGTON")),
        "zone": [line.replace("USA", "UTO", 1) for line in make_passport_zone(person, number, expires)],
    }  # fmt: skip
    return make_paper(
        EvidenceType.PASSPORT, values, shown, symbols={"signature": draw_signature(rng, "#222")}
    )


def _letter_over_card(person: Person, rng: Random, day: date) -> Paper:
    """A short letter above a copy of the licence that it speaks of."""
    issued, expires = draw_validity(person, rng, day, 4, 0.05)
    written = min(day, max(issued + timedelta(days=5), day - timedelta(days=rng.randint(1, 20))))
    shown = both_names(person) | {
        "date_of_birth": show_date(person.date_of_birth, US), "certification_number": (person.number, person.number),
        "issued_on": show_date(issued, US), "expires_on": show_date(expires, US),
    }  # fmt: skip
    values = {
        "old": person.name.full, "new": person.new_name.full, "born": person.date_of_birth.strftime(US), "number": person.number,
        "level": person.level, "written": written.strftime(LONG), "street": person.street, "town": f"{person.city}, {person.state} {person.zip}",
        "family": upper_family(person.new_name), "given": upper_given(person.new_name), "issued": issued.strftime(US),
        "expires": expires.strftime(US), "licence": f"S{rng.randrange(10**8):08d}", "phone": person.phone,
    }  # fmt: skip
    if not person.number:
        shown.pop("certification_number")
    return make_paper(
        EvidenceType.DRIVERS_LICENSE, values, shown, symbols={"signature": draw_signature(rng, "#1b2a6b")}
    )


def _old_and_new(person: Person, rng: Random, day: date) -> Paper:
    """The voided licence in the old name and the one that took its place, copied on one sheet."""
    issued, expires = draw_validity(person, rng, day, 5, 0.0)
    before = issued - timedelta(days=rng.randint(200, 1500))
    shown: Shown = {
        "former_name": (person.name.full, upper_family(person.name)), "new_name": (person.new_name.full, upper_family(person.new_name)),
        "date_of_birth": show_date(person.date_of_birth, US), "issued_on": show_date(issued, US), "expires_on": show_date(expires, US),
    }  # fmt: skip
    values: dict[str, str] = {
        "born": person.date_of_birth.strftime(US), "street": person.street.upper(), "sex": person.sex,
        "town": f"{person.city}, {person.state} {person.zip}".upper(), "licence": f"SA{rng.randrange(10**7):07d}",
        "old_family": upper_family(person.name), "old_given": upper_given(person.name), "old_issued": before.strftime(US),
        "old_expires": add_years(before, 5).strftime(US), "new_family": upper_family(person.new_name),
        "new_given": upper_given(person.new_name), "new_issued": issued.strftime(US), "new_expires": expires.strftime(US),
    }  # fmt: skip
    note, numbered = note_number(person, rng, 0.4)
    return make_paper(EvidenceType.DRIVERS_LICENSE, values | note, shown | numbered)


def _security_notice(person: Person, rng: Random, day: date) -> Paper:
    """A letter by which the social insurance office says that its record bears the new name."""
    written = days_before(day, rng, 6, 200)
    shown = both_names(person) | {"issued_on": show_date(written, LONG)}
    values = {
        "old": person.name.full, "new": person.new_name.full, "written": written.strftime(LONG),
        "asked": (written - timedelta(days=rng.randint(2, 12))).strftime(LONG), "last4": person.ssn_last4,
        "street": person.street, "town": f"{person.city}, {person.state} {person.zip}", "office": str(rng.randint(100, 999)),
        "until": (written + timedelta(days=14)).strftime(LONG), "upper": person.new_name.full.upper(),
    }  # fmt: skip
    return make_paper(EvidenceType.SOCIAL_SECURITY_CARD, values, shown)


def _licence_two_tongues(person: Person, rng: Random, day: date) -> Paper:
    """A licence of a province: captions in English and French, the family name before a comma, the year first."""
    style = "%Y/%m/%d"
    issued, expires = draw_validity(person, rng, day, 5)
    shown: Shown = {
        "new_name": (person.new_name.full, upper_family(person.new_name)), "date_of_birth": show_date(person.date_of_birth, style),
        "issued_on": show_date(issued, style), "expires_on": show_date(expires, style),
    }  # fmt: skip
    values = {
        "family": upper_family(person.new_name), "given": upper_given(person.new_name), "born": person.date_of_birth.strftime(style),
        "issued": issued.strftime(style), "expires": expires.strftime(style), "sex": person.sex, "height": f"{rng.randint(152, 194)} cm",
        "street": person.street.upper(), "town": f"{person.city}, {person.state} {person.zip}".upper(),
        "number": f"{person.new_name.last[0].upper()}{rng.randrange(10**4):04d}-{rng.randrange(10**5):05d}-{person.date_of_birth:%y%m%d}",
        "dd": f"{rng.choice('DFGH')}{rng.choice('JKLM')}{rng.randrange(10**7):07d}",
    }  # fmt: skip
    return make_paper(EvidenceType.DRIVERS_LICENSE, values, shown)


def _tile_card(person: Person, rng: Random, day: date) -> Paper:
    """A card of identity in tiles: the whole name in one, and the day of the first card beside this one's."""
    issued, expires = draw_validity(person, rng, day, 8)
    shown: Shown = {
        "new_name": (person.new_name.full, person.new_name.full), "date_of_birth": show_date(person.date_of_birth, LONG),
        "issued_on": show_date(issued, LONG), "expires_on": show_date(expires, LONG),
    }  # fmt: skip
    values = {
        "whole": person.new_name.full.upper(), "home": f"{person.street}, {person.city}", "born": person.date_of_birth.strftime(LONG),
        "issued": issued.strftime(LONG), "expires": expires.strftime(LONG), "body": f"{person.sex}  /  5'{rng.randint(0, 11)}\"",
        "first": days_before(issued, rng, 800, 4000).strftime(LONG), "number": f"N{rng.randrange(10**9):09d}",
    }  # fmt: skip
    return make_paper(EvidenceType.DRIVERS_LICENSE, values, shown)


def _paper(name: str, make: Make, *, card: bool = False, held_out: bool = False) -> Layout:
    sheet = "card" if card else "letter"
    return Layout(
        name, Kind.NAME_CHANGE_EVIDENCE, make, sheet=sheet, weight=0.8, hand_share=0.0, held_out=held_out
    )


HOLDER_PAPERS: tuple[Layout, ...] = (
    _paper("licence_letter_codes", _letter_codes, card=True),
    _paper("passport_two_tongues", _two_tongues, card=True),
    _paper("name_letter_over_card", _letter_over_card),
    _paper("licence_old_and_new", _old_and_new, held_out=True),
    _paper("social_security_notice", _security_notice, held_out=True),
    _paper("licence_two_tongues", _licence_two_tongues, card=True, held_out=True),
    _paper("identity_tile_card", _tile_card, card=True, held_out=True),
)
