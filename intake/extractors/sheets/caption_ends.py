"""Captions at the lower right of their cells, whose answers begin at the left, as far off as the cell is wide."""

from collections.abc import Sequence, Set
from itertools import pairwise

from domain.pages import MarkKind
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment, Sheet, Token

#: Cells that a row has at least which tells by all of them where captions stand.
LEAST_CELLS = 2
#: How far below its answer such a caption begins at most, and what one may reach beyond the other, in line heights.
REACH, SLACK = 1.2, 1.0


def words_at_left(sheet: Sheet, label: Label, occupied: Set[int]) -> list[Token]:
    """What answers a caption at the end of its cell: the words in the same place of the row above, where that has as many
    segments as the row of captions, each begins before its own caption and behind the one before it, and a line closes the
    cells below. None of them is a caption itself: `occupied` are the ids of the words of captions."""
    captions, answers = sheet.rows[label.row], sheet.rows[label.row - 1] if label.row else []
    at = next((i for i, s in enumerate(captions) if s.tokens[0] is label.tokens[0]), None)
    if at is None or len(captions) != len(answers) or len(captions) < LEAST_CELLS:
        return []
    slack = SLACK * label.height
    ended = all(
        answer.x0 < caption.x0 - slack and answer.x1 < caption.x1 + slack and caption.y1 > answer.y1
        for answer, caption in zip(answers, captions, strict=True)
    )
    apart = all(
        before.x1 < answer.x0 for (before, _), answer in zip(pairwise(captions), answers[1:], strict=True)
    )
    free = occupied.isdisjoint(id(t) for s in answers for t in s.tokens)
    near = captions[at].y0 - answers[at].y1 < REACH * label.height
    told = ended and apart and near and free and _is_closed(sheet, answers[0].x0, captions)
    return list(answers[at].tokens) if told else []


def _is_closed(sheet: Sheet, left: float, captions: Sequence[Segment]) -> bool:
    """Whether one drawn line runs right below all captions of a row, from the first answer's beginning on."""
    last = captions[-1]
    return any(
        mark.kind is MarkKind.RULE
        and mark.box.x0 <= left
        and mark.box.x1 >= last.x1
        and last.y0 < sheet.level(last.x1, mark.box.middle[1]) < last.y1 + SLACK * last.height
        for mark in sheet.marks
    )
