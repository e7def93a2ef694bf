"""Programs that ask for the school whose they are."""

import re
from collections.abc import Sequence

from intake.extractors.requests.spots import LEAST_OFFICE, Spot
from intake.extractors.sheets.answers import Place
from intake.extractors.sheets.phrases import squeeze

#: What a school teaches by, and what a school is called; its hospital is none.
_COURSE = re.compile(r"(?i)\b(?:program|academy|school|training|education)\b")
_SCHOOL = re.compile(r"(?i)\b(?:college|university)\b(?!.*\b(?:hospital|medical\s+cent(?:er|re))\b)")
#: What is no school, though it has to do with courses: "Training and Certification Section".
_GOVERNS = re.compile(r"(?i)\b(?:office|section|bureau|division|department|state|certification|licens\w+)\b")
#: What stands before the school at which somebody took a course, and over it: "graduated from", "School attended".
_TOOK_COURSE = re.compile(r"(?i)(?:[:?]|\b(?:at|from|by|attended|school|site|with|through))\W*(?:the\W*)?$")
_ASKS_SCHOOL = re.compile(r"(?i)\b(?:school|college|university|institution|attended|completed)\W*$")


def school_of(program: Spot, spots: Sequence[Spot]) -> Spot | None:
    """The one college of a name of its own on a paper on which a program of none asks: "Paramedic Technology Program"."""
    if not _COURSE.search(program.value) or _GOVERNS.search(program.value):
        return None
    schools = [s for s in spots if _SCHOOL.search(s.value) and s.score > LEAST_OFFICE]
    if any(map(_is_of_a_course, schools)):
        return None
    fullest = max(schools, key=lambda spot: len(spot.value), default=None)
    of_it = fullest is not None and all(squeeze(s.value) in squeeze(fullest.value) for s in schools)
    return fullest if of_it else None


def _is_of_a_course(school: Spot) -> bool:
    """Whether a college only answers where somebody took a course, or is told to be that."""
    rows, first = school.laid.sheet.rows, school.tokens[0]
    before = " ".join(t.text for s in rows[school.row] for t in s.tokens if t.x1 <= first.x0)
    above = (s for row in rows[max(0, school.row - 1) : school.row] for s in row)
    over = any(_ASKS_SCHOOL.search(s.text) for s in above if s.x0 < first.x1 and s.x1 > first.x0)
    beside = (a for a in school.laid.answers if a.place is Place.RIGHT)
    return over or bool(_TOOK_COURSE.search(before)) or any(first is t for a in beside for t in a.tokens)
