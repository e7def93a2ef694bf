"""Papers that are none of the three kinds: the traps of a shared mailbox."""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from domain.kinds import Kind, Subkind
from samples.agencies import AGENCIES, pick_agency
from samples.layout import Layout, Make, Paper
from samples.people import Person, invent_phone
from samples.requests import LEVEL_CODES, STAFF
from samples.symbols import draw_barcode, draw_qr, draw_signature
from samples.wording import days_before, pick_style, print_date

SERVICES = (
    "Quaboag Valley Ambulance", "Nauset Light EMS, Inc.", "Hoosac Range Rescue Squad", "Three Rivers Medical Transport",
    "Squannacook Fire-Rescue", "Bay Path Ambulance Trust",
)  # fmt: skip
COURSES = (
    "Airway Management Refresher", "Geriatric Emergencies", "Pediatric Trauma Update", "Stroke and STEMI Systems",
    "Hazmat Awareness for EMS", "National Core Refresher, module 3", "Pharmacology for Field Providers",
)  # fmt: skip


def _facts(person: Person, rng: Random, day: date, hand: bool) -> dict[str, Any]:
    agency = rng.choice(AGENCIES)
    written = days_before(day, rng, 0, 14)
    style = pick_style(rng, hand)
    moved = rng.choice(
        ("18 Larkin Street", "402 Beechnut Road", "7 Wharf Lane, Apt 5", "1121 Sandpiper Court")
    )
    others = [f"{rng.choice(('R.', 'K.', 'J.', 'A.', 'M.'))} {rng.choice(('Ames', 'Boyle', 'Cruz', 'Dang', 'Ellis', 'Fahey', 'Grant'))}" for _ in range(9)]  # fmt: skip
    return {
        "name": person.name.full, "name_last_first": person.name.last_first, "first": person.name.first,
        "last": person.name.last, "number": person.number, "level": person.level,
        "level_code": rng.choice(LEVEL_CODES[person.level]), "dob": print_date(person.date_of_birth, style),
        "ssn": f"{person.ssn[:3]}-{person.ssn[3:5]}-{person.ssn[5:]}", "ssn4": person.ssn_last4,
        "street_home": person.street, "city_home": f"{person.city}, {person.state} {person.zip}",
        "phone_home": person.phone, "email_home": person.email, "new_street": moved,
        "new_city": rng.choice(("Salem, MA 01970", "Attleboro, MA 02703", "Greenfield, MA 01301", "Dover, NH 03820")),
        "agency": agency.name, "office": agency.office, "street": agency.street, "city_line": agency.city_line,
        "agency_phone": agency.phone, "agency_email": agency.email, "agency_state": agency.state,
        "state_agency": pick_agency(rng, "state").name, "staff": rng.choice(STAFF), "service": rng.choice(SERVICES),
        "course": rng.choice(COURSES), "hours": rng.choice((2, 3, 4, 8, 20)), "others": others,
        "letter_date": print_date(written, rng.choice(("%B %-d, %Y", "%m/%d/%Y"))), "signed": print_date(written, style),
        "event": print_date(days_before(day, rng, 3, 20), "%B %-d"), "expires": print_date(person.expires_on, style),
        "issued": print_date(person.issued_on, style), "amount": rng.choice(("150.00", "50.00", "300.00", "75.00")),
        "reference": f"{rng.randrange(10**6):06d}", "variant": rng.randrange(1000), "phone": invent_phone(rng),
        "plate": f"{rng.randint(1, 9)}{rng.choice('ABCD')}{rng.choice('KLMN')}{rng.randint(10, 99)}",
        "nremt": f"{rng.choice('EMP')}{rng.randrange(10**7):07d}",
        "vin": "".join(rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ0123456789") for _ in range(17)),
    }  # fmt: skip


def _about(
    shows: str, hand: float = 0.0, signed: bool = True, nobody: bool = False, name: str = "name"
) -> Make:
    """Fill a paper that prints the fields named in `shows` (n name, c number, d birth date, s SSN)."""

    def make(person: Person, rng: Random, day: date) -> Paper:
        by_hand = rng.random() < hand
        facts = _facts(person, rng, day, by_hand)
        truth: dict[str, str | bool | None] = {
            "applicant_name": person.name.full if "n" in shows else None,
            "certification_number": person.number if "c" in shows else None,
            "date_of_birth": person.date_of_birth.isoformat() if "d" in shows else None,
            "ssn_last4": person.ssn_last4 if "s" in shows else None,
        }
        symbols = {
            "barcode": draw_barcode(facts["reference"]),
            "qr": draw_qr(f"https://verify.example/{facts['reference']}"),
        }
        if signed:
            symbols["signature"] = draw_signature(rng)
        return Paper(facts, truth, {"applicant_name": facts[name], "date_of_birth": facts["dob"]}, frozenset(), by_hand,
                     symbols, nobody=nobody)  # fmt: skip

    return make


def _other(name: str, subkind: Subkind, make: Callable[..., Paper], **how: Any) -> Layout:
    return Layout(name, Kind.OTHER, make, subkind=subkind, **how)


LAYOUTS: tuple[Layout, ...] = (
    _other("completed_verification", Subkind.COMPLETED_VERIFICATION, _about("nd", 0.3)),
    _other("standing_statement", Subkind.COMPLETED_VERIFICATION, _about("n")),
    _other("own_blank_form", Subkind.UNKNOWN, _about("", nobody=True, signed=False)),
    _other("background_check", Subkind.LETTER, _about("nds", 0.4)),
    _other("cori_form", Subkind.CORI_FORM, _about("nds", 0.6, name="last")),
    _other("address_letter", Subkind.ADDRESS_CHANGE, _about("nc", 0.2)),
    _other("self_report_letter", Subkind.SELF_REPORT, _about("nc")),
    _other("registry_card", Subkind.CERTIFICATION_COPY, _about("n", signed=False), sheet="card"),
    _other("state_card", Subkind.CERTIFICATION_COPY, _about("nc", signed=False), sheet="card"),
    _other("course_roster", Subkind.COURSE_PAPER, _about("nc", 0.5)),
    _other("education_certificate", Subkind.COURSE_PAPER, _about("nc")),
    _other("course_receipt", Subkind.PAYMENT, _about("n", signed=False)),
    _other("bank_check", Subkind.PAYMENT, _about("n", 0.7)),
    _other("vehicle_inspection", Subkind.AMBULANCE_SERVICE, _about("", 0.3, nobody=True)),
    _other("cpr_newsletter", Subkind.SPAM, _about("", nobody=True, signed=False)),
    _other("press_article", Subkind.LETTER, _about("", nobody=True, signed=False)),
    _other("renewal_application", Subkind.LETTER, _about("ncd", 0.5)),
    _other("subpoena_records", Subkind.LETTER, _about("n")),
    _other("records_request", Subkind.LETTER, _about("n")),
    _other("utility_bill", Subkind.UNKNOWN, _about("n", signed=False)),
    _other("school_transcript", Subkind.COURSE_PAPER, _about("nd", name="name_last_first")),
    _other("instructor_card", Subkind.COURSE_PAPER, _about("n", signed=False), sheet="card"),
    _other("patient_report", Subkind.UNKNOWN, _about("nc")),
    _other("vaccination_card", Subkind.UNKNOWN, _about("nd", 0.4)),
    _other("register_extract", Subkind.COMPLETED_VERIFICATION, _about("n"), held_out=True),
    _other("own_letter_form", Subkind.UNKNOWN, _about("", nobody=True, signed=False), held_out=True),
    _other("class_confirmation", Subkind.COURSE_PAPER, _about("n", signed=False), held_out=True),
    _other("cori_short", Subkind.CORI_FORM, _about("nds", 0.6, name="last"), held_out=True),
    _other("moving_card", Subkind.ADDRESS_CHANGE, _about("nc", 0.6), held_out=True),
    _other("staffing_letter", Subkind.AMBULANCE_SERVICE, _about("", nobody=True), held_out=True),
    _other("reportable_event", Subkind.SELF_REPORT, _about("nc", 0.5), held_out=True),
    _other("postal_order", Subkind.PAYMENT, _about("n", 0.6, signed=False), sheet="card"),
    _other("hours_list", Subkind.COURSE_PAPER, _about("nc"), held_out=True),
    _other("status_note", Subkind.STATUS_QUESTION, _about("nc", 0.7)),
    _other("thanks_mail", Subkind.LETTER, _about("", nobody=True, signed=False), body=True),
    _other("ticket_reply", Subkind.AUTO_REPLY, _about("", nobody=True, signed=False), body=True),
    _other("resume", Subkind.LETTER, _about("n", signed=False), held_out=True),
    _other("court_letter", Subkind.LETTER, _about("n")),
    _other("nurse_license", Subkind.CERTIFICATION_COPY, _about("n", signed=False), held_out=True),
    _other("supply_invoice", Subkind.PAYMENT, _about("", nobody=True, signed=False), held_out=True),
    _other("foreign_lookup_page", Subkind.COMPLETED_VERIFICATION, _about("n", signed=False)),
    _other("class_price_flyer", Subkind.SPAM, _about("", nobody=True, signed=False)),
    _other("instructor_renewal_notice", Subkind.COURSE_PAPER, _about("n")),
    _other("contact_update_sheet", Subkind.ADDRESS_CHANGE, _about("nc", 0.5)),
    _other("class_signup_form", Subkind.COURSE_PAPER, _about("n", 0.6), held_out=True),
    _other("returned_item_notice", Subkind.PAYMENT, _about("n", signed=False), held_out=True),
    _other("class_cancelled_letter", Subkind.COURSE_PAPER, _about("n", signed=False), held_out=True),
    _other("jury_service_notice", Subkind.LETTER, _about("n", signed=False, name="name_last_first"), held_out=True),
    _other("status_mail", Subkind.STATUS_QUESTION, _about("nc", signed=False), body=True),
    _other("address_mail", Subkind.ADDRESS_CHANGE, _about("nc", signed=False), body=True),
    _other("self_report_mail", Subkind.SELF_REPORT, _about("nc", signed=False), body=True),
    _other("ambulance_mail", Subkind.AMBULANCE_SERVICE, _about("", nobody=True, signed=False), body=True),
    _other("auto_reply", Subkind.AUTO_REPLY, _about("", nobody=True, signed=False), body=True),
    _other("bounce", Subkind.BOUNCE, _about("", nobody=True, signed=False), body=True),
    _other("spam_mail", Subkind.SPAM, _about("", nobody=True, signed=False), body=True),
    _other("education_question", Subkind.STATUS_QUESTION, _about("n", signed=False), held_out=True, body=True),
    _other("webinar_mail", Subkind.SPAM, _about("", nobody=True, signed=False), held_out=True, body=True),
    _other("answer_to_your_query", Subkind.COMPLETED_VERIFICATION, _about("nd"), held_out=True),
    _other("incident_notice_card", Subkind.SELF_REPORT, _about("nc", 0.4), held_out=True),
    _other("crew_return_letter", Subkind.LETTER, _about("nc"), held_out=True),
    _other("record_check_consent", Subkind.CORI_FORM, _about("nds", 0.5, name="last"), held_out=True),
    _other("skills_night_sheet", Subkind.COURSE_PAPER, _about("nc", 0.5, signed=False), held_out=True),
    _other("front_desk_ticket", Subkind.PAYMENT, _about("n", signed=False), held_out=True, sheet="card"),
    _other("teacher_lanyard", Subkind.COURSE_PAPER, _about("n", signed=False), held_out=True, sheet="card"),
    _other("elsewhere_form_answered", Subkind.COMPLETED_VERIFICATION, _about("nd", 0.4), held_out=True),
    _other("registry_page_print", Subkind.COMPLETED_VERIFICATION, _about("n", signed=False), held_out=True),
    _other("class_order_mail_receipt", Subkind.PAYMENT, _about("n", signed=False), held_out=True),
    _other("faculty_ecard", Subkind.COURSE_PAPER, _about("n", signed=False), held_out=True, sheet="card"),
    _other("record_information_ack", Subkind.CORI_FORM, _about("nds", 0.5, name="last"), held_out=True),
    _other("application_stuck_mail", Subkind.STATUS_QUESTION, _about("nc", signed=False), held_out=True, body=True),
    _other("fleet_question_mail", Subkind.AMBULANCE_SERVICE, _about("", nobody=True, signed=False), held_out=True, body=True),
    _other("reciprocity_form_half", Subkind.UNKNOWN, _about("nd", 0.5), held_out=True),
    _other("institute_teacher_card", Subkind.COURSE_PAPER, _about("n", signed=False), held_out=True, sheet="card"),
    _other("heart_month_bulletin", Subkind.SPAM, _about("", nobody=True, signed=False), held_out=True),
    _other("teaching_roster_form", Subkind.COURSE_PAPER, _about("n", 0.5), held_out=True),
    _other("voucher_check_stub", Subkind.PAYMENT, _about("n", 0.3), held_out=True),
    _other("moved_home_mail", Subkind.ADDRESS_CHANGE, _about("nc", signed=False), held_out=True, body=True),
    _other("holiday_reply_mail", Subkind.AUTO_REPLY, _about("", nobody=True, signed=False), held_out=True, body=True),
    _other("state_answer_mail", Subkind.COMPLETED_VERIFICATION, _about("nd", signed=False), held_out=True, body=True),
)  # fmt: skip
