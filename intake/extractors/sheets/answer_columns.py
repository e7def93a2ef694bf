"""The words in a caption's column, below it or above it: whole segments, a table's cell, or its part of one name."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from intake.extractors.normalise.addresses import STATE_CODES, STATE_NAMES
from intake.extractors.sheets.answers import NAME_PARTS, STRONG
from intake.extractors.sheets.caption_lines import ANSWER_GAP, line_over, words_on
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment, Sheet, Token
from intake.extractors.sheets.vocabulary import Ask

#: Distance, in line heights, down or up to an answer in a box or over a caption.
BOX_REACH = 2.4
CAPTION_REACH = 1.7
#: How much farther the answer may stand in a box with a number, and the gap, in line heights, behind that number.
NUMBERED_REACH = 2.2
NUMBER_GAP = 2.0
#: How much farther an initial may stand below, which is as tall as a capital letter and no taller.
INITIAL_REACH = 1.2
#: The same over the captions of a name's parts, side by side under their lines.
PARTS_REACH = 1.3
#: Rows that a list of states may have, and the likeness, of 100, from which a row is of Massachusetts.
LONGEST_LIST = 9
OWN_STATE = 85
#: What a list of states tells of each.
_BY_STATE = frozenset({Ask.LEVEL, Ask.NUMBER, Ask.ISSUED, Ask.EXPIRES})
#: How far, in line heights, an answer may begin before its caption.
BEFORE_CAPTION = 1.2
#: Line heights behind a label's end at which what begins there stands in no column of it.
FAR_OFF = 8.0
#: Height of a line with the blank below it, in heights of its letters.
LINE = 1.7
#: What is looked for in a table's cell where the cells of a row read as one line.
_CELLED = STRONG | {Ask.CERTIFICATE_ID}
#: Words of a name at most that were written on one line under the captions of its parts.
LONGEST_NAME = 5
#: What numbers a box of a form: "1A-C.", "7)".
_NUMBERED = re.compile(r"^\(?\d{1,2}(?:[A-Za-z](?:-[A-Za-z])?)?[.):]$")


def words_in_column(
    sheet: Sheet, label: Label, mine: Sequence[Label], occupied: set[int], *, down: bool
) -> Iterator[tuple[list[Token], float]]:
    """Words right below (or above) a label, between its left edge and the next label's.

    A strictly typed answer may also stand one row further, under a label that runs over two lines.
    """
    right_edge = min((x.x0 for x in mine if x.x0 > label.x1), default=float("inf"))
    left_edge = _cell_edge(sheet, label, mine) - BEFORE_CAPTION * label.height
    step = 1 if down else -1
    reach = BOX_REACH if down else CAPTION_REACH
    if down and number_before(sheet, label) is not None:
        reach += NUMBERED_REACH
    if not down and label.ask in NAME_PARTS and any(x.ask in NAME_PARTS for x in mine):
        reach += PARTS_REACH  # small captions under one long line
    lone = reach + INITIAL_REACH if down and label.ask is Ask.MIDDLE_NAME else reach
    strong = label.ask in STRONG
    line = None if down else line_over(sheet, label, mine)
    ours = _row_of_ours(sheet, label) if down and label.ask in _BY_STATE else None
    if ours is not None:
        tokens = _tokens_between(sheet, label, mine, ours, left_edge, right_edge)
        if tokens:
            yield tokens, 0.0
        return
    for row in range(label.row + step, label.row + (4 if strong and down else 3) * step, step):
        if not 0 <= row < len(sheet.rows):
            return
        tokens = [] if down or line is None else words_on(sheet, label, line, row)
        tokens = tokens or _tokens_between(sheet, label, mine, row, left_edge, right_edge)
        if not tokens:
            continue
        gap = tokens[0].y0 - label.y1 if down else label.y0 - tokens[0].y1
        # A small caption hangs below its line as far as the line's own words are tall.
        distance = gap / max(label.height, (0.7 if down else 1.0) * tokens[0].height)
        taken = any(id(t) in occupied for t in tokens)
        if taken and strong and tokens[0].x0 > label.x1:
            reach += LINE  # the second line of another cell's label
            continue
        near = lone if len(tokens) == 1 and len(tokens[0].text.strip(".")) == 1 else reach
        if distance > near + (1.2 if strong and down else 0.0) or taken:
            return
        yield tokens, max(0.0, distance)
        if not (strong and down):
            return


def number_before(sheet: Sheet, label: Label) -> Token | None:
    """The number of the box whose caption a label is."""
    tokens = sheet.row_tokens(label.row)
    before = tokens[label.first - 1] if label.first else None
    near = before is not None and label.x0 - before.x1 < NUMBER_GAP * label.height
    return before if near and before is not None and _NUMBERED.match(before.text) else None


def _row_of_ours(sheet: Sheet, label: Label) -> int | None:
    """The row of Massachusetts in a list of states under a heading: what stands in the others is not ours."""
    ours, others = None, 0
    for row in range(label.row + 1, min(label.row + 1 + LONGEST_LIST, len(sheet.rows))):
        named = sheet.rows[row][0].text.strip(" .,:").casefold()
        if fuzz.ratio(named, "massachusetts") >= OWN_STATE or named in ("ma", "mass"):
            ours = row if ours is None else ours
        elif named in STATE_NAMES or named.upper() in STATE_CODES:
            others += 1
    return ours if others else None


def _cell_edge(sheet: Sheet, label: Label, mine: Sequence[Label]) -> float:
    """Where a label's cell begins: words before it in its segment ("2. Spouse A - born") belong to the question."""
    for segment in sheet.rows[label.row]:
        if segment.tokens[-1].x1 < label.x1 or segment.x0 >= label.x0:
            continue
        before = [t for t in segment.tokens if t.x1 <= label.x0]
        if label.ask not in STRONG:
            return segment.x0 if len(before) == 1 and _NUMBERED.match(before[0].text) else label.x0
        typed = any(x.ask in STRONG and segment.x0 <= x.x0 < label.x0 for x in mine)
        if len(before) <= 5 and not typed and not any(sum(c.isdigit() for c in t.text) > 1 for t in before):
            return segment.x0
    number = number_before(sheet, label)
    return number.x0 if number is not None else label.x0


