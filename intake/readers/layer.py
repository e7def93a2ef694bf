"""Text layers of PDF pages: whether they are true to the picture, and whether the picture shows more."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from itertools import pairwise

import cv2
import numpy as np
from rapidfuzz import fuzz, process

from domain.geometry import Box, join_boxes
from domain.pages import Word
from intake.readers.detection import TextRegion
from intake.readers.masks import binarise
from intake.readers.neural import NeuralReader
from intake.readers.picture import Grey, Quad, bound_quad, slice_quad

#: Stretches of the layer that are compared with the picture at first, and in doubt.
FIRST_SAMPLES = 2
ALL_SAMPLES = 6

#: A stretch is at most this many words: enough to compare, cheap to read.
STRETCH_WORDS = 5

#: Likeness (0-100) above which a stretch is what the picture shows, and below which it is something else.
SAME_TEXT = 75.0
OTHER_TEXT = 45.0

#: Numbers of a layer that are compared with the picture: what they say is what somebody would change.
MOST_NUMBERS = 4

#: Unseen words that are looked for on the page, the letters that say anything at all (a mark that a signing
#: service leaves for itself is shorter), and the share of word pairs not found from which somebody hid words.
MOST_CLAIMED = 60
HIDDEN_LETTERS = 12
OTHER_SHARE = 0.7

#: Likeness (0-100) from which two pairs of words are one, misread.
SAME_PAIR = 85.0

#: A word of a language rather than a jumble of letters.
_WORD = re.compile(r"^\W*(?:[A-Z]?[a-z]*[aeiouy][a-z]*|[A-Z]*[AEIOUY][A-Z]*|\d+)\W*$")

#: Ink outside the layer's words, as a share of the ink inside them, above which there may be more to read.
MORE_INK = 0.25

#: A stretch of a detected line without words of the layer is read when this many times as long as tall.
SHORTEST_GAP = 0.9


class LayerStanding(StrEnum):
    """What a page's text layer is worth."""

    TRUE = "true"
    UNUSABLE = "unusable"  # a scanner's bad reading, or letters without a map
    FALSE = "false"  # other words than the picture shows


Reread = Callable[[Quad], str]
"""What the second reader makes of one stretch."""


def judge_layer(reader: NeuralReader, grey: Grey, words: Sequence[Word], reread: Reread) -> LayerStanding:
    """Hold a page's text layer against its picture: a few long stretches, and the numbers."""
    standing = _judge_text(reader, grey, words)
    if standing is LayerStanding.TRUE and _changes_number(reader, grey, words, reread):
        return LayerStanding.FALSE
    return standing


def hides_words(hidden: str, words: Sequence[Word]) -> bool:
    """Whether a file's unseen text says other than the page, as it was read.

    An unseen text that a scanner laid over its picture says the same, misread here and there.
    """
    claimed = [text for text in hidden.split() if _WORD.match(text)][:MOST_CLAIMED]
    said, read = _pairs(claimed), set(_pairs([word.text for word in words]))
    unfound = [pair for pair in said if pair not in read and not _is_misread(pair, read)]
    letters = sum(len(pair) for pair in said) / 2
    return letters >= HIDDEN_LETTERS and len(unfound) >= OTHER_SHARE * max(1, len(said))


def _pairs(words: Sequence[str]) -> list[str]:
    """Each word with the one behind it: papers of one kind share words, not how they follow each other."""
    plain = [word for word in map(_plain, words) if len(word) >= 3]
    return [one + two for one, two in pairwise(plain)]


def _is_misread(word: str, read: Collection[str]) -> bool:
    return process.extractOne(word, read, scorer=fuzz.ratio, score_cutoff=SAME_PAIR) is not None


def _judge_text(reader: NeuralReader, grey: Grey, words: Sequence[Word]) -> LayerStanding:
    stretches = _choose_stretches(words)
    if not stretches:
        return LayerStanding.UNUSABLE
    likeness = [_compare(reader, grey, stretch) for stretch in stretches[:FIRST_SAMPLES]]
    if min(likeness) >= SAME_TEXT:
        return LayerStanding.TRUE
    if max(likeness) >= OTHER_TEXT or len(likeness) < FIRST_SAMPLES:
        likeness += [_compare(reader, grey, stretch) for stretch in stretches[FIRST_SAMPLES:]]
    middle = float(np.median(likeness))
    if middle >= SAME_TEXT:
        return LayerStanding.TRUE
    other = middle < OTHER_TEXT and len(likeness) >= FIRST_SAMPLES and _reads_as_words(words)
    return LayerStanding.FALSE if other else LayerStanding.UNUSABLE


