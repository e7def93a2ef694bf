"""Rings that a pen drew round a word, as forms ask it: "circle one"."""

from collections.abc import Sequence

import cv2
import numpy as np

from domain.geometry import Box
from domain.pages import Mark, MarkKind, Word
from intake.readers.masks import Mask, as_box, holes_of

#: A ring's inside in inches, across and down.
ACROSS, DOWN = (0.28, 1.7), (0.17, 0.6)

#: Its share of the rectangle round it: an oval's pi / 4 and a hand's faults to both sides; a cell has more.
OVAL_SHARE = (0.62, 0.89)

#: A ring is at most so many times as wide as the words in it, and lets out no more than this share of them.
WIDEST, LET_OUT = 2.6, 0.3

#: Pixels by which the ends of a stroke may miss each other.
GAP = 5


def find_rings(dark: Mask, words: Sequence[Word], dpi: float) -> list[Mark]:
    """Closed ovals, each round one or two words of a page."""
    near = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((GAP, GAP), np.uint8)), np.uint8)
    found = []
    for hole, _ in holes_of(near):
        x, y, wide, tall = cv2.boundingRect(hole)
        sized = ACROSS[0] * dpi <= wide <= ACROSS[1] * dpi and DOWN[0] * dpi <= tall <= DOWN[1] * dpi
        if not sized or not OVAL_SHARE[0] <= cv2.contourArea(hole) / (wide * tall) <= OVAL_SHARE[1]:
            continue
        box = as_box(x, y, wide, tall)
        if _holds_words(box, words):
            found.append(Mark(MarkKind.RING, box))
    return found


def _holds_words(ring: Box, words: Sequence[Word]) -> bool:
    """Whether one word or two stand in a ring and fill a good part of it, and no other is cut by it."""
    inside = [w.box for w in words if _is_within(w.box.middle, ring) and any(c.isalnum() for c in w.text)]
    if not 1 <= len(inside) <= 2:
        return False
    held = sum(box.overlap(ring) for box in inside) >= (1 - LET_OUT) * sum(b.width * b.height for b in inside)
    return held and ring.width <= WIDEST * sum(box.width for box in inside)


def _is_within(point: tuple[float, float], box: Box) -> bool:
    return box.x0 < point[0] < box.x1 and box.y0 < point[1] < box.y1
