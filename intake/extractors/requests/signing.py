"""One place to sign: whether something stands in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.geometry import Box, join_boxes
from domain.pages import MarkKind, PageSource, Word
from intake.extractors.normalise.dates import month_number
from intake.extractors.normalise.names import NOT_NAMES, is_full_name, tidy_name
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.vocabulary import Ask

#: Ink and words that reach into a place by this share of themselves are something in it.
TRACE_SHARE = 0.15

#: Ink below a caption is at least so wide, in the caption's heights: a word of the next line is not.
BELOW_INK = 5.0

#: So many words in one piece may be a sentence.
SENTENCE = 4

#: A line of print with so many words, in one of so many rows above a caption, closes its place to sign off.
FULL_LINE, ROWS_ABOVE = 8, 3

#: Height of a name, in heights of its caption, from which it is no print of the form.
LARGE = 1.8

#: Ink in a tall box hangs so far below its caption at most, in the caption's heights, and this is what it is worth.
HANGING_REACH, HANGING = 7.0, 0.85

#: What a name is worth that stands typed behind words that it was signed with.
TYPED = 0.95

#: What it is worth that nothing was seen: in a text layer, over a drawn line, elsewhere.
EMPTY_LAYER, EMPTY_RULED, EMPTY_OTHER = 0.9, 0.9, 0.88


#: How far above a line that its caption stands behind something may be in its place, in the caption's heights.
LINE_ROOM = 2.0


class Presence(StrEnum):
    """Three answers to whether something is there."""

    PRESENT = "present"
    ABSENT = "absent"
    UNSURE = "unsure"


_TYPED = re.compile(
    r"(?i)^/?s/|^x\s+\S|electronically signed|e-?signed|docusigned|digitally signed|signed by"
)

_EMPTY = re.compile(r"^[\W_xX]*$")

#: A line of underscores, as a file's own text has them.
_BLANK = re.compile(r"^\W*_{4,}\W*$")


@dataclass(frozen=True, slots=True)
class Look:
    """What a place to sign holds."""

    presence: Presence
    region: Box
    worth: float
    """How sure that is, 0.0-1.0."""
    lined: bool = False
    """Whether the place has a line of its own, drawn or of underscores."""


def look_at_place(laid: Laid, label: Label) -> Look:
    """Look above a caption and right of the label: strokes or words there are a signature.

    What is neither surely one nor surely print leaves the place unsure; only a place with nothing in it is empty.
    """
    usual, below = _regions(laid, label)
    if (typed := _typed_behind(laid, label)) is not None:
        return Look(Presence.PRESENT, typed, TYPED)
    found = [(_weigh_place(laid, label, region), region) for region in usual]
    if below is not None:
        found.append((_weigh_below(laid, label, below), below))
    best, region = max(found, key=lambda weighed: weighed[0])
    if best > 0:
        return Look(Presence.PRESENT, region, min(0.99, 0.82 + 0.17 * best))
    whole = join_boxes(usual)
    if below is not None and (ink := _ink_hanging(laid, label, below)) is not None:
        return Look(Presence.PRESENT, ink, HANGING)
    if _holds_traces(laid, label, whole):
        return Look(Presence.UNSURE, whole, 0.0)
    lined = has_line(laid, label)
    return Look(Presence.ABSENT, whole, _worth_of_emptiness(laid, label, lined), lined)


def _typed_behind(laid: Laid, label: Label) -> Box | None:
    """The name behind words that say who signed on a screen: "Electronically signed: Ana Lopez, 08/21/2026"."""
    if not _TYPED.search(label.phrase):
        return None
    answer = next((a for a in laid.answers if a.label is label and a.place == "right"), None)
    words = [] if answer is None else [t for t in answer.tokens if not any(c.isdigit() for c in t.text)]
    name = tidy_name(" ".join(t.text for t in words))
    return join_boxes([t.word.box for t in words]) if name and is_full_name(name) else None


def _regions(laid: Laid, label: Label) -> tuple[list[Box], Box | None]:
    """Where a signature stands, behind or above its caption; and below it, where a form is drawn in boxes."""
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
    top = max(box.y0 - 3.4 * height, _sentence_above(laid, label))
    above = place(box.x0 - 1.5 * height, top, max(right, box.x1), box.y0 - 0.15 * height)
    below = place(box.x0 - 0.5 * height, box.y1, max(right, box.x1), box.y1 + 3.0 * height)
    return [behind, above], below if _boxed(laid, label) else None


def _sentence_above(laid: Laid, label: Label) -> float:
    """Where the nearest sentence of print above a caption begins: what stands over it is in no place to sign."""
    for row in reversed(laid.sheet.rows[max(0, label.row - ROWS_ABOVE) : label.row]):
        for segment in row:
            words = [t.word for t in segment.tokens]
            wide = segment.x0 < label.x1 < segment.x1 and len(words) >= FULL_LINE
            small = sum(_is_small(laid, w) for w in words)
            if wide and small > 0.5 * len(words):
                return min(float(w.box.y0) for w in words)
    return 0.0


def _holds_traces(laid: Laid, label: Label, region: Box) -> bool:
    """Whether something stands in a place that is neither print nor surely a signature."""
    inked = any(m.kind is MarkKind.INK and share_of(m.box, region) > TRACE_SHARE for m in laid.sheet.marks)
    words = (w for w in laid.sheet.reading.words if share_of(w.box, region) > TRACE_SHARE)
    return inked or any(not _is_explained(laid, label, word, region) for word in words)


def _worth_of_emptiness(laid: Laid, label: Label, lined: bool) -> float:
    """How surely nothing is there: surer on a line of its own, so that this surely is the place to sign."""
    if not lined:
        return EMPTY_OTHER
    if laid.sheet.reading.source is PageSource.TEXT_LAYER:
        return EMPTY_LAYER
    return EMPTY_RULED if label.alone else EMPTY_OTHER


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
    row = [rule for rule, y in rules if _on_level(label, y, height)]
    if label.colon or not row or any(over):
        return None
    first, last = min(rule.x0 for rule in row), max(rule.x1 for rule in row)
    words = laid.sheet.rows[label.row]
    named = (s for s in words if sum(c.isalpha() for c in s.text) > 1)
    if any(s.x1 < first + height for s in named) or not any(s.x0 > last - 0.5 * height for s in words):
        return None
    before = [rule for rule in row if -0.5 * height < label.x0 - rule.x1 < 3 * height]
    return max(before, key=lambda rule: rule.x1, default=None)


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


def _weigh_place(laid: Laid, label: Label, region: Box) -> float:
    """How surely a place holds a signature, 0.0 for not at all."""
    return max(float(bool(_inks_in(laid, region))), _weigh_words(laid, label, region))


def _weigh_below(laid: Laid, label: Label, region: Box) -> float:
    """The same below a caption, where the form's next line may stand: words must be written by hand."""
    wide = any(ink.width > BELOW_INK * label.height for ink in _inks_in(laid, region))
    large = _holds_large_name(laid, label, region)
    return max(0.75 if wide or large else 0.0, _weigh_words(laid, label, region) - 0.7)


