"""More ways to show a name: a state's marriage abstract, a dissolution, a minute order, a licence, a certificate."""

from datetime import date, timedelta
from random import Random

from domain.kinds import EvidenceType, Kind
from samples.layout import Layout, Paper
from samples.layouts.name_change_evidence.showing import (
    Shown,
    draw_event,
    draw_validity,
    make_paper,
    note_number,
    show_date,
    upper_family,
    upper_given,
)
from samples.people import Person, invent_person
from samples.symbols import draw_signature
from samples.wording import DASHED, LONG, SHORT, US, days_before

PLACES = ("Larkspur", "Ochoco", "Saguaro", "Tamarack", "Bitterroot")


def _vital_abstract(person: Person, rng: Random, day: date) -> Paper:
    """A registrar's extract: one column a spouse, the surname after marriage alone."""
    wed = draw_event(rng, day)
    issued = min(day, wed + timedelta(days=rng.randint(8, 60)))
    other = invent_person(rng, set())
    last = (
        person.new_name.last
        if person.new_name.last != person.name.last
        else f"{person.name.last}-{other.name.last}"
    )
    shown: Shown = {
        "former_name": (person.name.full, person.name.full),
        "new_name": (f"{person.name.first} {person.name.middle} {last}".replace("  ", " "), last),
        "issued_on": show_date(issued, SHORT),
        "date_of_birth": show_date(person.date_of_birth, SHORT),
    }
    mine = [person.name.full, last, f"{person.date_of_birth:{SHORT}}", person.city]
    theirs = [other.name.full, other.name.last, f"{other.date_of_birth:{SHORT}}", other.city]
    first = rng.random() < 0.5
    values = {
        "one": mine if first else theirs, "two": theirs if first else mine, "place": rng.choice(PLACES),
        "wed": wed.strftime(SHORT), "issued": issued.strftime(SHORT), "file": f"{wed.year}-{rng.randrange(10**6):06d}",
        "filed": (wed + timedelta(days=4)).strftime(SHORT),
    }  # fmt: skip
    return make_paper(
        EvidenceType.MARRIAGE_CERTIFICATE, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _dissolution(person: Person, rng: Random, day: date) -> Paper:
    """A judgment in a court's caption, its clause on the name among others."""
    entered = draw_event(rng, day, 1500)
    stated = rng.random() < 0.8
    shown: Shown = {
        "former_name": (person.name.full, person.name.full),
        "issued_on": show_date(entered, LONG),
    }
    if stated:
        shown["new_name"] = (person.new_name.full, person.new_name.full)
    values = {
        "name": person.name.full, "new": person.new_name.full if stated else "", "entered": entered.strftime(LONG),
        "other": invent_person(rng, set()).name.full, "case": f"FL-{rng.randrange(10**5):05d}", "place": rng.choice(PLACES),
        "heard": (entered - timedelta(days=21)).strftime(LONG), "judge": invent_person(rng, set()).name.full,
        "married": (entered - timedelta(days=rng.randint(900, 6000))).strftime(LONG),
    }  # fmt: skip
    note, numbered = note_number(person, rng, 0.2)
    return make_paper(
        EvidenceType.DIVORCE_DECREE, values | note, shown | numbered,
        findings=() if stated else ("new_name_not_stated",), symbols={"signature": draw_signature(rng, "#111")},
    )  # fmt: skip


def _minute_order(person: Person, rng: Random, day: date) -> Paper:
    """A court's order as a form: present and new name in ruled boxes."""
    ordered = draw_event(rng, day)
    style = rng.choice((US, DASHED))
    shown: Shown = {
        "former_name": (person.name.full, person.name.full),
        "new_name": (person.new_name.full, person.new_name.full),
        "issued_on": show_date(ordered, style),
    }
    born = rng.random() < 0.5
    if born:
        shown["date_of_birth"] = show_date(person.date_of_birth, style)
    values = {
        "name": person.name.full, "new": person.new_name.full, "ordered": ordered.strftime(style),
        "born": person.date_of_birth.strftime(style) if born else "", "case": f"NC{rng.randrange(10**6):06d}",
        "place": rng.choice(PLACES), "filed": (ordered - timedelta(days=rng.randint(20, 70))).strftime(style),
        "published": (ordered - timedelta(days=rng.randint(8, 15))).strftime(style),
    }  # fmt: skip
    return make_paper(
        EvidenceType.COURT_ORDER, values, shown, hand=rng.random() < 0.2, symbols={"signature": draw_signature(rng, "#111")}
    )  # fmt: skip


def _licence_words(person: Person, rng: Random, day: date) -> Paper:
    """A licence with words in place of field numbers, family name last."""
    issued, expires = draw_validity(person, rng, day, 6)
    style = rng.choice((US, DASHED))
    shown: Shown = {
        "issued_on": show_date(issued, style),
        "expires_on": show_date(expires, style),
        "date_of_birth": show_date(person.date_of_birth, style),
        "new_name": (person.new_name.full, upper_family(person.new_name)),
    }
    values = {
        "given": upper_given(person.new_name), "family": upper_family(person.new_name), "issued": issued.strftime(style),
        "expires": expires.strftime(style), "born": person.date_of_birth.strftime(style), "sex": person.sex,
        "street": person.street.upper(), "city": f"{person.city}, {person.state} {person.zip}".upper(),
        "number": f"{rng.randrange(10**9):09d}", "eyes": rng.choice(("BROWN", "BLUE", "HAZEL")),
        "state": rng.choice(("STATE OF NEW ALBION", "STATE OF CASCADIA")),
    }  # fmt: skip
    return make_paper(
        EvidenceType.DRIVERS_LICENSE, values, shown, symbols={"signature": draw_signature(rng, "#222")}
    )


def _oath_certificate(person: Person, rng: Random, day: date) -> Paper:
    """A certificate of naturalization as a court gave it: all in sentences."""
    given = days_before(day, rng, 60, 3000)
    shown: Shown = {
        "new_name": (person.new_name.full, person.new_name.full),
        "issued_on": show_date(given, LONG),
        "date_of_birth": show_date(person.date_of_birth, LONG),
    }
    values = {
        "name": person.new_name.full, "born": person.date_of_birth.strftime(LONG), "given": given.strftime(LONG),
        "number": f"{rng.randrange(10**8):08d}", "place": person.city, "country": rng.choice(("Haiti", "Brazil", "Vietnam", "Poland")),
    }  # fmt: skip
    return make_paper(
        EvidenceType.NATURALIZATION_CERTIFICATE, values, shown, symbols={"signature": draw_signature(rng), "clerk": draw_signature(rng, "#111")}
    )  # fmt: skip


MORE_PAPERS: tuple[Layout, ...] = (
    Layout("marriage_vital_abstract", Kind.NAME_CHANGE_EVIDENCE, _vital_abstract, hand_share=0),
    Layout("dissolution_judgment", Kind.NAME_CHANGE_EVIDENCE, _dissolution, hand_share=0),
    Layout("licence_words_card", Kind.NAME_CHANGE_EVIDENCE, _licence_words, sheet="card", hand_share=0),
    Layout("court_minute_order", Kind.NAME_CHANGE_EVIDENCE, _minute_order, hand_share=0.2),
    Layout(
        "oath_certificate",
        Kind.NAME_CHANGE_EVIDENCE,
        _oath_certificate,
        weight=0.7,
        hand_share=0,
        held_out=True,
    ),
)
