"""Two readers' words laid over each other, and words laid out in visual rows."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

from domain.geometry import Box
from domain.pages import Doubts, Word
from intake.letters import map_letters, part_doubts
from intake.readers.detection import TextRegion

#: Readers' names as `Word.reader` gives them.
FIRST = "ppocr"
SECOND = "tesseract"

#: Words share a place when they share this much of the narrower one's width and the lower one's height.
SHARED_WIDTH = 0.4
SHARED_HEIGHT = 0.4

#: The second reader alone sees many words in rules, stamps and noise: below this it must not add any.
LONE_CONFIDENCE = 0.6

#: The first reader knows few accents and leaves out a vowel that bears another ("Nguyn", "Phm"). From this
#: confidence on a word of the second reader that has those vowels besides stands in its place.
VOWELS_CONFIDENCE = 0.84

#: An estimated edge is off by this share of the word's height at most (99 of 100 words by 0.37 or less).
MOST_OFF = 0.45

#: Lines are one row when they share this much of the lower one's height.
ROW_HEIGHT = 0.5
#: Words in one place that share so much of the lower one's height stand beside each other all the same: the
#: boxes of narrow words are estimates.
SAME_HEIGHT = 0.8
#: So much of the taller one's height the lower one has then: a signature swings down over its caption.
ALIKE = 0.5
#: A word belongs to a line of text whose middle is off the word's by no more than this share of its height.
OFF_MIDDLE = 0.3
#: A line so many times as tall as a word is not the word's: it stands on end, or is a drawing.
MUCH_TALLER = 3.0
#: A string of words may go into one of so many rows that came last.
LAST_ROWS = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """One word as one reader saw it, on the upright page."""

    text: str
    box: Box
    confidence: float
    doubts: Doubts = ()


def align_words(first: Sequence[Seen], second: Sequence[Seen]) -> list[Word]:
    """Merge both readers' words: the first reader's text stands, the second's goes beside it.

    Where both read the same letters but part them otherwise ("JohnSmith", "John Smith"), words are parted.
    """
    merged: list[Word] = []
    for ours, theirs in _group_by_place(first, second):
        if not ours:
            merged.extend(_keep_lone(theirs))
        elif not theirs:
            merged.extend(Word(w.text, w.box, w.confidence, FIRST, doubts=w.doubts) for w in ours)
        else:
            merged.extend(_pair(ours, theirs))
    return merged


def _keep_lone(theirs: Sequence[Seen]) -> list[Word]:
    return [
        Word(w.text, w.box, w.confidence, SECOND)
        for w in theirs
        if w.confidence >= LONE_CONFIDENCE and sum(c.isalnum() for c in w.text) >= 2
    ]


def _group_by_place(first: Sequence[Seen], second: Sequence[Seen]) -> list[tuple[list[Seen], list[Seen]]]:
    """Connected groups of words that overlap, each side sorted left to right."""
    parent = list(range(len(first) + len(second)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, j in zip(*np.nonzero(_shared_places(first, second)), strict=True):
        parent[root(int(i))] = root(len(first) + int(j))
    groups: dict[int, tuple[list[Seen], list[Seen]]] = {}
    for i, word in enumerate(first):
        groups.setdefault(root(i), ([], []))[0].append(word)
    for j, word in enumerate(second):
        groups.setdefault(root(len(first) + j), ([], []))[1].append(word)
    return [
        (sorted(ours, key=lambda w: w.box.x0), sorted(theirs, key=lambda w: w.box.x0))
        for ours, theirs in groups.values()
    ]


def _shared_places(first: Sequence[Seen], second: Sequence[Seen]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which words of the two readers share a place, as a table."""
    a = np.array([word.box.as_list() for word in first], np.float64).reshape(-1, 1, 4)
    b = np.array([word.box.as_list() for word in second], np.float64).reshape(1, -1, 4)
    shared = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    smaller = np.minimum(a[..., 2:] - a[..., :2], b[..., 2:] - b[..., :2])
    return np.asarray((shared >= smaller * [SHARED_WIDTH, SHARED_HEIGHT]).all(axis=-1), np.bool_)


