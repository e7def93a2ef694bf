"""A comb's characters without its boxes, set close together as print sets them.

A reader takes the lines between the boxes for ones and strokes, or leaves a character out because it stands
alone. So the ink in each box is cut out and set on a line; how many characters there are is known before
anything is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import cv2
import numpy as np

from domain.geometry import Box
from intake.readers.comb_sides import paint_over_sides
from intake.readers.combs import Comb
from intake.readers.masks import Mask, open_lines
from intake.readers.picture import Grey

#: A box's margin that is taken away with its line, as a share of its width.
CELL_MARGIN = 0.1

#: Dark share of a box's inside from which something stands in it, and the least height of that, as a share
#: of the box's.
INKED_SHARE = 0.02
LEAST_TALL = 0.22

#: A box that stands apart has a line of its own, so long, as a share of its width; where a longer one runs
#: along this share of it, that is its line.
SHORT_LINE, MOST_RULED = 0.75, 0.5

#: Height in pixels of the set line and of the margin round it, and the gap between characters, as a share of
#: the height.
SET_HEIGHT = 40
SET_MARGIN = 8
SET_GAP = 0.16
SET_BLANK = 0.6

#: How far what is written may reach over its box, as a share of the box's height, and what is darker, on
#: white paper, is ink; smaller pieces than this share of the box are specks.
OVERSHOOT = 0.28
INK_BELOW = 175
SPECK_SHARE = 0.006

#: Pieces so many pixels above each other are one; flatter ones than this are of a line.
JOINED, FLAT = 9, 4


@dataclass(frozen=True, slots=True)
class SetLine:
    """A comb's characters set as print."""

    grey: Grey
    words: tuple[tuple[Box, ...], ...]
    """The boxes that hold a character, word by word: an empty box parts two words."""

    @property
    def count(self) -> int:
        """How many characters there are."""
        return sum(len(word) for word in self.words)


def set_line(grey: Grey, comb: Comb, *, sides: bool = True) -> SetLine | None:
    """The characters of a comb without its boxes; None where no box holds one.

    With `sides`, what a pen left on the lines between them belongs to its character; else each is cut off
    inside of its box's lines.
    """
    paper = _without_lines(grey, comb)
    glyphs = [_glyph(paper, cell, sides) for cell in comb.cells]
    words = [
        list(run)
        for inked, run in groupby(zip(comb.cells, glyphs, strict=True), lambda c: c[1] is not None)
        if inked
    ]
    if not words:
        return None
    pieces = [[glyph for _, glyph in word if glyph is not None] for word in words]
    line = _compose(pieces)
    return SetLine(line, tuple(tuple(cell for cell, _ in word) for word in words))


def _compose(words: Sequence[Sequence[Grey]]) -> Grey:
    """Characters side by side on white, wider apart between words."""
    gap = np.full((SET_HEIGHT, round(SET_GAP * SET_HEIGHT)), 255, np.uint8)
    blank = np.full((SET_HEIGHT, round(SET_BLANK * SET_HEIGHT)), 255, np.uint8)
    parts: list[Grey] = []
    for word in words:
        parts += [blank, *(part for glyph in word for part in (glyph, gap))]
    line = np.hstack(parts[1:])
    return np.asarray(cv2.copyMakeBorder(line, *(SET_MARGIN,) * 4, cv2.BORDER_CONSTANT, value=255), np.uint8)


def _without_lines(grey: Grey, comb: Comb) -> Grey:
    """The picture round a comb on white, its lines painted over; elsewhere white."""
    place, tall = comb.box, comb.cells[0].height
    top, bottom = (
        max(0, place.y0 - round(OVERSHOOT * tall)),
        min(grey.shape[0], place.y1 + round(OVERSHOOT * tall)),
    )
    edge = _edge(comb.cells[0])
    left, right = max(0, place.x0 - edge), place.x1 + edge
    part = grey[top:bottom, left:right].astype(np.float32)
    paper = max(40.0, float(np.percentile(part, 80)))
    clean = np.full_like(grey, 255)
    clean[top:bottom, left:right] = np.clip(part * (255 / paper), 0, 255).astype(np.uint8)
    dark = np.asarray(clean < INK_BELOW, np.uint8)
    across = open_lines(dark, round(1.4 * comb.cells[0].width), 1)
    for cell in comb.cells:
        for level in (cell.y0, cell.y1):
            _add_short_line(across, dark, cell, level, edge)
    reach = np.ones((3, 3), np.uint8)
    clean[np.asarray(cv2.dilate(across, reach), bool)] = 255
    paint_over_sides(clean, comb, edge)
    return clean


def _add_short_line(across: Mask, dark: Mask, cell: Box, level: int, edge: int) -> None:
    """Add the upper or lower line of a box that stands apart, whose line ends with it."""
    rows = slice(max(0, level - edge), level + edge)
    if across[rows, cell.x0 : cell.x1].any(axis=0).mean() < MOST_RULED:
        wide = slice(max(0, cell.x0 - edge), cell.x1 + edge)
        across[rows, wide] |= open_lines(dark[rows, wide], round(SHORT_LINE * cell.width), 1)


def _edge(cell: Box) -> int:
    """Pixels inside and outside of a box that its line may take up."""
    return max(2, round(CELL_MARGIN * cell.width))


def _glyph(clean: Grey, cell: Box, sides: bool) -> Grey | None:
    """What stands in a box and reaches over it, cut to its width; None for an empty box."""
    edge, over = _edge(cell), round(OVERSHOOT * cell.height)
    reach = edge if sides else -edge
    top, left = max(0, cell.y0 - over), max(0, cell.x0 - reach)
    part = clean[top : cell.y1 + over, left : cell.x1 + reach]
    if part.size == 0:
        return None
    within = slice(cell.x0 + edge - left, cell.x1 - edge - left)
    ink = _of_cell(np.asarray(part < INK_BELOW, np.uint8), cell.y0 - top, cell.y1 - top, within)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if ink.sum() < INKED_SHARE * cell.width * cell.height or rows[-1] - rows[0] < LEAST_TALL * cell.height:
        return None
    soft = np.where(cv2.dilate(ink, np.ones((5, 5), np.uint8)) > 0, part, 255)
    # As high as the box, or as what reaches over it: a low mark stays low.
    first, last = min(rows[0], cell.y0 - top + edge), max(rows[-1] + 1, cell.y1 - top - edge)
    cut = np.asarray(soft[first:last, max(0, columns[0] - 1) : columns[-1] + 2], np.uint8)
    wide = max(3, round(cut.shape[1] * SET_HEIGHT / cut.shape[0]))
    return np.asarray(cv2.resize(cut, (wide, SET_HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)


def _of_cell(dark: Mask, top: int, bottom: int, within: slice) -> Mask:
    """Pieces of ink that stand in a box: no specks, nothing that lies wholly above, below or beside it."""
    near = cv2.dilate(dark, np.ones((JOINED, 3), np.uint8))  # across what was painted over
    count, labels, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    kept = np.zeros_like(dark)
    for number in range(1, count):
        x, y, wide, tall, area = (int(v) for v in stats[number])
        inside = min(y + tall, bottom) - max(y, top)
        # What is left of the box's own lines: thin, at its sides, or flat, along its upper or lower edge.
        line = (wide <= 3 and tall > 0.8 * (bottom - top)) or tall <= JOINED + FLAT
        beside = x >= within.stop or x + wide <= within.start
        if area >= SPECK_SHARE * dark.size and inside > 0.4 * tall and not line and not beside:
            kept[labels == number] = 1
    return np.asarray(kept & dark, np.uint8)
