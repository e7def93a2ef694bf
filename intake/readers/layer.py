"""Text layers of PDF pages: whether they are true to the picture, and whether the picture shows more."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from rapidfuzz import fuzz

from domain.geometry import Box, join_boxes
from domain.pages import Word
from intake.readers.detection import TextRegion
from intake.readers.marks import binarise
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

#: Ink outside the layer's words, as a share of the ink inside them, above which there may be more to read.
MORE_INK = 0.25

#: A stretch of a detected line without words of the layer is read when this many times as long as tall.
SHORTEST_GAP = 0.9


def is_true(reader: NeuralReader, grey: Grey, words: Sequence[Word]) -> bool:
    """Whether the layer says what the picture shows, judged by a few stretches read off the picture.

    A scanner's bad OCR layer, a hidden text of another page, or letters without a Unicode map fail.
    """
    stretches = _choose_stretches(words)
    if not stretches:
        return False
    likeness = [_compare(reader, grey, stretch) for stretch in stretches[:FIRST_SAMPLES]]
    if min(likeness) >= SAME_TEXT:
        return True
    if max(likeness) < OTHER_TEXT and len(likeness) == FIRST_SAMPLES:
        return False
    likeness += [_compare(reader, grey, stretch) for stretch in stretches[FIRST_SAMPLES:]]
    return float(np.median(likeness)) >= SAME_TEXT


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


def _letters(run: Sequence[Word]) -> int:
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
