"""Combs: rows of boxes drawn for one character each, and what stands in them without the boxes' lines.

A reader takes the lines between the boxes for ones and strokes, or leaves a character out because it stands
alone. So the boxes are found, the ink in each is cut out, and the characters are set close together as print
sets them; how many there are is known before anything is read.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np

from domain.geometry import Box, join_boxes
from domain.pages import Word
from intake.readers.masks import Mask, as_box, binarise_on, open_lines, paper_of
from intake.readers.picture import Grey

#: Sides of a comb's box in inches, and width over height.
CELL_SIDE = (0.09, 0.42)
CELL_RATIO = (0.4, 1.6)

#: Boxes of one comb differ by no more than this share in size and level; a line this wide, as a share of
#: their width, parts two of them.
CELL_SPREAD = 0.22
WIDEST_LINE = 0.3

#: Fewer boxes side by side are a comb only beside another one: a day's two digits beside its year's.
LEAST_CELLS = 3

#: A straight stroke from this length on, in inches, may be a box's side.
SHORTEST_SIDE = 0.08

#: A box's margin that is taken away with its line, as a share of its width.
CELL_MARGIN = 0.1

#: Dark share of a box's inside from which something stands in it, and the least height of that, as a share
#: of the box's.
INKED_SHARE = 0.02
LEAST_TALL = 0.22

#: Height in pixels of the set line and of the margin round it, and the gap between characters, as a share of
#: the height.
SET_HEIGHT = 40
SET_MARGIN = 8
SET_GAP = 0.16


#: A word of the page is the comb's where this share of it lies in the boxes.
WORD_SHARE = 0.6

#: The readers' names as words bear them.
_READERS = ("ppocr", "tesseract")

#: Boxes so few hold digits alone, or letters alone: a letter among digits there is a digit misread.
MOST_DIGITS = 4
_AS_DIGITS = str.maketrans("OoQDCIl|!ZzSsBGbgq", "000001111225586699")


@dataclass(frozen=True, slots=True)
class Comb:
    """Boxes side by side."""

    cells: tuple[Box, ...]

    @property
    def box(self) -> Box:
        return join_boxes(self.cells)


@dataclass(frozen=True, slots=True)
class SetLine:
    """A comb's characters set as print."""

    grey: Grey
    box: Box
    """Of the boxes that hold a character, from the first to the last."""
    count: int
    """How many characters there are."""


def find_combs(grey: Grey, dpi: float) -> list[Comb]:
    """Rows of boxes on an upright, nearly straight page."""
    dark = binarise_on(grey, paper_of(grey))
    closed = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
    length = max(9, round(SHORTEST_SIDE * dpi))
    lines = open_lines(closed, length, 1) | open_lines(closed, 1, length)
    combs = [Comb(tuple(run)) for run in _runs(_cells(np.asarray(lines, np.uint8), dpi))]
    return [c for c in combs if len(c.cells) >= LEAST_CELLS or any(_beside(c, other) for other in combs)]