def _tokens_between(
    sheet: Sheet, label: Label, mine: Sequence[Label], row: int, left: float, right: float
) -> list[Token]:
    """The words of a row that stand in a label's column; whole segments, or a table's cell."""
    inside = [
        s
        for s in sheet.rows[row]
        if (
            left <= s.x0 < min(right - 0.5 * label.height, label.x1 + FAR_OFF * label.height)
            and not (s.x0 > label.x1 and s.x1 > right)
        )  # it stands under the next label
        or abs((s.x0 + s.x1) - (label.x0 + label.x1)) < 3 * label.height  # centred under it
        or (s.x0 < label.x1 and s.x1 > label.x0 and s.x0 > left - 2 * label.height and s.x1 < right)
    ]
    if label.ask in _CELLED and (not inside or (inside[0].x0 < left and not _is_centred(inside[0], label))):
        cells = _cell_tokens(sheet, row, left, right)
        if cells and cells[0].x0 < label.x1 + FAR_OFF * label.height:
            return cells
    if label.ask in NAME_PARTS and (part := _part_of_one(sheet, label, mine, row)):
        return part
    if not inside:
        return []
    tokens = [t for t in inside[0].tokens if t.x0 < right]
    for more in inside[1:]:
        if not tokens or more.x0 - tokens[-1].x1 > ANSWER_GAP * max(label.height, more.height):
            break
        tokens += more.tokens
    return tokens


def _part_of_one(sheet: Sheet, label: Label, mine: Sequence[Label], row: int) -> list[Token]:
    """The words in a column of one name on one line that runs under the captions of several parts, and beside which no
    other words stand under one: "Ana L Reyes" under "First   Middle   Last". No word of it is lost: each goes to the last
    of them that it does not begin before, or to the first."""
    captions = sorted((*mine, label), key=lambda x: x.x0)
    parts = [s for s in sheet.rows[row] if _caption_over(s.tokens[0], captions).ask in NAME_PARTS]
    if len(parts) != 1 or len(parts[0].tokens) > LONGEST_NAME:
        return []  # where each part has words of its own, those of one may run on under the next caption
    line = parts[0]
    over = [x for x in captions if x.ask in NAME_PARTS and line.x0 < x.x1 and line.x1 > x.x0]
    own = [t for t in line.tokens if _caption_over(t, over) is label] if label in over else []
    return own if len(over) > 1 else []


def _caption_over(token: Token, captions: Sequence[Label]) -> Label:
    """The last of some captions, from left to right, that a word does not begin before, or the first."""
    begun = [x for x in captions if x.x0 - BEFORE_CAPTION * x.height <= token.x0]
    return begun[-1] if begun else captions[0]


def _is_centred(segment: Segment, label: Label) -> bool:
    """Whether a segment no wider than an answer stands centred under (or over) a label."""
    return (
        abs((segment.x0 + segment.x1) - (label.x0 + label.x1)) < 3 * label.height
        and segment.x1 - segment.x0 < label.x1 - label.x0 + 6 * label.height
    )


def _cell_tokens(sheet: Sheet, row: int, left: float, right: float) -> list[Token]:
    """Words of a table's cell, where the row's cells stand so close that they read as one line."""
    return [t for t in sheet.row_tokens(row) if left <= t.x0 and (t.x0 + t.x1) / 2 < right]
