"""Where values go on and where they end: those too long for their column in the lines below, under their own beginning."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from domain.likeness import fold
from domain.pages import MarkKind
from intake.extractors.normalise.addresses import CITY_STATE_ZIP, starts_street
from intake.extractors.normalise.names import is_full_name, looks_like_name, tidy_name
from intake.extractors.sheets.answers import NAMES
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment, Sheet, Token, join_text
from intake.extractors.sheets.vocabulary import Ask

#: How far, in line heights, a value's next line begins off the line above, and how far below it at most.
SAME_EDGE, NEXT_LINE = 0.7, 0.9

#: How much taller one line of a value may be than another, as a share.
SAME_SIZE = 1.5

#: Line heights between a column's end and the next that stay free.
GUTTER = 1.2

#: Rows above and below in which two labels tell where the next column begins.
COLUMN_ROWS = 6

#: Line heights by which two lines that fill the print's width differ at most.
RAGGED = 3.0

#: Lines below its first that a value has at most.
MOST_LINES = 3


#: Words of a caption with a colon that opens a run of words, as the heading of the next panel: "RIGHT SIDE: OFFICIAL".
CAPTION_WORDS = 2


def before_next_caption(row: Sequence[Segment], label: Label, tokens: list[Token]) -> list[Token]:
    """The words right of a label up to a run of its own that a caption opens, which no name is."""
    mine = {id(t) for t in tokens}
    for segment in (s for s in row if s.x0 > label.x1):
        opening = segment.tokens[:-1][:CAPTION_WORDS]
        if any(t.text.endswith(":") and id(t) in mine for t in opening):
            return [t for t in tokens if t.x1 < segment.x0]
    return tokens


def with_rest_of_name(sheet: Sheet, tokens: list[Token]) -> list[Token]:
    """A name broken at its hyphen goes on in the next row, under its own beginning."""
    last = tokens[-1]
    if not re.fullmatch(r"[^\W\d_]{2,}-", last.text):
        return tokens
    row = _row_of(sheet, last)
    for segment in sheet.rows[row + 1] if 0 <= row < len(sheet.rows) - 1 else ():
        if abs(segment.x0 - tokens[0].x0) < 2 * last.height and len(segment.tokens) <= 2:
            return [*tokens, *segment.tokens]
    return tokens


def with_next_lines(sheet: Sheet, label: Label, tokens: list[Token], labels: Sequence[Label]) -> list[Token]:
    """A value right of its label with the lines that it goes on in: each begins where the value does, nothing stands
    under the label beside it, and its first word had no room in the line above, or every column goes on so. A list has its
    lines shorter."""
    heads = {id(x.tokens[0]) for x in labels if x.starts}
    end = _column_end(sheet, label, tokens, labels)
    whole, line = list(tokens), tokens
    for _ in range(MOST_LINES):
        below = next(_lines_below(sheet, label, tokens[0], line), None)
        if below is None or id(below.tokens[0]) in heads:
            break
        if not _was_full(line, below, end) and not _cells_go_on(sheet, label, below.row):
            break
        if _is_next_value(label.ask, join_text(whole), below.text):
            break
        line = list(below.tokens)
        whole += line
    return whole


def _row_of(sheet: Sheet, token: Token) -> int:
    return next((i for i, row in enumerate(sheet.rows) if any(token is t for s in row for t in s.tokens)), -1)


def _lines_below(sheet: Sheet, label: Label, first: Token, line: Sequence[Token]) -> Iterator[Segment]:
    """The line right below a value's line that begins where the value does, with nothing under the label."""
    last = line[-1]
    row = _row_of(sheet, last)
    for below in sheet.rows[row + 1 : row + 3] if row >= 0 else ():
        for segment in below:
            height = max(segment.height, last.height)
            near = -0.5 * height < segment.y0 - last.y1 < NEXT_LINE * height
            alike = height < SAME_SIZE * min(segment.height, last.height)
            begins = abs(segment.x0 - first.x0) < SAME_EDGE * height
            alone = not any(_stands_under(label, s) for s in below if s is not segment)
            if begins and near and alike and alone:
                yield segment


