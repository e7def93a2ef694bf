"""Certificates, orders and judgments drawn to measure a first reading with: no rule had seen them."""

from datetime import date, timedelta
from random import Random

from domain.kinds import EvidenceType, Kind
from samples.layout import Layout, Make, Paper
from samples.layouts.name_change_evidence.showing import (
    COUNTIES,
    Shown,
    both_names,
    draw_event,
    make_paper,
    show_date,
)
from samples.people import Name, Person, invent_person
from samples.symbols import draw_signature
from samples.wording import LONG, SHORT, US, days_before, spell_day

Side = dict[str, str]


def _anybody(rng: Random) -> Person:
    return invent_person(rng, set())


def _family(name: Name) -> str:
    return f"{name.last} {name.suffix}".strip()


def _given(name: Name) -> str:
    return f"{name.first} {name.middle}".strip()


def _both_sides(rng: Random, mine: Side, theirs: Side) -> dict[str, str]:
    """The answers of two parties under `a_` and `b_`, whichever of them comes first."""
    first, second = (mine, theirs) if rng.random() < 0.5 else (theirs, mine)
    return {f"a_{k}": v for k, v in first.items()} | {f"b_{k}": v for k, v in second.items()}


def _married(person: Person, other: Person) -> Name:
    """The name of one who takes another surname and keeps the given names."""
    last = person.new_name.last if person.new_name.last != person.name.last else other.name.last
    return Name(person.name.first, person.name.middle, last)


def _party(person: Person, after: Name, rng: Random, style: str) -> Side:
    return {
        "before": person.name.full, "after": after.full, "born": person.date_of_birth.strftime(style), "city": person.city,
        "place": rng.choice(("Lisbon, Portugal", "New Albion", "Nashua, N.H.", "Ponce, P.R.", "Cork, Ireland")),
        "father": _anybody(rng).name.full, "mother": _anybody(rng).name.full,
        "work": rng.choice(("Nurse", "Teacher", "Electrician", "Paramedic", "Cook", "Engineer")),
    }  # fmt: skip


