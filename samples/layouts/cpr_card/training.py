"""What a CPR paper tells, drawn at random: holder, course, dates, instructor, training centre."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from domain.kinds import Course, Provider
from samples.layout import Paper, Truth
from samples.people import Person, invent_person
from samples.wording import days_before

CENTRES = (
    "Wachusett Heart & Safety Training",
    "Bay Circuit Community Training Center",
    "Mercy Ridge Medical Center",
    "Pioneer Valley Lifesavers, LLC",
    "Saltbox EMS Academy",
    "Quabbin Regional Fire Training",
    "Third Lake CPR, Inc.",
    "North Shore Emergency Education",
    "Blackstone Ambulance Training Division",
    "Harborlight Health Education",
    "Cedar Swamp Rescue School",
    "Old Colony Resuscitation Institute",
)
TOWNS = (
    "Ashby, MA",
    "Lenox, MA",
    "Nashua, NH",
    "Westerly, RI",
    "Sharon, MA",
    "Milford, NH",
    "Orleans, MA",
    "Athol, MA",
)

TITLES: dict[Provider, dict[Course, tuple[str, ...]]] = {
    Provider.AHA: {
        Course.BLS: (
            "BLS Provider",
            "Basic Life Support (BLS)",
            "BLS for Healthcare Providers (CPR and AED)",
        ),
        Course.ACLS: ("ACLS Provider", "Advanced Cardiovascular Life Support"),
        Course.PALS: ("PALS Provider", "Pediatric Advanced Life Support"),
        Course.HEARTSAVER: (
            "Heartsaver CPR AED",
            "Heartsaver First Aid CPR AED",
            "Heartsaver Pediatric First Aid CPR AED",
        ),
    },
    Provider.ARC: {
        Course.BLS: ("Basic Life Support", "Basic Life Support for Healthcare Providers"),
        Course.ACLS: ("Advanced Life Support (ACLS)", "Advanced Cardiac Life Support"),
        Course.PALS: ("Pediatric Advanced Life Support",),
        Course.CPR_AED: ("Adult and Pediatric CPR/AED", "Adult CPR/AED"),
        Course.FIRST_AID: ("First Aid", "Adult and Pediatric First Aid"),
    },
    Provider.HSI: {
        Course.BLS: ("Basic Life Support", "BLS for Healthcare Providers"),
        Course.ACLS: ("Advanced Cardiac Life Support (ACLS)",),
        Course.PALS: ("Pediatric Advanced Life Support (PALS)",),
        Course.CPR_AED: ("CPR AED | All Ages", "CPR and AED"),
        Course.FIRST_AID: ("Basic First Aid", "First Aid | Adult Child Infant"),
    },
    Provider.NSC: {
        Course.BLS: ("Basic Life Support for Health Care & Public Safety", "BLS Health Care Provider"),
        Course.CPR_AED: ("CPR & AED", "Adult CPR & AED"),
        Course.FIRST_AID: ("First Aid", "Advanced First Aid"),
    },
    Provider.OTHER: {
        Course.BLS: ("BLS Healthcare Provider", "Basic Life Support (BLS) for Healthcare & EMS"),
        Course.ACLS: ("ACLS Certification", "Advanced Cardiac Life Support"),
        Course.PALS: ("PALS Certification", "Pediatric Advanced Life Support"),
        Course.CPR_AED: ("CPR/AED", "Adult, Child & Infant CPR + AED"),
        Course.FIRST_AID: ("Standard First Aid", "Workplace First Aid"),
    },
}
#: Most papers that arrive are BLS; paramedics owe ACLS too.
WEIGHTS = {
    Course.BLS: 12,
    Course.ACLS: 4,
    Course.PALS: 2,
    Course.HEARTSAVER: 2,
    Course.CPR_AED: 2,
    Course.FIRST_AID: 1,
}


@dataclass(frozen=True, slots=True)
class Training:
    """One completed course."""

    holder: str
    provider: Provider
    course: Course
    title: str
    issued: date
    expires: date
    """Two years on; on the last day of the month where `month_end` drew it so."""
    instructor: str
    instructor_id: str
    centre: str
    centre_id: str
    centre_phone: str
    town: str

    @property
    def month(self) -> str:
        """The month of expiry, `YYYY-MM`."""
        return self.expires.strftime("%Y-%m")


def draw_training(
    person: Person,
    rng: Random,
    day: date,
    provider: Provider,
    courses: tuple[Course, ...] = (),
    month_end: bool = True,
) -> Training:
    """Return a course that `person` completed before `day`; about one in six has run out by then."""
    offered = [c for c in TITLES[provider] if not courses or c in courses]
    weights = [WEIGHTS[c] * (3 if c == Course.ACLS and person.level == "Paramedic" else 1) for c in offered]
    course = rng.choices(offered, weights)[0]
    issued = days_before(day, rng, 760, 1500) if rng.random() < 0.17 else days_before(day, rng, 4, 690)
    return Training(
        holder=_print_holder(person, rng),
        provider=provider,
        course=course,
        title=rng.choice(TITLES[provider][course]),
        issued=issued,
        expires=add_two_years(issued, month_end),
        instructor=invent_person(rng, set()).name.short,
        instructor_id=f"{rng.randrange(10**7, 10**8)}",
        centre=rng.choice(CENTRES),
        centre_id=f"{rng.choice(('MA', 'NE', 'TC'))}{rng.randrange(10**4, 10**5)}",
        centre_phone=f"({rng.choice(('413', '508', '603', '978'))}) 555-01{rng.randrange(100):02d}",
        town=rng.choice(TOWNS),
    )


def _print_holder(person: Person, rng: Random) -> str:
    """The name as the course's roster had it: whole, with an initial, or one they had before."""
    if person.former_names and rng.random() < 0.3:
        return rng.choice(person.former_names)
    return rng.choice((person.name.full, person.name.full, person.name.initials, person.name.short))