def _holds_large_name(laid: Laid, label: Label, region: Box) -> bool:
    """Whether a name stands there so much larger than its caption that it is set or written as a signature."""
    words = [w for w in laid.sheet.reading.words if share_of(w.box, region) > TRACE_SHARE]
    large = [w for w in words if w.box.height > LARGE * label.height and not _answers_another(laid, label, w)]
    name = tidy_name(" ".join(w.text for w in large))
    return name is not None and is_full_name(name)


def _ink_hanging(laid: Laid, label: Label, below: Box) -> Box | None:
    """Ink in the same box far below its caption, with no print between: a tall box was left to sign in."""
    reach = Box(below.x0, below.y0, below.x1, round(below.y0 + HANGING_REACH * label.height))
    for ink in _inks_in(laid, reach):
        between = Box(ink.x0, below.y0, ink.x1, max(below.y0 + 1, ink.y0))
        free = not any(share_of(w.box, between) > TRACE_SHARE for w in laid.sheet.reading.words)
        if ink.width > BELOW_INK * label.height and free:
            return ink
    return None


def _inks_in(laid: Laid, region: Box) -> list[Box]:
    inked = (m.box for m in laid.sheet.marks if m.kind is MarkKind.INK)
    return [box for box in inked if share_of(box, region) > 0.35 and not _is_of_stamp(laid, box)]


def _weigh_words(laid: Laid, label: Label, region: Box) -> float:
    inside = [w for w in laid.sheet.reading.words if share_of(w.box, region) > 0.55]
    return max((_weigh_word(laid, label, word, region) for word in inside), default=0.0)


def _is_of_stamp(laid: Laid, ink: Box) -> bool:
    """Whether a piece of ink is a seal's or a stamp's own."""
    stamps = (m.box for m in laid.sheet.marks if m.kind in (MarkKind.STAMP, MarkKind.STAMP_UNSURE))
    return any(share_of(ink, stamp) > 0.8 for stamp in stamps)