def _middle_captions(person: Person, rng: Random, day: date) -> Paper:
    """A record of marriage: what is asked stands between what the two parties answer."""
    wed = draw_event(rng, day)
    issued = min(day, wed + timedelta(days=rng.randint(10, 90)))
    other = _anybody(rng)
    shown = both_names(person) | {
        "issued_on": show_date(issued, SHORT), "date_of_birth": show_date(person.date_of_birth, SHORT),
    }  # fmt: skip
    sides = _both_sides(
        rng, _party(person, person.new_name, rng, SHORT), _party(other, other.name, rng, SHORT)
    )
    values = sides | {
        "file": f"{wed:%Y}-{rng.randrange(10**6):06d}", "county": rng.choice(COUNTIES), "wed": wed.strftime(SHORT),
        "licensed": (wed - timedelta(days=rng.randint(3, 30))).strftime(SHORT), "issued": issued.strftime(SHORT),
        "filed": (wed + timedelta(days=6)).strftime(SHORT), "town": person.city,
        "celebrant": _anybody(rng).name.full, "clerk": _anybody(rng).name.full,
    }  # fmt: skip
    return make_paper(
        EvidenceType.MARRIAGE_CERTIFICATE, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _two_tongues(person: Person, rng: Random, day: date) -> Paper:
    """A record of marriage in Spanish and English, its days written day first."""
    style = "%d/%m/%Y"
    wed = draw_event(rng, day)
    issued = min(day, wed + timedelta(days=rng.randint(20, 120)))
    other = _anybody(rng)
    shown = both_names(person) | {
        "issued_on": show_date(issued, style), "date_of_birth": show_date(person.date_of_birth, style),
    }  # fmt: skip
    sides = _both_sides(
        rng, _party(person, person.new_name, rng, style), _party(other, other.name, rng, style)
    )
    values = sides | {
        "book": str(rng.randint(11, 99)), "leaf": str(rng.randint(1, 300)), "deed": f"{rng.randrange(10**5):05d}", "wed": wed.strftime(style),
        "entered": (wed + timedelta(days=3)).strftime(style), "issued": issued.strftime(style), "town": person.city,
        "celebrant": _anybody(rng).name.full, "keeper": _anybody(rng).name.full,
    }  # fmt: skip
    return make_paper(
        EvidenceType.MARRIAGE_CERTIFICATE, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _register_certificate(person: Person, rng: Random, day: date) -> Paper:
    """A vital registry's certificate of a change of name, each name in two boxes."""
    style = "%Y %B %d"
    changed = draw_event(rng, day)
    issued = min(day, changed + timedelta(days=rng.randint(4, 60)))
    shown: Shown = {
        "former_name": (person.name.full, _family(person.name)), "new_name": (person.new_name.full, _family(person.new_name)),
        "issued_on": show_date(issued, style), "date_of_birth": show_date(person.date_of_birth, style),
    }  # fmt: skip
    values = {
        "old_family": _family(person.name).upper(), "old_given": _given(person.name).upper(), "new_family": _family(person.new_name).upper(),
        "new_given": _given(person.new_name).upper(), "born": person.date_of_birth.strftime(style), "changed": changed.strftime(style),
        "issued": issued.strftime(style), "place": person.city.upper(), "sex": person.sex,
        "number": f"{rng.randrange(10**8):08d}", "paper": f"{rng.choice('BCDFG')}{rng.randrange(10**6):06d}",
    }  # fmt: skip
    return make_paper(
        EvidenceType.COURT_ORDER, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _recitals(person: Person, rng: Random, day: date) -> Paper:
    """A final judgment of one sentence, all its days but one recited before it orders."""
    signed = draw_event(rng, day)
    shown = both_names(person) | {
        "issued_on": (signed.isoformat(), spell_day(signed)), "date_of_birth": show_date(person.date_of_birth, LONG),
    }  # fmt: skip
    values = {
        "old": person.name.full, "new": person.new_name.full, "born": person.date_of_birth.strftime(LONG), "signed": spell_day(signed),
        "sworn": (signed - timedelta(days=rng.randint(60, 120))).strftime(LONG), "heard": (signed - timedelta(days=2)).strftime(LONG),
        "printed": (signed - timedelta(days=30)).strftime(LONG), "docket": f"L-{rng.randrange(10**6):06d}-{signed:%y}",
        "starts": (signed + timedelta(days=30)).strftime(LONG), "county": rng.choice(COUNTIES), "lawyer": _anybody(rng).name.full,
        "judge": _anybody(rng).name.full, "phone": person.phone, "street": _anybody(rng).street, "town": person.city,
    }  # fmt: skip
    return make_paper(
        EvidenceType.COURT_ORDER, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _simplified_dissolution(person: Person, rng: Random, day: date) -> Paper:
    """A judgment of dissolution with boxes to check; the new name is called the former one, as in Florida's."""
    signed = draw_event(rng, day)
    other = _anybody(rng)
    mine = rng.random() < 0.5
    shown = both_names(person) | {"issued_on": show_date(signed, LONG)}
    values = {
        "petitioner": person.name.full if mine else other.name.full, "respondent": other.name.full if mine else person.name.full,
        "who": "petitioner" if mine else "respondent", "new": person.new_name.full, "signed": signed.strftime(LONG),
        "case": f"{signed:%Y}-DR-{rng.randrange(10**5):05d}", "wed": (signed - timedelta(days=rng.randint(900, 5000))).strftime(LONG),
        "apart": (signed - timedelta(days=rng.randint(300, 800))).strftime(LONG), "town": person.city, "county": rng.choice(COUNTIES),
        "copied": min(day, signed + timedelta(days=4)).strftime(US), "judge": _anybody(rng).name.full,
    }  # fmt: skip
    return make_paper(
        EvidenceType.DIVORCE_DECREE, values, shown, symbols={"signature": draw_signature(rng, "#111")},
        hand=rng.random() < 0.35,
    )  # fmt: skip


def _comb_boxes(person: Person, rng: Random, day: date) -> Paper:
    """A town's return of a marriage: a digit or letter a box, the days in boxes of month, day and year."""
    style = "%m%d%Y"
    wed = draw_event(rng, day)
    issued = min(day, wed + timedelta(days=rng.randint(8, 40)))
    other = _anybody(rng)
    whole = _married(person, other)
    shown: Shown = {
        "former_name": (person.name.full, person.name.last), "new_name": (whole.full, whole.last),
        "issued_on": show_date(issued, style), "date_of_birth": show_date(person.date_of_birth, style),
    }  # fmt: skip
    values: dict[str, str] = {
        "wed": wed.strftime(style), "issued": issued.strftime(style), "town": person.city.upper(),
        "book": f"{rng.randint(1, 99):02d}", "celebrant": _anybody(rng).name.full, "clerk": _anybody(rng).name.full,
    }  # fmt: skip
    for key, party, after in (("a", person, whole), ("b", other, other.name)):
        values |= {
            f"{key}_first": party.name.first.upper(), f"{key}_middle": party.name.middle.upper(), f"{key}_last": _family(party.name).upper(),
            f"{key}_after": after.last.upper(), f"{key}_born": party.date_of_birth.strftime(style),
        }  # fmt: skip
    return make_paper(
        EvidenceType.MARRIAGE_CERTIFICATE, values, shown, symbols={"signature": draw_signature(rng, "#111")},
        hand=rng.random() < 0.6,
    )  # fmt: skip


def _adult_adoption(person: Person, rng: Random, day: date) -> Paper:
    """A decree by which a grown person is adopted and takes another name."""
    signed = draw_event(rng, day)
    attested = min(day, signed + timedelta(days=rng.randint(2, 20)))
    shown = both_names(person) | {
        "issued_on": show_date(signed, LONG), "date_of_birth": show_date(person.date_of_birth, LONG),
    }  # fmt: skip
    values = {
        "old": person.name.full, "new": person.new_name.full, "born": person.date_of_birth.strftime(LONG), "signed": signed.strftime(LONG),
        "one": _anybody(rng).name.full, "two": _anybody(rng).name.full, "lodged": (signed - timedelta(days=80)).strftime(LONG),
        "attested": attested.strftime(LONG), "docket": f"AD{signed:%y}A{rng.randrange(10**4):04d}", "county": rng.choice(COUNTIES),
        "town": person.city, "judge": _anybody(rng).name.full, "register": _anybody(rng).name.full,
        "first": days_before(signed, rng, 1, 9).strftime(LONG),
    }  # fmt: skip
    return make_paper(
        EvidenceType.COURT_ORDER, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _restored_later(person: Person, rng: Random, day: date) -> Paper:
    """An application and the order on it, on one form: the name of before a marriage, years after its end."""
    signed = draw_event(rng, day)
    other = _anybody(rng)
    mine = rng.random() < 0.5
    style = rng.choice((US, SHORT))
    shown = both_names(person) | {"issued_on": show_date(signed, style)}
    values = {
        "filer": person.name.full, "street": person.street, "town": f"{person.city}, {person.state} {person.zip}",
        "petitioner": person.name.full if mine else other.name.full, "respondent": other.name.full if mine else person.name.full,
        "old": person.name.full, "new": person.new_name.full, "judged": (signed - timedelta(days=rng.randint(400, 3000))).strftime(style),
        "sworn": (signed - timedelta(days=rng.randint(3, 12))).strftime(style), "signed": signed.strftime(style),
        "filed": signed.strftime("%b %d %Y").upper(), "county": rng.choice(COUNTIES), "case": f"D{rng.randrange(10**6):06d}",
    }  # fmt: skip
    return make_paper(
        EvidenceType.COURT_ORDER, values, shown, hand=rng.random() < 0.4,
        symbols={"signature": draw_signature(rng), "judge": draw_signature(rng, "#111")},
    )  # fmt: skip


def _divorce_entry(person: Person, rng: Random, day: date) -> Paper:
    """A decree of divorce in prose: a caption of two parties, one clause that gives a surname back."""
    signed = draw_event(rng, day)
    other = _anybody(rng)
    mine = rng.random() < 0.5
    shown = both_names(person) | {"issued_on": show_date(signed, LONG)}
    values = {
        "plaintiff": person.name.full if mine else other.name.full, "defendant": other.name.full if mine else person.name.full,
        "who": "Plaintiff" if mine else "Defendant", "family": person.new_name.last, "new": person.new_name.full, "signed": signed.strftime(LONG),
        "heard": (signed - timedelta(days=rng.randint(2, 20))).strftime(LONG), "filed": (signed - timedelta(days=rng.randint(90, 300))).strftime(LONG),
        "wed": (signed - timedelta(days=rng.randint(900, 7000))).strftime(LONG), "county": rng.choice(COUNTIES), "judge": _anybody(rng).name.full,
        "case": f"{signed:%y} DR {rng.randrange(10**4):04d}",
    }  # fmt: skip
    return make_paper(
        EvidenceType.DIVORCE_DECREE, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _clerk_certifies(person: Person, rng: Random, day: date) -> Paper:
    """A clerk's letter of what the records show: an order of one day, called on another, written on a third."""
    ordered = draw_event(rng, day)
    shown = both_names(person) | {
        "issued_on": show_date(ordered, LONG), "date_of_birth": show_date(person.date_of_birth, LONG),
    }  # fmt: skip
    values = {
        "old": person.name.full, "new": person.new_name.full, "born": person.date_of_birth.strftime(LONG), "ordered": ordered.strftime(LONG),
        "heard": (ordered - timedelta(days=rng.randint(1, 30))).strftime(LONG), "written": min(day, ordered + timedelta(days=rng.randint(5, 90))).strftime(LONG),
        "street": person.street, "town": person.city, "clerk": _anybody(rng).name.full, "judge": _anybody(rng).name.full,
        "county": rng.choice(COUNTIES), "file": f"SP-{rng.randrange(10**4):04d}",
    }  # fmt: skip
    return make_paper(
        EvidenceType.COURT_ORDER, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _wedding_summary(person: Person, rng: Random, day: date) -> Paper:
    """A recorder's summary from a line printer: a column a spouse, the last name on the licence and as married."""
    wed = draw_event(rng, day)
    issued = min(day, wed + timedelta(days=rng.randint(9, 60)))
    other = _anybody(rng)
    after = _married(person, other)
    shown: Shown = {
        "former_name": (person.name.full, _family(person.name)), "new_name": (after.full, after.last),
        "issued_on": show_date(issued, US), "date_of_birth": show_date(person.date_of_birth, US),
    }  # fmt: skip
    sides: dict[str, str] = {}
    first = rng.random() < 0.5
    for key, party, taken in (
        ("x" if first else "y", person, after),
        ("y" if first else "x", other, other.name),
    ):
        sides |= {
            f"{key}_given": _given(party.name).upper(), f"{key}_last": _family(party.name).upper(), f"{key}_after": _family(taken).upper(),
            f"{key}_born": party.date_of_birth.strftime(US), f"{key}_one": _anybody(rng).name.full.upper(), f"{key}_two": _anybody(rng).name.full.upper(),
        }  # fmt: skip
    values = sides | {
        "licensed": (wed - timedelta(days=rng.randint(3, 40))).strftime(US), "wed": wed.strftime(US), "filed": (wed + timedelta(days=5)).strftime(US),
        "issued": issued.strftime(US), "celebrant": _anybody(rng).name.full.upper(), "clerk": _anybody(rng).name.full.upper(),
    }  # fmt: skip
    return make_paper(EvidenceType.MARRIAGE_CERTIFICATE, values, shown)


def _paper(name: str, make: Make, *, held_out: bool = False, hand: float = 0.0) -> Layout:
    return Layout(name, Kind.NAME_CHANGE_EVIDENCE, make, weight=0.8, hand_share=hand, held_out=held_out)


OFFICE_PAPERS: tuple[Layout, ...] = (
    _paper("marriage_middle_captions", _middle_captions),
    _paper("marriage_two_tongues", _two_tongues),
    _paper("name_register_certificate", _register_certificate),
    _paper("order_from_recitals", _recitals),
    _paper("dissolution_simplified", _simplified_dissolution, hand=0.35),
    _paper("marriage_comb_boxes", _comb_boxes, held_out=True, hand=0.6),
    _paper("adult_adoption_decree", _adult_adoption, held_out=True),
    _paper("name_restored_later", _restored_later, held_out=True, hand=0.4),
    _paper("divorce_entry_prose", _divorce_entry, held_out=True),
    _paper("clerk_certifies_order", _clerk_certifies, held_out=True),
    _paper("marriage_line_printer", _wedding_summary, held_out=True),
)
