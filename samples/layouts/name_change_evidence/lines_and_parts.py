"""Judgments drawn to measure with, of courts unlike the others: a name in parts over captions, an order of a part."""

from datetime import date, timedelta
from random import Random

from domain.kinds import EvidenceType, Kind
from samples.layout import Layout, Paper
from samples.layouts.name_change_evidence.showing import (
    COUNTIES,
    both_names,
    draw_event,
    make_paper,
    show_date,
)
from samples.people import Person, invent_person
from samples.symbols import draw_signature
from samples.wording import LONG, US


def _from_to_lines(person: Person, rng: Random, day: date) -> Paper:
    """An order that asks for both names in parts, each over its caption; most filled in by hand."""
    signed = draw_event(rng, day)
    old, new = person.name, person.new_name
    shown = both_names(person) | {
        "new_name": (new.full, f"{new.last} {new.suffix}".strip()),
        "date_of_birth": show_date(person.date_of_birth, US), "issued_on": show_date(signed, US),
    }  # fmt: skip
    values = {
        "old": old.full, "old_first": old.first, "old_middle": old.middle, "old_last": f"{old.last} {old.suffix}".strip(),
        "new_first": new.first, "new_middle": new.middle, "new_last": f"{new.last} {new.suffix}".strip(),
        "born": person.date_of_birth.strftime(US), "signed": signed.strftime(US), "heard": signed.strftime(LONG),
        "cause": f"{signed:%Y}-{rng.randrange(10**5):05d}-{rng.randint(1, 9)}", "court": f"{rng.randint(21, 480)}th",
        "county": rng.choice(COUNTIES), "street": person.street, "town": person.city, "permit": f"{rng.randrange(10**8):08d}",
        "judge": invent_person(rng, set()).name.full, "lawyer": invent_person(rng, set()).name.short,
        "filed": (signed + timedelta(days=rng.randint(0, 3))).strftime("%b %d %Y").upper(),
    }  # fmt: skip
    return make_paper(
        EvidenceType.COURT_ORDER,
        values,
        shown,
        hand=rng.random() < 0.4,
        symbols={"signature": draw_signature(rng)},
    )


def _part_order(person: Person, rng: Random, day: date) -> Paper:
    """A court's decision on a marriage as its part enters it: days and parties only in running words."""
    granted = draw_event(rng, day)
    other = invent_person(rng, set()).name.full
    shown = both_names(person) | {
        "new_name": (person.new_name.full, person.new_name.full.upper()),
        "date_of_birth": show_date(person.date_of_birth, LONG), "issued_on": show_date(granted, LONG),
    }  # fmt: skip
    roles = ("Plaintiff", "Defendant")
    first = rng.random() < 0.5
    values = {
        "one": person.name.full if first else other, "two": other if first else person.name.full,
        "one_as": roles[0], "two_as": roles[1], "asks": roles[0] if first else roles[1],
        "old": person.name.full, "new": person.new_name.full, "born": person.date_of_birth.strftime(LONG),
        "granted": granted.strftime(LONG), "part": str(rng.randint(2, 44)), "county": rng.choice(COUNTIES),
        "judge": invent_person(rng, set()).name.full, "index": f"{rng.randrange(10**6):06d}/{granted:%Y}",
        "calendar": f"{rng.randrange(10**4)}", "summons": (granted - timedelta(days=rng.randint(60, 300))).strftime(LONG),
        "lawyer": invent_person(rng, set()).name.short, "clerk": invent_person(rng, set()).name.full,
    }  # fmt: skip
    return make_paper(
        EvidenceType.DIVORCE_DECREE, values, shown, symbols={"signature": draw_signature(rng, "#111")}
    )


PARTED_PAPERS: tuple[Layout, ...] = tuple(
    Layout(name, Kind.NAME_CHANGE_EVIDENCE, make, sheet="letter", weight=0.8, hand_share=0.0, held_out=True)
    for name, make in (("order_from_to_lines", _from_to_lines), ("divorce_part_order", _part_order))
)
