"""Papers of training companies that no national body stands behind: in class, and online only."""

from datetime import date
from random import Random

from domain.kinds import Course, Kind, Provider
from samples.layout import Layout, Paper
from samples.layouts.cpr_card.training import draw_training, make_paper
from samples.people import Person
from samples.symbols import draw_barcode, draw_qr, draw_signature
from samples.wording import ISO, LONG, MILITARY, SHORT, US, ordinal, print_date

COMPANIES = (
    "LifeSpark CPR",
    "Rapid Rescue Training Co.",
    "SafeHands First Response",
    "Beacon CPR Academy",
    "Steady Pulse Educators LLC",
    "Coastline Medical Training",
    "National Lifesaver Registry",
    "CPR Simplified",
    "American CPR & Safety Council Online",
)
ONLINE = (
    "QuickCert CPR",
    "National CPR Learning Foundation",
    "eLifesaver Online",
    "CPR Certify Direct",
    "KeepAlive Web Academy",
)


def _guidelines_card(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.OTHER)
    company = rng.choice(COMPANIES)
    initials = "".join(word[0] for word in company.split()[:2]).upper()
    number = f"{initials}-{training.issued:%y%m}-{rng.randrange(1000, 9999)}"
    return make_paper(
        training,
        {
            "company": company,
            "body": rng.choice(("AHA", "AHA and ECC", "AHA/ILCOR", "American Heart Association")),
        },
        {
            "provider": company,
            "issued_on": print_date(training.issued, MILITARY),
            "expires_on": f"{training.expires:%m/%Y}",
        },
        certificate_id=number,
        expires="month",
        shows=("instructor_name",),
        symbols={"signature": draw_signature(rng)},
    )


def _class_certificate(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(
        person, rng, day, Provider.OTHER, (Course.BLS, Course.CPR_AED, Course.FIRST_AID), month_end=False
    )
    company = rng.choice(COMPANIES)
    return make_paper(
        training,
        {
            "company": company,
            "hours": str(rng.choice((3, 4, 5, 6))),
            "day": ordinal(training.issued.day),
            "month": f"{training.issued:%B %Y}",
        },
        {
            "provider": company,
            "issued_on": f"{training.issued:%B %Y}",
            "expires_on": print_date(training.expires, US),
        },
        shows=("instructor_name",),
        hand=rng.random() < 0.8,
        symbols={"signature": draw_signature(rng), "second": draw_signature(rng)},
    )


def _badge(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(
        person, rng, day, Provider.OTHER, (Course.BLS, Course.ACLS, Course.PALS), month_end=False
    )
    company = rng.choice(COMPANIES)
    number = f"{rng.randrange(10**8, 10**9)}"
    return make_paper(
        training,
        {"company": company},
        {
            "provider": company,
            "issued_on": print_date(training.issued, ISO),
            "expires_on": print_date(training.expires, ISO),
        },
        certificate_id=number,
        shows=("training_center",),
        symbols={"barcode": draw_barcode(number)},
    )


def _online_certificate(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.OTHER)
    company = rng.choice(ONLINE)
    number = f"{rng.randrange(10**9, 10**10)}"
    return make_paper(
        training,
        {"company": company, "ceu": str(rng.choice((2, 3, 4)))},
        {
            "provider": company,
            "issued_on": print_date(training.issued, LONG),
            "expires_on": f"{training.expires:%B %Y}",
        },
        certificate_id=number,
        expires="month",
        shows=("instructor_name",),
        online=True,
        findings=("no_skills_evaluation",),
        symbols={"qr": draw_qr(f"https://verify.example.com/{number}"), "signature": draw_signature(rng)},
    )


def _online_wallet(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.OTHER, month_end=False)
    company = rng.choice(ONLINE)
    number = f"{rng.choice('ABCDEFGH')}{rng.randrange(10**5, 10**6)}"
    return make_paper(
        training,
        {"company": company, "order": f"{rng.randrange(10**6, 10**7)}"},
        {"provider": company, "issued_on": print_date(training.issued, SHORT)},
        certificate_id=number,
        expires=None,
        shows=(),
        online=True,
        findings=("no_skills_evaluation",),
    )


def _online_transcript(person: Person, rng: Random, day: date) -> Paper:
    training = draw_training(person, rng, day, Provider.OTHER, (Course.BLS, Course.CPR_AED, Course.ACLS))
    company = rng.choice(ONLINE)
    number = f"CERT-{rng.randrange(10**7):07d}"
    return make_paper(
        training,
        {
            "company": company,
            "minutes": str(rng.randint(38, 140)),
            "score": str(rng.randint(16, 20)),
            "email": person.email,
        },
        {
            "provider": company,
            "issued_on": print_date(training.issued, US),
            "expires_on": print_date(training.expires, US),
        },
        certificate_id=number,
        shows=(),
        online=True,
        findings=("no_skills_evaluation",),
    )


COMPANY_CARDS: tuple[Layout, ...] = (
    Layout("company_guidelines_card", Kind.CPR_CARD, _guidelines_card, pages=2, sheet="card", hand_share=0),
    Layout("company_class_certificate", Kind.CPR_CARD, _class_certificate, weight=0.8, hand_share=0.8),
    Layout("company_badge", Kind.CPR_CARD, _badge, sheet="card", weight=0.7, hand_share=0),
    Layout("online_certificate", Kind.CPR_CARD, _online_certificate, hand_share=0),
    Layout("online_wallet", Kind.CPR_CARD, _online_wallet, weight=0.8, hand_share=0),
    Layout("online_transcript", Kind.CPR_CARD, _online_transcript, weight=0.8, hand_share=0),
)
