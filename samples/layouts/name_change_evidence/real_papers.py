"""Papers as this state's courts and town halls lay them out, and as the federal government does; texts are our own."""

from datetime import date, timedelta
from random import Random

from domain.kinds import EvidenceType, Kind
from samples.layout import Layout, Paper
from samples.layouts.name_change_evidence.showing import (
    COUNTIES,
    Shown,
    both_names,
    draw_event,
    make_paper,
    show_date,
)
from samples.names import CITIES
from samples.people import Person, invent_person
from samples.symbols import draw_signature
from samples.wording import LONG, SHORT, US


def _division_decree(person: Person, rng: Random, day: date) -> Paper:
    """A decree on the court's printed form: docket and division in a box at the top, a sentence with blanks."""
    signed = draw_event(rng, day)
    shown = both_names(person) | {"issued_on": show_date(signed, LONG)}
    county = rng.choice(COUNTIES)
    values = {
        "old": person.name.full, "new": person.new_name.full, "town": person.city, "county": county,
        "docket": f"{county[:2].upper()}{signed:%y}C{rng.randrange(10**4):04d}CA", "signed": signed.strftime(LONG),
        "filed": (signed - timedelta(days=rng.randint(25, 120))).strftime(LONG),
        "judge": invent_person(rng, set()).name.initials, "register": invent_person(rng, set()).name.short,
        "copied": (signed + timedelta(days=rng.randint(1, 40))).strftime(US),
    }  # fmt: skip
    return make_paper(
        EvidenceType.COURT_ORDER,
        values,
        shown,
        hand=rng.random() < 0.2,
        symbols={"signature": draw_signature(rng, "#111")},
    )


def _two_party_certificate(person: Person, rng: Random, day: date) -> Paper:
    """A town's certified copy with numbered boxes for party A and party B side by side."""
    wed = draw_event(rng, day)
    attested = wed + timedelta(days=rng.randint(4, 60))
    other = invent_person(rng, set()).name
    born = person.date_of_birth + timedelta(days=rng.randint(-2000, 2000))
    family = f"{person.new_name.last} {person.new_name.suffix}".strip()
    mine = [person.name.full, family, person.date_of_birth.strftime(US), f"{person.street}, {person.city}"]
    theirs = [
        other.full,
        f"{other.last} {other.suffix}".strip(),
        born.strftime(US),
        f"{person.street}, {person.city}",
    ]
    first = rng.random() < 0.5
    shown: Shown = {
        "former_name": (person.name.full, person.name.full), "new_name": (person.new_name.full, family),
        "issued_on": show_date(attested, LONG), "date_of_birth": show_date(person.date_of_birth, US),
    }  # fmt: skip
    values = {
        "a": mine if first else theirs, "b": theirs if first else mine, "wed": wed.strftime(LONG),
        "filed": (wed - timedelta(days=rng.randint(4, 50))).strftime(LONG), "attested": attested.strftime(LONG),
        "town": rng.choice(CITIES)[0], "number": str(rng.randint(3, 420)), "officiant": invent_person(rng, set()).name.short,
        "clerk": invent_person(rng, set()).name.initials, "recorded": (wed + timedelta(days=3)).strftime(LONG),
        "born_a": rng.choice(CITIES)[0], "born_b": rng.choice(CITIES)[0],
    }  # fmt: skip
    return make_paper(
        EvidenceType.MARRIAGE_CERTIFICATE, values, shown, symbols={"signature": draw_signature(rng)}
    )


def _nisi_judgment(person: Person, rng: Random, day: date) -> Paper:
    """A judgment that becomes final by itself after a wait and gives a party an earlier name back."""
    granted = draw_event(rng, day)
    other = invent_person(rng, set()).name.full
    first = rng.random() < 0.5
    county = rng.choice(COUNTIES)
    shown = both_names(person) | {"issued_on": show_date(granted, SHORT)}
    values = {
        "one": person.name.full if first else other, "two": other if first else person.name.full, "county": county,
        "old": person.name.full, "new": person.new_name.full, "who": "Plaintiff" if first else "Defendant",
        "docket": f"{county[:2].upper()}{granted:%y}D{rng.randrange(10**4):04d}DR", "granted": granted.strftime(SHORT),
        "agreement": (granted - timedelta(days=rng.randint(5, 60))).strftime(SHORT),
        "judge": invent_person(rng, set()).name.initials, "town": person.city,
    }  # fmt: skip
    return make_paper(
        EvidenceType.DIVORCE_DECREE, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _renamed_citizen(person: Person, rng: Random, day: date) -> Paper:
    """A certificate of naturalization that says which name the court gave the new citizen."""
    oath = draw_event(rng, day)
    number = f"{rng.randrange(10**7, 10**8)}"
    shown = both_names(person) | {
        "issued_on": show_date(oath, LONG), "date_of_birth": show_date(person.date_of_birth, LONG),
    }  # fmt: skip
    values = {
        "old": person.name.full, "new": person.new_name.full, "born": person.date_of_birth.strftime(LONG), "town": "Boston, Massachusetts",
        "oath": oath.strftime(LONG), "number": number, "file": f"{rng.randrange(10**8, 10**9)}",
        "country": rng.choice(("Brazil", "Haiti", "Vietnam", "Cape Verde", "India")), "sex": {"F": "Female", "M": "Male"}.get(person.sex, "X"),
    }  # fmt: skip
    return make_paper(
        EvidenceType.NATURALIZATION_CERTIFICATE, values, shown, symbols={"signature": draw_signature(rng)}
    )


def _abstract_of_marriage(person: Person, rng: Random, day: date) -> Paper:
    """Another state's abstract: for each person the name now, at birth and after, in capitals."""
    wed = draw_event(rng, day)
    issued = wed + timedelta(days=rng.randint(6, 90))
    other = invent_person(rng, set()).name
    born = person.date_of_birth + timedelta(days=rng.randint(-2000, 2000))
    new = person.new_name.full.upper()
    mine = [person.name.full.upper(), person.name.full.upper(), new, person.date_of_birth.strftime(US)]
    theirs = [other.full.upper(), other.full.upper(), other.full.upper(), born.strftime(US)]
    first = rng.random() < 0.5
    shown: Shown = {
        "former_name": (person.name.full, person.name.full.upper()), "new_name": (person.new_name.full, new),
        "issued_on": show_date(issued, US), "date_of_birth": show_date(person.date_of_birth, US),
    }  # fmt: skip
    values = {
        "a": mine if first else theirs, "b": theirs if first else mine, "wed": wed.strftime(US), "issued": issued.strftime(US),
        "filed": (wed + timedelta(days=rng.randint(1, 5))).strftime(US), "place": rng.choice(CITIES)[0].upper(),
        "number": f"{wed:%Y}{rng.randrange(10**5):05d}", "officiant": invent_person(rng, set()).name.short.upper(),
        "town": person.city.upper(),
    }  # fmt: skip
    return make_paper(
        EvidenceType.MARRIAGE_CERTIFICATE, values, shown, symbols={"signature": draw_signature(rng)}
    )


REAL_PAPERS: tuple[Layout, ...] = tuple(
    Layout(name, Kind.NAME_CHANGE_EVIDENCE, make, weight=0.8, hand_share=0.0, held_out=True)
    for name, make in (
        ("division_name_decree", _division_decree),
        ("town_marriage_two_party", _two_party_certificate),
        ("nisi_name_resumed", _nisi_judgment),
        ("oath_certificate_renamed", _renamed_citizen),
        ("license_new_surnames", _abstract_of_marriage),
    )
)
