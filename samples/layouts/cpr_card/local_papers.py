"""What fire departments, hospitals, schools and courses by video hand out: cards, records, letters, screens."""

from datetime import date, timedelta
from random import Random

from domain.kinds import Course, Kind, Provider
from samples.agencies import pick_agency
from samples.layout import Layout, Paper
from samples.layouts.cpr_card.training import draw_ecard_code, draw_training, make_paper
from samples.people import Person, invent_person
from samples.symbols import draw_qr, draw_signature
from samples.wording import LONG, US, print_date, spell_day

CLINICAL = (Course.BLS, Course.ACLS, Course.PALS)
VIDEO_SCHOOLS = (
    "TrueBeat Trainings",
    "Pulsework Learning",
    "OnePath CPR School",
    "Riverbend Rescue Learning",
)
TOWNS = ("Town of Brackett", "City of Easthollow", "Town of Millers Point", "Town of Wendham")


def _fire_card(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.AHA, (Course.BLS, Course.ACLS), month_end=False)
    department = f"{rng.choice(TOWNS)} Fire Department"
    paper = make_paper(
        training,
        {"department": department, "badge": f"{rng.randrange(100, 999)}"},
        {
            "provider": "American Heart Association",
            "issued_on": print_date(training.issued, "%-m/%-d/%Y"),
            "expires_on": print_date(training.expires, "%-m/%-d/%Y"),
            "training_center": department,
        },
        hand=rng.random() < 0.6,
        findings=("not_a_provider_card",),
        symbols={"signature": draw_signature(rng)},
    )
    paper.truth["training_center"] = department
    return paper


def _inservice_record(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.AHA, CLINICAL)
    hospital = pick_agency(rng, "hospital")
    paper = make_paper(
        training,
        {"hospital": hospital.name, "staff": f"{rng.randrange(10**4, 10**5)}"},
        {
            "provider": "American Heart Association",
            "issued_on": print_date(training.issued, US),
            "expires_on": f"{training.expires:%b %Y}",
            "training_center": hospital.name,
        },
        expires="month",
        findings=("not_a_provider_card",),
        symbols={"signature": draw_signature(rng), "second": draw_signature(rng)},
    )
    paper.truth["training_center"] = hospital.name
    return paper


def _phone_screen(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.ARC, month_end=False)
    number = (
        "".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(5))
        + f"{rng.randrange(10, 99)}"
    )
    return make_paper(
        training,
        {"clock": f"{rng.randrange(1, 13)}:{rng.randrange(60):02d}", "place": training.town},
        {
            "provider": "American Red Cross",
            "issued_on": print_date(training.issued, "%b %d, %Y"),
            "expires_on": print_date(training.expires, "%b %d, %Y"),
        },
        certificate_id=number,
        symbols={"qr": draw_qr(f"https://redcross.example.org/take/{number}")},
    )


def _institute_card(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.OTHER, month_end=False)
    return make_paper(
        training,
        {"company": "Rescue Education Institute"},
        {
            "provider": "Rescue Education Institute",
            "issued_on": print_date(training.issued, "%m-%d-%y"),
            "expires_on": print_date(training.expires, "%m-%d-%y"),
        },
        certificate_id=f"R{rng.randrange(10**6, 10**7)}",
        hand=rng.random() < 0.4,
        symbols={"signature": draw_signature(rng)},
    )