def _cells(lines: Mask, dpi: float) -> list[Box]:
    """Holes in the drawn lines as large as a box for one character."""
    near = np.asarray(cv2.dilate(lines, np.ones((3, 3), np.uint8)), np.uint8)
    contours: Any
    levels: Any
    contours, levels = cv2.findContours(near, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if levels is None:
        return []
    low, high = (inches * dpi for inches in CELL_SIDE)
    holes = (cv2.boundingRect(contours[n]) for n in np.flatnonzero(levels[0, :, 3] >= 0))
    return [
        as_box(x, y, wide, tall)
        for x, y, wide, tall in holes
        if low <= wide <= high and low <= tall <= high and CELL_RATIO[0] <= wide / tall <= CELL_RATIO[1]
    ]


def _runs(cells: Sequence[Box]) -> list[list[Box]]:
    """Boxes of one size side by side, at least two."""
    runs: list[list[Box]] = []
    for cell in sorted(cells, key=lambda c: c.x0):
        run = next((r for r in runs if _follows(r[-1], cell)), None)
        if run is None:
            runs.append([cell])
        else:
            run.append(cell)
    return [run for run in runs if len(run) >= 2]


def _follows(last: Box, cell: Box) -> bool:
    spread = CELL_SPREAD * last.width
    alike = abs(cell.width - last.width) <= max(3.0, spread) and abs(cell.height - last.height) <= max(
        3.0, spread
    )
    level = abs(cell.middle[1] - last.middle[1]) <= max(3.0, spread)
    return alike and level and 0 <= cell.x0 - last.x1 <= max(4.0, WIDEST_LINE * last.width) + 2


def _beside(comb: Comb, other: Comb) -> bool:
    """Whether two combs of boxes alike stand on one level, near each other."""
    mine, theirs = comb.cells[0], other.cells[0]
    if comb is other or abs(mine.height - theirs.height) > max(3.0, CELL_SPREAD * theirs.height):
        return False
    apart = max(comb.box.x0, other.box.x0) - min(comb.box.x1, other.box.x1)
    return abs(mine.middle[1] - theirs.middle[1]) < 0.5 * theirs.height and 0 < apart < 3 * theirs.width


def set_line(grey: Grey, comb: Comb) -> SetLine | None:
    """The characters of a comb without its boxes; None where no box holds one."""
    inked = [(cell, glyph) for cell in comb.cells if (glyph := _glyph(grey, cell)) is not None]
    if not inked:
        return None
    gap = round(SET_GAP * SET_HEIGHT)
    paper = int(np.median([np.median(glyph) for _, glyph in inked]))
    paper = max(paper, int(np.percentile(np.concatenate([g.ravel() for _, g in inked]), 90)))
    tall = SET_HEIGHT + 2 * SET_MARGIN
    wide = sum(glyph.shape[1] for _, glyph in inked) + gap * (len(inked) - 1) + 2 * SET_MARGIN
    line = np.full((tall, wide), paper, np.uint8)
    x = SET_MARGIN
    for _, glyph in inked:
        line[SET_MARGIN : SET_MARGIN + SET_HEIGHT, x : x + glyph.shape[1]] = glyph
        x += glyph.shape[1] + gap
    return SetLine(line, join_boxes([cell for cell, _ in inked]), len(inked))


def _glyph(grey: Grey, cell: Box) -> Grey | None:
    """What stands in a box, cut to its width and as high as the box's inside; None for an empty one."""
    edge = max(2, round(CELL_MARGIN * cell.width))
    inside = grey[cell.y0 + edge : cell.y1 - edge, cell.x0 + edge : cell.x1 - edge]
    if inside.size == 0:
        return None
    paper = float(np.percentile(inside, 90))
    dark = _largest(np.asarray(inside < min(paper * 0.72, paper - 40), np.uint8))
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if dark.mean() < INKED_SHARE or len(rows) < LEAST_TALL * inside.shape[0]:
        return None
    cut = inside[:, max(0, columns[0] - 1) : columns[-1] + 2]
    scale = SET_HEIGHT / cut.shape[0]
    wide = max(3, round(cut.shape[1] * scale))
    return np.asarray(cv2.resize(cut, (wide, SET_HEIGHT), interpolation=cv2.INTER_LINEAR), np.uint8)


def _largest(dark: Mask) -> Mask:
    """The mask without specks and without what is left of the box's line at its edge."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    kept = np.zeros_like(dark)
    tall, wide = dark.shape
    for number in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[number])
        at_edge = (w <= 2 and (x == 0 or x + w == wide)) or (h <= 2 and (y == 0 or y + h == tall))
        if area >= 0.004 * dark.size and not at_edge:
            kept[labels == number] = 1
    return kept


#: Reads a set line: its text and how sure that is, 0.0-1.0, by the first and by the second reader.
ReadLine = Callable[[Grey], tuple[tuple[str, float], tuple[str, float]]]


def replace_combs(grey: Grey, words: Sequence[Word], dpi: float, read: ReadLine) -> list[Word]:
    """The words of a page, those in combs read anew where all their characters can be told."""
    kept = list(words)
    for group in _side_by_side(find_combs(grey, dpi)):
        found = [_read_comb(line, read) for comb in group if (line := set_line(grey, comb)) is not None]
        whole = [word for word in found if word is not None]
        if not whole or len(whole) < len(found):
            continue
        place = join_boxes([comb.box for comb in group])
        taken = [word for word in kept if word.box.overlap(place) >= WORD_SHARE * _area(word.box)]
        written = any(word.handwritten for word in taken)
        kept = [word for word in kept if word not in taken]
        kept += [replace(word, handwritten=written) for word in whole]
    return kept


def _side_by_side(combs: Sequence[Comb]) -> Iterator[list[Comb]]:
    """Combs in groups that stand beside each other, as month, day and year do."""
    rest = sorted(combs, key=lambda comb: comb.box.x0)
    while rest:
        group = [rest.pop(0)]
        for comb in list(rest):
            if _beside(comb, group[-1]):
                group.append(comb)
                rest.remove(comb)
        yield group


def _read_comb(line: SetLine, read: ReadLine) -> Word | None:
    """A comb as one word, by the first reader that has as many characters as there are."""
    first, second = read(line.grey)
    texts = [
        (_as_one_kind("".join(text.split())), sure, name)
        for (text, sure), name in zip((first, second), _READERS, strict=True)
    ]
    fits = [found for found in texts if len(found[0]) == line.count]
    if not fits:
        return None
    text, sure, reader = fits[0]
    other = texts[1] if reader == _READERS[0] else texts[0]
    return Word(text, line.box, sure, reader, second=other[0] or None, second_confidence=other[1])


def _as_one_kind(text: str) -> str:
    """A letter among a few digits read as the digit that it resembles."""
    if len(text) <= MOST_DIGITS and any(c.isdigit() for c in text):
        return text.translate(_AS_DIGITS)
    return text


def _area(box: Box) -> int:
    return max(1, box.width * box.height)
