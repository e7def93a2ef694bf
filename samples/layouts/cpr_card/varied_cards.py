"""CPR papers as unlike one another as those that arrive: look-ups, printed mail, passes, walls, pockets."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from domain.kinds import Course, Kind, Provider
from samples.layout import Layout, Make, Paper
from samples.layouts.cpr_card.training import Training, draw_ecard_code, draw_training, make_paper
from samples.people import Person
from samples.symbols import draw_qr, draw_signature
from samples.wording import DASHED, ISO, LONG, MILITARY, SHORT, US, days_before, print_date

HEART = "American Heart Association"
CLINICAL = (Course.BLS, Course.ACLS, Course.PALS)


def _dates(training: Training, style: str, until: str = "") -> dict[str, str]:
    """The printed forms of both dates."""
    return {
        "issued_on": print_date(training.issued, style),
        "expires_on": print_date(training.expires, until or style),
    }


def _code_lookup(person: Person, rng: Random, day: date) -> Paper:
    """What an employer sees who types a card's code into the association's page."""
    training = draw_training(person, rng, day, Provider.AHA)
    return make_paper(
        training,
        {"asked": print_date(day, US), "state": "Active" if training.expires >= day else "Lapsed"},
        {"provider": HEART, **_dates(training, US, "%m/%Y")},
        certificate_id=draw_ecard_code(training, rng),
        expires="month",
        shows=("training_center",),
    )


def _mail_printout(person: Person, rng: Random, day: date) -> Paper:
    """A message of the Red Cross as somebody printed it, with its header lines and a footer of links."""
    training = draw_training(person, rng, day, Provider.ARC, month_end=False)
    sent = training.issued + timedelta(days=rng.randint(1, 5))
    return make_paper(
        training,
        {"sent": print_date(sent, "%a, %b %-d, %Y"), "mailbox": person.email, "first": person.name.first},
        {"provider": "American Red Cross", **_dates(training, LONG)},
        certificate_id=f"{rng.randrange(36**5, 36**6):X}",
        shows=("training_center",),
    )


def _network_card(person: Person, rng: Random, day: date) -> Paper:
    """The card of the armed forces' training network: capitals, surname first, days as soldiers write them."""
    training = draw_training(person, rng, day, Provider.ARC, CLINICAL)
    training = replace(training, holder=person.name.full)
    return make_paper(
        training,
        {
            "last_first": person.name.last_first.upper(),
            "grade": rng.choice(("HM2", "SSG", "TSgt", "CPT", "SPC", "CIV")),
            "unit": rng.choice(("439 AMDS Westover", "1-182 IN Melrose", "NMRTU Newport", "104 FW Barnes")),
        },
        {
            "provider": "American Red Cross",
            "holder_name": person.name.last_first.upper(),
            **_dates(training, MILITARY),
        },
        certificate_id=f"MTN-{rng.randrange(10**6, 10**7)}",
        hand=rng.random() < 0.5,
        symbols={"signature": draw_signature(rng)},
    )


def _foreign_council(person: Person, rng: Random, day: date) -> Paper:
    """A council of another country, in two languages, with a course of two days."""
    training = draw_training(person, rng, day, Provider.OTHER, CLINICAL, month_end=False)
    town = rng.choice(("Coimbra", "Aveiro", "Leiria", "Galway", "Utrecht"))
    return make_paper(
        training,
        {"place": town, "began": print_date(training.issued - timedelta(days=1), "%d.%m.%Y")},
        {"provider": "European Resuscitation Council", **_dates(training, "%d.%m.%Y")},
        certificate_id=f"{training.issued:%Y}/{rng.randrange(10**5):05d}",
        symbols={"signature": draw_signature(rng)},
    )


def _signoff_letter(person: Person, rng: Random, day: date) -> Paper:
    """An educator's word that the bedside skills were seen after the part on the computer."""
    training = draw_training(person, rng, day, Provider.AHA, CLINICAL)
    return make_paper(
        training,
        {
            "last": person.name.last,
            "modules": print_date(training.issued - timedelta(days=rng.randint(3, 40)), LONG),
            "until": f"{training.expires:%B %Y}",
            "written": print_date(training.issued + timedelta(days=rng.randint(0, 9)), LONG),
        },
        {"provider": HEART, **_dates(training, LONG, "%B %Y")},
        certificate_id=draw_ecard_code(training, rng),
        expires="month",
        symbols={"signature": draw_signature(rng)},
    )


