"""Fills a verification request: which questions a form asks decides what its truth holds."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from samples.agencies import Agency, pick_agency
from samples.layout import Make, Paper, Truth
from samples.people import Person
from samples.symbols import draw_barcode, draw_signature
from samples.wording import days_before, pick_style, plain_phone, print_date

#: How forms and people call the levels.
LEVEL_CODES = {
    "EMT": ("EMT-B", "EMT-Basic", "EMT", "EMT"),
    "AEMT": ("AEMT", "EMT-A", "Advanced EMT"),
    "Paramedic": ("EMT-P", "NRP", "Paramedic", "EMT-Paramedic"),
}
STAFF = (
    "Lorraine Beck", "T. Okonkwo", "Marcy Delgado, CPCS", "Philip Ashworth", "J. Lindholm", "Denise Arceneaux",
    "Capt. Roy Tillman", "Shauna Whitehorse", "Gina Petrakis", "Owen Brightwater",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of one form."""

    sorts: tuple[str, ...] = ("state",)
    name: str = "full"
    """How the name stands: `full`, `last_first`, `initials`, `parts` (own boxes)."""
    former: bool = False
    number: bool = True
    level: str = "word"
    """`word`, `code`, `tick`, or "" where the form does not ask."""
    dob: bool = True
    comb: bool = False
    """The birth date stands in one box a digit."""
    order: str = "%m%d%Y"
    """The digits in the boxes, as a `strftime` style."""
    dates: str = ""
    """The style of every filled-in date, where the form prescribes one."""
    ssn: str = ""
    """`last4`, `masked`, `full` or ""."""
    address: bool = True
    fax: float = 0.8
    """Share of papers that give the return fax."""
    email: float = 0.6
    signature: bool = True
    """The form has a place for it."""
    unsigned: float = 0.08
    staff_signs: bool = False
    """The requester's officer signs, as under a letter."""
    empty: float = 0.06
    """Share of optional questions left empty."""
    hand: float = 0.4


def build_request(asked: Asked) -> Make:
    """Return the function that fills a form with these questions."""

    def make(person: Person, rng: Random, day: date) -> Paper:
        return _fill(asked, person, rng, day, pick_agency(rng, *asked.sorts))

    return make


def _fill(asked: Asked, person: Person, rng: Random, day: date, agency: Agency) -> Paper:
    hand = rng.random() < asked.hand
    style = asked.dates or pick_style(rng, hand)
    signed = days_before(day, rng, 1, 35)
    ink = asked.signature and rng.random() >= asked.unsigned
    dated = signed if asked.signature and (ink or rng.random() < 0.5) else None
    former = person.former_names[0] if asked.former and person.former_names else ""

    def keep(wanted: bool, text: str) -> str:
        return text if wanted and rng.random() >= asked.empty else ""

    number = keep(asked.number, person.number)
    dob = person.date_of_birth if keep(asked.dob, "x") else None
    level = keep(bool(asked.level), person.level)
    ssn4 = keep(bool(asked.ssn), person.ssn_last4)
    fax = agency.fax if rng.random() < asked.fax else ""
    email = agency.email if rng.random() < asked.email else ""
    phone_style = rng.choice(("({}) {}-{}", "{}-{}-{}", "{}.{}.{}"))
    values: dict[str, Any] = {
        **_name_values(person), "former": former, "number": number, "level": level,
        "level_printed": rng.choice(LEVEL_CODES[person.level]) if asked.level == "code" and level else level,
        "dob": print_date(dob, style), "dob_digits": print_date(dob, asked.order),
        "ssn4": ssn4, "ssn": _print_ssn(asked.ssn, person, rng) if ssn4 else "",
        "ssn_digits": person.ssn if ssn4 else "",
        "street_home": person.street, "city_home": f"{person.city}, {person.state} {person.zip}",
        "phone_home": person.phone, "email_home": person.email,
        "signed": print_date(dated, style), "letter_date": print_date(signed, rng.choice(("%B %-d, %Y", "%-d %B %Y"))),
        "agency": agency.name, "office": agency.office, "street": agency.street, "city_line": agency.city_line,
        "agency_state": agency.state, "agency_phone": plain_phone(agency.phone, phone_style),
        "agency_fax": plain_phone(fax, phone_style) if fax else "", "agency_email": email,
        "staff": rng.choice(STAFF), "reference": f"{agency.state}-{rng.randrange(10**6):06d}",
        "nremt": f"{rng.choice('EMP')}{rng.randrange(10**7):07d}", "variant": rng.randrange(1000),
        "expires": print_date(person.expires_on, style), "from_state": "Massachusetts",
        "elsewhere": _list_elsewhere(number),
    }  # fmt: skip
    truth: Truth = {
        "applicant_name": values["printed_name"] if asked.name == "initials" else person.name.full,
        "former_names": former or None, "certification_number": number or None, "level": level or None,
        "date_of_birth": dob.isoformat() if dob else None, "ssn_last4": ssn4 or None,
        "requesting_agency": agency.name, "return_address": agency.address if asked.address else None,
        "return_fax": fax or None, "return_email": email or None,
        "signed_on": signed.isoformat() if asked.staff_signs else dated.isoformat() if dated else None,
    }  # fmt: skip
    if asked.signature:
        truth["signature_present"] = ink
    printed = {
        "applicant_name": {"last_first": person.name.last_first, "parts": person.name.last}.get(asked.name, ""),
        "date_of_birth": values["dob_digits" if asked.comb else "dob"], "signed_on": values["letter_date" if asked.staff_signs else "signed"],
        "level": values["level_printed"], "return_address": agency.street, "return_fax": values["agency_fax"],
    }  # fmt: skip
    symbols = {"barcode": draw_barcode(values["reference"])}
    if ink:
        symbols["signature"] = draw_signature(rng, "#1b2a6b" if rng.random() < 0.6 else "#111")
    drawn = {"level"} if asked.level == "tick" else set()
    kept = {key: text for key, text in printed.items() if text}
    return Paper(values, truth, kept, frozenset(drawn), hand, symbols)


def _name_values(person: Person) -> dict[str, str]:
    name = person.name
    return {
        "name": name.full, "name_last_first": name.last_first, "printed_name": name.initials, "first": name.first,
        "middle": name.middle, "last": f"{name.last} {name.suffix}".strip(), "last_only": name.last,
        "suffix": name.suffix, "pronoun": {"F": "her", "M": "his"}.get(person.sex, "their"),
    }  # fmt: skip


def _list_elsewhere(number: str) -> list[dict[str, str]]:
    """Credentials of other states, as an applicant lists them beside the one asked for; the number is their seed."""
    rng = Random(f"elsewhere {number}")
    return [
        {"state": state, "level": rng.choice(("EMT", "EMT-I", "Paramedic", "EMR")), "since": str(rng.randint(1998, 2021)),
         "number": f"{rng.choice(('', 'T', 'EMS-', state[0]))}{rng.randrange(10**4, 10**7)}",
         "current": rng.choice(("Y", "N"))}
        for state in rng.sample(("Vermont", "Ohio", "Texas", "New Hampshire", "Utah", "Florida", "Maine"), rng.randint(1, 3))
    ]  # fmt: skip


def _print_ssn(form: str, person: Person, rng: Random) -> str:
    if form == "full":
        return f"{person.ssn[:3]}-{person.ssn[3:5]}-{person.ssn[5:]}"
    if form == "masked":
        return rng.choice(("xxx-xx-{}", "XXX-XX-{}", "***-**-{}", "###-##-{}")).format(person.ssn_last4)
    return person.ssn_last4
