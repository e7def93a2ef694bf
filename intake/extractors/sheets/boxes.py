"""Boxes to tick that are drawn on a page."""

from collections.abc import Sequence

from domain.pages import Mark, MarkKind
from intake.extractors.sheets.layout import Token
from intake.extractors.sheets.paper import Laid

BOXES = (MarkKind.CHECKBOX_ON, MarkKind.CHECKBOX_UNSURE, MarkKind.CHECKBOX_OFF)
#: How far before a word its box may end, and how far off its middle, in heights of the word; a box may touch its word.
BEFORE, OFF, TOUCHING = 3.0, 0.9, 0.3


#: Letters that a tick may be read as, and the share of its word that lies in the box.
LONGEST_TICK, IN_BOX = 2, 0.6


def box_before(laid: Laid, token: Token) -> MarkKind | None:
    """What the box right before a word is, or the one in which it stands."""
    mark = mark_before(laid, token)
    return mark.kind if mark is not None else None


def mark_before(laid: Laid, token: Token) -> Mark | None:
    """The nearest box drawn right before a word, or the one in which it stands: then it is the tick, read as a letter."""
    height, place = token.height, token.word.box
    if len(token.text) <= LONGEST_TICK:
        for mark in laid.sheet.marks:
            if mark.kind in BOXES and mark.box.overlap(place) > IN_BOX * place.width * place.height:
                return mark
    boxes = [
        mark
        for mark in laid.sheet.marks
        if mark.kind in BOXES
        and abs(mark.box.middle[1] - place.middle[1]) < OFF * height
        and -TOUCHING * height <= place.x0 - mark.box.x1 < BEFORE * height
    ]
    return _beside(place.middle[1], boxes)


def _beside(level: float, boxes: Sequence[Mark]) -> Mark | None:
    """The last of some boxes; of those of one column the one that stands most on a word's level, as the lines of a list may
    be closer than a word is high that a tick runs into."""
    if not boxes:
        return None
    last = max(boxes, key=lambda mark: mark.box.x1)
    column = (mark for mark in boxes if mark.box.x1 > last.box.x0)
    return min(column, key=lambda mark: abs(mark.box.middle[1] - level))
