"""Captions that stand somewhere under a drawn line of their own, on which they are answered."""

from collections.abc import Sequence
from itertools import pairwise

from domain.geometry import Box
from domain.pages import MarkKind
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Sheet, Token

#: Gap, in line heights, that ends an answer once it has begun.
ANSWER_GAP = 3.0

#: How far, in line heights, a line may be over its caption.
OVER_CAPTION = 1.2


def line_over(sheet: Sheet, label: Label, mine: Sequence[Label]) -> Box | None:
    """The drawn line right over a caption that stands somewhere under it, and under which no other caption does."""
    for mark in sheet.marks:
        rule = mark.box
        over = mark.kind is MarkKind.RULE and rule.x0 <= label.x0 and rule.x1 >= label.x1
        if not over or any(rule.x0 < x.x1 and rule.x1 > x.x0 for x in mine):
            continue
        level = sheet.level((label.x0 + label.x1) / 2, rule.middle[1])
        if -OVER_CAPTION * label.height < level - label.y0 < 0.5 * label.height:
            return rule
    return None


def words_on(sheet: Sheet, label: Label, line: Box, row: int) -> list[Token]:
    """The words of a row that stand on a caption's line, from its beginning on: a caption may be centred under it."""
    on = [s for s in sheet.rows[row] if line.x0 - label.height < s.x0 and s.x1 < line.x1 + label.height]
    tokens = list(on[0].tokens) if on else []
    for before, more in pairwise(on):
        if more.x0 - before.x1 > ANSWER_GAP * max(label.height, more.height):
            break
        tokens += more.tokens
    return tokens