def _reads_as_words(words: Sequence[Word]) -> bool:
    """Whether most of the letters are words; those of a font without a map are a jumble."""
    proper = [word for word in words if _WORD.match(word.text)]
    return _letters(proper) >= 0.5 * _letters(words)


def _changes_number(reader: NeuralReader, grey: Grey, words: Sequence[Word], reread: Reread) -> bool:
    """Whether a number of the layer is another one on the picture, as both readers see it."""
    height, width = grey.shape
    numbers = sorted((w for w in words if len(_digits(w.text)) >= 4), key=lambda w: -len(_digits(w.text)))
    for word in numbers[:MOST_NUMBERS]:
        quad = _padded_quad(word.box, width, height)
        seen = _digits(reader.recognise(grey, quad).text)
        if _is_other_number(_digits(word.text), seen) and _digits(reread(quad)) == seen:
            return True
    return False


def _is_other_number(written: str, seen: str) -> bool:
    """Whether as many digits were seen, and others."""
    return len(seen) == len(written) and seen != written


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _choose_stretches(words: Sequence[Word]) -> list[list[Word]]:
    """Runs of neighbouring words with the most letters, from all over the page."""
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    runs = [run for line in lines.values() for run in _split_line(line)]
    runs = [run for run in runs if _letters(run) >= 3]
    runs.sort(key=lambda run: -min(_letters(run), 24))
    return runs[:ALL_SAMPLES]


def _split_line(line: list[Word]) -> list[list[Word]]:
    """Cut a line where a wide gap shows another column, or after enough words."""
    runs: list[list[Word]] = []
    for word in sorted(line, key=lambda w: w.box.x0):
        last = runs[-1][-1] if runs else None
        near = last is not None and word.box.x0 - last.box.x1 < 1.5 * max(8, word.box.height)
        if near and len(runs[-1]) < STRETCH_WORDS:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _letters(run: Iterable[Word]) -> int:
    return sum(c.isalnum() for word in run for c in word.text)


def _compare(reader: NeuralReader, grey: Grey, run: Sequence[Word]) -> float:
    """Likeness (0-100) of a stretch to what stands in its place."""
    height, width = grey.shape
    box = join_boxes([word.box for word in run])
    seen = reader.recognise(grey, _padded_quad(box, width, height)).text
    return fuzz.ratio(_plain(" ".join(word.text for word in run)), _plain(seen))


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _padded_quad(box: Box, width: int, height: int) -> Quad:
    pad = max(2.0, 0.15 * box.height)
    x0, y0 = max(0.0, box.x0 - pad), max(0.0, box.y0 - pad)
    x1, y1 = min(float(width), box.x1 + pad), min(float(height), box.y1 + pad)
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)


def shows_more(grey: Grey, words: Sequence[Word]) -> bool:
    """Whether much ink lies outside the layer's words: a pasted scan, a handwritten answer, a stamp."""
    scale = min(1.0, 1000 / max(grey.shape))
    small = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    dark = binarise(small)
    for size in ((1, 40), (40, 1)):
        dark[cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(size, np.uint8)) > 0] = 0
    whole = int(dark.sum())
    for word in words:
        box = word.box
        y0, x0 = max(0, int(box.y0 * scale) - 2), max(0, int(box.x0 * scale) - 2)
        dark[y0 : int(box.y1 * scale) + 3, x0 : int(box.x1 * scale) + 3] = 0
    outside = int(dark.sum())
    return outside > max(150, MORE_INK * (whole - outside))


def cut_uncovered(regions: Sequence[TextRegion], words: Sequence[Word]) -> list[TextRegion]:
    """The detected lines, or the stretches of them, that the layer has no words for.

    A label from the layer and an answer written beside it are often one detected line.
    """
    free = []
    for region in regions:
        box = bound_quad(region.corners, 1 << 30, 1 << 30)
        least = SHORTEST_GAP * box.height
        for start, end in _gaps(box, [word.box for word in words if _beside(word.box, box)]):
            if end - start >= least:
                shares = ((start - box.x0) / box.width, (end - box.x0) / box.width)
                free.append(replace(region, corners=slice_quad(region.corners, *shares)))
    return free


def _beside(word: Box, line: Box) -> bool:
    """Whether the word stands on the line's height."""
    return min(word.y1, line.y1) - max(word.y0, line.y0) > 0.4 * min(word.height, line.height)


def _gaps(line: Box, taken: Sequence[Box]) -> list[tuple[int, int]]:
    """What the boxes leave free of the line, left to right."""
    gaps, reached = [], line.x0
    for box in sorted(taken, key=lambda b: b.x0):
        if box.x0 > reached:
            gaps.append((reached, min(box.x0, line.x1)))
        reached = max(reached, box.x1)
    gaps.append((reached, line.x1))
    return gaps