def _training_history(person: Person, rng: Random, day: date) -> Paper:
    """A member's whole training history, of which one row is CPR."""
    training = draw_training(person, rng, day, Provider.HSI, (Course.BLS, Course.ACLS), month_end=False)
    others = (
        "Hazmat operations",
        "Pump operator",
        "Ladder and roof work",
        "Blood-borne pathogens",
        "Harassment policy",
    )
    rows = [
        [name, print_date(training.issued - timedelta(days=rng.randint(20, 700)), ISO), rng.choice(("Town", "County", "Web")), f"{rng.randint(1, 16)}.0"]
        for name in rng.sample(others, 4)
    ]  # fmt: skip
    return make_paper(
        training,
        {"rows": rows, "made": print_date(day, ISO), "badge": f"{rng.randrange(100, 999)}"},
        {"provider": "ASHI", **_dates(training, ISO)},
        certificate_id=f"{rng.randrange(10**6, 10**7)}",
    )


def _two_faces(person: Person, rng: Random, day: date) -> Paper:
    """A plastic card with a portrait, both faces; who taught is on the back."""
    training = draw_training(person, rng, day, Provider.OTHER, (Course.BLS, Course.CPR_AED), month_end=False)
    return make_paper(
        training,
        {},
        {"provider": "Emergency Care & Safety Institute", **_dates(training, "%b %d %Y")},
        certificate_id=f"{rng.choice('BDF')}{rng.randrange(10**7, 10**8)}",
        symbols={"qr": draw_qr(f"https://cards.example.org/{rng.randrange(10**8)}")},
    )


def _wallet_pass(person: Person, rng: Random, day: date) -> Paper:
    """A pass kept in a telephone's wallet, captured from its screen."""
    training = draw_training(person, rng, day, Provider.HSI, month_end=False)
    number = f"{rng.randrange(10**8, 10**9)}"
    return make_paper(
        training,
        {"clock": f"{rng.randint(1, 12)}:{rng.randint(0, 59):02d}"},
        {"provider": "HSI", **_dates(training, "%-d %b %Y")},
        certificate_id=number,
        shows=("instructor_name",),
        symbols={"qr": draw_qr(f"https://emergencycare.example.com/p/{number}")},
    )


def _lifeguard_card(person: Person, rng: Random, day: date) -> Paper:
    """A lifeguard's pocket card, filled in beside the pool."""
    training = draw_training(person, rng, day, Provider.ARC, (Course.CPR_AED,), month_end=False)
    training = replace(training, course=Course.BLS, title="CPR/AED for the Professional Rescuer")
    return make_paper(
        training,
        {},
        {"provider": "Red Cross", **_dates(training, "%-m-%-d-%y")},
        hand=rng.random() < 0.7,
        symbols={"signature": draw_signature(rng)},
    )


def _wall_certificate(person: Person, rng: Random, day: date) -> Paper:
    """An upright certificate for a wall whose blanks are filled in by pen or machine."""
    training = draw_training(person, rng, day, Provider.HSI, month_end=False)
    return make_paper(
        training,
        {},
        {"provider": "MEDIC First Aid", **_dates(training, rng.choice((US, SHORT, DASHED)))},
        certificate_id=f"{rng.randrange(10**5, 10**6)}-{rng.randint(1, 24):02d}",
        hand=rng.random() < 0.6,
        symbols={"signature": draw_signature(rng)},
    )


def _clearance_sheet(person: Person, rng: Random, day: date) -> Paper:
    """A school's sheet on a student, with days that have nothing to do with the card."""
    training = draw_training(person, rng, day, Provider.AHA, CLINICAL)
    style = rng.choice((US, SHORT))
    others = {
        key: print_date(days_before(training.issued, rng, 5, 300), style) for key in ("tb", "flu", "began")
    }
    return make_paper(
        training,
        {**others, "cleared": print_date(training.issued + timedelta(days=rng.randint(2, 30)), style)},
        {"provider": HEART, **_dates(training, style, "%m/%Y")},
        certificate_id=draw_ecard_code(training, rng),
        expires="month",
        hand=rng.random() < 0.4,
        symbols={"signature": draw_signature(rng)},
        findings=("not_a_provider_card",),
    )


