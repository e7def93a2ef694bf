"""Where people sign that a caption names: behind, over or below it, or on the line that it stands behind."""

import re

from domain.geometry import Box
from domain.pages import MarkKind
from intake.extractors.normalise.dates import find_dates
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment, join_text
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.phrases import squeeze_words
from intake.extractors.sheets.vocabulary import Ask

#: How far above a line that its caption stands behind something may be in its place, in the caption's heights.
LINE_ROOM = 2.0

#: A line of underscores, as a file's own text has them.
_BLANK = re.compile(r"^\W*_{4,}\W*$")


def regions_of(laid: Laid, label: Label, ceiling: float) -> tuple[list[Box], Box | None]:
    """Where a signature stands, behind or above its caption; and below it, where a form is drawn in boxes.

    The place above the caption ends at the level of `ceiling`.
    """
    height = max(label.height, 0.7 * laid.sheet.line_height)
    if (line := line_before(laid, label)) is not None:
        return [_room_on(laid, line, height)], None
    box, wide = label.tokens[0].word.box, laid.sheet.reading.width
    beside = (x for x in laid.labels if x.x0 > label.x1 and abs(x.y0 - label.y0) < 2 * height)
    bounds = [x.x0 for x in beside if x.row == label.row or x.ask is Ask.DATE]
    edge = min(bounds, default=label.x0 + max(26 * height, 0.35 * wide))
    right = min(int(edge - 0.4 * height), wide)

    def place(x0: float, y0: float, x1: float, y1: float) -> Box:
        return Box(max(0, round(x0)), max(0, round(y0)), round(x1), round(y1))

    behind = place(
        label.x1 + 0.3 * height, box.y0 - 1.4 * height, max(right, label.x1 + 2), box.y1 + 0.7 * height
    )
    top = max(box.y0 - 3.4 * height, ceiling)
    above = place(box.x0 - 1.5 * height, top, max(right, box.x1), box.y0 - 0.15 * height)
    below = place(box.x0 - 0.5 * height, box.y1, max(right, box.x1), box.y1 + 3.0 * height)
    return [behind, above], below if _boxed(laid, label) else None


def has_line(laid: Laid, label: Label) -> bool:
    """Whether a line to sign on goes with a caption: behind it, over it, before it, or as the side of its box."""
    height = max(label.height, 0.7 * laid.sheet.line_height)
    if any(_BLANK.match(t.text) for t in laid.sheet.row_tokens(label.row)) or line_before(laid, label):
        return True
    for rule in rules_on(laid):
        level = laid.sheet.level(*rule.middle)
        over = rule.x0 < label.x1 and rule.x1 > label.x0
        if over and label.y0 - 2.5 * height <= level <= label.y1 + 0.8 * height:
            return True
        if rule.x0 - 4 * height < label.x1 < rule.x1 and _on_level(label, level, height):
            return True
    return False


def line_before(laid: Laid, label: Label) -> Box | None:
    """The line that a caption stands behind, in a row that begins with a line and ends with a caption."""
    height = max(label.height, 0.7 * laid.sheet.line_height)
    rules = [(rule, laid.sheet.level(*rule.middle)) for rule in rules_on(laid)]
    over = (
        rule.x0 < label.x1 and rule.x1 > label.x0 and 0 < label.y0 - y < 2.5 * height for rule, y in rules
    )
    # What runs on under the caption is the frame's.
    under = (rule for rule, y in rules if _on_level(label, y, height))
    row = [rule for rule in under if not rule.x0 < label.x0 < label.x1 < rule.x1]
    if label.colon or not row or any(over):
        return None
    first, last = min(rule.x0 for rule in row), max(rule.x1 for rule in row)
    words = laid.sheet.rows[label.row]
    if _is_written_behind(laid, label, last):
        return None  # the edge of a column beside it
    named = (s for s in words if sum(c.isalpha() for c in s.text) > 1)
    if any(s.x1 < first + height for s in named) or not any(s.x0 > last - 0.5 * height for s in words):
        return None
    before = [rule for rule in row if -0.5 * height < label.x0 - rule.x1 < 3 * height]
    return max(before, key=lambda rule: rule.x1, default=None)


def _is_written_behind(laid: Laid, label: Label, end: float) -> bool:
    """Whether something stands right behind a caption, written by hand and on no line, behind where the row's lines end; a
    day is none, which goes with whoever signed before the caption."""
    after = laid.sheet.row_tokens(label.row)[label.last :]
    written = any(t.word.handwritten and t.x0 > end for t in after[:1])
    return written and not _begins_with_day(join_text(after))


def _begins_with_day(text: str) -> bool:
    """Whether a text begins with a day, or with a word of more digits than letters, as a day misread."""
    first = text.split(" ", 1)[0]
    digits, letters = sum(c.isdigit() for c in first), sum(c.isalpha() for c in first)
    return digits > letters or any(not text[: found.start].strip() for found in find_dates(text))


def _room_on(laid: Laid, line: Box, height: float) -> Box:
    """The place on a line, up to the one above it."""
    above = (r.y1 for r in rules_on(laid) if r.y1 < line.y0 and r.x0 < line.x1 and r.x1 > line.x0)
    top = max(max(above, default=0), round(line.y0 - LINE_ROOM * height))
    return Box(line.x0, max(0, top), line.x1, round(line.y1 + 0.3 * height))


def rules_on(laid: Laid) -> list[Box]:
    """The lines drawn on a page."""
    return [m.box for m in laid.sheet.marks if m.kind is MarkKind.RULE]


def _on_level(label: Label, level: float, height: float) -> bool:
    """Whether a line lies at the foot of a caption's row."""
    return label.y0 <= level <= label.y1 + 0.8 * height


def _boxed(laid: Laid, label: Label) -> bool:
    """Whether other labels of this row are answered below them, as in ruled boxes."""
    return any(a.place == "below" and abs(a.label.row - label.row) <= 4 for a in laid.answers)


def share_of(box: Box, region: Box) -> float:
    """Share of a box that lies in a region."""
    return box.overlap(region) / max(1, box.width * box.height)


def caption_to_sign(laid: Laid, segment: Segment) -> Label:
    """A run of words as the caption that asks for a signature, though no known one."""
    at = laid.sheet.row_tokens(segment.row).index(segment.tokens[0])
    return Label(
        Ask.SIGNATURE, squeeze_words(segment.text), laid.sheet.page, segment.row, at, at + len(segment.tokens),
        segment.tokens, 0.9, False, True, alone=True,
    )  # fmt: skip