def _weigh_word(laid: Laid, label: Label, word: Word, region: Box) -> float:
    if _EMPTY.match(word.text) or _answers_another(laid, label, word):
        return 0.0
    segment = _without_day(_words_beside(laid, word, region))
    if word not in segment or _is_number(segment):
        return 0.0  # the date, however it was read
    if _TYPED.search(word.text) or all(w.handwritten for w in segment):
        return 0.95
    if not any(c.isalpha() for c in word.text) or _is_print(segment):
        return 0.0
    if _is_little(laid, segment) or _is_sentence(laid, label, word):
        return 0.0
    return 0.95 if word.handwritten else 0.7


def _is_little(laid: Laid, words: Sequence[Word]) -> bool:
    """Whether words are too little for a name: one letter, small print, or one word on which the readers agree."""
    if sum(c.isalpha() for w in words for c in w.text) < 2 or all(_is_small(laid, w) for w in words):
        return True
    beside = [w for w in _words_beside(laid, words[0]) if any(c.isalpha() for c in w.text)]
    return len(beside) == 1 and words[0].agreed and words[0].box.height < LARGE * laid.sheet.line_height


def _is_sentence(laid: Laid, label: Label, word: Word) -> bool:
    """Whether a word stands in a line of print that goes on in small letters, wherever the place cuts it."""
    own = {id(t.word) for t in label.tokens}
    line = [w for w in _words_beside(laid, word) if id(w) not in own]
    return len(line) >= SENTENCE and sum(_is_small(laid, w) for w in line) > 0.5 * len(line)


def _is_small(laid: Laid, word: Word) -> bool:
    """Whether a word surely begins with a small letter, as no name does."""
    return word.text[:1].islower() and _is_surely_read(laid, word)


def _is_explained(laid: Laid, label: Label, word: Word, region: Box) -> bool:
    """Whether a word is no part of a signature, be it read well or not."""
    if _answers_another(laid, label, word) or not any(c.isalnum() for c in word.text):
        return True
    beside = _words_beside(laid, word, region)
    sure = [w for w in beside if _is_surely_read(laid, w)]
    if _is_number(beside) or (_is_print(beside) and len(sure) >= 0.5 * len(beside)):
        return True
    # The end of a line of print may reach into the place.
    printed = _is_print(_words_beside(laid, word)) or _is_sentence(laid, label, word)
    return printed and _is_surely_read(laid, word)


def _is_surely_read(laid: Laid, word: Word) -> bool:
    """Whether a word says what was read: two readers agree, or the file itself holds its letters."""
    return word.agreed or laid.sheet.reading.source is PageSource.TEXT_LAYER


def _answers_another(laid: Laid, label: Label, word: Word) -> bool:
    """Whether a word is a caption, or answers another one."""
    for other in laid.labels:
        if other.starts and len(other.phrase) > 2 and any(t.word is word for t in other.tokens):
            return True
    own = {id(t.word) for t in label.tokens}
    return any(
        a.label.ask is not Ask.SIGNATURE and a.label.starts and any(t.word is word for t in a.tokens)
        and not any(id(t.word) in own for t in a.label.tokens)
        for a in laid.answers
    )  # fmt: skip


def _words_beside(laid: Laid, word: Word, region: Box | None = None) -> list[Word]:
    """The words that stand together with one; in a place only those that stand in it too."""
    for segment in laid.sheet.segments:
        if any(t.word is word for t in segment.tokens):
            words = [t.word for t in segment.tokens]
            return [w for w in words if region is None or share_of(w.box, region) > TRACE_SHARE]
    return [word]


def _without_day(words: Sequence[Word]) -> list[Word]:
    """Words of a line up to its day: "Ana Lopez Date 10/20/2026", "Ana Lopez October 20, 2026"."""
    ends = (i for i, w in enumerate(words) if i and (_DATED.match(w.text) or w.text[:1].isdigit()))
    end = next(ends, len(words))
    if 0 < end < len(words) and month_number(words[end - 1].text.rstrip(".,")):
        end -= 1
    return list(words[:end])


#: What asks for a day.
_DATED = re.compile(r"(?i)^dated?\W*$")


def _is_number(words: Sequence[Word]) -> bool:
    text = "".join(w.text for w in words)
    return sum(c.isdigit() for c in text) >= 0.4 * max(1, sum(c.isalnum() for c in text))


def _is_print(words: Sequence[Word]) -> bool:
    """Whether words cannot be a name: a sentence, a heading, a number, an address."""
    text = "".join(w.text for w in words)
    if len(words) > 5 or any(c.isdigit() or c in "@:" for c in text):
        return True
    bare = (w.text.strip(".,()").casefold() for w in words)
    return any(w in NOT_NAMES and len(w) > 1 for w in bare)


def share_of(box: Box, region: Box) -> float:
    """Share of a box that lies in a region."""
    return box.overlap(region) / max(1, box.width * box.height)
