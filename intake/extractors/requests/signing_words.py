"""The words in and round a place to sign: whether they are a signature's, or print."""

import re
from collections.abc import Sequence

from domain.geometry import Box
from domain.pages import PageSource, Word
from intake.extractors.normalise.months import month_number
from intake.extractors.normalise.names import NOT_NAMES
from intake.extractors.requests.signing_places import share_of
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.vocabulary import Ask

#: Ink and words that reach into a place by this share of themselves are something in it.
TRACE_SHARE = 0.15

#: So many words in one piece may be a sentence.
SENTENCE = 4

#: A line of print with so many words, in one of so many rows above a caption, closes its place to sign off.
FULL_LINE, ROWS_ABOVE = 8, 3

#: Height of a name, in heights of its caption, from which it is no print of the form.
LARGE = 1.8

#: Width of each, in heights, from which what was read as digits is wider than digits are; and what such strokes are worth,
#: which is too little to be sure of.
WIDER_THAN_DIGITS, MAYBE_STROKES = 0.75, 0.45

#: A day has at least so many digits: "1/5/26".
FEWEST_OF_DAY = 4

#: What stands before or in a name that was signed on a screen.
SIGNED_ON_SCREEN = re.compile(
    r"(?i)^/?s/|^x\s+\S|electronically signed|e-?signed|docusigned|digitally signed|signed by"
)

#: What stands for a hand before a name that was typed to sign: "/s/ Ana Lopez".
FOR_A_HAND = re.compile(r"(?i)^/s/$")

_EMPTY = re.compile(r"^[\W_xX]*$")

#: What asks for a day.
_DATED = re.compile(r"(?i)^dated?\W*$")


def sentence_above(laid: Laid, label: Label) -> float:
    """Where the nearest sentence of print above a caption begins: what stands over it is in no place to sign."""
    for row in reversed(laid.sheet.rows[max(0, label.row - ROWS_ABOVE) : label.row]):
        for segment in row:
            words = [t.word for t in segment.tokens]
            wide = segment.x0 < label.x1 < segment.x1 and len(words) >= FULL_LINE
            small = sum(_is_small(laid, w) for w in words)
            if wide and small > 0.5 * len(words):
                return min(float(w.box.y0) for w in words)
    return 0.0


def weigh_words(laid: Laid, label: Label, region: Box) -> float:
    """How surely the words in a place are a signature, 0.0 for not at all."""
    inside = [w for w in laid.sheet.reading.words if share_of(w.box, region) > 0.55]
    return max((_weigh_word(laid, label, word, region) for word in inside), default=0.0)


def _weigh_word(laid: Laid, label: Label, word: Word, region: Box) -> float:
    if _EMPTY.match(word.text) or answers_another(laid, label, word):
        return 0.0
    beside = _words_beside(laid, word, region)
    segment = _without_day(beside)
    if _are_strokes(beside, label):
        return MAYBE_STROKES
    if word not in segment or _is_number(segment):
        return 0.0  # the date, however it was read
    if SIGNED_ON_SCREEN.search(word.text) or all(w.handwritten for w in segment):
        return 0.95
    if not any(c.isalpha() for c in word.text) or _is_print(segment):
        return 0.0
    if _is_little(laid, segment) or _is_sentence(laid, label, word):
        return 0.0
    return 0.95 if word.handwritten else 0.7


def _are_strokes(words: Sequence[Word], label: Label) -> bool:
    """Whether words much taller than their caption are strokes that were taken for a few digits, in which no two readers
    agree: a day has more."""
    tall = bool(words) and all(w.box.height > LARGE * label.height for w in words)
    letters, tallest = sum(len(w.text) for w in words), max((w.box.height for w in words), default=0)
    wide = bool(words) and words[-1].box.x1 - words[0].box.x0 > WIDER_THAN_DIGITS * letters * tallest
    digits = sum(c.isdigit() for w in words for c in w.text)
    unlike = all(w.second is not None and not _shares_shape(w.text, w.second) for w in words)
    plain = all(w.text.isalnum() for w in words)
    return tall and wide and unlike and plain and 0 < digits < FEWEST_OF_DAY


#: Digits and the letters that readers take for them.
_SHAPES = str.maketrans("OoQDlIiZzSsBbGgqTt", "000011122558669977")


def _shares_shape(one: str, other: str) -> bool:
    """Whether two readings have a digit in common, or what may be one."""
    theirs = other.translate(_SHAPES)
    return any(c.isdigit() and c in theirs for c in one.translate(_SHAPES))


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


def is_explained(laid: Laid, label: Label, word: Word, region: Box) -> bool:
    """Whether a word is no part of a signature, be it read well or not."""
    if answers_another(laid, label, word) or not any(c.isalnum() for c in word.text):
        return True
    if _is_cross(word, label):
        return True
    beside = _words_beside(laid, word, region)
    sure = [w for w in beside if _is_surely_read(laid, w)]
    if _is_number(beside) or (_is_print(beside) and len(sure) >= 0.5 * len(beside)):
        return True
    # The end of a line of print may reach into the place.
    printed = _is_print(_words_beside(laid, word)) or _is_sentence(laid, label, word)
    return printed and _is_surely_read(laid, word)


def _is_cross(word: Word, label: Label) -> bool:
    """Whether a word is the cross that a form prints where people sign: as large as print, and no wider than a letter."""
    plain = not word.handwritten and (word.agreed or word.second is None)
    small = word.box.height < LARGE * label.height and word.box.width <= word.box.height
    return word.text in ("X", "x") and plain and small


def _is_surely_read(laid: Laid, word: Word) -> bool:
    """Whether a word says what was read: two readers agree, or the file itself holds its letters."""
    return word.agreed or laid.sheet.reading.source is PageSource.TEXT_LAYER


def answers_another(laid: Laid, label: Label, word: Word) -> bool:
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