def _badge_page(person: Person, rng: Random, day: date) -> Paper:
    """A digital badge's public page."""
    training = draw_training(person, rng, day, Provider.NSC, month_end=False)
    return make_paper(
        training,
        {},
        {"provider": "National Safety Council", **_dates(training, SHORT)},
        certificate_id=f"{rng.randrange(16**7, 16**8):x}".upper(),
    )


def _pad_slip(person: Person, rng: Random, day: date) -> Paper:
    """A slip torn from a pad, one sentence with blanks."""
    training = draw_training(person, rng, day, Provider.ARC, (Course.BLS, Course.CPR_AED), month_end=False)
    return make_paper(
        training,
        {},
        {"provider": "American Red Cross", **_dates(training, rng.choice((US, DASHED)))},
        certificate_id=f"{rng.randrange(10**4, 10**5)}",
        hand=rng.random() < 0.6,
        symbols={"signature": draw_signature(rng)},
    )


def _booklet_page(person: Person, rng: Random, day: date) -> Paper:
    """A page of a booklet with a line for each class its bearer took; only the last is in force."""
    training = draw_training(person, rng, day, Provider.OTHER, (Course.BLS, Course.CPR_AED), month_end=False)
    mine = [
        print_date(training.issued, US),
        print_date(training.expires, US),
        training.centre,
        training.instructor,
    ]
    rows, at = [mine], training.issued
    for _ in range(rng.randint(1, 2)):
        before = draw_training(
            person, rng, day, Provider.OTHER, (Course.BLS, Course.CPR_AED), month_end=False
        )
        began = days_before(at, rng, 690, 740)
        rows.insert(0, [print_date(began, US), print_date(at, US), before.centre, before.instructor])
        at = began
    return make_paper(
        training,
        {
            "rows": rows,
            "provider": "Emergency Care and Safety Institute",
            "opened": print_date(at, US),
            "unit": rng.choice(("Engine 4", "Ski patrol", "Night crew", "Rescue 2")),
        },
        {"provider": "Emergency Care and Safety Institute", **_dates(training, US)},
        certificate_id=f"{rng.choice('KLM')}{rng.randrange(10**5, 10**6)}",
        shows=("training_center", "instructor_name"),
        hand=rng.random() < 0.5,
        symbols={"signature": draw_signature(rng)},
    )


def _browser_capture(person: Person, rng: Random, day: date) -> Paper:
    """An electronic card in a telephone's browser, as its bearer captured the screen."""
    training = draw_training(person, rng, day, Provider.AHA, CLINICAL)
    code = draw_ecard_code(training, rng)
    return make_paper(
        training,
        {"clock": f"{rng.randint(1, 12)}:{rng.randint(0, 59):02d}", "state": "ACTIVE" if training.expires >= day else "EXPIRED"},
        {"provider": HEART, **_dates(training, US, "%m/%Y")},
        certificate_id=code,
        expires="month",
        symbols={"qr": draw_qr(f"https://ecards.example.org/{code}")},
    )  # fmt: skip


def _completion_certificate(person: Person, rng: Random, day: date) -> Paper:
    """A broad certificate that says how long it is good for, not until when."""
    training = draw_training(person, rng, day, Provider.ARC, month_end=False)
    number = f"0{rng.randrange(36**4, 36**5):X}"[:7]
    return make_paper(
        training,
        {},
        {"provider": "American Red Cross", "issued_on": print_date(training.issued, US)},
        certificate_id=number,
        expires=None,
        symbols={"qr": draw_qr(f"https://cross.example.org/{number}")},
    )


def _guideline_card(person: Person, rng: Random, day: date) -> Paper:
    """A company's card for a course on the web that names others' guidelines."""
    training = draw_training(
        person, rng, day, Provider.OTHER, (Course.BLS, Course.CPR_AED, Course.ACLS), month_end=False
    )
    company = rng.choice(("RapidRescue CPR Institute", "LifeCert Online", "Save-A-Beat Academy"))
    return make_paper(
        training,
        {"provider": company},
        {"provider": company, **_dates(training, SHORT)},
        certificate_id=f"{rng.randrange(10**8, 10**9)}",
        shows=(),
        online=True,
        symbols={"qr": draw_qr("https://certs.example.com")},
    )


