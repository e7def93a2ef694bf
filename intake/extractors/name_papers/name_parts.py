"""Names whose parts stand in boxes of their own, a row of boxes for each party and for each new name.

"First", "middle" and "last" say nothing of which name they are parts of: a heading above the row does, or the
row's own words ("new last name").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from domain.kinds import Kind
from domain.likeness import fold
from intake.extractors.name_papers.name_tables import answers_of_parents
from intake.extractors.normalise.names import is_full_name, join_name, looks_like_name, tidy_name
from intake.extractors.sheets.answers import Answer, Place
from intake.extractors.sheets.keywords import guess_ask
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment, Token
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.vocabulary import Ask

#: Rows below a row of captions in which the parts stand, and their greatest distance in line heights.
ROWS_BELOW, REACH = 2, 2.5

#: Captions of one row begin so many of their heights from what they ask at most.
ASIDE = 1.5

#: Words of a heading, or of a caption, that make the names below it new ones.
_NEW = re.compile(
    r"\bnew (?:legal |married )?names?\b|\bnames?\b.{0,20}\b(?:after|following|upon) (?:the )?(?:marriage|wedding|ceremony|decree)\b"
    r"|\bto be (?:used|borne|known by) (?:after|following|upon|from)\b|\bnames? (?:to be used|from now on|requested|granted|restored)\b|\bname\b.{0,80}\b(?:is|be) (?:hereby |legally )*changed to\b|\bnew (?:first|middle|last)\b"
    r"|\b(?:first|given)\b.{0,16}\b(?:must|shall|should|has to) (?:be (?:the )?same\b|match\b)"
)


@dataclass(frozen=True, slots=True)
class PartedName:
    """A whole name of a row of boxes."""

    answer: Answer
    new: bool
    old: bool = False
    """A heading says that it is the name before; where it is not, only its given name tells whose it is."""


def parted_names(laid: Laid) -> Iterator[PartedName]:
    """The whole names of a page whose parts stand below captions in one row."""
    for number, row in enumerate(laid.sheet.rows):
        for captions in _captions_of_each(row):
            yield from _names_at(laid, number, captions)


def _names_at(laid: Laid, number: int, row: Sequence[Segment]) -> Iterator[PartedName]:
    """The names at captions that ask for the parts of one."""
    first, middle, last = (_caption_over(laid, row, part) for part in (_FIRST, _MIDDLE, _LAST))
    if first is None or last is None or first is last:
        return
    cells = _cells(laid, number, (first, middle, last))
    parts = [" ".join(t.text for t in cell) for cell in cells]
    name = join_name(*parts) if parts[0] and parts[2] else None
    if name:
        answer = Answer(_label_of(laid, last), Place.BELOW, tuple(t for c in cells for t in c), name, 1.0)
        new = _is_new(laid, number, answer.tokens)
        old = not new and _heading_of(laid, number, answer.tokens) is Ask.NAME_BEFORE
        yield PartedName(answer, new, old)
    captions = [c for c in (first, middle, last) if c]
    if name is None and (told := _name_above(laid, number, captions)):
        yield told
    yield from _names_in_rows(laid, number, captions)


def _name_above(laid: Laid, number: int, captions: Sequence[Segment]) -> PartedName | None:
    """The name behind "from" or "to" right above its captions, each in the middle of a line at whose beginning a part
    was written: one part for each."""
    labels = (x for x in laid.labels if x.row == number - 1 and x.ask in (Ask.NAME_BEFORE, Ask.NAME_AFTER))
    label = next(labels, None)
    if label is None or label.tokens[0] is not laid.sheet.rows[number - 1][0].tokens[0]:
        return None
    behind = (tuple(t for t in s.tokens if t.x0 >= label.x1) for s in laid.sheet.rows[number - 1])
    parts = [Segment(tokens, number - 1) for tokens in behind if tokens]
    words = [part.text for part in parts if _is_part(part)]
    if (
        not len(words) == len(parts) == len(captions)
        or captions[0].y0 - parts[0].y1 > REACH * parts[0].height
    ):
        return None
    name = join_name(words[0], " ".join(words[1:-1]), words[-1])
    answer = Answer(label, Place.RIGHT, tuple(t for part in parts for t in part.tokens), name or "", 1.0)
    new = label.ask is Ask.NAME_AFTER
    return PartedName(answer, new, not new) if name else None


def _captions_of_each(row: Sequence[Segment]) -> list[list[Segment]]:
    """A row's captions, for each party those that stand together: where a part is asked again, another's begin."""
    groups: list[list[Segment]] = [[]]
    asked: set[re.Pattern[str]] = set()
    for segment in row:
        parts = {part for part in (_FIRST, _MIDDLE, _LAST) if part.search(fold(segment.text))}
        if parts & asked:
            groups.append([])
            asked = set()
        asked |= parts
        groups[-1].append(segment)
    whole = all(_caption(group, part) for group in groups for part in (_FIRST, _LAST))
    return groups if whole else [list(row)]


#: How a row of a table calls the name whose parts it holds.
_ROW_OLD = re.compile(
    r"\b(?:current|present|former|old|previous)\b.{0,20}\bname\b|\bname\b.{0,20}\b(?:now|before)\b"
)
_ROW_NEW = re.compile(r"\b(?:new|requested|proposed)\b.{0,20}\bname\b|\bname\b.{0,20}\b(?:requested|after)\b")


def _names_in_rows(laid: Laid, number: int, captions: Sequence[Segment]) -> Iterator[PartedName]:
    """The names of a table with a row for each: captions for the parts above, "current name" and "new name" aside."""
    for row in laid.sheet.rows[number + 1 : number + 1 + ROWS_BELOW]:
        called = fold(row[0].text)
        new, old = _ROW_NEW.search(called), _ROW_OLD.search(called)
        cells = [_in_column(row[1:], caption) for caption in captions]
        if (new is None) == (old is None) or not (cells[0] and cells[-1]):
            continue
        if len(cells) == len(("first", "last")):
            cells.insert(1, _between(laid, cells[0], cells[-1]))
        name = join_name(*(cell.text if cell else "" for cell in cells))
        if name:
            tokens = tuple(t for cell in cells if cell for t in cell.tokens)
            yield PartedName(
                Answer(_label_of(laid, row[0]), Place.RIGHT, tokens, name, 1.0),
                new is not None,
                old is not None,
            )


def _in_column(row: Sequence[Segment], caption: Segment) -> Segment | None:
    """The part of a name that a row has in a caption's column."""
    return next((s for s in row if _aligned(s, caption) and _is_part(s)), None)


