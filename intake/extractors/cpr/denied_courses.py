"""Courses that a card names without being of them: what it says that it does not cover, and a body's brand."""

import re
from itertools import pairwise

from intake.extractors.sheets.layout import Segment, Sheet
from intake.extractors.sheets.paper import Laid

#: What stands for the gap between two segments of a row, where a sentence ends as well.
_GAP = "\t"
_COVER = (
    r"(?:cover|includ|certif|meet|replac|constitut|satisf|qualif|fulfil|provid|teach|serv|count|substitut|contain|authori[sz]|represent|confer|grant|award"
    r"|extend|apply|address|test|train|amount|equal|equate|offer|imply|mean|hold|entitl|be\s+(?:us|accept|substitut|tak|consider|count))\w*"
)
#: Up to the course, in the same sentence and clause; "CPR/AED and BLS" are named together.
_UP_TO = r"\b(?:(?!\bbut\b|\band\s+(?!(?:an?\s+|the\s+|for\s+|AED\b)*(?:AED\b|$)))[^.;:!?\t]){0,60}$"
#: What makes the course behind it one that the card is not of, in the same sentence: "does not cover BLS".
_DENIES = re.compile(
    rf"(?i)\b(?:(?:(?:does|do|did|can|may|will|shall)\s*n[o'’]t|cannot)\s+{_COVER}|(?:not|n[o'’]t)\s+(?:an?|the|for|in|valid\s+(?:for|as)|equivalent|certified|trained|tested|qualified)"
    rf"|neither|nor|excludes?|excluding|except|other\s+than|prerequisites?\s+(?:for|to)|rather\s+than|no\s+substitute\s+for){_UP_TO}"
)
#: The same where another course is told; a letter stands for a card of its own course.
_INSTEAD = re.compile(rf"(?i)\b(?:instead\s+of|in\s+(?:lieu|place)\s+of){_UP_TO}")
_LETTER = re.compile(r"(?i)\b(?:letter|memo(?:randum)?|notice)\b[^.;:!?\t]*$")
_CARD = re.compile(r"(?i)^\W{0,3}(?:(?:provider|course|completion|certification)\s+){0,3}(?:e-?)?cards?\b")
#: The same behind it: "BLS is not included".
_DENIED = re.compile(
    r"(?i)^[^\w\t]{0,3}(?:[\w-]{1,30}[^\w\t-]{1,2}){0,3}?(?:not|n[o'’]t)\s+(?:been\s+)?(?:covered|included|part|taught|tested|evaluated|met|offered|satisfied)\b"
)
#: A line that goes on the sentence of the one before begins small, or with the sentence's last word.
_NEW_LINE = re.compile(r"\n(?![^\S\n]*[a-z(])")


def is_denied(text: str, start: int, end: int) -> bool:
    """Whether a text names a course, at some place, only to say that it is of another."""
    if _DENIED.match(_NEW_LINE.split(text[end : end + 60])[0].replace("\n", " ")):
        return True
    if _denies(_DENIES, text, start, end):
        return True
    if _LETTER.search(text[max(0, start - 120) : start].replace("\n", " ")):
        return False
    return not _CARD.match(text[end : end + 50]) and _denies(_INSTEAD, text, start, end)


def _denies(pattern: re.Pattern[str], text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 90) : start]
    denied = pattern.search(before.replace("\n", " "))
    if denied is None:
        return False
    between = before[denied.start() :]
    ends = between.endswith("\n") and text[end : end + 1] in (".", ",", ";", ")")
    return _NEW_LINE.search(between[:-1] if ends else between) is None


def part_text(sheet: Sheet) -> str:
    """A page's running text, letter for letter, with the gaps between the segments of its rows marked."""
    heads = {id(segment.tokens[0]) for row in sheet.rows for segment in row[1:] if segment.tokens}
    letters = list(sheet.flow.text)
    for start, _, token in sheet.flow.places:
        if start and id(token) in heads and letters[start - 1] == " ":
            letters[start - 1] = _GAP
    return "".join(letters)


def ends_brand(laid: Laid, segment: Segment) -> bool:
    """Whether a line is the lower one of "MEDIC / First Aid", a body's brand in the margin of a card of any course."""
    return any(
        below is segment and above.text.casefold().split()[-1] == "medic"
        for block in laid.sheet.blocks()
        for above, below in pairwise(block)
    )
