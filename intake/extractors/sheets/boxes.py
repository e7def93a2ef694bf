"""Boxes to tick that are drawn on a page."""

from domain.pages import MarkKind
from intake.extractors.sheets.layout import Token
from intake.extractors.sheets.paper import Laid

BOXES = (MarkKind.CHECKBOX_ON, MarkKind.CHECKBOX_UNSURE, MarkKind.CHECKBOX_OFF)
#: How far before a word its box may end, and how far off its middle, in heights of the word; a box may touch its word.
BEFORE, OFF, TOUCHING = 3.0, 0.9, 0.3


def box_before(laid: Laid, token: Token) -> MarkKind | None:
    """The nearest box drawn right before a word."""
    height, place = token.height, token.word.box
    boxes = [
        mark
        for mark in laid.sheet.marks
        if mark.kind in BOXES
        and abs(mark.box.middle[1] - place.middle[1]) < OFF * height
        and -TOUCHING * height <= place.x0 - mark.box.x1 < BEFORE * height
    ]
    nearest = max(boxes, key=lambda mark: mark.box.x1, default=None)
    return nearest.kind if nearest is not None else None
