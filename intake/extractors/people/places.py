"""Where on a form the person's own answers stand."""

from intake.extractors.sheets.layout import Token
from intake.extractors.sheets.paper import Laid, row_of
from intake.extractors.sheets.parts import Part

#: Parts of a form where the person's own answers stand.
OWN_PARTS = (Part.APPLICANT, Part.OPEN, Part.RETURN)


def is_answered_by_state(laid: Laid, token: Token) -> bool:
    """Whether a word stands in the part of a form that the state asked fills in, not the applicant."""
    return laid.part_at(row_of(laid, token), token.x0) is Part.STATE
