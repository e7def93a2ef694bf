"""Where the words stand that may answer a label: right of it, below it, above it as over a caption."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from domain.geometry import Box
from domain.pages import MarkKind
from intake.extractors.normalise.addresses import STATE_CODES, STATE_NAMES
from intake.extractors.sheets.answers import NAME_PARTS, NAMES, STRONG, Place
from intake.extractors.sheets.caption_lines import ANSWER_GAP, line_over, words_on
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment, Sheet, Token
from intake.extractors.sheets.next_lines import before_next_caption, with_next_lines, with_rest_of_name
from intake.extractors.sheets.segments import SEGMENT_GAP
from intake.extractors.sheets.vocabulary import Ask

#: Gap, in line heights, that may stand between a label and its answer on the right.
LABEL_GAP = 28.0

#: The same where nothing else stands in the row, as behind leaders of points.
LABEL_GAP_APART = 60.0

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

#: How much nearer, in line heights, the words on one side of a label are to say that they are its own, and what
#: those on the other side lose.
NEARER, FARTHER = 0.8, 0.2

#: Gap, in line heights, up to which words touch their caption, as those in a row of cells for letters do.
TOUCHING = 0.3

#: Line heights by which captions of one column begin apart at most, and rows from one to the next.
IN_COLUMN, CAPTION_ROWS = 2.0, 3

#: How far, in line heights, an answer may begin before its caption.
BEFORE_CAPTION = 1.2

#: Line heights behind a label's end at which what begins there stands in no column of it.
FAR_OFF = 8.0

#: Height of a line with the blank below it, in heights of its letters.
LINE = 1.7

#: Gap, in line heights, below the first line of a label at which its second is looked for.
NEXT_LINE = 1.3

#: How far, in line heights, an answer may stand off its label's line.
ASLANT = 1.3

#: What an answer with the lines that it goes on in is worth more than its first line alone.
WHOLE = 0.02

#: What is looked for in a table's cell where the cells of a row read as one line.
_CELLED = STRONG | {Ask.CERTIFICATE_ID}

#: Words of a name at most that were written on one line under the captions of its parts.
LONGEST_NAME = 5


def find_places(
    sheet: Sheet, label: Label, labels: Sequence[Label]
) -> Iterator[tuple[Place, list[Token], float]]:
    """Words that may answer a label, with where they stand and what that is worth (about 1.0; more is likelier)."""
    mine = [x for x in labels if x.row == label.row and x is not label]
    ahead = min((x.first for x in mine if x.first >= label.last), default=10**6)
    right = _right_of(sheet, label, ahead)
    colon = label.colon
    if right:
        right = with_rest_of_name(sheet, right)
        gap = (right[0].x0 - label.x1) / label.height
        worth = 1.0 - 0.012 * max(0.0, gap - 1) + (0.12 if colon else 0.0)
        # What follows a label within its own segment is its answer, whatever the rest of the form does.
        worth += 0.22 if gap < SEGMENT_GAP and label.starts else 0.0
        whole = with_next_lines(sheet, label, right, labels) if label.ask not in STRONG else right
        if len(whole) > len(right):
            yield Place.RIGHT, whole, (worth + WHOLE) * label.likeness
        yield Place.RIGHT, right, worth * label.likeness
    if not label.starts:
        return
    occupied = _label_tokens(labels)
    if not right and not mine and (beside := _beside_first_line(sheet, label, occupied)):
        yield Place.RIGHT, with_rest_of_name(sheet, beside), 0.85 * label.likeness
    if not right and label.ask in STRONG and (aslant := _a_little_off(sheet, label, occupied)):
        yield Place.RIGHT, aslant, 0.8 * label.likeness
    below = list(_column(sheet, label, mine, occupied, down=True))
    if label.ask in NAMES:
        below = [b for b in below if not _has_own_caption(label, labels, b[0])]
    above = (
        []
        if _asks_for_part_of_one(sheet, label, mine) or label.is_question
        else list(_column(sheet, label, mine, occupied, down=False))
    )
    nearer_up, nearer_down = _nearer(above, below), _nearer(below, above)
    captioned = _number_before(sheet, label) is not None  # a numbered box has its answer below its caption
    boxed = _touches_box(sheet, label, labels, below)
    for tokens, distance in below:
        tokens = with_rest_of_name(sheet, tokens)
        worth = 0.92 - 0.08 * max(0.0, distance) - (0.3 if colon else 0.0)
        worth -= FARTHER if nearer_up and not captioned else 0.0
        yield Place.BELOW, tokens, worth * label.likeness
    for tokens, distance in above:
        smaller = tokens[0].height > 1.15 * label.height
        worth = 0.72 - 0.1 * max(0.0, distance) - (0.5 if colon else 0.0) + (0.12 if smaller else 0.0)
        worth += 0.25 if not boxed and _rule_between(sheet, label, mine, tokens) else 0.0
        worth -= FARTHER if nearer_down or captioned or _hangs_under(label, labels, tokens, distance) else 0.0
        yield Place.ABOVE, tokens, worth * label.likeness


def _asks_for_part_of_one(sheet: Sheet, label: Label, mine: Sequence[Label]) -> bool:
    """Whether a caption only says which part of the one name above it stands where: "First  Middle  Last"."""
    parts = [x for x in (*mine, label) if x.ask in NAME_PARTS]
    above = sheet.rows[label.row - 1] if label.row else []
    if label.ask not in NAME_PARTS or len({x.ask for x in parts}) < 2 or len(above) != 1:
        return False
    over = above[0].x0 < max(x.x1 for x in parts) and above[0].x1 > min(x.x0 for x in parts)
    return over and len(above[0].tokens) > 1  # and no line of another column


def _nearer(these: Sequence[tuple[list[Token], float]], those: Sequence[tuple[list[Token], float]]) -> bool:
    """Whether a label stands clearly nearer to the words on one side: it belongs to them, as to its cell's."""
    return bool(these and those) and these[0][1] + NEARER < those[0][1]


