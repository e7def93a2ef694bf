"""A page's dark places and its straight strokes, found once for all that is sought among them."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from domain.geometry import Box
from intake.readers.masks import (
    Mask,
    Rects,
    binarise_on,
    bound_contours,
    halve,
    open_lines,
    paper_of,
    wipe,
)
from intake.readers.picture import Grey

#: A straight stroke is at least this long, in inches.
STROKE = 0.07


@dataclass(frozen=True, slots=True)
class Sketch:
    """An upright, nearly straight page as tick boxes, ink, rules and combs are looked for on it."""

    grey: Grey
    dpi: float
    half: Grey
    """The same at half the size."""
    paper: Grey
    """The paper's brightness around each pixel, at half the size."""
    dark: Mask
    """Without barcodes: their patterns are no marks."""
    across: Mask
    """Straight strokes from left to right."""
    lines: Mask
    """Straight strokes from left to right and down the page, small gaps closed."""
    pieces: Rects
    """Around each joined piece of `lines`."""
    holes: Rects
    """Around each hole in them."""


def sketch_page(grey: Grey, dpi: float, symbols: Sequence[Box] = ()) -> Sketch:
    """Find what is dark on a page of about `dpi`, and its strokes; `symbols` are barcodes."""
    half = halve(grey)
    paper = paper_of(half)
    dark = binarise_on(grey, paper)
    for box in symbols:
        wipe(dark, box, 3)
    near = np.ones((3, 3), np.uint8)
    whole = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, near), np.uint8)
    length = max(9, round(STROKE * dpi))
    across, down = open_lines(whole, length, 1), open_lines(whole, 1, length)
    lines = np.asarray(cv2.morphologyEx(across | down, cv2.MORPH_CLOSE, near), np.uint8)
    pieces, holes = bound_contours(lines)
    return Sketch(grey, dpi, half, paper, dark, across, lines, pieces, holes)
