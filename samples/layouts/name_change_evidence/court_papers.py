"""Judgments, decrees and petitions of invented dockets; the captions follow no real form."""

from datetime import date, timedelta
from random import Random

from domain.kinds import EvidenceType, Kind
from samples.layout import Layout, Paper
from samples.layouts.name_change_evidence.showing import (
    COUNTIES,
    Shown,
    draw_event,
    make_paper,
    note_number,
    show_date,
)
from samples.people import Person, invent_person
from samples.symbols import draw_signature
from samples.wording import LONG, US, ordinal


def _docket(rng: Random, day: date, letters: str) -> str:
    county, ending = rng.choice(("WO", "MI", "HD", "BR", "ES")), rng.choice(("DR", "CA"))
    return f"{county}{day:%y}{letters}{rng.randrange(10**4):04d}{ending}"


def _names(person: Person, stated: bool = True, upper: bool = False) -> Shown:
    """Both names as the paper prints them; the new one only where it is stated."""
    old, new = person.name.full, person.new_name.full
    shown: Shown = {"former_name": (old, old.upper() if upper else old)}
    if stated:
        shown["new_name"] = (new, new.upper() if upper else new)
    return shown


def _judgment_absolute(person: Person, rng: Random, day: date) -> Paper:
    nisi = draw_event(rng, day - timedelta(days=91))
    absolute = nisi + timedelta(days=90)
    stated = rng.random() < 0.85
    shown = _names(person, stated) | {"issued_on": show_date(absolute, LONG)}
    values = {
        "docket": _docket(rng, nisi, "D"),
        "county": rng.choice(COUNTIES),
        "name": person.name.full,
        "new": person.new_name.full if stated else "",
        "other": invent_person(rng, set()).name.full,
        "nisi": nisi.strftime(LONG),
        "absolute": absolute.strftime(LONG),
        "judge": invent_person(rng, set()).name.full,
        "register": invent_person(rng, set()).name.short,
        "copied": min(day, absolute + timedelta(days=rng.randint(2, 60))).strftime(LONG),
    }
    note, numbered = note_number(person, rng, 0.2)
    return make_paper(
        EvidenceType.DIVORCE_DECREE,
        values | note,
        shown | numbered,
        findings=() if stated else ("new_name_not_stated",),
        symbols={"signature": draw_signature(rng, "#111")},
    )


def _final_decree(person: Person, rng: Random, day: date) -> Paper:
    entered = draw_event(rng, day, 2000)
    stated = rng.random() < 0.75
    shown = _names(person, stated, upper=True) | {"issued_on": show_date(entered, US)}
    values = {
        "cause": f"{entered.year}-DM-{rng.randrange(10**5):05d}",
        "name": person.name.full.upper(),
        "new": person.new_name.full.upper() if stated else "",
        "other": invent_person(rng, set()).name.full.upper(),
        "entered": entered.strftime(US),
        "county": rng.choice(("Larkspur", "Ochoco", "Saguaro", "Tamarack")),
        "judge": invent_person(rng, set()).name.full,
        "filed": (entered - timedelta(days=rng.randint(60, 200))).strftime(US),
    }
    return make_paper(
        EvidenceType.DIVORCE_DECREE,
        values,
        shown,
        findings=() if stated else ("new_name_not_stated",),
        symbols={"signature": draw_signature(rng, "#111")},
    )


def _name_decree(person: Person, rng: Random, day: date) -> Paper:
    given = draw_event(rng, day)
    shown = _names(person) | {"issued_on": (given.isoformat(), f"{given:%B %Y}")}
    values = {
        "docket": _docket(rng, given, "C"),
        "county": rng.choice(COUNTIES),
        "name": person.name.full,
        "new": person.new_name.full,
        "day": ordinal(given.day),
        "month": f"{given:%B %Y}",
        "city": person.city,
        "judge": invent_person(rng, set()).name.full,
        "register": invent_person(rng, set()).name.short,
        "copied": (given + timedelta(days=4)).strftime(US),
    }
    note, numbered = note_number(person, rng, 0.25)
    return make_paper(
        EvidenceType.COURT_ORDER,
        values | note,
        shown | numbered,
        symbols={"signature": draw_signature(rng, "#111"), "register": draw_signature(rng, "#111")},
    )


def _superior_order(person: Person, rng: Random, day: date) -> Paper:
    given = draw_event(rng, day)
    shown = _names(person) | {"issued_on": show_date(given, LONG)}
    values = {
        "case": f"{rng.randrange(20, 40)}CV{rng.randrange(10**6):06d}",
        "name": person.name.full,
        "new": person.new_name.full,
        "given": given.strftime(LONG),
        "county": rng.choice(("Larkspur", "Ochoco", "Saguaro", "Tamarack")),
        "heard": (given - timedelta(days=rng.randint(0, 5))).strftime(LONG),
        "street": person.street,
        "city": f"{person.city}, {person.state} {person.zip}",
        "phone": person.phone,
    }
    return make_paper(
        EvidenceType.COURT_ORDER, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _petition(person: Person, rng: Random, day: date) -> Paper:
    hand = rng.random() < 0.6
    signed = draw_event(rng, day, 300)
    # The day of signing is no day of issue: no court has given anything yet.
    shown = _names(person) | {"date_of_birth": show_date(person.date_of_birth, US)}
    values = {
        "name": person.name.full,
        "new": person.new_name.full,
        "born": person.date_of_birth.strftime(US),
        "street": person.street,
        "city": f"{person.city}, {person.state} {person.zip}",
        "phone": person.phone,
        "county": rng.choice(COUNTIES),
        "signed": signed.strftime(US),
        "email": person.email,
        "reason": rng.choice(
            ("Marriage ended", "I use this name at work", "Family name of my mother", "Personal reasons")
        ),
    }
    return make_paper(
        EvidenceType.COURT_ORDER,
        values,
        shown,
        hand=hand,
        findings=("petition_not_decree",),
        symbols={"signature": draw_signature(rng)},
    )


COURT_PAPERS: tuple[Layout, ...] = (
    Layout(
        "divorce_judgment_absolute", Kind.NAME_CHANGE_EVIDENCE, _judgment_absolute, weight=1.5, hand_share=0
    ),
    Layout(
        "divorce_final_decree", Kind.NAME_CHANGE_EVIDENCE, _final_decree, pages=2, hand_share=0, held_out=True
    ),
    Layout("name_change_decree", Kind.NAME_CHANGE_EVIDENCE, _name_decree, weight=1.5, hand_share=0),
    Layout("name_change_order", Kind.NAME_CHANGE_EVIDENCE, _superior_order, hand_share=0, held_out=True),
    Layout("name_change_petition", Kind.NAME_CHANGE_EVIDENCE, _petition, weight=0.8, hand_share=0.6),
)