def _video_card(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(
        person, rng, day, Provider.OTHER, (Course.BLS, Course.CPR_AED, Course.FIRST_AID), month_end=False
    )
    school = rng.choice(VIDEO_SCHOOLS)
    number = f"{rng.randrange(10**14, 10**15)}"
    online = rng.random() < 0.4
    return make_paper(
        training,
        {"company": school, "blended": not online},
        {
            "provider": school,
            "issued_on": print_date(training.issued, "%-d %b %Y"),
            "expires_on": print_date(training.expires, "%-d %b %Y"),
        },
        certificate_id=number,
        shows=() if online else ("instructor_name",),
        online=online,
        findings=("no_skills_evaluation",) if online else (),
        symbols={"qr": draw_qr(f"https://check.example.com/?c={number}")},
    )


def _roster_extract(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.AHA, CLINICAL)
    code = draw_ecard_code(training, rng)
    return make_paper(
        training,
        {
            "score": f"{rng.randint(84, 100)} %",
            "printed_on": print_date(training.issued + timedelta(days=rng.randint(1, 30)), US),
            "coordinator": invent_person(rng, set()).name.short,
        },
        {
            "provider": "American Heart Association",
            "issued_on": print_date(training.issued, US),
            "expires_on": f"{training.expires:%m/%Y}",
        },
        certificate_id=code,
        expires="month",
        findings=("not_a_provider_card",),
        symbols={"signature": draw_signature(rng)},
    )


def _code_message(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.AHA)
    code = draw_ecard_code(training, rng)
    return make_paper(
        training,
        {
            "coordinator": invent_person(rng, set()).name.short,
            "sent": print_date(training.issued + timedelta(days=2), LONG),
        },
        {
            "provider": "American Heart Association",
            "issued_on": print_date(training.issued, LONG),
            "expires_on": f"{training.expires:%B %Y}",
        },
        certificate_id=code,
        expires="month",
        shows=("training_center",),
    )


def _worded_diploma(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.NSC, month_end=False)
    return make_paper(
        training,
        {"second": invent_person(rng, set()).name.short},
        {
            "provider": "National Safety Council",
            "issued_on": spell_day(training.issued),
            "expires_on": print_date(training.expires, LONG),
        },
        certificate_id=f"{rng.randrange(10**6, 10**7)}",
        symbols={"signature": draw_signature(rng), "other": draw_signature(rng)},
    )


def _side_card(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.HSI, month_end=False)
    number = f"{rng.randrange(16**8):08X}"
    return make_paper(
        training,
        {},
        {
            "provider": "Health & Safety Institute",
            "issued_on": print_date(training.issued, "%d-%b-%y"),
            "expires_on": print_date(training.expires, "%d-%b-%y"),
        },
        certificate_id=number,
    )


def _academy_letter(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.ARC, (Course.BLS, Course.CPR_AED), month_end=False)
    written = training.issued + timedelta(days=rng.randint(1, 20))
    return make_paper(
        training,
        {"written": print_date(written, LONG), "coordinator": invent_person(rng, set()).name.short},
        {
            "provider": "American Red Cross",
            "issued_on": print_date(training.issued, LONG),
            "expires_on": print_date(training.expires, LONG),
        },
        findings=("not_a_provider_card",),
        symbols={"signature": draw_signature(rng)},
    )


LOCAL_PAPERS: tuple[Layout, ...] = (
    Layout("fire_department_card", Kind.CPR_CARD, _fire_card, sheet="card", weight=0.8, hand_share=0.6),
    Layout("hospital_inservice_record", Kind.CPR_CARD, _inservice_record, weight=0.6, hand_share=0),
    Layout("cross_phone_screen", Kind.CPR_CARD, _phone_screen, weight=0.8, hand_share=0),
    Layout(
        "institute_paper_card",
        Kind.CPR_CARD,
        _institute_card,
        sheet="card",
        weight=0.8,
        hand_share=0.4,
        held_out=True,
    ),
    Layout("video_course_card", Kind.CPR_CARD, _video_card, sheet="card", hand_share=0),
    Layout("heart_roster_extract", Kind.CPR_CARD, _roster_extract, weight=0.6, hand_share=0, held_out=True),
    Layout("heart_code_message", Kind.CPR_CARD, _code_message, weight=0.8, hand_share=0),
    Layout("council_worded_diploma", Kind.CPR_CARD, _worded_diploma, weight=0.7, hand_share=0),
    Layout("hsi_side_card", Kind.CPR_CARD, _side_card, sheet="card", weight=0.8, hand_share=0),
    Layout("academy_course_letter", Kind.CPR_CARD, _academy_letter, weight=0.6, hand_share=0),
)
