"""Marriage certificates: certified copies, a county's licence, a church's souvenir."""

from datetime import date, timedelta
from random import Random

from domain.kinds import EvidenceType, Kind
from samples.layout import Layout, Paper
from samples.layouts.name_change_evidence.showing import Shown, draw_event, make_paper, note_number, show_date
from samples.people import Person, invent_person
from samples.symbols import draw_signature
from samples.wording import LONG, MILITARY, SHORT, US, ordinal

TOWNS = (
    "Alford",
    "Buckland",
    "Chatham",
    "Dunstable",
    "Egremont",
    "Granby",
    "Hopedale",
    "Leverett",
    "Monson",
    "Wareham",
)
FAITHS = (
    "St. Casimir's Church",
    "First Parish Meeting House",
    "Igreja de Santo Amaro",
    "Grace Harbor Chapel",
    "Bethel A.M.E. Church",
)
MARRIAGE = EvidenceType.MARRIAGE_CERTIFICATE


def _spouse(person: Person, rng: Random) -> tuple[str, str]:
    """The other party's name before and after; their surname is often the one that `person` takes."""
    other = invent_person(rng, set()).name
    first = f"{other.first} {other.middle}".strip()
    last = person.new_name.last.split("-")[-1]
    return f"{first} {last}", f"{first} {last}"


def _town_copy(person: Person, rng: Random, day: date) -> Paper:
    wed = draw_event(rng, day)
    style = rng.choice((US, LONG))
    attested = wed + timedelta(days=rng.randint(5, 13))
    stated = rng.random() < 0.8
    first = rng.random() < 0.5
    shown: Shown = {
        "former_name": (person.name.full, person.name.full),
        "issued_on": show_date(attested, style),
        "date_of_birth": show_date(person.date_of_birth, US),
    }
    if stated:
        shown["new_name"] = (person.new_name.full, person.new_name.full)
    before, after = _spouse(person, rng)
    born = person.date_of_birth + timedelta(days=rng.randint(-2500, 2500))
    mine = [
        person.name.full,
        person.new_name.full if stated else "",
        f"{person.date_of_birth:%m/%d/%Y}",
        person.city,
    ]
    theirs = [before, after if stated else "", f"{born:%m/%d/%Y}", rng.choice(TOWNS)]
    note, numbered = note_number(person, rng, 0.25)
    values = {
        "a": mine if first else theirs,
        "b": theirs if first else mine,
        "town": rng.choice(TOWNS),
        "wed": wed.strftime(style),
        "attested": shown["issued_on"][1],
        "register": f"{wed.year}-{rng.randint(1, 260):03d}",
        "stated": stated,
        "officiant": invent_person(rng, set()).name.full,
    }
    return make_paper(
        MARRIAGE,
        values | note,
        shown | numbered,
        hand=rng.random() < 0.2,
        symbols={"signature": draw_signature(rng, "#111")},
        findings=() if stated else ("new_name_not_stated",),
    )


def _abstract(person: Person, rng: Random, day: date) -> Paper:
    wed = draw_event(rng, day, 3000)
    stated = rng.random() < 0.7
    shown: Shown = {
        "former_name": (person.name.full, person.name.full),
        "issued_on": (wed.isoformat(), f"{wed:%B}"),
    }
    if stated:
        shown["new_name"] = (person.new_name.full, person.new_name.full)
    values = {
        "name": person.name.full,
        "spouse": _spouse(person, rng)[0],
        "after": person.new_name.full if stated else "",
        "day": ordinal(wed.day),
        "month": f"{wed:%B}",
        "year": str(wed.year),
        "town": rng.choice(TOWNS),
        "residence": person.city,
        "officiant": invent_person(rng, set()).name.full,
        "book": str(rng.randint(12, 90)),
        "leaf": str(rng.randint(1, 300)),
    }
    return make_paper(
        MARRIAGE,
        values,
        shown,
        hand=rng.random() < 0.65,
        symbols={"signature": draw_signature(rng)},
        findings=() if stated else ("new_name_not_stated",),
    )


def _souvenir(person: Person, rng: Random, day: date) -> Paper:
    wed = draw_event(rng, day, 4000)
    shown: Shown = {
        "former_name": (person.name.full, person.name.full),
        "issued_on": (wed.isoformat(), f"{wed:%B}"),
    }
    values = {
        "name": person.name.full,
        "spouse": _spouse(person, rng)[0],
        "day": ordinal(wed.day),
        "month": f"{wed:%B}",
        "year": str(wed.year),
        "faith": rng.choice(FAITHS),
        "town": rng.choice(TOWNS),
        "witness": invent_person(rng, set()).name.short,
        "second": invent_person(rng, set()).name.short,
    }
    return make_paper(
        MARRIAGE,
        values,
        shown,
        hand=rng.random() < 0.9,
        symbols={"signature": draw_signature(rng)},
        findings=("new_name_not_stated",),
    )


def _county_licence(person: Person, rng: Random, day: date) -> Paper:
    wed = draw_event(rng, day)
    filed = wed + timedelta(days=rng.randint(2, 9))
    style = rng.choice((SHORT, MILITARY, US))
    shown: Shown = {
        "former_name": (person.name.full, person.name.full.upper()),
        "new_name": (person.new_name.full, person.new_name.full.upper()),
        "date_of_birth": show_date(person.date_of_birth, style),
        "issued_on": show_date(filed, style),
    }
    before, after = _spouse(person, rng)
    values = {
        "name": person.name.full.upper(),
        "after": person.new_name.full.upper(),
        "born": shown["date_of_birth"][1],
        "spouse": before.upper(),
        "spouse_after": after.upper(),
        "spouse_born": (person.date_of_birth + timedelta(days=rng.randint(-2000, 2000))).strftime(style),
        "wed": wed.strftime(style),
        "filed": shown["issued_on"][1],
        "file": f"{rng.randrange(10**6, 10**7)}",
        "county": rng.choice(("Larkspur", "Ochoco", "Saguaro", "Tamarack")),
        "licensed": (wed - timedelta(days=9)).strftime(style),
    }
    return make_paper(
        MARRIAGE,
        values,
        shown,
        symbols={"signature": draw_signature(rng), "clerk": draw_signature(rng, "#111")},
    )


WEDDING_PAPERS: tuple[Layout, ...] = (
    Layout("marriage_town_copy", Kind.NAME_CHANGE_EVIDENCE, _town_copy, weight=1.5, hand_share=0.2),
    Layout("marriage_short_form", Kind.NAME_CHANGE_EVIDENCE, _abstract, hand_share=0.65),
    Layout("marriage_souvenir", Kind.NAME_CHANGE_EVIDENCE, _souvenir, weight=0.6, hand_share=0.9),
    Layout("marriage_county_licence", Kind.NAME_CHANGE_EVIDENCE, _county_licence, hand_share=0),
)
