"""The lines between a comb's boxes, painted over where they are lines alone.

People write large: the right side of an O often lies on the line. Where a line is darker than it is alone, a
pen runs along it or over it, and what is there stays with the character.
"""

from collections.abc import Iterator
from itertools import pairwise

import cv2
import numpy as np

from intake.readers.combs import Comb
from intake.readers.picture import Grey

#: A row of a line is a pen's as well where it is darker than most rows by this share, and by so much, of 255.
DARKER, LEAST_DARKER = 0.35, 90.0

#: A pen's stroke takes up as many rows at least; fewer are noise of the line.
LEAST_ROWS = 3

#: How dark a line is alone: the darkness that this share of its rows does not reach.
ALONE = 0.25

#: Lines closer than this, as a share of a box's width, are one between two boxes.
ONE_LINE = 0.3


def paint_over_sides(clean: Grey, comb: Comb, edge: int) -> None:
    """Paint the lines down the sides of a comb's boxes white, and `edge` pixels to both sides of them."""
    for left, right in _lines_of(comb):
        top, bottom = comb.cells[0].y0, comb.cells[0].y1
        strip = clean[top:bottom, max(0, left - edge) : right + edge]
        if not strip.size:
            continue
        darkness = (255.0 - strip).sum(axis=1)
        alone = float(np.quantile(darkness, ALONE))
        darker = (darkness > alone + max(LEAST_DARKER, DARKER * alone)).astype(np.uint8)
        pen = cv2.morphologyEx(darker[:, None], cv2.MORPH_OPEN, np.ones((LEAST_ROWS, 1), np.uint8))[:, 0]
        strip[pen == 0] = 255


def _lines_of(comb: Comb) -> Iterator[tuple[int, int]]:
    """From where to where each line between two boxes reaches, and those at the ends and of boxes apart."""
    cells = comb.cells
    wide = max(2, round(0.1 * cells[0].width))
    yield cells[0].x0 - wide, cells[0].x0
    for cell, other in pairwise(cells):
        if other.x0 - cell.x1 <= ONE_LINE * cell.width:
            yield cell.x1, max(cell.x1 + 1, other.x0)
        else:
            yield cell.x1, cell.x1 + wide
            yield other.x0 - wide, other.x0
    yield cells[-1].x1, cells[-1].x1 + wide
