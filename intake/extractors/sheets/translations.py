"""What a translator says of a translation: the day of it is no day of the paper that was translated."""

import re
from itertools import pairwise

from intake.extractors.sheets.layout import Segment, Sheet, Token

#: Words by which somebody answers for a translation; a heading that only calls a paper translated has none of them.
_ANSWERS = re.compile(
    r"(?i)\btranslat(?:ed|ion)\s+(?:by|on|made|done|prepared|completed)\b|\btranslator['’]?s?\s*:|\btranslator['’]s\b"
    r"|\b(?:true|faithful|accurate|correct|complete|exact)\b[^.\n]{0,40}\btranslation\b(?=\s+(?:of|from|into|in|to)\b[^.\n]{0,40}\b(?:foregoing|attached|above|original|annexed|document)\b)"
    r"|\b(?:I|we)\b[^.]{0,70}\b(?:translat(?:e|ed|or)\b|(?:know|speak|read|master)s?\s+(?:both|the\s+two)\b(?!\s+(?:of\s+)?(?:the\s+|my\s+|these\s+)?(?:parties|persons|people|spouses|signers|names|them)\b))"
    r"|\b(?:both|the\s+two)\s+(?:languages|tongues)\b"
    r"|\b(?:fluent|competent|conversant|versed|proficient)\s+in\b[^.]{0,40}\b(?:english|languages?|tongues?)\b"
    r"|\b(?:this|the|my)\s+translation\s+(?:is|was)\b"
    r"|\brendered\s+(?:the\s+(?:foregoing|above|preceding)|(?:it|this)\b[^.]{0,30}\binto)\b"
)

#: A record may be "entered in both languages", and who is naturalised is fluent in English: near a translator's words
#: the work itself is named.
_TRANSLATES = re.compile(r"(?i)translat|\brender|\binterpret|\btraduc")
#: Characters behind the words within which it is.
NEAR = 200

#: Where a sentence ends.
_ENDS = re.compile(r"[.;]\s+(?=[A-Z\[(])|\n(?=[A-Z\[(])")

#: Space between two lines, in heights of their words, from which the second begins a paragraph of its own.
_PARAGRAPH_GAP = 0.9

#: Rows below a translator's words in which signature and day stand; above them is the paper, where it goes first.
_SIGNED_ROWS = 3


def translators_words(sheet: Sheet) -> frozenset[int]:
    """The words, by their ids, with which a translator answers for the translation: from the sentence on that says so
    to the end of its paragraph; at a page's foot the rows for signature and day too."""
    text, found = sheet.flow.text, set[int]()
    for match in _ANSWERS.finditer(text):
        start = max((end.end() for end in _ENDS.finditer(text, 0, match.start() + 1)), default=0)
        if not _TRANSLATES.search(text, start, match.end() + NEAR):
            continue
        row = text.count("\n", 0, start)
        last = _last_of_paragraph(sheet, text.count("\n", 0, match.end()))
        if row >= len(sheet.rows) / 2:
            last = min(last + _SIGNED_ROWS, len(sheet.rows) - 1)
        own = (t for i in range(row, last + 1) for t in sheet.row_tokens(i))
        before = {id(t) for t in sheet.flow.tokens(0, start)}
        found |= {id(t) for t in own} - before
    return frozenset(found)


def is_translators(sheet: Sheet, tokens: tuple[Token, ...]) -> bool:
    """Whether some words stand in what a translator says."""
    own = translators_words(sheet)
    return any(id(t) in own for t in tokens)


def _last_of_paragraph(sheet: Sheet, row: int) -> int:
    """The last row of the paragraph that a row is in."""
    for above, below in pairwise(sheet.rows[row:]):
        if _gap(above[0], below[0]) >= _PARAGRAPH_GAP:
            return above[0].row
    return len(sheet.rows) - 1


def _gap(above: Segment, below: Segment) -> float:
    return (below.y0 - above.y1) / max(above.height, below.height)