def _full_page(person: Person, rng: Random, day: date) -> Paper:
    """An electronic card printed on a sheet, with a copy to cut out below."""
    training = draw_training(person, rng, day, Provider.AHA, CLINICAL)
    code = draw_ecard_code(training, rng)
    return make_paper(
        training,
        {},
        {"provider": HEART, **_dates(training, US, "%m/%Y")},
        certificate_id=code,
        expires="month",
        symbols={"qr": draw_qr(f"https://ecards.example.org/{code}")},
    )


def _fold_card(person: Person, rng: Random, day: date) -> Paper:
    """An institute's card that folds, filled in by the instructor; it bears no number of its own."""
    training = draw_training(person, rng, day, Provider.HSI, (Course.BLS, Course.CPR_AED), month_end=False)
    return make_paper(
        training,
        {},
        {"provider": "ASHI", **_dates(training, rng.choice((US, DASHED)))},
        shows=("instructor_name",),
        hand=rng.random() < 0.5,
        symbols={"signature": draw_signature(rng)},
    )


def _perforated_strip(person: Person, rng: Random, day: date) -> Paper:
    """A strip of three small cards torn from a roll, filled in at a class."""
    training = draw_training(person, rng, day, Provider.NSC, month_end=False)
    return make_paper(
        training,
        {},
        {"provider": "National Safety Council", **_dates(training, rng.choice((US, "%-m/%-d/%y")))},
        certificate_id=f"{rng.randrange(10**7, 10**8)}",
        hand=rng.random() < 0.6,
        symbols={"signature": draw_signature(rng)},
    )


def _competency_passport(person: Person, rng: Random, day: date) -> Paper:
    """A hospital's sheet on one nurse or medic: what was checked, by whom, until when."""
    training = draw_training(person, rng, day, Provider.AHA, CLINICAL)
    style = rng.choice((US, MILITARY))
    return make_paper(
        training,
        {
            "hired": print_date(days_before(training.issued, rng, 20, 900), style),
            "fit": print_date(training.issued + timedelta(days=rng.randint(1, 40)), style),
            "unit": rng.choice(("Emergency", "Float pool", "Transport")),
            "badge": f"{rng.randrange(10**4, 10**5)}",
        },
        {"provider": HEART, **_dates(training, style, "%m/%Y")},
        certificate_id=draw_ecard_code(training, rng),
        expires="month",
        hand=rng.random() < 0.4,
        symbols={"signature": draw_signature(rng)},
    )


def _colon_mail(person: Person, rng: Random, day: date) -> Paper:
    """What a training body's system mails about a card, printed by the one who got it."""
    training = draw_training(person, rng, day, Provider.HSI, month_end=False)
    return make_paper(
        training,
        {"sent": print_date(training.issued + timedelta(days=rng.randint(1, 4)), LONG)},
        {"provider": "ASHI", **_dates(training, SHORT)},
        certificate_id=f"{rng.choice('BCD')}{rng.randrange(16**7):07X}",
    )


def _row(name: str, make: Make, sheet: str = "letter", held: bool = False) -> Layout:
    return Layout(name, Kind.CPR_CARD, make, sheet=sheet, weight=0.8, held_out=held)


VARIED_CARDS: tuple[Layout, ...] = (
    _row("heart_code_lookup", _code_lookup),
    _row("cross_mail_printout", _mail_printout),
    _row("military_network_card", _network_card, "card"),
    _row("foreign_council_diploma", _foreign_council, held=True),
    _row("skills_signoff_letter", _signoff_letter),
    _row("fire_training_history", _training_history, held=True),
    _row("plastic_two_faces", _two_faces, "card"),
    _row("wallet_pass_screen", _wallet_pass),
    _row("lifeguard_pocket_card", _lifeguard_card, "card"),
    _row("medic_wall_certificate", _wall_certificate, held=True),
    _row("clinical_clearance_sheet", _clearance_sheet, held=True),
    _row("digital_badge_page", _badge_page, held=True),
    _row("pad_slip_attest", _pad_slip, "card", held=True),
    _row("renewal_booklet_page", _booklet_page, "card", held=True),
    _row("perforated_strip_card", _perforated_strip, "card", held=True),
    _row("card_mail_sentences", _colon_mail, held=True),
    _row("competency_passport", _competency_passport, held=True),
    _row("ecard_browser_capture", _browser_capture, held=True),
    _row("completion_certificate_wide", _completion_certificate, held=True),
    _row("guideline_class_card", _guideline_card, "card", held=True),
    _row("ecard_full_page", _full_page, held=True),
    _row("institute_fold_card", _fold_card, "card", held=True),
)
