"""Things on a page that are no words: checkboxes, ink, ruled lines, stamps, rings round words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from domain.geometry import Box
from domain.pages import Mark, MarkKind, Word
from intake.readers.checkboxes import find_checkboxes
from intake.readers.masks import (
    Mask,
    as_box,
    as_mask,
    bound_pieces,
    enlarge,
    open_lines,
    pair_columns,
    wipe,
    wipe_edges,
)
from intake.readers.picture import Grey
from intake.readers.rings import find_rings
from intake.readers.sketch import Sketch
from intake.readers.stamps import find_stamps

#: A ruled line is at least this long, in inches.
RULE_LENGTH = 0.7

#: How far above and below a line paper must begin, in inches, and how much brighter it must be, of the paper.
LINE_REACH = 0.03
LINE_CONTRAST = 0.1

#: The same by the paper's brightness, looked up (see `masks`).
_LEAST_CONTRAST = np.floor(LINE_CONTRAST * np.maximum(np.arange(256, dtype=np.float32), 40)).astype(np.uint8)

#: A piece of ink is at least this wide and tall, in inches: initials, not specks.
INK_WIDTH = 0.25
INK_HEIGHT = 0.1

#: Pieces no longer than this, in inches, are dust and noise; pieces fuller than this share are no strokes.
SPECK = 0.04
MOST_INK = 0.6

#: Larger pieces than this, in inches, are furniture of a photo, a shadow's edge or a picture.
LARGEST_INK = (5.0, 1.8)

#: Words read with less than this are scribbles that a reader guessed at; their ink still counts as ink.
READ_WORD = 0.75
#: What readers see in a pen's zigzag; words of these letters alone on which they differ are scribbles too.
ZIGZAG = frozenset("wmnvuWMNVU")


def find_marks(sketch: Sketch, words: Sequence[Word]) -> tuple[Mark, ...]:
    """Find checkboxes, ink, stamps, ruled lines and rings among what is dark on a page."""
    dpi = sketch.dpi
    boxes = find_checkboxes(sketch, words)
    rules = _find_rules(_trace_lines(sketch.grey, sketch.paper, dpi), dpi)
    stamps = [_double(mark) for mark in find_stamps(sketch.half, dpi / 2)]
    ink = _find_ink(sketch.dark, words, [mark.box for mark in (*boxes, *rules)], dpi)
    rings = find_rings(sketch.dark, words, dpi)
    return (*boxes, *ink, *stamps, *rules, *rings)


def _double(mark: Mark) -> Mark:
    """A mark of the picture at half its size."""
    box = mark.box
    return replace(mark, box=Box(2 * box.x0, 2 * box.y0, 2 * box.x1, 2 * box.y1))


def _trace_lines(grey: Grey, paper: Grey, dpi: float) -> Mask:
    """1 where a thin stretch is darker than what lies above and below it, on half the width.

    Hairlines are pale in scans, but long: averaging from left to right lifts them out of the noise. A row of
    small print averages to grey too, but it is thicker than a line. `paper` is of half the size.
    """
    narrow = pair_columns(grey).astype(np.uint8)[:, : round(grey.shape[1] / 2)]  # the left one of two pixels
    smoothed = np.asarray(cv2.blur(narrow, (7, 1)), np.uint8)
    reach = max(3, round(LINE_REACH * dpi))
    padded = cv2.copyMakeBorder(smoothed, reach, reach, 0, 0, cv2.BORDER_REPLICATE)
    contrast = cv2.subtract(cv2.min(padded[: -2 * reach], padded[2 * reach :]), smoothed)
    least = enlarge(np.asarray(cv2.LUT(paper, _LEAST_CONTRAST), np.uint8), smoothed)
    return as_mask(cv2.compare(contrast, least, cv2.CMP_GT))


def _find_rules(dark: Mask, dpi: float) -> list[Mark]:
    """Drawn horizontal lines on half the width; a gap of a few pixels or a slight slope does not part one."""
    near = cv2.dilate(dark, np.ones((2, 1), np.uint8))
    long = open_lines(np.asarray(near, np.uint8), round(RULE_LENGTH * 0.25 * dpi), 1)
    joined = cv2.dilate(long, np.ones((3, max(3, round(0.02 * dpi))), np.uint8))
    found = []
    for x, y, wide, tall in bound_pieces(np.asarray(joined, np.uint8)):
        if 2 * wide >= RULE_LENGTH * dpi and tall <= 0.09 * dpi:
            piece = dark[y : y + tall, x : x + wide]
            found.append(Mark(MarkKind.RULE, as_box(2 * x, y, 2 * wide, tall), round(float(piece.mean()), 3)))
    return found


def _find_ink(dark: Mask, words: Sequence[Word], taken: Sequence[Box], dpi: float) -> list[Mark]:
    """Strokes that are left when words, lines and boxes are taken away, gathered into pieces.

    Looked for on half the size: pens are wide, and it takes a quarter of the time.
    """
    half = _halve(dark)
    lines = cv2.bitwise_or(open_lines(half, round(0.15 * dpi), 1), open_lines(half, 1, round(0.15 * dpi)))
    left = np.asarray(cv2.subtract(half, lines), np.uint8)
    for box in (*(word.box for word in words if _is_read(word)), *taken):
        wipe(left, Box(box.x0 // 2, box.y0 // 2, (box.x1 + 1) // 2, (box.y1 + 1) // 2), 2)
    wipe_edges(left, round(0.06 * dpi))
    left = _drop_specks(left, dpi / 2)
    reach = np.ones((max(3, round(0.025 * dpi)), max(3, round(0.06 * dpi))), np.uint8)
    found = []
    for x, y, wide, tall in bound_pieces(np.asarray(cv2.dilate(left, reach), np.uint8)):
        share = float(left[y : y + tall, x : x + wide].mean())
        # Strokes fill a small share of their box; photos, seals and logos fill much of a large one.
        fits = 2 * wide <= LARGEST_INK[0] * dpi and 2 * tall <= LARGEST_INK[1] * dpi
        if (
            fits
            and 2 * wide >= INK_WIDTH * dpi
            and 2 * tall >= INK_HEIGHT * dpi
            and 0.01 <= share <= MOST_INK
        ):
            found.append(Mark(MarkKind.INK, as_box(2 * x, 2 * y, 2 * wide, 2 * tall), round(share, 3)))
    return found


def _is_read(word: Word) -> bool:
    return word.confidence >= READ_WORD and (word.agreed or not ZIGZAG.issuperset(word.text))


def _halve(mask: Mask) -> Mask:
    """Half as large; what is dark anywhere stays dark."""
    odd = mask.shape[0] % 2
    even = cv2.copyMakeBorder(mask, 0, odd, 0, 0, cv2.BORDER_REPLICATE)
    pairs = pair_columns(np.asarray(even, np.uint8))
    return np.asarray(cv2.bitwise_or(pairs[::2], pairs[1::2]) != 0).view(np.uint8)


def _drop_specks(dark: Mask, dpi: float) -> Mask:
    """The mask without its smallest pieces: dust and the line's noise."""
    contours: Any
    contours, _ = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    least = SPECK * dpi
    sizes = (cv2.boundingRect(contour)[2:] for contour in contours)
    kept = [c for c, (wide, tall) in zip(contours, sizes, strict=True) if max(wide, tall) > least]
    solid = cv2.drawContours(np.zeros_like(dark), kept, -1, 1, cv2.FILLED)
    return np.asarray(cv2.bitwise_and(dark, solid), np.uint8)
