"""CPR papers drawn to measure with: none was in sight when the rules of extraction were written."""

from datetime import date, timedelta
from random import Random

from domain.kinds import Course, Kind, Provider
from samples.layout import Layout, Make, Paper
from samples.layouts.cpr_card.training import Training, draw_ecard_code, draw_training, make_paper
from samples.people import Person, invent_person
from samples.symbols import draw_qr, draw_signature
from samples.wording import LONG, SHORT, US, ordinal, print_date

CLINICAL = (Course.BLS, Course.ACLS, Course.PALS)
GUILDS = ("Harbor Guild of Resuscitation", "Lifeline Teaching Collective", "Compass Rescue Education")
HEART = "American Heart Association"


def _dates(training: Training, style: str, until: str = "") -> dict[str, str]:
    """The printed forms of both dates."""
    return {
        "issued_on": print_date(training.issued, style),
        "expires_on": print_date(training.expires, until or style),
    }


def _tall_ecard(person: Person, rng: Random, day: date) -> Paper:
    """An eCard that stands upright: the values large, what they are small below them."""
    training = draw_training(person, rng, day, Provider.AHA)
    code = draw_ecard_code(training, rng)
    return make_paper(
        training,
        {"renew": f"{training.expires:%m/%Y}"},
        {"provider": HEART, **_dates(training, US, "%m/%Y")},
        certificate_id=code,
        expires="month",
        symbols={"qr": draw_qr(f"https://ecards.example.org/v/{code}")},
    )


def _guild_prose(person: Person, rng: Random, day: date) -> Paper:
    """A diploma that says everything in two sentences."""
    training = draw_training(person, rng, day, Provider.OTHER, CLINICAL, month_end=False)
    guild = rng.choice(GUILDS)
    day_of = f"{ordinal(training.issued.day)} day of {training.issued:%B, %Y}"
    return make_paper(
        training,
        {"company": guild, "day_of": day_of},
        {"provider": guild, "issued_on": day_of, "expires_on": print_date(training.expires, LONG)},
        certificate_id=f"{rng.choice('KLM')}-{rng.randrange(10**5, 10**6)}",
        symbols={"signature": draw_signature(rng)},
    )


def _comb_card(person: Person, rng: Random, day: date) -> Paper:
    """A pocket card with a box for each digit of the dates."""
    training = draw_training(person, rng, day, Provider.ARC, (Course.BLS, Course.CPR_AED), month_end=False)
    return make_paper(
        training,
        {"issued_digits": f"{training.issued:%m%d%y}", "expires_digits": f"{training.expires:%m%d%y}"},
        {"provider": "Red Cross", **_dates(training, "%m%d%y")},
        hand=rng.random() < 0.7,
        symbols={"signature": draw_signature(rng)},
    )


def _front_and_back(person: Person, rng: Random, day: date) -> Paper:
    """Both sides of a card copied on one sheet; who taught stands on the back alone."""
    training = draw_training(person, rng, day, Provider.HSI, month_end=False)
    return make_paper(
        training,
        {},
        {"provider": "ASHI", **_dates(training, "%m/%d/%y")},
        certificate_id=f"{rng.randrange(10**6, 10**7)}",
        hand=rng.random() < 0.5,
        symbols={"signature": draw_signature(rng)},
    )


def _account_page(person: Person, rng: Random, day: date) -> Paper:
    """A browser's printout of what a student's account holds."""
    training = draw_training(person, rng, day, Provider.NSC, month_end=False)
    number = f"NSC-{rng.randrange(10**8):08d}"
    return make_paper(
        training,
        {"seen": print_date(day, US), "email": person.email},
        {"provider": "National Safety Council", **_dates(training, SHORT)},
        certificate_id=number,
    )


def _quick_diploma(person: Person, rng: Random, day: date) -> Paper:
    """What an online school mails after a quiz."""
    training = draw_training(
        person, rng, day, Provider.OTHER, (Course.BLS, Course.ACLS, Course.CPR_AED), month_end=False
    )
    number = f"{rng.randrange(36**4, 36**5):X}-{rng.randrange(10**4):04d}"
    return make_paper(
        training,
        {"company": "SwiftPulse Online"},
        {"provider": "SwiftPulse Online", **_dates(training, "%d %B %Y")},
        certificate_id=number,
        shows=(),
        online=True,
        findings=("no_skills_evaluation",),
        symbols={"qr": draw_qr(f"https://swiftpulse.example.com/v/{number}")},
    )


