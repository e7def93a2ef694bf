"""Days between dots that begin with the day, as a card from abroad writes them."""

import re
from dataclasses import replace

from domain.documents import Evidence
from intake.extractors.normalise.dates import parse_date

#: The first and the last day of a course, between dots, that differ in their first number alone.
_SPAN = re.compile(
    r"(?<![\d.])(?P<first>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})\s*[-–—]\s*(?P<last>\d{1,2})\.(?P=month)\.(?P=year)(?![\d.])"
)
_POINTED = re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?![\d.])")
#: Days that a course lasts at most: two months' firsts are no course's first and last day.
LONGEST_COURSE = 7


def writes_day_first(text: str) -> bool:
    """Whether a course runs over a few days only where its dates begin with the day."""
    return any(0 < int(span["last"]) - int(span["first"]) < LONGEST_COURSE for span in _SPAN.finditer(text))


def read_day_first(evidence: Evidence) -> Evidence:
    """A date between dots, read day first; of a course's days the last."""
    found = list(_POINTED.finditer(evidence.printed))
    if not found:
        return evidence
    day = parse_date(f"{found[-1]['year']}-{int(found[-1]['month']):02d}-{int(found[-1]['day']):02d}")
    return replace(evidence, value=day) if day else evidence
