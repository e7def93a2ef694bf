"""State forms with the applicant's part and the issuing state's part."""

from datetime import date
from random import Random

from domain.kinds import Kind
from samples.agencies import pick_agency
from samples.layout import Layout, Paper
from samples.people import Person
from samples.symbols import draw_signature
from samples.wording import days_before, pick_style, print_date


def _northern_state(person: Person, rng: Random, day: date) -> Paper:
    agency = pick_agency(rng, "state")
    hand = rng.random() < 0.5
    style = pick_style(rng, hand)
    signed = days_before(day, rng, 2, 30) if rng.random() < 0.9 else None
    former = rng.choice(person.former_names) if person.former_names else None
    email = agency.email if rng.random() < 0.6 else None
    return Paper(
        values={
            "agency": agency.name, "office": agency.office, "street": agency.street, "city_line": agency.city_line,
            "agency_phone": agency.phone, "agency_fax": agency.fax, "agency_email": email or "",
            "name": person.name.last_first, "former": former or "", "number": person.number, "level": person.level,
            "dob": print_date(person.date_of_birth, style), "ssn4": person.ssn_last4,
            "signed": print_date(signed, style),
        },
        truth={
            "applicant_name": person.name.full, "former_names": former, "certification_number": person.number,
            "level": person.level, "date_of_birth": person.date_of_birth.isoformat(), "ssn_last4": person.ssn_last4,
            "requesting_agency": agency.name, "return_address": agency.address, "return_fax": agency.fax,
            "return_email": email, "signature_present": signed is not None,
            "signed_on": signed.isoformat() if signed else None,
        },
        printed={
            "applicant_name": person.name.last_first, "date_of_birth": print_date(person.date_of_birth, style),
            "signed_on": print_date(signed, style), "return_address": agency.street,
        },
        drawn=frozenset({"level"}),
        hand=hand,
        symbols={"signature": draw_signature(rng)} if signed else {},
    )  # fmt: skip


STATE_FORMS: tuple[Layout, ...] = (
    Layout("northern_state", Kind.VERIFICATION_REQUEST, _northern_state),
)
