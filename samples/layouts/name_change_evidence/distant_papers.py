"""Name papers of offices whose forms are like none of the others: drawn to measure with, no rule had seen them."""

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
    upper_family,
    upper_given,
)
from samples.people import Person, invent_person
from samples.symbols import draw_signature
from samples.wording import LONG, MILITARY, SHORT, US, days_before


def _surname(person: Person, *, new: bool = False) -> str:
    name = person.new_name if new else person.name
    return f"{name.last} {name.suffix}".strip()


def _licence_certificate(person: Person, rng: Random, day: date) -> Paper:
    """A licence and certificate of marriage in one form: a box for each part of each name."""
    wed = draw_event(rng, day)
    issued = min(day, wed + timedelta(days=rng.randint(12, 80)))
    other = invent_person(rng, set())
    whole = " ".join(p for p in (person.name.first, person.name.middle, _surname(person, new=True)) if p)
    shown: Shown = {
        "former_name": (person.name.full, _surname(person)),
        "new_name": (whole, _surname(person, new=True)),
        "issued_on": show_date(issued, US), "date_of_birth": show_date(person.date_of_birth, US),
    }  # fmt: skip
    values: dict[str, object] = {
        "state_no": f"{rng.randrange(10**9):09d}", "local_no": f"{rng.randrange(10**6):06d}", "county": rng.choice(COUNTIES),
        "licensed": (wed - timedelta(days=9)).strftime(US), "lapses": (wed + timedelta(days=81)).strftime(US), "wed": wed.strftime(US),
        "accepted": (wed + timedelta(days=7)).strftime(US), "issued": issued.strftime(US), "city": person.city,
        "celebrant": invent_person(rng, set()).name.full, "registrar": invent_person(rng, set()).name.full,
        "a_new": _surname(person, new=True), "a_new_middle": person.name.middle,
    }  # fmt: skip
    for key, party in (("a", person), ("b", other)):
        values |= {
            f"{key}_first": party.name.first, f"{key}_middle": party.name.middle, f"{key}_last": _surname(party),
            f"{key}_born": party.date_of_birth.strftime(US), f"{key}_place": "New Albion", f"{key}_before": "0",
            f"{key}_street": party.street, f"{key}_city": party.city, f"{key}_zip": f"{party.state} {party.zip}",
        }  # fmt: skip
    return make_paper(EvidenceType.MARRIAGE_CERTIFICATE, values, shown)


def _blank_order(person: Person, rng: Random, day: date) -> Paper:
    """A court's order on a form of blanks, what each asks printed below it."""
    signed = draw_event(rng, day)
    shown = both_names(person) | {
        "issued_on": show_date(signed, US), "date_of_birth": show_date(person.date_of_birth, US),
    }  # fmt: skip
    values = {
        "old": person.name.full, "new": person.new_name.full, "born": person.date_of_birth.strftime(US), "sex": person.sex,
        "signed": signed.strftime(US), "heard": (signed - timedelta(days=1)).strftime(US), "street": person.street,
        "filed": (signed - timedelta(days=rng.randint(30, 90))).strftime(US), "county": rng.choice(COUNTIES),
        "cause": f"{signed:%Y}-{rng.randrange(10**5):05d}", "judge": invent_person(rng, set()).name.full,
    }  # fmt: skip
    return make_paper(
        EvidenceType.COURT_ORDER, values, shown, hand=rng.random() < 0.4,
        symbols={"signature": draw_signature(rng, "#111")},
    )  # fmt: skip


