"""Papers drawn to measure with, of offices unlike the others: a record of a driver, a translation, numbered items."""

from datetime import date, timedelta
from random import Random

from domain.kinds import EvidenceType, Kind
from samples.layout import Layout, Paper
from samples.layouts.name_change_evidence.showing import (
    COUNTIES,
    both_names,
    draw_event,
    draw_validity,
    make_paper,
    show_date,
)
from samples.layouts.name_change_evidence.wedding_papers import TOWNS
from samples.people import Name, Person, invent_person
from samples.symbols import draw_signature
from samples.wording import LONG, MILITARY, US


def _somebody(rng: Random) -> str:
    return invent_person(rng, set()).name.full


def _item_certificate(person: Person, rng: Random, day: date) -> Paper:
    """A state's certificate of marriage in numbered items, two people side by side."""
    wed = draw_event(rng, day)
    given_out = wed + timedelta(days=rng.randint(9, 60))
    other = invent_person(rng, set())
    shown = both_names(person) | {
        "date_of_birth": show_date(person.date_of_birth, US), "issued_on": show_date(given_out, US),
    }  # fmt: skip
    kept = Name(other.name.first, other.name.middle, person.new_name.last.split("-")[-1])
    mine = [person.name.full, person.new_name.full, person.date_of_birth.strftime(US), person.city]
    theirs = [kept.full, kept.full, other.date_of_birth.strftime(US), other.city]
    first = rng.random() < 0.5
    values = {
        "a": mine if first else theirs, "b": theirs if first else mine, "wed": wed.strftime(US),
        "file": f"{rng.randint(100, 199)}-{wed:%y}-{rng.randrange(10**6):06d}", "county": rng.choice(COUNTIES),
        "by": _somebody(rng), "one": _somebody(rng), "two": _somebody(rng), "registrar": _somebody(rng),
        "license": (wed - timedelta(days=rng.randint(3, 40))).strftime(US), "given_out": given_out.strftime(US),
        "filed": (wed + timedelta(days=rng.randint(2, 8))).strftime(US),
    }  # fmt: skip
    return make_paper(
        EvidenceType.MARRIAGE_CERTIFICATE, values, shown, symbols={"signature": draw_signature(rng)}
    )


def _translated_marriage(person: Person, rng: Random, day: date) -> Paper:
    """A translator's English of a registry's book abroad, in one paragraph a matter."""
    wed = draw_event(rng, day, 3000)
    given_out = wed + timedelta(days=rng.randint(0, 20))
    other = invent_person(rng, set())
    shown = both_names(person) | {
        "new_name": (person.new_name.full, person.new_name.full.upper()),
        "former_name": (person.name.full, person.name.full.upper()),
        "date_of_birth": show_date(person.date_of_birth, LONG), "issued_on": show_date(given_out, LONG),
    }  # fmt: skip
    values = {
        "spouse": other.name.full.upper(), "spouse_born": other.date_of_birth.strftime(LONG), "old": person.name.full.upper(),
        "new": person.new_name.full.upper(), "born": person.date_of_birth.strftime(LONG), "wed": wed.strftime(LONG),
        "given_out": given_out.strftime(LONG), "town": rng.choice(("Governador Valadares", "Praia", "Ponta Delgada")),
        "entry": f"{rng.randrange(10**6):06d} 01 55 {wed:%Y} 2 00{rng.randint(10, 99)} {rng.randint(100, 299)}", "leaf": str(rng.randint(2, 299)),
        "officer": _somebody(rng), "translator": _somebody(rng), "mother": _somebody(rng), "father": _somebody(rng),
        "translated": (given_out + timedelta(days=rng.randint(30, 90))).strftime(LONG),
    }  # fmt: skip
    return make_paper(
        EvidenceType.MARRIAGE_CERTIFICATE, values, shown, symbols={"signature": draw_signature(rng)}
    )


def _findings_and_decree(person: Person, rng: Random, day: date) -> Paper:
    """A final order of divorce by checked items, the names in one of them."""
    granted = draw_event(rng, day)
    other = _somebody(rng)
    shown = both_names(person) | {"issued_on": show_date(granted, US)}
    first = rng.random() < 0.5
    values = {
        "one": person.name.full if first else other, "two": other if first else person.name.full,
        "asker": "Petitioner" if first else "Respondent", "old": person.name.full, "new": person.new_name.full,
        "case": f"{granted:%y}-3-{rng.randrange(10**5):05d}-{rng.randint(1, 9)}", "county": rng.choice(COUNTIES),
        "granted": granted.strftime(US), "wed": (granted - timedelta(days=rng.randint(700, 6000))).strftime(US),
        "parted": (granted - timedelta(days=rng.randint(100, 600))).strftime(US), "lawyer": _somebody(rng),
    }  # fmt: skip
    return make_paper(
        EvidenceType.DIVORCE_DECREE, values, shown, hand=rng.random() < 0.35,
        symbols={"signature": draw_signature(rng)},
    )  # fmt: skip