def _hangs_under(label: Label, labels: Sequence[Label], tokens: Sequence[Token], distance: float) -> bool:
    """Whether words over a caption of a name's part touch the caption of another part above them, whose answer they are."""
    if label.ask not in NAME_PARTS or distance <= TOUCHING:
        return False
    return any(
        x.ask in NAME_PARTS and x.starts and x is not label
        and x.x0 - label.height < tokens[0].x0 < x.x1
        and abs(tokens[0].y0 - x.y1) < TOUCHING * label.height
        for x in labels
    )  # fmt: skip


def _has_own_caption(label: Label, labels: Sequence[Label], tokens: Sequence[Token]) -> bool:
    """Whether words below a label stand under a caption between them that asks for a name as well, and begin nearer to it:
    the label heads a party's column, as "SPOUSE 2" over "Name in full" does."""
    first = tokens[0]
    return any(
        x.ask in NAMES and x.starts
        and label.row < x.row and x.y1 < first.middle
        and x.x0 - label.height < first.x0 < x.x1
        and abs(first.x0 - x.x0) < abs(first.x0 - label.x0)
        for x in labels
    )  # fmt: skip


def _beside_first_line(sheet: Sheet, label: Label, occupied: set[int]) -> list[Token]:
    """What stands right of the line above, where a label runs over two lines of its cell and is known by the second."""
    runs_on = label.tokens[0].text[:1].islower()
    above = sheet.rows[label.row - 1] if label.row and runs_on else []
    for first, second in pairwise(above):
        begins = abs(first.x0 - label.x0) < 0.6 * label.height
        close = label.y0 - first.y1 < NEXT_LINE * label.height and len(first.tokens) <= 7
        free = not any(id(t) in occupied for t in (*first.tokens, *second.tokens))
        if begins and close and free:
            return list(second.tokens)
    return []


def _a_little_off(sheet: Sheet, label: Label, occupied: set[int]) -> list[Token]:
    """What stands right of a label but a little higher or lower, as boxes with a caption of their own do."""
    middle = (label.y0 + label.y1) / 2
    for row in (label.row - 1, label.row + 1):
        if not 0 <= row < len(sheet.rows):
            continue
        tokens = [
            t for t in sheet.row_tokens(row) if t.x0 > label.x1 and t.x0 < label.x1 + LABEL_GAP * label.height
        ]
        near = bool(tokens) and abs(tokens[0].middle - middle) < ASLANT * label.height
        first = bool(tokens) and sheet.rows[row][0].x0 >= label.x1
        if near and first and not any(id(t) in occupied for t in tokens):
            return tokens
    return []


def _label_tokens(labels: Sequence[Label]) -> set[int]:
    return {id(t) for x in labels if x.starts for t in x.tokens}


def _right_of(sheet: Sheet, label: Label, ahead: int) -> list[Token]:
    tokens = sheet.row_tokens(label.row)[label.last : ahead]
    row = sheet.rows[label.row]
    apart = len(row) == 2 and row[0].tokens[-1].x1 <= label.x1
    widest = LABEL_GAP_APART if apart else LABEL_GAP
    answer: list[Token] = []
    end = label.x1
    for token in tokens:
        gap = (token.x0 - end) / max(label.height, token.height)
        if gap > (ANSWER_GAP if answer else widest):
            break
        answer.append(token)
        end = token.x1
    return before_next_caption(row, label, answer) if label.ask in NAMES else answer


def _column(
    sheet: Sheet, label: Label, mine: Sequence[Label], occupied: set[int], *, down: bool
) -> Iterator[tuple[list[Token], float]]:
    """Words right below (or above) a label, between its left edge and the next label's.

    A strictly typed answer may also stand one row further, under a label that runs over two lines.
    """
    right_edge = min((x.x0 for x in mine if x.x0 > label.x1), default=float("inf"))
    left_edge = _cell_edge(sheet, label, mine) - BEFORE_CAPTION * label.height
    step = 1 if down else -1
    reach = BOX_REACH if down else CAPTION_REACH
    if down and _number_before(sheet, label) is not None:
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


#: What numbers a box of a form: "1A-C.", "7)".
_NUMBERED = re.compile(r"^\(?\d{1,2}(?:[A-Za-z](?:-[A-Za-z])?)?[.):]$")


def _number_before(sheet: Sheet, label: Label) -> Token | None:
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
    number = _number_before(sheet, label)
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


def _touches_box(
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


def _rule_between(sheet: Sheet, label: Label, mine: Sequence[Label], tokens: Sequence[Token]) -> bool:
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