def _item_judgment(person: Person, rng: Random, day: date) -> Paper:
    """A judgment of dissolution on a form of numbered items; the restored name is one of them."""
    signed = draw_event(rng, day)
    other = invent_person(rng, set())
    mine = rng.random() < 0.6
    shown = both_names(person) | {"issued_on": show_date(signed, LONG)}
    values = {
        "petitioner": person.name.full if mine else other.name.full, "who": "petitioner" if mine else "respondent",
        "respondent": other.name.full if mine else person.name.full, "new": person.new_name.full,
        "attorney": invent_person(rng, set()).name.full, "phone": person.phone, "county": rng.choice(COUNTIES),
        "filed": (signed + timedelta(days=2)).strftime(SHORT).upper(), "heard": (signed - timedelta(days=3)).strftime(LONG),
        "served": (signed - timedelta(days=200)).strftime(LONG), "ends": (signed + timedelta(days=20)).strftime(LONG),
        "signed": signed.strftime(LONG), "case": f"FL-{rng.randrange(10**6):06d}", "judge": invent_person(rng, set()).name.full,
    }  # fmt: skip
    return make_paper(
        EvidenceType.DIVORCE_DECREE, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _wedlock_return(person: Person, rng: Random, day: date) -> Paper:
    """A certificate in one sentence; the names since the wedding stand big above their captions."""
    wed = draw_event(rng, day)
    issued = min(day, wed + timedelta(days=rng.randint(14, 60)))
    other = invent_person(rng, set())
    mine = {
        "": person.name.full, "_born": person.date_of_birth.strftime(LONG), "_city": person.city,
        "_after": person.new_name.full,
    }  # fmt: skip
    theirs = {
        "": other.name.full, "_born": other.date_of_birth.strftime(LONG), "_city": other.city,
        "_after": other.name.full,
    }  # fmt: skip
    first = rng.random() < 0.5
    shown = both_names(person) | {
        "issued_on": show_date(issued, LONG), "date_of_birth": show_date(person.date_of_birth, LONG),
    }  # fmt: skip
    values = {
        "instrument": f"{wed:%Y}{rng.randrange(10**6):06d}", "recorded": (wed + timedelta(days=5)).strftime(US), "wed": wed.strftime(LONG),
        "issued": issued.strftime(LONG), "county": rng.choice(COUNTIES), "place": person.city,
        "celebrant": invent_person(rng, set()).name.full, "witness": invent_person(rng, set()).name.full,
        **{f"one{k}": v for k, v in (mine if first else theirs).items()},
        **{f"two{k}": v for k, v in (theirs if first else mine).items()},
    }  # fmt: skip
    return make_paper(
        EvidenceType.MARRIAGE_CERTIFICATE, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _parties_extract(person: Person, rng: Random, day: date) -> Paper:
    """An extract of a register of divorces: a column a party, four days in a row below their captions."""
    absolute = draw_event(rng, day, 1200)
    other = invent_person(rng, set())
    mine = [person.name.full, person.date_of_birth.strftime(MILITARY), person.city, invent_person(rng, set()).name.full, person.new_name.full]  # fmt: skip
    theirs = [other.name.full, other.date_of_birth.strftime(MILITARY), other.city, invent_person(rng, set()).name.full, other.name.full]  # fmt: skip
    first = rng.random() < 0.5
    shown = both_names(person) | {
        "issued_on": show_date(absolute, MILITARY), "date_of_birth": show_date(person.date_of_birth, MILITARY),
    }  # fmt: skip
    values = {
        "docket": f"{absolute:%y}D{rng.randrange(10**4):04d}", "one": mine if first else theirs, "two": theirs if first else mine,
        "wed": (absolute - timedelta(days=rng.randint(900, 6000))).strftime(MILITARY), "filed": (absolute - timedelta(days=300)).strftime(MILITARY),
        "nisi": (absolute - timedelta(days=90)).strftime(MILITARY), "absolute": absolute.strftime(MILITARY),
        "drawn": days_before(day, rng, 0, 12).strftime(MILITARY),
    }  # fmt: skip
    return make_paper(
        EvidenceType.DIVORCE_DECREE, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _captions_under(person: Person, rng: Random, day: date) -> Paper:
    """A licence whose captions stand below what they ask."""
    issued, expires = draw_validity(person, rng, day, 5)
    shown: Shown = {
        "new_name": (person.new_name.full, upper_family(person.new_name)),
        "date_of_birth": show_date(person.date_of_birth, US), "issued_on": show_date(issued, US), "expires_on": show_date(expires, US),
    }  # fmt: skip
    values = {
        "given": upper_given(person.new_name), "family": upper_family(person.new_name), "born": person.date_of_birth.strftime(US),
        "issued": issued.strftime(US), "expires": expires.strftime(US), "number": f"{rng.randrange(10**8):08d}", "sex": person.sex,
        "street": f"{person.street}, {person.city}, {person.state} {person.zip}".upper(), "height": f"5-{rng.randint(0, 11):02d}",
        "dd": f"{rng.randrange(10**10):010d}NA",
    }  # fmt: skip
    return make_paper(EvidenceType.DRIVERS_LICENSE, values, shown)


def _leader_notice(person: Person, rng: Random, day: date) -> Paper:
    """A counter's notice of a marriage, its answers behind leaders of points."""
    wed = draw_event(rng, day)
    printed = min(day, wed + timedelta(days=rng.randint(10, 60)))
    other = invent_person(rng, set())
    mine = {"": person.name.full, "_after": person.new_name.full, "_born": person.date_of_birth.strftime(US)}
    theirs = {"": other.name.full, "_after": other.name.full, "_born": other.date_of_birth.strftime(US)}
    first = rng.random() < 0.5
    shown = both_names(person) | {
        "issued_on": show_date(printed, US), "date_of_birth": show_date(person.date_of_birth, US),
    }  # fmt: skip
    values = {
        "city": person.city, "printed": printed.strftime(US), "wed": wed.strftime(US), "entered": (wed + timedelta(days=4)).strftime(US),
        "book": f"{rng.randint(10, 99)}-{rng.randint(1, 400)}",
        **{f"one{k}": v for k, v in (mine if first else theirs).items()},
        **{f"two{k}": v for k, v in (theirs if first else mine).items()},
    }  # fmt: skip
    return make_paper(EvidenceType.MARRIAGE_CERTIFICATE, values, shown)


def _schedule_order(person: Person, rng: Random, day: date) -> Paper:
    """An order that names nobody but in its schedule: one row below "heretofore" and "hereafter"."""
    done = draw_event(rng, day)
    shown = both_names(person) | {
        "issued_on": show_date(done, LONG), "date_of_birth": show_date(person.date_of_birth, SHORT),
    }  # fmt: skip
    values = {
        "old": person.name.full, "new": person.new_name.full, "born": person.date_of_birth.strftime(SHORT), "done": done.strftime(LONG),
        "sworn": (done - timedelta(days=rng.randint(20, 70))).strftime(LONG), "certified": min(day, done + timedelta(days=6)).strftime(LONG),
        "county": rng.choice(COUNTIES), "file": f"N-{rng.randrange(10**4):04d}", "judge": invent_person(rng, set()).name.full,
    }  # fmt: skip
    return make_paper(
        EvidenceType.COURT_ORDER, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _entry_notice(person: Person, rng: Random, day: date) -> Paper:
    """A clerk's notice that a decree was entered; both names in one sentence, no word of a change."""
    docketed = draw_event(rng, day)
    other = invent_person(rng, set())
    sides = [person.name.full, other.name.full]
    rng.shuffle(sides)
    shown = both_names(person) | {"issued_on": show_date(docketed, LONG)}
    values = {
        "first": sides[0], "second": sides[1], "old": person.name.full, "new": person.new_name.full, "county": rng.choice(COUNTIES),
        "docketed": docketed.strftime(LONG), "lodged": (docketed - timedelta(days=150)).strftime(LONG), "case": f"DR{rng.randrange(10**5):05d}",
        "mailed": min(day, docketed + timedelta(days=5)).strftime(LONG), "judge": invent_person(rng, set()).name.full,
    }  # fmt: skip
    return make_paper(
        EvidenceType.DIVORCE_DECREE, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


def _paper(name: str, make: Make, *, card: bool = False, hand: float = 0.0, held: bool = False) -> Layout:
    sheet = "card" if card else "letter"
    return Layout(
        name, Kind.NAME_CHANGE_EVIDENCE, make, sheet=sheet, weight=0.8, hand_share=hand, held_out=held
    )


DISTANT_PAPERS: tuple[Layout, ...] = (
    _paper("licence_and_certificate", _licence_certificate),
    _paper("order_by_blanks", _blank_order, hand=0.4),
    _paper("judgment_by_items", _item_judgment),
    _paper("wedlock_return", _wedlock_return, held=True),
    _paper("parties_extract", _parties_extract),
    _paper("licence_captions_under", _captions_under, card=True, held=True),
    _paper("marriage_leader_notice", _leader_notice),
    _paper("order_with_schedule", _schedule_order),
    _paper("notice_of_entry", _entry_notice),
)
