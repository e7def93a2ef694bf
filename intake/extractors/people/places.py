"""Where on a form the person's own answers stand."""

from intake.extractors.sheets.layout import Token
from intake.extractors.sheets.paper import Laid, Part

#: Parts of a form where the person's own answers stand.
OWN_PARTS = (Part.APPLICANT, Part.OPEN, Part.RETURN)


def row_of(laid: Laid, token: Token) -> int:
    """The row in which a word stands."""
    for index, row in enumerate(laid.sheet.rows):
        if any(token is t for s in row for t in s.tokens):
            return index
    return 0


def is_answered_by_state(laid: Laid, token: Token) -> bool:
    """Whether a word stands in the part of a form that the state asked fills in, not the applicant."""
    return laid.part_at(row_of(laid, token), token.x0) is Part.STATE