def _present_and_proposed(person: Person, rng: Random, day: date) -> Paper:
    """A court's printed form: attorney's box, a table of present names and names decreed."""
    granted = draw_event(rng, day)
    shown = both_names(person) | {"issued_on": show_date(granted, LONG)}
    values = {
        "old": person.name.full, "new": person.new_name.full, "street": person.street, "town": f"{person.city}, {person.state} {person.zip}",
        "phone": person.phone, "county": rng.choice(COUNTIES).upper(), "case": f"CV{granted:%y}{rng.randrange(10**6):06d}",
        "granted": granted.strftime(LONG), "heard": (granted - timedelta(days=rng.randint(0, 6))).strftime(US),
        "filed": (granted - timedelta(days=rng.randint(50, 120))).strftime(LONG), "judge": _somebody(rng),
        "dept": str(rng.randint(2, 60)), "room": f"{rng.randint(1, 5)}{rng.randint(10, 40)}",
    }  # fmt: skip
    return make_paper(
        EvidenceType.COURT_ORDER, values, shown, hand=rng.random() < 0.4,
        symbols={"signature": draw_signature(rng)},
    )  # fmt: skip


def _driver_record(person: Person, rng: Random, day: date) -> Paper:
    """A registry's printed record of a driver, with the names that the record had before."""
    issued, expires = draw_validity(person, rng, day, 5, 0.0)
    changed = issued - timedelta(days=rng.randint(0, 9))
    shown = {
        "former_name": (person.name.full, person.name.last_first.upper()),
        "new_name": (person.new_name.full, person.new_name.last_first.upper()),
        "date_of_birth": show_date(person.date_of_birth, "%m-%d-%Y"),
        "issued_on": show_date(issued, "%m-%d-%Y"), "expires_on": show_date(expires, "%m-%d-%Y"),
    }  # fmt: skip
    values = {key: form for key, (_, form) in shown.items()} | {
        "street": person.street.upper(), "town": f"{person.city} {person.state} {person.zip}".upper(), "sex": person.sex,
        "client": f"{rng.randrange(10**9):09d}", "run": day.strftime("%m-%d-%Y %H:%M"), "changed": changed.strftime("%m-%d-%Y"),
        "first": f"{person.date_of_birth.year + 17}", "accident": (issued - timedelta(days=rng.randint(300, 1500))).strftime("%m-%d-%Y"),
    }  # fmt: skip
    return make_paper(EvidenceType.DRIVERS_LICENSE, values, shown)


