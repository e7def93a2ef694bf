"""Papers of the heart association: electronic cards, certificates, three pieces, the online portion."""

from datetime import date
from random import Random

from domain.kinds import Course, Kind, Provider
from samples.layout import Layout, Paper
from samples.layouts.cpr_card.training import draw_ecard_code, draw_training, make_paper
from samples.people import Person
from samples.symbols import draw_qr, draw_signature
from samples.wording import LONG, MILITARY, SHORT, US, print_date

HEART = "American Heart Association"


def _ecard_sheet(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.AHA)
    code = draw_ecard_code(training, rng)
    return make_paper(
        training,
        {"state": "ACTIVE" if training.expires >= day else "EXPIRED", "centre_id": training.centre_id},
        {
            "provider": HEART,
            "issued_on": print_date(training.issued, US),
            "expires_on": f"{training.expires:%m/%Y}",
        },
        certificate_id=code,
        expires="month",
        symbols={"qr": draw_qr(f"https://ecards.example.org/v/{code}")},
    )


def _wallet(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.AHA)
    code = draw_ecard_code(training, rng)
    full = rng.random() < 0.4
    expires = training.expires.strftime(US if full else "%b %Y")
    return make_paper(
        training,
        {},
        {"provider": HEART, "issued_on": print_date(training.issued, US), "expires_on": expires},
        certificate_id=code,
        expires="day" if full else "month",
        symbols={"qr": draw_qr(f"https://ecards.example.org/{code}"), "signature": draw_signature(rng)},
    )


def _certificate(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.AHA, (Course.BLS, Course.ACLS, Course.PALS))
    code = draw_ecard_code(training, rng) if rng.random() < 0.8 else None
    style = rng.choice((LONG, SHORT))
    return make_paper(
        training,
        {},
        {
            "provider": HEART,
            "issued_on": print_date(training.issued, style),
            "expires_on": f"{training.expires:%B %Y}",
        },
        certificate_id=code,
        expires="month",
        symbols={"qr": draw_qr("https://ecards.example.org/check"), "signature": draw_signature(rng)},
    )


def _three_pieces(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.AHA, month_end=False)
    code = draw_ecard_code(training, rng)
    return make_paper(
        training,
        {"code_spaced": f"{code[:4]} {code[4:8]} {code[8:]}", "level": person.level},
        {
            "provider": HEART,
            "issued_on": print_date(training.issued, MILITARY),
            "expires_on": print_date(training.expires, MILITARY),
        },
        certificate_id=code,
        symbols={"signature": draw_signature(rng, "#222")},
    )


def _online_portion(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.AHA, (Course.BLS, Course.ACLS, Course.PALS))
    number = f"{rng.randrange(10**11, 10**12):x}".upper()
    return make_paper(
        training,
        {"score": f"{rng.randint(84, 100)}"},
        {"provider": HEART, "issued_on": print_date(training.issued, rng.choice((US, "%-d %B %Y")))},
        certificate_id=number,
        expires=None,
        shows=(),
        online=True,
        findings=("not_a_provider_card", "no_skills_evaluation"),
    )


HEART_CARDS: tuple[Layout, ...] = (
    Layout("heart_ecard_sheet", Kind.CPR_CARD, _ecard_sheet, weight=2, hand_share=0),
    Layout("heart_wallet_card", Kind.CPR_CARD, _wallet, pages=2, sheet="card", weight=1.5, hand_share=0),
    Layout("heart_certificate", Kind.CPR_CARD, _certificate, hand_share=0, held_out=True),
    Layout("heart_three_pieces", Kind.CPR_CARD, _three_pieces, hand_share=0),
    Layout("heart_online_portion", Kind.CPR_CARD, _online_portion, weight=0.6, hand_share=0),
)