def _stands_under(label: Label, segment: Segment) -> bool:
    return segment.x0 < label.x1 and segment.x1 > label.x0 - 0.5 * label.height


def _was_full(line: Sequence[Token], below: Segment, end: float) -> bool:
    """Whether the first word of the line below had no room in a line of a column that ends at a place."""
    word = below.tokens[0]
    letter = (word.x1 - word.x0) / max(1, len(word.text))
    return line[-1].x1 + letter + word.x1 - word.x0 > end - GUTTER * below.height


def _cells_go_on(sheet: Sheet, label: Label, row: int) -> bool:
    """Whether the cells of a label's row go on in the row below, as a table with a line for the surnames has it: "Name after
    marriage   Ana Maria   Tom Paul" over "Reyes   Reyes". Where one goes on alone, to the surname of one beside it."""
    above = [s for s in sheet.rows[label.row] if s.x0 > label.x1]
    below = sheet.rows[row]
    over = [next((a for a in above if abs(a.x0 - s.x0) < SAME_EDGE * s.height), None) for s in below]
    if (
        label.ask not in NAMES
        or row != label.row + 1
        or None in over
        or not all(looks_like_name(s.text) for s in below)
    ):
        return False
    if len(below) == len(above) > 1:
        return all(len(s.tokens) == 1 for s in below) or all(len(s.tokens) == 1 for s in above)
    others = {fold(a.tokens[-1].text) for a in above if a not in over}
    return all(len(s.tokens) == 1 and fold(s.text) in others for s in below)


#: What no office's name has in it: a mailbox, a number of several digits.
_NO_NAME = re.compile(r"@|\d\W?\d\W?\d")


def _is_next_value(ask: Ask, value: str, below: str) -> bool:
    """Whether a line says something else than how the value above it goes on: another of a list of names, what is no
    name at all, where an office is."""
    if ask in NAMES:
        both = all((name := tidy_name(text)) and is_full_name(name) for text in (value, below))
        again = ask is Ask.FORMER_NAME or fold(value).split()[:1] == fold(below).split()[:1]
        return not looks_like_name(below) or (both and again)
    if ask in (Ask.AGENCY, Ask.TRAINING_CENTER):
        return (
            starts_street(below)
            or CITY_STATE_ZIP.search(below) is not None
            or _NO_NAME.search(below) is not None
        )
    return False


def _column_end(sheet: Sheet, label: Label, tokens: Sequence[Token], labels: Sequence[Label]) -> float:
    """Where the column ends that a value stands in: where the next begins, or at the print's edge."""
    last = max(t.x1 for t in tokens)
    beside = [s.x0 for s in sheet.rows[label.row] if s.x0 >= last]
    if beside:
        return min(beside)
    starts = sorted(
        x.x0 for x in labels if x.starts and x.x0 > last and abs(x.row - label.row) <= COLUMN_ROWS
    )
    shared = [a for a, b in pairwise(starts) if b - a < SAME_EDGE * label.height]
    return min(shared, default=_right_edge(sheet, label.row, last))


def _right_edge(sheet: Sheet, row: int, line_end: float) -> float:
    """Where lines end: at the far end of two other lines, else as far from the page's edge as they begin."""
    ends = [s.x1 for s in sheet.segments if s.row not in (row, row + 1)]
    ends = sorted(ends + [m.box.x1 for m in sheet.marks if m.kind is MarkKind.RULE])[-2:]
    if len(ends) == 2 and line_end <= ends[0] and ends[1] - ends[0] < RAGGED * sheet.line_height:
        return ends[1]
    margin = min(s.x0 for s in sheet.segments)
    return max([sheet.reading.width - margin, *ends])
