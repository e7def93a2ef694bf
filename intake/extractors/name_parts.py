"""Names whose parts stand in boxes of their own, a row of boxes for each party and for each new name.

"First", "middle" and "last" say nothing of which name they are parts of: a heading above the row does, or the
row's own words ("new last name").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake.extractors.answers import Answer, Place
from intake.extractors.labels import Label
from intake.extractors.layout import Segment, Token
from intake.extractors.normalise.names import fold, join_name, looks_like_name, tidy_name
from intake.extractors.paper import Laid
from intake.extractors.vocabulary import Ask

#: Rows below a row of captions in which the parts stand, and their greatest distance in line heights.
ROWS_BELOW, REACH = 2, 2.5

#: Captions of one row begin so many of their heights from what they ask at most.
ASIDE = 1.5

#: Words of a heading, or of a caption, that make the names below it new ones.
_NEW = re.compile(
    r"\bnew (?:legal |married )?names?\b|\bnames?\b.{0,20}\b(?:after|following|upon) (?:the )?(?:marriage|wedding|ceremony|decree)\b"
    r"|\bnames? (?:to be used|from now on|requested|granted|restored)\b|\bnew (?:first|middle|last)\b"
)

_GIVEN = frozenset({Ask.FIRST_NAME, Ask.FIRST_MIDDLE})


@dataclass(frozen=True, slots=True)
class PartedName:
    """A whole name of a row of boxes."""

    answer: Answer
    new: bool


def parted_pairs(laid: Laid) -> Iterator[tuple[Answer, Answer, str]]:
    """Names before and after, each in a row of boxes for its parts; those that differ."""
    names = list(parted_names(laid))
    for new in (n for n in names if n.new):
        for old in (n for n in names if not n.new):
            first, other = (fold(n.answer.value).split() for n in (old, new))
            if first[0] == other[0] and first != other:
                yield old.answer, new.answer, new.answer.value


def parted_names(laid: Laid) -> Iterator[PartedName]:
    """The whole names of a page whose parts stand below captions in one row."""
    for last in (x for x in laid.labels if x.ask is Ask.LAST_NAME):
        row = [x for x in laid.labels if x.row == last.row]
        first = next((x for x in reversed(row) if x.ask in _GIVEN and x.x1 < last.x0), None)
        if first is None:
            continue
        middle = next((x for x in row if x.ask is Ask.MIDDLE_NAME and first.x1 < x.x0 < last.x0), None)
        cells = [_cell(laid, x) if x else () for x in (first, middle, last)]
        name = (
            join_name(*(" ".join(t.text for t in cell) for cell in cells)) if cells[0] and cells[2] else None
        )
        if name:
            tokens = tuple(t for cell in cells for t in cell)
            yield PartedName(Answer(last, Place.BELOW, tokens, name, 1.0), _is_new(laid, last))


def _cell(laid: Laid, label: Label) -> tuple[Token, ...]:
    """The part of a name below a caption."""
    caption = next((s for s in laid.sheet.rows[label.row] if s.x0 <= label.x0 <= s.x1), None)
    left = caption.x0 if caption else label.x0
    for row in laid.sheet.rows[label.row + 1 : label.row + 1 + ROWS_BELOW]:
        for segment in row:
            near = abs(segment.x0 - left) < ASIDE * label.height
            if near and segment.y0 - label.y1 < REACH * label.height and _is_part(segment):
                return segment.tokens
    return ()


def _is_part(segment: Segment) -> bool:
    return bool(looks_like_name(segment.text, most=4) and tidy_name(segment.text))


def _is_new(laid: Laid, last: Label) -> bool:
    """Whether the captions, or the nearest heading above them that speaks of names, tell of a new name."""
    own = " ".join(s.text for s in laid.sheet.rows[last.row])
    if _NEW.search(fold(own)):
        return True
    for row in reversed(laid.sheet.rows[: last.row]):
        text = fold(" ".join(s.text for s in row))
        if _NEW.search(text):
            return True
        if re.search(r"\bat birth\b|\bcurrent last\b|\bdate of birth\b", text):
            return False
    return False
