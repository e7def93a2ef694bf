"""Courses that a card names without being of them: what it says that it does not cover, and a body's brand."""

import re
from itertools import pairwise

from intake.extractors.sheets.layout import Segment
from intake.extractors.sheets.paper import Laid

#: What makes the course behind it one that the card is not of, in the same sentence: "does not cover BLS".
_DENIES = re.compile(
    r"(?i)\b(?:(?:(?:does|do|did|can|may|will|shall)\s*n[o'’]t|cannot)\s+\w+|(?:not|n[o'’]t)\s+(?:an?|the|for|in|valid\s+(?:for|as)|equivalent|certified|trained|tested|qualified)"
    r"|neither|nor|excludes?|excluding|except|instead\s+of|in\s+(?:lieu|place)\s+of|other\s+than|prerequisites?\s+(?:for|to)|rather\s+than|no\s+substitute\s+for)\b[^.;:!?]{0,60}$"
)
#: The same behind it: "BLS is not included".
_DENIED = re.compile(
    r"(?i)^\W{0,3}(?:[\w-]{1,30}[^\w-]{1,2}){0,3}?(?:not|n[o'’]t)\s+(?:been\s+)?(?:covered|included|part|taught|tested|evaluated|met|offered|issued|satisfied)\b"
)
#: A line that goes on the sentence of the one before begins small, or with the sentence's last word.
_NEW_LINE = re.compile(r"\n(?![^\S\n]*[a-z(])")


def is_denied(text: str, start: int, end: int) -> bool:
    """Whether a text names a course, at some place, only to say that it is of another."""
    if _DENIED.match(_NEW_LINE.split(text[end : end + 60])[0].replace("\n", " ")):
        return True
    before = text[max(0, start - 90) : start]
    denied = _DENIES.search(before.replace("\n", " "))
    if denied is None:
        return False
    between = before[denied.start() :]
    ends = between.endswith("\n") and text[end : end + 1] in (".", ",", ";", ")")
    return _NEW_LINE.search(between[:-1] if ends else between) is None


def ends_brand(laid: Laid, segment: Segment) -> bool:
    """Whether a line is the lower one of "MEDIC / First Aid", a body's brand in the margin of a card of any course."""
    return any(
        below is segment and above.text.casefold().split()[-1] == "medic"
        for block in laid.sheet.blocks()
        for above, below in pairwise(block)
    )
