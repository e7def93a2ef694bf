"""Papers of the Red Cross, of HSI's brands and of the safety council."""

from datetime import date
from random import Random

from domain.kinds import Course, Kind, Provider
from samples.layout import Layout, Paper
from samples.layouts.cpr_card.training import draw_training, make_paper
from samples.people import Person
from samples.symbols import draw_qr, draw_signature
from samples.wording import DASHED, ISO, LONG, SHORT, US, print_date

RED_CROSS = "American Red Cross"
COUNCIL = "National Safety Council"


def _cross_certificate(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.ARC, month_end=False)
    number = "".join(rng.choice("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(7))
    shown = rng.random() < 0.6
    style = rng.choice((US, LONG, ISO))
    printed = {"provider": RED_CROSS, "issued_on": print_date(training.issued, style)}
    if shown:
        printed["expires_on"] = print_date(training.expires, style)
    return make_paper(
        training,
        {"years": "" if shown else "2 Years"},
        printed,
        certificate_id=number,
        expires="day" if shown else None,
        shows=("training_center",),
        symbols={"qr": draw_qr(f"https://certificates.example.org/{number}")},
    )


def _cross_fold_card(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.ARC, month_end=False)
    number = f"GT{rng.randrange(10**5, 10**6)}-{rng.randrange(100, 999)}"
    return make_paper(
        training,
        {"serial": f"{rng.randrange(10**8):08d}"},
        {
            "provider": RED_CROSS,
            "issued_on": print_date(training.issued, SHORT),
            "expires_on": print_date(training.expires, SHORT),
        },
        certificate_id=number,
        symbols={"signature": draw_signature(rng)},
    )


def _hsi_pair(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.HSI, month_end=False)
    hand = rng.random() < 0.5
    style = rng.choice((US, "%-m/%-d/%y" if training.issued.year > 2012 else US, DASHED))
    shows = ("instructor_name", "training_center")
    return make_paper(
        training,
        {"brand": rng.choice(("ASHI", "MEDIC First Aid", "EMS Safety"))},
        {
            "provider": "Health & Safety Institute",
            "issued_on": print_date(training.issued, style),
            "expires_on": print_date(training.expires, style),
        },
        shows=shows,
        hand=hand,
        symbols={"signature": draw_signature(rng)},
    )


def _hsi_letter(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.HSI, month_end=False)
    number = f"{rng.randrange(10**8):08x}-{rng.randrange(16**4):04x}"
    return make_paper(
        training,
        {"first": training.holder.split()[0], "brand": rng.choice(("ASHI", "MEDIC First Aid"))},
        {
            "provider": "HSI",
            "issued_on": print_date(training.issued, LONG),
            "expires_on": print_date(training.expires, LONG),
        },
        certificate_id=number,
        symbols={"qr": draw_qr(f"https://digitalcard.example.org/{number}")},
    )


def _council_card(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.NSC)
    number = f"{rng.randrange(10**6, 10**7)}"
    return make_paper(
        training,
        {},
        {
            "provider": COUNCIL,
            "issued_on": print_date(training.issued, US),
            "expires_on": f"{training.expires:%m-%Y}",
        },
        certificate_id=number,
        expires="month",
        symbols={"signature": draw_signature(rng), "qr": draw_qr("https://nsc.example.org/verify")},
    )


def _council_completion(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.NSC, (Course.BLS, Course.CPR_AED), month_end=False)
    hand = rng.random() < 0.8
    shown = rng.random() < 0.5
    style = rng.choice((US, "%-m/%-d/%Y"))
    printed = {"provider": COUNCIL, "issued_on": print_date(training.issued, style)}
    if shown:
        printed["expires_on"] = print_date(training.expires, style)
    return make_paper(
        training,
        {"course": training.course.value},
        printed | {"course": training.title},
        expires="day" if shown else None,
        hand=hand,
        symbols={"signature": draw_signature(rng, "#15151a")},
    )


BODY_CARDS: tuple[Layout, ...] = (
    Layout("cross_certificate", Kind.CPR_CARD, _cross_certificate, weight=1.5, hand_share=0),
    Layout("cross_fold_card", Kind.CPR_CARD, _cross_fold_card, hand_share=0),
    Layout("hsi_card_pair", Kind.CPR_CARD, _hsi_pair, hand_share=0.5),
    Layout("hsi_digital_letter", Kind.CPR_CARD, _hsi_letter, hand_share=0, held_out=True),
    Layout("council_card", Kind.CPR_CARD, _council_card, pages=2, sheet="card", hand_share=0),
    Layout("council_completion", Kind.CPR_CARD, _council_completion, hand_share=0.8),
)