def _course_memo(person: Person, rng: Random, day: date) -> Paper:
    """A letter to a personnel file, all in sentences."""
    training = draw_training(person, rng, day, Provider.AHA, CLINICAL)
    return make_paper(
        training,
        {
            "until": f"{training.expires:%B %Y}",
            "written": print_date(training.issued + timedelta(days=6), LONG),
            "coordinator": invent_person(rng, set()).name.short,
        },
        {"provider": HEART, **_dates(training, LONG, "%B %Y")},
        certificate_id=draw_ecard_code(training, rng),
        expires="month",
        findings=("not_a_provider_card",),
        symbols={"signature": draw_signature(rng)},
    )


def _stub_card(person: Person, rng: Random, day: date) -> Paper:
    """A card still on its stub, which says some of it again."""
    training = draw_training(person, rng, day, Provider.NSC, month_end=False)
    return make_paper(
        training,
        {"paid": rng.choice(("$45", "$60", "yes"))},
        {"provider": "National Safety Council", **_dates(training, "%-m/%-d/%y")},
        certificate_id=f"{rng.randrange(10**6, 10**7)}",
        hand=rng.random() < 0.7,
    )


def _fold_certificate(person: Person, rng: Random, day: date) -> Paper:
    """A training company's sheet: what a value is stands small below it; a card to cut out says it again."""
    training = draw_training(person, rng, day, Provider.OTHER, (Course.BLS, Course.CPR_AED), month_end=False)
    company = rng.choice(("Granite CPR Works", "Second Breath Safety", "Mill River First Responders"))
    return make_paper(
        training,
        {"company": company},
        {"provider": company, **_dates(training, SHORT)},
        certificate_id=f"{rng.choice(('GC', 'SB', 'MR'))}{rng.randrange(10**6):06d}",
        symbols={"signature": draw_signature(rng)},
    )


def _table_card(person: Person, rng: Random, day: date) -> Paper:
    """A wallet card ruled like a table, two answers in some cells."""
    training = draw_training(person, rng, day, Provider.AHA, CLINICAL)
    return make_paper(
        training,
        {},
        {"provider": HEART, **_dates(training, US, "%m/%Y")},
        certificate_id=draw_ecard_code(training, rng),
        expires="month",
        hand=rng.random() < 0.5,
    )


def _badge_card(person: Person, rng: Random, day: date) -> Paper:
    """A pocket card with its questions in a running line."""
    training = draw_training(person, rng, day, Provider.ARC, month_end=False)
    return make_paper(
        training,
        {},
        {"provider": "American Red Cross", **_dates(training, US)},
        certificate_id=f"{rng.randrange(36**4, 36**5):X}{rng.randrange(10, 99)}",
        hand=rng.random() < 0.4,
    )


def _checklist(person: Person, rng: Random, day: date) -> Paper:
    """A training site's record of one student: boxes, then the skills ticked."""
    training = draw_training(person, rng, day, Provider.HSI, CLINICAL, month_end=False)
    return make_paper(
        training,
        {"score": f"{rng.randint(84, 100)} of 100"},
        {"provider": "ASHI", **_dates(training, SHORT)},
        certificate_id=f"{rng.randrange(10**6, 10**7)}",
        hand=rng.random() < 0.4,
        findings=("not_a_provider_card",),
    )


def _card(name: str, make: Make, *, card: bool = True, hand: float = 0.0, held: bool = False) -> Layout:
    sheet = "card" if card else "letter"
    return Layout(name, Kind.CPR_CARD, make, sheet=sheet, weight=0.8, hand_share=hand, held_out=held)


STRANGER_CARDS: tuple[Layout, ...] = (
    _card("heart_tall_ecard", _tall_ecard, held=True),
    _card("guild_prose_diploma", _guild_prose, card=False),
    _card("cross_comb_card", _comb_card, hand=0.7),
    _card("front_and_back_copy", _front_and_back, card=False, hand=0.5, held=True),
    _card("student_account_page", _account_page, card=False, held=True),
    _card("quick_online_diploma", _quick_diploma, card=False, held=True),
    _card("ambulance_course_memo", _course_memo, card=False, held=True),
    _card("council_stub_card", _stub_card, hand=0.7),
    _card("company_fold_certificate", _fold_certificate, card=False),
    _card("wallet_table_card", _table_card, hand=0.5),
    _card("provider_badge_card", _badge_card, hand=0.4),
    _card("skills_checklist_sheet", _checklist, card=False, hand=0.4),
)