def add_two_years(issued: date, month_end: bool) -> date:
    """Return the day two years on, or the last day of that month."""
    if month_end:
        return date(issued.year + 2, issued.month, calendar.monthrange(issued.year + 2, issued.month)[1])
    try:
        return issued.replace(year=issued.year + 2)
    except ValueError:
        return issued + timedelta(days=730)


def draw_ecard_code(training: Training, rng: Random) -> str:
    """Return twelve digits: year, course, seven at random."""
    course = {Course.BLS: "501", Course.ACLS: "512", Course.PALS: "520"}.get(training.course, "541")
    return f"{training.issued:%y}{course}{rng.randrange(10**7):07d}"


def make_paper(
    training: Training,
    values: dict[str, Any],
    printed: dict[str, str],
    *,
    certificate_id: str | None = None,
    expires: str | None = "day",
    shows: tuple[str, ...] = ("instructor_name", "training_center"),
    online: bool = False,
    hand: bool = False,
    symbols: dict[str, str] | None = None,
    findings: tuple[str, ...] = (),
) -> Paper:
    """Return the paper with its truth.

    `printed` needs the dates' printed forms and the provider's words; `expires` is `day`, `month` or None
    (not printed); `shows` names those of instructor and training centre that the paper names.
    """
    valid = {"day": training.expires.isoformat(), "month": training.month, None: None}[expires]
    truth: Truth = {
        "holder_name": training.holder,
        "provider": training.provider.value,
        "course": training.course.value,
        "issued_on": training.issued.isoformat(),
        "expires_on": valid,
        "certificate_id": certificate_id,
        "instructor_name": training.instructor if "instructor_name" in shows else None,
        "training_center": training.centre if "training_center" in shows else None,
        "format_online_only": online,
    }
    basics = {
        "holder": training.holder,
        "title": training.title,
        "instructor": training.instructor,
        "instructor_id": training.instructor_id,
        "centre": training.centre,
        "centre_id": training.centre_id,
        "centre_phone": training.centre_phone,
        "town": training.town,
        "id": certificate_id or "",
        "issued": printed["issued_on"],
        "expires": printed.get("expires_on", ""),
    }
    return Paper(
        values=basics | values,
        truth=truth,
        printed={"course": training.title} | printed,
        drawn=frozenset({"format_online_only"}),
        hand=hand,
        symbols=symbols or {},
        findings=findings,
    )
