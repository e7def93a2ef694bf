"""Where the words stand that may answer a label: right of it, below it, above it as over a caption."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from intake.extractors.sheets.answer_columns import number_before, words_in_column
from intake.extractors.sheets.answers import NAME_PARTS, NAMES, STRONG, Place
from intake.extractors.sheets.caption_cells import TOUCHING, rule_between, touches_box
from intake.extractors.sheets.caption_ends import words_at_left
from intake.extractors.sheets.caption_lines import ANSWER_GAP
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Sheet, Token
from intake.extractors.sheets.next_lines import before_next_caption, with_next_lines, with_rest_of_name
from intake.extractors.sheets.segments import SEGMENT_GAP

#: Gap, in line heights, that may stand between a label and its answer on the right.
LABEL_GAP = 28.0

#: The same where nothing else stands in the row, as behind leaders of points.
LABEL_GAP_APART = 60.0

#: How much nearer, in line heights, the words on one side of a label are to say that they are its own, and what
#: those on the other side lose.
NEARER, FARTHER = 0.8, 0.2

#: Gap, in line heights, below the first line of a label at which its second is looked for.
NEXT_LINE = 1.3

#: How far, in line heights, an answer may stand off its label's line.
ASLANT = 1.3

#: What an answer is worth at the left of a cell that has its caption at the lower right.
AT_LEFT = 0.72

#: What an answer with the lines that it goes on in is worth more than its first line alone.
WHOLE = 0.02


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
    below = list(words_in_column(sheet, label, mine, occupied, down=True))
    if label.ask in NAMES:
        below = [b for b in below if not _has_own_caption(label, labels, b[0])]
    above = (
        []
        if _asks_for_part_of_one(sheet, label, mine) or label.is_question
        else list(words_in_column(sheet, label, mine, occupied, down=False))
    )
    if ended := words_at_left(sheet, label, occupied):
        yield Place.ABOVE, ended, AT_LEFT * label.likeness
        above = []
    nearer_up, nearer_down = _nearer(above, below), _nearer(below, above)
    captioned = number_before(sheet, label) is not None  # a numbered box has its answer below its caption
    boxed = touches_box(sheet, label, labels, below)
    for tokens, distance in below:
        tokens = with_rest_of_name(sheet, tokens)
        worth = 0.92 - 0.08 * max(0.0, distance) - (0.3 if colon else 0.0)
        worth -= FARTHER if nearer_up and not captioned else 0.0
        yield Place.BELOW, tokens, worth * label.likeness
    for tokens, distance in above:
        smaller = tokens[0].height > 1.15 * label.height
        worth = 0.72 - 0.1 * max(0.0, distance) - (0.5 if colon else 0.0) + (0.12 if smaller else 0.0)
        worth += 0.25 if not boxed and rule_between(sheet, label, mine, tokens) else 0.0
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
