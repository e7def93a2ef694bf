"""What a CPR or ACLS card says: holder, body, course, dates, numbers, and whether hands were used."""

from dataclasses import replace

from domain.documents import Evidence
from domain.values import TERM
from intake.extractors.cpr.centers import find_center
from intake.extractors.cpr.course import find_course, find_provider
from intake.extractors.cpr.dates import find_card_dates
from intake.extractors.cpr.day_order import read_day_first, writes_day_first
from intake.extractors.cpr.formats import find_format
from intake.extractors.cpr.numbers import find_card_number
from intake.extractors.cpr.people import find_holder, find_instructor
from intake.extractors.cpr.ticked_course import list_choices, ticked_course
from intake.extractors.sheets.paper import Paper

#: What a course is worth among several with boxes of which not one alone is ticked.
OF_SEVERAL = 0.5


def extract_cpr(paper: Paper) -> list[Evidence]:
    """All fields of a card that it shows."""
    holder, course = find_holder(paper), find_own_course(paper)
    found = [
        holder,
        find_provider(paper),
        course,
        *find_card_dates(paper, course),
        find_card_number(paper),
        find_instructor(paper, holder, course),
        find_center(paper, course),
        find_format(paper),
    ]
    told = [evidence for evidence in found if evidence is not None]
    if not writes_day_first(paper.text):
        return told
    return [read_day_first(e) if e.field in TERM else e for e in told]


def find_own_course(paper: Paper) -> Evidence | None:
    """The course that is ticked, else the one that the card names."""
    choices = list_choices(paper)
    if ticked := ticked_course(paper, choices):
        return ticked
    named = find_course(paper)
    if named is None or not choices:
        return named
    return replace(named, confidence=min(OF_SEVERAL, named.confidence))
