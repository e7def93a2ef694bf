"""Name papers drawn to measure with: none was in sight when the rules of extraction were written."""

from datetime import date, timedelta
from random import Random

from domain.kinds import EvidenceType, Kind
from samples.layout import Layout, Make, Paper
from samples.layouts.name_change_evidence.showing import (
    COUNTIES,
    Shown,
    both_names,
    draw_event,
    draw_validity,
    make_paper,
    show_date,
)
from samples.people import Person, invent_person
from samples.symbols import draw_qr, draw_signature
from samples.wording import DASHED, LONG, MILITARY, SHORT, US, days_before, spell_day


def _caption_decree(person: Person, rng: Random, day: date) -> Paper:
    """A decree in prose below a caption of two columns; its day in words."""
    decreed = draw_event(rng, day)
    shown = both_names(person) | {"issued_on": (decreed.isoformat(), spell_day(decreed))}
    values = {
        "old": person.name.full, "new": person.new_name.full, "spelled": spell_day(decreed),
        "county": rng.choice(COUNTIES), "case": f"{decreed:%Y}-CV-{rng.randrange(10**4):04d}",
        "filed": (decreed - timedelta(days=rng.randint(30, 80))).strftime(LONG), "judge": invent_person(rng, set()).name.full,
    }  # fmt: skip
    return make_paper(
        EvidenceType.COURT_ORDER, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _register_rows(person: Person, rng: Random, day: date) -> Paper:
    """A marriage register copied as a table on its side: one row a party."""
    wed = draw_event(rng, day)
    style = rng.choice((US, SHORT))
    issued = min(day, wed + timedelta(days=rng.randint(6, 40)))
    other = invent_person(rng, set())
    shown = both_names(person) | {
        "issued_on": show_date(issued, style), "date_of_birth": show_date(person.date_of_birth, style),
    }  # fmt: skip
    mine = [person.name.full, person.date_of_birth.strftime(style), person.city, person.new_name.full]
    theirs = [other.name.full, other.date_of_birth.strftime(style), other.city, other.name.full]
    rows = [mine, theirs] if rng.random() < 0.5 else [theirs, mine]
    values = {
        "rows": rows, "wed": wed.strftime(style), "issued": issued.strftime(style), "page": str(rng.randint(2, 480)),
        "town": person.city,
    }  # fmt: skip
    return make_paper(
        EvidenceType.MARRIAGE_CERTIFICATE, values, shown, hand=rng.random() < 0.25,
        symbols={"signature": draw_signature(rng, "#111")},
    )  # fmt: skip


def _phone_licence(person: Person, rng: Random, day: date) -> Paper:
    """A driver's licence as a telephone shows it."""
    issued, expires = draw_validity(person, rng, day, 5)
    name = person.new_name
    shown: Shown = {
        "new_name": (name.full, f"{name.last} {name.suffix}".strip()),
        "date_of_birth": show_date(person.date_of_birth, SHORT),
        "issued_on": show_date(issued, SHORT),
        "expires_on": show_date(expires, SHORT),
    }
    values = {
        "last": f"{name.last} {name.suffix}".strip(), "given": f"{name.first} {name.middle}".strip(),
        "born": person.date_of_birth.strftime(SHORT), "issued": issued.strftime(SHORT), "expires": expires.strftime(SHORT),
        "number": f"S{rng.randrange(10**8):08d}", "street": person.street, "city": f"{person.city}, {person.state} {person.zip}",
        "sex": person.sex, "clock": f"{rng.randint(1, 12)}:{rng.randrange(60):02d}",
    }  # fmt: skip
    return make_paper(
        EvidenceType.DRIVERS_LICENSE, values, shown, symbols={"qr": draw_qr(f"mdoc:{values['number']}")}
    )


def _divorce_certificate(person: Person, rng: Random, day: date) -> Paper:
    """A registrar's certificate of divorce: numbered boxes, the name restored in one of them."""
    final = draw_event(rng, day, 1500)
    issued = min(day, final + timedelta(days=rng.randint(3, 50)))
    other = invent_person(rng, set())
    shown = both_names(person) | {
        "issued_on": show_date(issued, MILITARY), "date_of_birth": show_date(person.date_of_birth, MILITARY),
    }  # fmt: skip
    values = {
        "old": person.name.full, "new": person.new_name.full, "born": person.date_of_birth.strftime(MILITARY),
        "other": other.name.full, "other_born": other.date_of_birth.strftime(MILITARY), "final": final.strftime(MILITARY),
        "issued": issued.strftime(MILITARY), "file": f"{rng.randrange(10**5):05d}", "county": rng.choice(COUNTIES),
        "married": (final - timedelta(days=rng.randint(900, 6000))).strftime(MILITARY),
    }  # fmt: skip
    return make_paper(
        EvidenceType.DIVORCE_DECREE, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _notice_card(person: Person, rng: Random, day: date) -> Paper:
    """What a service hands its people to report another name: filled in by hand, digits in boxes."""
    shown = both_names(person) | {
        "certification_number": (person.number, person.number),
        "date_of_birth": show_date(person.date_of_birth, "%m%d%Y"),
    }
    values = {
        "old": person.name.full, "new": person.new_name.full, "number": person.number, "phone": person.phone,
        "born": person.date_of_birth.strftime("%m%d%Y"), "why": rng.choice(("marriage", "divorce", "court")),
        "written": days_before(day, rng, 0, 12).strftime(DASHED),
    }  # fmt: skip
    return make_paper(
        None, values, shown, hand=rng.random() < 0.75, symbols={"signature": draw_signature(rng)}
    )


def _consular_extract(person: Person, rng: Random, day: date) -> Paper:
    """A marriage extract from abroad, each question in three languages, surname and given names apart."""
    wed = draw_event(rng, day, 2500)
    issued = min(day, wed + timedelta(days=rng.randint(10, 300)))
    other = invent_person(rng, set())
    old, new = person.name, person.new_name
    shown: Shown = {
        "former_name": (old.full, f"{old.last} {old.suffix}".strip()),
        "new_name": (
            f"{old.first} {old.middle} {new.last}".replace("  ", " ") + (f" {new.suffix}" if new.suffix else ""),
            f"{new.last} {new.suffix}".strip(),
        ),
        "issued_on": show_date(issued, "%d.%m.%Y"),
        "date_of_birth": show_date(person.date_of_birth, "%d.%m.%Y"),
    }  # fmt: skip
    mine = [f"{old.last} {old.suffix}".strip(), f"{old.first} {old.middle}".strip(),
            person.date_of_birth.strftime("%d.%m.%Y"), shown["new_name"][1]]  # fmt: skip
    theirs = [other.name.last, other.name.first, other.date_of_birth.strftime("%d.%m.%Y"), other.name.last]
    first = rng.random() < 0.5
    values = {
        "one": mine if first else theirs, "two": theirs if first else mine, "wed": wed.strftime("%d.%m.%Y"),
        "issued": issued.strftime("%d.%m.%Y"), "entry": f"{rng.randint(1, 900)}/{wed.year}",
        "place": rng.choice(("Ponta Delgada", "Cork", "Santo Domingo", "Gdynia")),
    }  # fmt: skip
    return make_paper(
        EvidenceType.MARRIAGE_CERTIFICATE, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _register_letter(person: Person, rng: Random, day: date) -> Paper:
    """A register of probate's certificate that a decree stands in its books."""
    decreed = draw_event(rng, day)
    shown = both_names(person) | {"issued_on": show_date(decreed, LONG)}
    values = {
        "old": person.name.full, "new": person.new_name.full, "decreed": decreed.strftime(LONG),
        "county": rng.choice(COUNTIES), "register": invent_person(rng, set()).name.short, "docket": f"{decreed:%y}P{rng.randrange(10**4):04d}CA",
    }  # fmt: skip
    return make_paper(
        EvidenceType.COURT_ORDER, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _named_at_oath(person: Person, rng: Random, day: date) -> Paper:
    """A certificate of naturalization with the name that the court gave at the oath, in ruled rows."""
    sworn = days_before(day, rng, 20, 2000)
    shown = both_names(person) | {
        "issued_on": show_date(sworn, LONG), "date_of_birth": show_date(person.date_of_birth, MILITARY),
    }  # fmt: skip
    values = {
        "old": person.name.full, "new": person.new_name.full, "sworn": sworn.strftime(LONG),
        "born": person.date_of_birth.strftime(MILITARY), "number": f"{rng.randrange(10**8):08d}", "sex": person.sex,
        "country": rng.choice(("Ghana", "Colombia", "Ireland", "Cape Verde")), "place": person.city,
    }  # fmt: skip
    return make_paper(
        EvidenceType.NATURALIZATION_CERTIFICATE, values, shown, symbols={"signature": draw_signature(rng)}
    )


def _licence_mailer(person: Person, rng: Random, day: date) -> Paper:
    """The sheet on which a licence comes by post; name and address stand on it twice."""
    issued, expires = draw_validity(person, rng, day, 8)
    name = person.new_name
    shown: Shown = {
        "new_name": (name.full, f"{name.last} {name.suffix}".strip().upper()),
        "date_of_birth": show_date(person.date_of_birth, US),
        "issued_on": show_date(issued, US),
        "expires_on": show_date(expires, US),
    }
    values = {
        "printed_name": name.full.upper(), "family": f"{name.last} {name.suffix}".strip().upper(), "sex": person.sex,
        "given": f"{name.first} {name.middle}".strip().upper(), "born": person.date_of_birth.strftime(US),
        "issued": issued.strftime(US), "expires": expires.strftime(US), "number": f"{rng.randrange(10**8):08d}",
        "street": person.street.upper(), "city": f"{person.city}, {person.state} {person.zip}".upper(),
    }  # fmt: skip
    return make_paper(
        EvidenceType.DRIVERS_LICENSE, values, shown, symbols={"signature": draw_signature(rng, "#222")}
    )


def _leave_order(person: Person, rng: Random, day: date) -> Paper:
    """A court's leave to assume a name: a table above numbered orders, another day of effect."""
    entered = draw_event(rng, day)
    shown = both_names(person) | {
        "issued_on": show_date(entered, LONG), "date_of_birth": show_date(person.date_of_birth, LONG),
    }  # fmt: skip
    values = {
        "old": person.name.full, "new": person.new_name.full, "born": person.date_of_birth.strftime(LONG),
        "entered": entered.strftime(LONG), "effect": (entered + timedelta(days=40)).strftime(LONG),
        "county": rng.choice(COUNTIES), "case": f"{rng.randrange(10**5):05d}/{entered:%y}", "judge": invent_person(rng, set()).name.full,
    }  # fmt: skip
    return make_paper(
        EvidenceType.COURT_ORDER, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _clerk_letter(person: Person, rng: Random, day: date) -> Paper:
    """A city clerk's statement of a marriage, all in sentences."""
    wed = draw_event(rng, day)
    issued = min(day, wed + timedelta(days=rng.randint(10, 60)))
    shown = both_names(person) | {
        "issued_on": show_date(issued, LONG), "date_of_birth": show_date(person.date_of_birth, LONG),
    }  # fmt: skip
    values = {
        "old": person.name.full, "new": person.new_name.full, "other": invent_person(rng, set()).name.full,
        "wed": wed.strftime(LONG), "issued": issued.strftime(LONG), "born": person.date_of_birth.strftime(LONG),
        "town": person.city, "book": f"{rng.randint(20, 90)}, leaf {rng.randint(1, 300)}",
    }  # fmt: skip
    return make_paper(
        EvidenceType.MARRIAGE_CERTIFICATE, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _paper(name: str, make: Make, *, card: bool = False, hand: float = 0.0, held: bool = False) -> Layout:
    sheet = "card" if card else "letter"
    return Layout(
        name, Kind.NAME_CHANGE_EVIDENCE, make, sheet=sheet, weight=0.8, hand_share=hand, held_out=held
    )


STRANGER_PAPERS: tuple[Layout, ...] = (
    _paper("caption_decree", _caption_decree),
    _paper("marriage_register_rows", _register_rows, hand=0.25, held=True),
    _paper("licence_on_phone", _phone_licence),
    _paper("divorce_vital_certificate", _divorce_certificate),
    _paper("name_notice_card", _notice_card, card=True, hand=0.75, held=True),
    _paper("marriage_consular_extract", _consular_extract),
    _paper("probate_register_certificate", _register_letter, held=True),
    _paper("naturalized_under_new_name", _named_at_oath, held=True),
    _paper("licence_mailer", _licence_mailer),
    _paper("leave_to_assume_name", _leave_order),
    _paper("marriage_clerk_letter", _clerk_letter),
)