def _pair(ours: Sequence[Seen], theirs: Sequence[Seen]) -> list[Word]:
    """Give each of our words the part of their text that stands in its place."""
    if len(ours) == len(theirs) == 1 and ours[0].text == theirs[0].text:
        return [_word(_snap(ours[0], theirs[0]), theirs[0].text, theirs[0].confidence)]  # most of a page
    their_text = "".join(w.text for w in theirs)
    places = map_letters("".join(w.text for w in ours), their_text)
    breaks = _word_starts(theirs)
    whole = _whole_words(theirs)
    paired: list[Word] = []
    start = 0
    for word in ours:
        end = start + len(word.text)
        piece = their_text[places[start] : places[end]]
        confidence = lowest_confidence(theirs, places[start], places[end])
        inner = [k for k in range(start + 1, end) if places[k] in breaks]
        if inner and piece.casefold() == word.text.casefold():
            paired.extend(_part(word, piece, [k - start for k in inner], confidence))
        else:
            shown = _with_blanks(their_text, breaks, places[start], places[end])
            twin = whole.get((places[start], places[end]))
            seen = _snap(word, twin) if twin and twin.text.casefold() == word.text.casefold() else word
            paired.append(_word(seen, shown or None, confidence))
        start = end
    return paired


def _word_starts(words: Sequence[Seen]) -> set[int]:
    starts, position = set(), 0
    for word in words:
        starts.add(position)
        position += len(word.text)
    return starts - {0}


def _whole_words(words: Sequence[Seen]) -> dict[tuple[int, int], Seen]:
    """Each word by its start and end in the joined text."""
    found, position = {}, 0
    for word in words:
        found[position, position + len(word.text)] = word
        position += len(word.text)
    return found


def _snap(word: Seen, twin: Seen) -> Seen:
    """Take the twin's left and right edge: Tesseract's boxes hug the letters, ours are estimates.

    Now and then Tesseract gives a line's first word the box of the whole line: an edge far off is not taken.
    """
    off = max(abs(twin.box.x0 - word.box.x0), abs(twin.box.x1 - word.box.x1))
    if off > MOST_OFF * word.box.height:
        return word
    return replace(word, box=Box(twin.box.x0, word.box.y0, twin.box.x1, word.box.y1))


def _with_blanks(text: str, breaks: set[int], start: int, end: int) -> str:
    return "".join((" " if k in breaks and k > start else "") + text[k] for k in range(start, end))


def lowest_confidence(words: Sequence[Seen], start: int, end: int) -> float:
    """The lowest confidence of the words that the stretch of their text touches."""
    position, lowest = 0, 1.0
    for word in words:
        if position < end and position + len(word.text) > start:
            lowest = min(lowest, word.confidence)
        position += len(word.text)
    return lowest


def _word(word: Seen, second: str | None, confidence: float) -> Word:
    if second and confidence >= VOWELS_CONFIDENCE and _lacks_vowels(word.text, second):
        return Word(second, word.box, confidence, SECOND, second=word.text, second_confidence=word.confidence)
    return Word(
        word.text, word.box, word.confidence, FIRST,
        second=second, second_confidence=confidence if second else 0.0, doubts=word.doubts,
    )  # fmt: skip


def _lacks_vowels(text: str, fuller: str) -> bool:
    """Whether `fuller` is `text` with vowels put in, and no other difference."""
    if len(fuller) <= len(text):
        return False
    steps = [s for s in Levenshtein.opcodes(text.casefold(), fuller.casefold()) if s.tag != "equal"]
    added = "".join(fuller[s.dest_start : s.dest_end] for s in steps)
    plain = unicodedata.normalize("NFKD", added.casefold())
    vowels = all(c in "aeiouy" or unicodedata.combining(c) for c in plain)
    worded = sum(c.isalpha() for c in text) >= 2 and not any(c.isdigit() for c in text)
    return bool(steps) and all(s.tag == "insert" for s in steps) and vowels and worded


def _part(word: Seen, piece: str, cuts: Sequence[int], confidence: float) -> list[Word]:
    """Part one word at the given letters; the box is shared out by letters."""
    bounds = [0, *cuts, len(word.text)]
    pitch = word.box.width / len(word.text)
    parts = []
    doubts = part_doubts(word.doubts, [word.text[a:b] for a, b in pairwise(bounds)])
    for (a, b), own in zip(pairwise(bounds), doubts, strict=True):
        left, right = word.box.x0 + round(a * pitch), word.box.x0 + round(b * pitch)
        box = Box(left, word.box.y0, max(left + 1, right), word.box.y1)
        parts.append(_word(Seen(word.text[a:b], box, word.confidence, own), piece[a:b], confidence))
    return parts


@dataclass(frozen=True, slots=True)
class _Placed:
    """A word in its row, as bare numbers: each word is held against all of the last rows."""

    word: Word
    top: float
    bottom: float
    left: int
    right: int
    """Top and bottom on a page that stands level."""


