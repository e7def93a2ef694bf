"""Drawn lines round a caption: whether they part it from the words above it, or give it those below."""

from collections.abc import Sequence

from domain.geometry import Box
from domain.pages import MarkKind
from intake.extractors.sheets.answer_columns import BOX_REACH
from intake.extractors.sheets.answers import NAME_PARTS, NAMES, STRONG
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Sheet, Token

#: Gap, in line heights, up to which words touch their caption, as those in a row of cells for letters do.
TOUCHING = 0.3
#: Line heights by which captions of one column begin apart at most, and rows from one to the next.
IN_COLUMN, CAPTION_ROWS = 2.0, 3


def touches_box(
    sheet: Sheet, label: Label, labels: Sequence[Label], below: Sequence[tuple[list[Token], float]]
) -> bool:
    """Whether a caption stands right on the upper line of the cells that hold the words below it, which a line as long closes
    below them."""
    if not below or below[0][1] > TOUCHING:
        return False
    if _last_is_unanswered(sheet, label, labels):
        return False
    words, slack = below[0][0], 0.2 * label.height
    middle, end = min(t.middle for t in words), max(t.y1 for t in words)
    rules = [m.box for m in sheet.marks if m.kind is MarkKind.RULE and m.box.x0 < label.x1 < m.box.x1]
    levels = [(box, sheet.level(label.x1, box.middle[1])) for box in rules]
    tops = [box for box, level in levels if label.y1 - slack <= level <= middle]
    ends = [box for box, level in levels if middle < level <= end + 2 * slack]
    over = max((level for _, level in levels if level < label.y0 + slack), default=0.0)
    tops = [box for box, level in levels if box in tops and level - label.y1 + slack < label.y0 - over]
    return any(_as_long(top, foot, label.height) for top in tops for foot in ends)


def _last_is_unanswered(sheet: Sheet, label: Label, labels: Sequence[Label]) -> bool:
    """Whether nothing stands below the last caption of a label's column: the captions hang under their answers."""
    asks = STRONG | NAMES | NAME_PARTS
    last = label
    for other in sorted((x for x in labels if x.starts and x.ask in asks), key=lambda x: x.row):
        beneath = 0 < other.row - last.row <= CAPTION_ROWS
        if beneath and abs(other.x0 - label.x0) < IN_COLUMN * label.height:
            last = other
    under = sheet.rows[last.row + 1] if last.row + 1 < len(sheet.rows) else []
    near = (s for s in under if s.y0 - last.y1 < BOX_REACH * last.height)
    return not any(s.x0 < last.x1 and s.x1 > last.x0 for s in near)


def _as_long(one: Box, other: Box, slack: float) -> bool:
    return abs(one.x0 - other.x0) < slack and abs(one.x1 - other.x1) < slack


def rule_between(sheet: Sheet, label: Label, mine: Sequence[Label], tokens: Sequence[Token]) -> bool:
    """Whether a drawn line of its own parts a caption from the words above it; a table's border is none."""
    low, high = max(t.middle for t in tokens), label.y0 + 0.5 * label.height
    for mark in sheet.marks:
        if mark.kind is MarkKind.RULE and mark.box.x0 < label.x1 and mark.box.x1 > label.x0:
            if any(mark.box.x0 < x.x0 and mark.box.x1 > x.x1 for x in mine):
                continue
            middle = sheet.level((label.x0 + label.x1) / 2, mark.box.middle[1])
            if low <= middle <= high:
                return True
    return False
