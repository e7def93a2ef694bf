"""Names whose parts stand in boxes of their own, a row of boxes for each party and for each new name.

"First", "middle" and "last" say nothing of which name they are parts of: a heading above the row does, or the
row's own words ("new last name").
"""

import re
from collections.abc import Iterator, Sequence
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
    for number, row in enumerate(laid.sheet.rows):
        first, middle, last = (_caption(row, part) for part in (_FIRST, _MIDDLE, _LAST))
        if first is None or last is None or first.x1 > last.x0:
            continue
        cells = [_cell(laid, number, caption) if caption else () for caption in (first, middle, last)]
        parts = [" ".join(t.text for t in cell) for cell in cells]
        name = join_name(*parts) if parts[0] and parts[2] else None
        if name:
            answer = Answer(_label_of(laid, last), Place.BELOW, tuple(t for c in cells for t in c), name, 1.0)
            yield PartedName(answer, _is_new(laid, number))


#: How captions ask for the parts of a name, numbers before and hints behind them left out.
_NUMBERED = r"^(?:\W*\d{1,2}\s?-?[a-z]?\b\W*|[a-z][.)]\s*)?"
_FIRST = re.compile(rf"{_NUMBERED}(?:new |current |legal )?(?:first|given)(?: names?)?\b(?!.*\blast\b)")
_MIDDLE = re.compile(rf"{_NUMBERED}(?:new |current |legal )?middle\b")
_LAST = re.compile(
    rf"{_NUMBERED}(?:new |current |legal |married )?(?:last|family|surname)(?: name)?\b(?!.*\b(?:at birth|marriage ended)\b)"
)


def _caption(row: Sequence[Segment], part: re.Pattern[str]) -> Segment | None:
    return next((s for s in row if part.search(fold(s.text))), None)


def _label_of(laid: Laid, caption: Segment) -> Label:
    text = fold(caption.text)
    last = len(caption.tokens)
    return Label(Ask.NAME, text, laid.sheet.page, caption.row, 0, last, caption.tokens, 1.0, False, True)


def _cell(laid: Laid, number: int, caption: Segment) -> tuple[Token, ...]:
    """The part of a name below a caption."""
    for row in laid.sheet.rows[number + 1 : number + 1 + ROWS_BELOW]:
        for segment in row:
            near = abs(segment.x0 - caption.x0) < ASIDE * caption.height
            if near and segment.y0 - caption.y1 < REACH * caption.height and _is_part(segment):
                return segment.tokens
    return ()


def _is_part(segment: Segment) -> bool:
    """Whether a text may be a part of a name, an initial included."""
    return re.fullmatch(r"[^\W\d_]\.?", segment.text) is not None or bool(
        looks_like_name(segment.text, most=4) and tidy_name(segment.text)
    )


def _is_new(laid: Laid, number: int) -> bool:
    """Whether the captions, or the nearest heading above them that speaks of names, tell of a new name."""
    own = " ".join(s.text for s in laid.sheet.rows[number])
    if _NEW.search(fold(own)):
        return True
    for row in reversed(laid.sheet.rows[:number]):
        text = fold(" ".join(s.text for s in row))
        if _NEW.search(text):
            return True
        if re.search(r"\bat birth\b|\bcurrent last\b|\bdate of birth\b", text):
            return False
    return False