def _aligned(segment: Segment, caption: Segment) -> bool:
    """Whether a text begins where a caption does, or stands centred with it."""
    apart = min(abs(segment.x0 - caption.x0), abs(_middle(segment) - _middle(caption)))
    return apart < ASIDE * caption.height


#: How captions ask for the parts of a name, numbers before and hints behind them left out.
#: A number may be misread: "IC." for "1C.", "126," for "12B.".
#: Where each party has boxes of its own, the party's letter goes before: "A1.".
_NUMBERED = r"^(?:\W*(?:\d{1,3}\s?-?[a-z]?|[1il|]{1,2}[a-d68]|[a-d]-?\d{1,2})\b\W*|[a-z][.)]\s*)?"
_FIRST = re.compile(rf"{_NUMBERED}(?:new |current |legal )?(?:first|given)(?: names?)?\b(?!.*\blast\b)")
_MIDDLE = re.compile(rf"{_NUMBERED}(?:new |current |legal )?mid\w{{2,4}}\b")
_LAST = re.compile(
    rf"{_NUMBERED}(?:new |current |legal |married )?(?:last|family|surname)(?: name)?\b(?!.*\b(?:at birth|marriage ended)\b)"
)


def _caption(row: Sequence[Segment], part: re.Pattern[str]) -> Segment | None:
    return next((s for s in row if part.search(fold(s.text))), None)


def _caption_over(laid: Laid, row: Sequence[Segment], part: re.Pattern[str]) -> Segment | None:
    """The caption that has a part of a name in its column; "first" may also begin a box's title, "first person"."""
    captions = [s for s in row if part.search(fold(s.text))]
    if not captions:
        return None
    above, below = _rows_beside(laid, row[0].row)
    return next((s for s in captions if _beside(s, [*below, *above])), captions[0])


def _rows_beside(laid: Laid, number: int) -> tuple[Sequence[Sequence[Segment]], Sequence[Sequence[Segment]]]:
    """The rows above and below a row of captions in which the parts of a name may stand."""
    rows = laid.sheet.rows
    return rows[max(0, number - 1) : number], rows[number + 1 : number + 1 + ROWS_BELOW]


def _label_of(laid: Laid, caption: Segment) -> Label:
    text = fold(caption.text)
    last = len(caption.tokens)
    return Label(Ask.NAME, text, laid.sheet.page, caption.row, 0, last, caption.tokens, 1.0, False, True)


