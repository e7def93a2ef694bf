"""Combs: rows of boxes drawn for one character each, found by their lines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from domain.geometry import Box, join_boxes
from intake.readers.masks import Mask, as_box, binarise_on, open_lines, paper_of
from intake.readers.picture import Grey
from intake.readers.sketch import Sketch

#: Sides of a comb's box in inches, and width over height.
CELL_SIDE = (0.09, 0.42)
CELL_RATIO = (0.4, 1.6)

#: A box fills this share of the rectangle round it; a white letter on a dark ground does not.
SQUARE_SHARE = 0.8

#: Boxes of one comb differ by no more than this share in size and level; a line this wide, as a share of
#: their width, parts two of them.
CELL_SPREAD = 0.22
EVEN_SPREAD = 0.15
WIDEST_LINE = 0.3

#: Fewer boxes side by side are a comb only beside another one: a day's two digits beside its year's.
LEAST_CELLS = 3

#: A straight stroke from this length on, in inches, may be a box's side.
SHORTEST_SIDE = 0.08

#: A box is there where this share of its upper and lower line is, looked for within this share of its height.
RULED_SHARE = 0.75
RULE_REACH = 0.1


#: Boxes are worth a search from this share of the least side on, and up to as much above the greatest; so
#: far, as a share of their side, two of them may lie apart and off each other's level.
LOOSER = 0.8
LOOSEST_GAP = 0.5


@dataclass(frozen=True, slots=True)
class Comb:
    """Boxes side by side."""

    cells: tuple[Box, ...]

    @property
    def box(self) -> Box:
        return join_boxes(list(self.cells))


def may_hold_combs(sketch: Sketch) -> bool:
    """Whether two holes in the lines of a page lie side by side as boxes of a comb do, by wide limits.

    Most pages have none, and the sketch is there anyhow; the search itself costs more.
    """
    low, high = LOOSER * CELL_SIDE[0] * sketch.dpi, CELL_SIDE[1] * sketch.dpi / LOOSER
    x, y, wide, tall = sketch.holes.T
    sized = (np.minimum(wide, tall) >= low) & (np.maximum(wide, tall) <= high)
    x, y, wide, tall = (side[sized] for side in (x, y, wide, tall))
    gap = x[None] - (x + wide)[:, None]
    beside = (gap >= -3) & (gap <= np.maximum(6, LOOSEST_GAP * wide)[:, None])
    level = np.abs(y[None] + tall[None] / 2 - (y + tall / 2)[:, None]) <= LOOSEST_GAP * tall[:, None]
    return bool((beside & level).any())


def find_combs(grey: Grey, dpi: float) -> list[Comb]:
    """Rows of boxes on an upright, nearly straight page."""
    dark = binarise_on(grey, paper_of(grey))
    closed = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
    length = max(9, round(SHORTEST_SIDE * dpi))
    lines = open_lines(closed, length, 1) | open_lines(closed, 1, length)
    runs = _runs(_cells(np.asarray(lines, np.uint8), dpi))
    found = [cell for run in runs for cell in run]
    combs = [Comb(tuple(run)) for run in _without_doubles(_extend(run, found, closed) for run in runs)]
    return [
        c for c in combs if len(c.cells) >= LEAST_CELLS or any(stands_beside(c, other) for other in combs)
    ]


def _cells(lines: Mask, dpi: float) -> list[Box]:
    """Holes in the drawn lines as large as a box for one character."""
    near = np.asarray(cv2.dilate(lines, np.ones((3, 3), np.uint8)), np.uint8)
    contours: Any
    levels: Any
    contours, levels = cv2.findContours(near, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if levels is None:
        return []
    low, high = (inches * dpi for inches in CELL_SIDE)
    cells = []
    for number in np.flatnonzero(levels[0, :, 3] >= 0):
        x, y, wide, tall = cv2.boundingRect(contours[number])
        sized = low <= wide <= high and low <= tall <= high and CELL_RATIO[0] <= wide / tall <= CELL_RATIO[1]
        if sized and cv2.contourArea(contours[number]) >= SQUARE_SHARE * wide * tall:
            cells.append(as_box(x, y, wide, tall))
    return cells


def _runs(cells: Sequence[Box]) -> list[list[Box]]:
    """Boxes of one size side by side, at least two."""
    runs: list[list[Box]] = []
    for cell in sorted(cells, key=lambda c: c.x0):
        run = next((r for r in runs if _follows(r[-1], cell)), None)
        if run is None:
            runs.append([cell])
        else:
            run.append(cell)
    return [run for run in runs if len(run) >= 2 and _is_even(run)]


def _is_even(run: Sequence[Box]) -> bool:
    """Whether boxes were drawn by one hand: all as wide and as high as the middle one."""
    wide = float(np.median([cell.width for cell in run]))
    tall = float(np.median([cell.height for cell in run]))
    slack = max(3.0, EVEN_SPREAD * wide)
    return all(abs(c.width - wide) <= slack and abs(c.height - tall) <= slack for c in run)


def _follows(last: Box, cell: Box) -> bool:
    spread = CELL_SPREAD * last.width
    alike = abs(cell.width - last.width) <= max(3.0, spread)
    return (
        alike and _is_level(cell, last) and 0 <= cell.x0 - last.x1 <= max(4.0, WIDEST_LINE * last.width) + 2
    )


def _extend(run: list[Box], found: Sequence[Box], dark: Mask) -> list[Box]:
    """The run with the boxes beyond its ends whose sides are broken, as faxes break them.

    A box that was `found` there is taken as it stands, and where it stands off, another comb begins.
    """
    pitch = (run[-1].x0 - run[0].x0) / (len(run) - 1)
    level = [cell for cell in found if _is_level(cell, run[0])]
    after = list(_beyond(run[-1], pitch, level, dark))
    before = list(_beyond(run[0], -pitch, level, dark))
    return [*reversed(before), *run, *after]


def _beyond(last: Box, pitch: float, level: Sequence[Box], dark: Mask) -> Iterator[Box]:
    """The boxes that go on from the last of a run, one by one."""
    start, steps = last, 0
    while True:
        steps += 1
        ruled = _moved(start, steps * pitch)
        there = next((cell for cell in level if cell is not last and _lies_over(cell, ruled)), None)
        if there is not None:
            left, right = (last, there) if pitch > 0 else (there, last)
            if not _follows(left, right):
                return
            last, start, steps = there, there, 0
        elif _is_ruled(ruled, dark):
            last = ruled
        else:
            return
        yield last


def _lies_over(cell: Box, other: Box) -> bool:
    """Whether two boxes of one level lie over each other, by more than their lines."""
    return min(cell.x1, other.x1) - max(cell.x0, other.x0) > max(3.0, EVEN_SPREAD * other.width)


def _is_level(cell: Box, other: Box) -> bool:
    """Whether two boxes are as high, and stand on one level."""
    slack = max(3.0, CELL_SPREAD * other.width)
    return abs(cell.height - other.height) <= slack and abs(cell.middle[1] - other.middle[1]) <= slack


def _moved(cell: Box, by: float) -> Box:
    return Box(round(cell.x0 + by), cell.y0, round(cell.x1 + by), cell.y1)


def _is_ruled(cell: Box, dark: Mask) -> bool:
    """Whether most of a box's upper and lower line is there."""
    if cell.x0 < 0 or cell.x1 > dark.shape[1]:
        return False
    reach = max(3, round(RULE_REACH * cell.height))
    edges = (dark[max(0, y - reach) : y + reach, cell.x0 : cell.x1] for y in (cell.y0, cell.y1))
    return all(edge.size > 0 and float(edge.max(axis=0).mean()) >= RULED_SHARE for edge in edges)


def _without_doubles(runs: Iterable[list[Box]]) -> Iterator[list[Box]]:
    """Runs that grew into each other once only, the longest."""
    kept: list[Box] = []
    for run in sorted(runs, key=len, reverse=True):
        place = join_boxes(run)
        if not any(place.overlap(other) > 0.3 * area_of(place) for other in kept):
            kept.append(place)
            yield run


def stands_beside(comb: Comb, other: Comb) -> bool:
    """Whether two combs of boxes alike stand on one level, near each other."""
    mine, theirs = comb.cells[0], other.cells[0]
    if comb is other or abs(mine.height - theirs.height) > max(3.0, CELL_SPREAD * theirs.height):
        return False
    apart = max(comb.box.x0, other.box.x0) - min(comb.box.x1, other.box.x1)
    return abs(mine.middle[1] - theirs.middle[1]) < 0.5 * theirs.height and 0 < apart < 3 * theirs.width


def area_of(box: Box) -> int:
    """Square pixels, at least one."""
    return max(1, box.width * box.height)