def order_in_rows(
    words: Sequence[Word], slope: float = 0.0, lines: Sequence[TextRegion] = ()
) -> tuple[Word, ...]:
    """Number the visual rows top to bottom and sort the words by row, then left to right.

    `slope` is the page's skew as pixels down a pixel to the right. `lines` are the lines of text as they were
    found: the words of one of them stay together. A label at the left and its answer at the right share a row
    where their heights overlap; columns stay side by side in one row, told apart by boxes.
    """
    rows: list[list[_Placed]] = []
    for string in sorted(_strings(words, slope, lines), key=_height_of):
        row = _find_row(rows[-LAST_ROWS:], string)
        if row is None:
            rows.append(list(string))
        else:
            row.extend(string)
    rows.sort(key=_height_of)
    return tuple(
        replace(found.word, line=number)
        for number, row in enumerate(rows)
        for found in sorted(row, key=lambda w: w.left)
    )


def _strings(words: Sequence[Word], slope: float, lines: Sequence[TextRegion]) -> list[list[_Placed]]:
    """The words by the line of text that they stand in; each for itself where none holds it."""
    strings: dict[int, list[_Placed]] = {}
    for number, (word, line) in enumerate(zip(words, _lines_of(words, lines), strict=True)):
        strings.setdefault(line if line is not None else -1 - number, []).append(_place(word, slope))
    return list(strings.values())


def _lines_of(words: Sequence[Word], lines: Sequence[TextRegion]) -> list[int | None]:
    """For each word the line of text whose middle runs through the word's, nearest."""
    if not lines or not words:
        return [None] * len(words)
    corners = np.array(
        [line.corners for line in lines], np.float64
    )  # lines x 4 x 2, top left first, clockwise
    starts, ends = corners[:, [0, 3]].mean(axis=1), corners[:, [1, 2]].mean(axis=1)
    heights = np.linalg.norm(corners[:, 3] - corners[:, 0], axis=1)
    middles = np.array([word.box.middle for word in words], np.float64)  # words x 2
    spans = np.maximum(ends[:, 0] - starts[:, 0], 1.0)
    along = (middles[:, None, 0] - starts[None, :, 0]) / spans
    level = starts[None, :, 1] + along * (ends[None, :, 1] - starts[None, :, 1])
    tall = np.array([word.box.height for word in words], np.float64)[:, None]
    off = np.abs(middles[:, None, 1] - level)
    holds = (along >= 0) & (along <= 1) & (off <= OFF_MIDDLE * heights) & (heights <= MUCH_TALLER * tall)
    off[~holds] = np.inf
    return [int(n) if np.isfinite(off[word, n]) else None for word, n in enumerate(off.argmin(axis=1))]


def _height_of(words: Sequence[_Placed]) -> float:
    return sum(word.top + word.bottom for word in words) / len(words)


def _place(word: Word, slope: float) -> _Placed:
    box = word.box
    shift = slope * box.middle[0]
    return _Placed(word, box.y0 - shift, box.y1 - shift, box.x0, box.x1)


def _find_row(rows: Sequence[list[_Placed]], string: Sequence[_Placed]) -> list[_Placed] | None:
    """The row whose words overlap the string's height best, where none of them stands over it."""
    best, most = None, ROW_HEIGHT
    for row in rows:
        near = _neighbours(row, string)
        share = _shared_height(*near) if near else 0.0
        if share >= most:
            best, most = row, share
    return best


def _neighbours(row: Sequence[_Placed], string: Sequence[_Placed]) -> tuple[_Placed, _Placed] | None:
    """The nearest words of both, since on a warped page rows drift; None where one stands over another."""
    nearest, least = None, float("inf")
    for word in string:
        left, right = word.left, word.right
        wide, twice = right - left, left + right
        for other in row:
            over = (right if right < other.right else other.right) - (
                left if left > other.left else other.left
            )
            stands_over = over > 0 and over > 0.5 * min(wide, other.right - other.left)
            if stands_over and not _is_level(word, other):
                return None
            apart = abs(other.left + other.right - twice)
            if apart < least:
                nearest, least = (word, other), apart
    return nearest


def _is_level(one: _Placed, other: _Placed) -> bool:
    """Whether two words are about as tall as each other and stand on one level."""
    low, tall = sorted((one.bottom - one.top, other.bottom - other.top))
    return low >= ALIKE * tall and _shared_height(one, other) >= SAME_HEIGHT


def _shared_height(one: _Placed, other: _Placed) -> float:
    """How much of the lower one's height both share, 0.0-1.0."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared / max(1.0, min(one.bottom - one.top, other.bottom - other.top))
