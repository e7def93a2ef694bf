"""What hospitals' education departments hand out in place of a card."""

from datetime import date, timedelta
from random import Random

from domain.kinds import Course, Kind, Provider
from samples.agencies import pick_agency
from samples.layout import Layout, Paper
from samples.layouts.cpr_card.training import draw_ecard_code, draw_training, make_paper
from samples.people import Person
from samples.symbols import draw_signature
from samples.wording import LONG, US, print_date


def _letter(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.AHA, (Course.BLS, Course.ACLS, Course.PALS))
    hospital = pick_agency(rng, "hospital")
    written = training.issued + timedelta(days=rng.randint(1, 4))
    printed = {
        "provider": "American Heart Association",
        "issued_on": print_date(training.issued, LONG),
        "expires_on": f"{training.expires:%B %Y}",
        "training_center": hospital.name,
    }
    paper = make_paper(
        training,
        {
            "hospital": hospital.name,
            "address": hospital.address,
            "phone": hospital.phone,
            "written": print_date(written, LONG),
        },
        printed,
        expires="month",
        findings=("not_a_provider_card",),
        symbols={"signature": draw_signature(rng)},
    )
    paper.truth["training_center"] = hospital.name
    return paper


def _transcript(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.AHA, (Course.BLS, Course.ACLS))
    hospital = pick_agency(rng, "hospital")
    code = draw_ecard_code(training, rng)
    rows = [
        [
            "Fire Safety and Evacuation",
            print_date(training.issued - timedelta(days=rng.randint(20, 90)), US),
            "Annual",
            "Complete",
        ],
        [
            "Privacy Basics",
            print_date(training.issued - timedelta(days=rng.randint(20, 90)), US),
            "Annual",
            "Complete",
        ],
        [
            "Lifting and Moving Patients",
            print_date(training.issued + timedelta(days=rng.randint(1, 60)), US),
            "Once",
            "Complete",
        ],
        ["N95 Fit Test", "", "Annual", "Overdue"],
    ]
    return make_paper(
        training,
        {
            "hospital": hospital.name,
            "rows": rows,
            "employee": f"{rng.randrange(10**5, 10**6)}",
            "printed_on": print_date(day, US),
        },
        {
            "provider": "AHA",
            "issued_on": print_date(training.issued, US),
            "expires_on": f"{training.expires:%m/%Y}",
        },
        certificate_id=code,
        expires="month",
        shows=("instructor_name",),
        findings=("not_a_provider_card",),
    )


HOSPITAL_PAPERS: tuple[Layout, ...] = (
    Layout("hospital_course_letter", Kind.CPR_CARD, _letter, weight=0.7, hand_share=0),
    Layout("hospital_course_list", Kind.CPR_CARD, _transcript, weight=0.6, hand_share=0),
)