def _cells(laid: Laid, number: int, captions: Sequence[Segment | None]) -> list[tuple[Token, ...]]:
    """The parts of a name, all below a row's captions or all above: where first and last name are, and nearer."""
    above, below = _rows_beside(laid, number)
    others = answers_of_parents(laid)
    found = [
        [_beside(caption, side, others) if caption else None for caption in captions]
        for side in (below, above)
    ]
    whole = [cells for cells in found if cells[0] and cells[-1]]
    nearest = min(whole, key=partial(_farthest, captions), default=None)
    if nearest is None:
        return [()] * len(captions)
    first, middle, last = nearest
    if captions[1] is None and first and last:
        middle = _between(laid, first, last)
    return [cell.tokens if cell else () for cell in (first, middle, last)]


def _between(laid: Laid, first: Segment, last: Segment) -> Segment | None:
    """The one part between the first and the last name, where the caption of the middle name was lost."""
    row = laid.sheet.rows[first.row]
    between = [s for s in row if min(first.x1, last.x1) <= s.x0 and s.x1 <= max(first.x0, last.x0)]
    return between[0] if len(between) == 1 and _is_part(between[0]) else None


def _farthest(captions: Sequence[Segment | None], cells: Sequence[Segment | None]) -> float:
    """How far the part of a name stands that is farthest from its caption."""
    return max(_gap(a, b) for a, b in zip(captions, cells, strict=True) if a and b)


def _beside(
    caption: Segment, rows: Sequence[Sequence[Segment]], others: frozenset[int] = frozenset()
) -> Segment | None:
    """The first part of a name in a caption's column, near it, of whose words none is somebody else's."""
    return next(
        (
            s
            for row in rows
            for s in row
            if _aligned(s, caption) and _gap(caption, s) < REACH * caption.height and _is_part(s)
            if not any(id(t) in others for t in s.tokens)
        ),
        None,
    )


def _middle(segment: Segment) -> float:
    return (segment.x0 + segment.x1) / 2


def _gap(caption: Segment, segment: Segment) -> float:
    """How far a text stands below a caption, or above it."""
    return max(segment.y0 - caption.y1, caption.y0 - segment.y1)


def _is_part(segment: Segment) -> bool:
    """Whether a text may be a part of a name, an initial included."""
    return re.fullmatch(r"[^\W\d_]\.?", segment.text) is not None or bool(
        looks_like_name(segment.text, most=4) and tidy_name(segment.text)
    )


#: Rows above a row of captions in which a heading of its own may stand.
ROWS_ABOVE = 4


def _heading_of(laid: Laid, number: int, name: Sequence[Token]) -> Ask | None:
    """Which of the two names a heading right above says the parts below it are; None where none says so."""
    boxes = _boxes_for_whole(laid, name)
    for row in reversed(laid.sheet.rows[max(0, number - ROWS_ABOVE) : number]):
        asked = guess_ask(row[0].text, Kind.NAME_CHANGE_EVIDENCE)
        if asked in (Ask.NAME_AFTER, Ask.NAME_BEFORE) and row[0].row not in boxes:
            return asked
        if any(_caption(row, part) for part in (_FIRST, _LAST)):
            return None
    return None


def _boxes_for_whole(laid: Laid, name: Sequence[Token]) -> set[int]:
    """The rows of boxes that ask for a whole new name and have it: no headings of the parts of `name` below."""
    return {
        a.label.row
        for a in laid.answers
        if a.label.ask is Ask.NAME_AFTER and is_full_name(a.value) and a.tokens[0] not in name
    }


def _is_new(laid: Laid, number: int, name: Sequence[Token]) -> bool:
    """Whether the captions, or the nearest heading above them that speaks of names, tell of a new name."""
    own = " ".join(s.text for s in laid.sheet.rows[number])
    if _BEFORE.search(fold(own)):
        return False
    if _NEW.search(fold(own)) or _heading_of(laid, number, name) is Ask.NAME_AFTER:
        return True
    boxes = _boxes_for_whole(laid, name)
    for row in reversed(laid.sheet.rows[:number]):
        if _NEW.search(fold(" ".join(s.text for s in row))):
            return row[0].row not in boxes and not any(_PARTYS.search(fold(s.text)) for s in row[1:])
        if _PARTYS.search(fold(" ".join(s.text for s in row))):
            return False
    return False


#: What captions say of the parts of a name that they do not call new.
_BEFORE = re.compile(r"\b(?:before|prior to) (?:(?:this|the) )?(?:marriage|wedding|ceremony)\b")
#: What is asked of a party beside the name: not the new name's parts stand below it.
_PARTYS = re.compile(r"\bat birth\b|\bcurrent last\b|\bdate of birth\b")