def _amended_passport(person: Person, rng: Random, day: date) -> Paper:
    """A booklet's page of endorsements over its data page: the bearer's name was amended."""
    issued, expires = draw_validity(person, rng, day, 10, 0.0)
    amended = min(day, issued + timedelta(days=rng.randint(20, 900)))
    shown = both_names(person) | {
        "former_name": (person.name.full, f"{person.name.first} {person.name.middle}".strip().upper()),
        "new_name": (person.new_name.full, person.new_name.full.upper()),
        "date_of_birth": show_date(person.date_of_birth, MILITARY), "issued_on": show_date(issued, MILITARY),
        "expires_on": show_date(expires, MILITARY),
    }  # fmt: skip
    name = person.name
    values = {
        "surname": f"{name.last} {name.suffix}".strip().upper(), "given": f"{name.first} {name.middle}".strip().upper(),
        "new": person.new_name.full.upper(), "born": person.date_of_birth.strftime(MILITARY), "place": f"{rng.choice(TOWNS).upper()}, U.S.A.",
        "issued": issued.strftime(MILITARY), "expires": expires.strftime(MILITARY), "amended": amended.strftime(MILITARY).upper(),
        "number": f"{rng.randrange(10**9):09d}", "sex": person.sex, "post": rng.choice(("LISBON", "SAN SALVADOR", "DUBLIN")),
    }  # fmt: skip
    return make_paper(
        EvidenceType.PASSPORT, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _disposition(person: Person, rng: Random, day: date) -> Paper:
    """A clerk's printed abstract of how a case ended, a line a matter."""
    granted = draw_event(rng, day)
    made = granted + timedelta(days=rng.randint(3, 12))
    first = rng.random() < 0.5
    other = _somebody(rng)
    shown = both_names(person) | {"issued_on": show_date(granted, "%d-%b-%Y")}
    values = {
        "one": (person.name.full if first else other).upper(), "two": (other if first else person.name.full).upper(),
        "new": person.new_name.full.upper(), "granted": granted.strftime("%d-%b-%Y"), "made": made.strftime("%d-%b-%Y"),
        "opened": (granted - timedelta(days=rng.randint(90, 500))).strftime("%d-%b-%Y"), "judge": _somebody(rng).upper(),
        "case": f"D-{rng.randrange(10**6):06d}-{granted:%Y}", "county": rng.choice(COUNTIES).upper(), "whose": "PARTY 1" if first else "PARTY 2",
        "wed": (granted - timedelta(days=rng.randint(700, 7000))).strftime("%d-%b-%Y"), "clerk": _somebody(rng),
    }  # fmt: skip
    shown["former_name"] = (person.name.full, person.name.full.upper())
    shown["new_name"] = (person.new_name.full, person.new_name.full.upper())
    return make_paper(EvidenceType.DIVORCE_DECREE, values, shown, symbols={"signature": draw_signature(rng)})


def _index_letter(person: Person, rng: Random, day: date) -> Paper:
    """A letter of an archive that looked a wedding up, with what the entry says."""
    wed = draw_event(rng, day, 2500)
    written = min(day, wed + timedelta(days=rng.randint(20, 300)))
    other = invent_person(rng, set())
    shown = both_names(person) | {"issued_on": show_date(written, LONG)}
    values = {
        "old": person.name.full, "new": person.new_name.full, "spouse": other.name.full, "wed": wed.strftime(LONG), "town": rng.choice(TOWNS),
        "written": written.strftime(LONG), "book": str(rng.randint(200, 900)), "leaf": str(rng.randint(1, 500)), "archivist": _somebody(rng),
        "asked": (written - timedelta(days=rng.randint(4, 15))).strftime(LONG), "street": person.street, "city": f"{person.city}, {person.state} {person.zip}",
    }  # fmt: skip
    return make_paper(
        EvidenceType.MARRIAGE_CERTIFICATE, values, shown, symbols={"signature": draw_signature(rng)}
    )


def _council_order(person: Person, rng: Random, day: date) -> Paper:
    """An order of a nation's own court, in capitals, each sentence a paragraph."""
    granted = draw_event(rng, day)
    shown = both_names(person) | {
        "former_name": (person.name.full, person.name.full.upper()), "new_name": (person.new_name.full, person.new_name.full.upper()),
        "date_of_birth": show_date(person.date_of_birth, LONG, upper=True), "issued_on": show_date(granted, LONG, upper=True),
    }  # fmt: skip
    values = {
        "old": person.name.full.upper(), "new": person.new_name.full.upper(), "born": person.date_of_birth.strftime(LONG).upper(),
        "granted": granted.strftime(LONG).upper(), "asked": (granted - timedelta(days=rng.randint(20, 90))).strftime(LONG).upper(),
        "judge": _somebody(rng).upper(), "clerk": _somebody(rng), "docket": f"CV-{granted:%y}-{rng.randint(10, 400)}", "roll": f"{rng.randint(1000, 9999)}",
        "printed": (granted + timedelta(days=rng.randint(0, 2))).strftime(US),
    }  # fmt: skip
    return make_paper(EvidenceType.COURT_ORDER, values, shown, symbols={"signature": draw_signature(rng)})


FAR_PAPERS: tuple[Layout, ...] = tuple(
    Layout(name, Kind.NAME_CHANGE_EVIDENCE, make, sheet="letter", weight=0.8, hand_share=0.0, held_out=True)
    for name, make in (
        ("marriage_numbered_items", _item_certificate), ("marriage_translated", _translated_marriage),
        ("divorce_checked_items", _findings_and_decree), ("order_present_decreed", _present_and_proposed),
        ("driver_record_print", _driver_record), ("passport_amended", _amended_passport),
        ("divorce_disposition_lines", _disposition), ("marriage_index_letter", _index_letter),
        ("order_of_nation", _council_order),
    )
)  # fmt: skip
