"""Combs: rows of boxes drawn for one character each, and what stands in them without the boxes' lines.

A reader takes the lines between the boxes for ones and strokes, or leaves a character out because it stands
alone. So the boxes are found, the ink in each is cut out, and the characters are set close together as print
sets them; how many there are is known before anything is read.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
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
SET_BLANK = 0.6

#: How far what is written may reach over its box, as a share of the box's height, and what is darker, on
#: white paper, is ink; smaller pieces than this share of the box are specks.
OVERSHOOT = 0.28
INK_BELOW = 175
SPECK_SHARE = 0.006

#: Pieces so many pixels above each other are one; flatter ones than this are of a line.
JOINED, FLAT = 9, 4

#: A box is there where this share of its upper and lower line is, looked for within this share of its height.
RULED_SHARE = 0.75
RULE_REACH = 0.1


#: A word of the page is the comb's where this share of it lies in the boxes.
WORD_SHARE = 0.6

#: What is read less surely than this is a guess at what cannot be read.
LEAST_SURE = 0.6

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
        return join_boxes(list(self.cells))


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


def find_combs(grey: Grey, dpi: float) -> list[Comb]:
    """Rows of boxes on an upright, nearly straight page."""
    dark = binarise_on(grey, paper_of(grey))
    closed = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
    length = max(9, round(SHORTEST_SIDE * dpi))
    lines = open_lines(closed, length, 1) | open_lines(closed, 1, length)
    runs = _runs(_cells(np.asarray(lines, np.uint8), dpi))
    combs = [Comb(tuple(run)) for run in _without_doubles(_extend(run, closed) for run in runs)]
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
    alike = abs(cell.width - last.width) <= max(3.0, spread) and abs(cell.height - last.height) <= max(
        3.0, spread
    )
    level = abs(cell.middle[1] - last.middle[1]) <= max(3.0, spread)
    return alike and level and 0 <= cell.x0 - last.x1 <= max(4.0, WIDEST_LINE * last.width) + 2


def _extend(run: list[Box], dark: Mask) -> list[Box]:
    """The run with the boxes beyond its ends whose sides are broken, as faxes break them."""
    pitch = float(np.median([b.x0 - a.x0 for a, b in pairwise(run)]))
    whole = list(run)
    while _is_ruled(beyond := _moved(whole[-1], pitch), dark):
        whole.append(beyond)
    while _is_ruled(before := _moved(whole[0], -pitch), dark):
        whole.insert(0, before)
    return whole


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
        if not any(place.overlap(other) > 0.3 * _area(place) for other in kept):
            kept.append(place)
            yield run


def _beside(comb: Comb, other: Comb) -> bool:
    """Whether two combs of boxes alike stand on one level, near each other."""
    mine, theirs = comb.cells[0], other.cells[0]
    if comb is other or abs(mine.height - theirs.height) > max(3.0, CELL_SPREAD * theirs.height):
        return False
    apart = max(comb.box.x0, other.box.x0) - min(comb.box.x1, other.box.x1)
    return abs(mine.middle[1] - theirs.middle[1]) < 0.5 * theirs.height and 0 < apart < 3 * theirs.width


def set_line(grey: Grey, comb: Comb) -> SetLine | None:
    """The characters of a comb without its boxes; None where no box holds one."""
    paper = _without_lines(grey, comb)
    glyphs = [_glyph(paper, cell) for cell in comb.cells]
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
    part = grey[top:bottom, place.x0 : place.x1].astype(np.float32)
    paper = max(40.0, float(np.percentile(part, 80)))
    clean = np.full_like(grey, 255)
    clean[top:bottom, place.x0 : place.x1] = np.clip(part * (255 / paper), 0, 255).astype(np.uint8)
    dark = np.asarray(clean < INK_BELOW, np.uint8)
    across = open_lines(dark, round(1.4 * comb.cells[0].width), 1)
    reach = np.ones((3, 3), np.uint8)
    clean[np.asarray(cv2.dilate(across, reach), bool)] = 255
    return clean


def _glyph(clean: Grey, cell: Box) -> Grey | None:
    """What stands in a box and reaches over it, cut to its width; None for an empty box."""
    edge, over = max(2, round(CELL_MARGIN * cell.width)), round(OVERSHOOT * cell.height)
    top = max(0, cell.y0 - over)
    part = clean[top : cell.y1 + over, cell.x0 + edge : cell.x1 - edge]
    if part.size == 0:
        return None
    ink = _of_cell(np.asarray(part < INK_BELOW, np.uint8), cell.y0 - top, cell.y1 - top)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if ink.sum() < INKED_SHARE * cell.width * cell.height or rows[-1] - rows[0] < LEAST_TALL * cell.height:
        return None
    soft = np.where(cv2.dilate(ink, np.ones((5, 5), np.uint8)) > 0, part, 255)
    # As high as the box, or as what reaches over it: a low mark stays low.
    first, last = min(rows[0], cell.y0 - top + edge), max(rows[-1] + 1, cell.y1 - top - edge)
    cut = np.asarray(soft[first:last, max(0, columns[0] - 1) : columns[-1] + 2], np.uint8)
    wide = max(3, round(cut.shape[1] * SET_HEIGHT / cut.shape[0]))
    return np.asarray(cv2.resize(cut, (wide, SET_HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)


def _of_cell(dark: Mask, top: int, bottom: int) -> Mask:
    """Pieces of ink that stand in a box: no specks, nothing that lies wholly above or below it."""
    near = cv2.dilate(dark, np.ones((JOINED, 3), np.uint8))  # across what was painted over
    count, labels, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    kept = np.zeros_like(dark)
    for number in range(1, count):
        _, y, wide, tall, area = (int(v) for v in stats[number])
        inside = min(y + tall, bottom) - max(y, top)
        # What is left of the box's own lines: thin, at its sides, or flat, along its upper or lower edge.
        line = (wide <= 3 and tall > 0.8 * (bottom - top)) or tall <= JOINED + FLAT
        if area >= SPECK_SHARE * dark.size and inside > 0.4 * tall and not line:
            kept[labels == number] = 1
    return np.asarray(kept & dark, np.uint8)


#: Reads a set line: its text and how sure that is, 0.0-1.0, by the first and by the second reader.
ReadLine = Callable[[Grey], tuple[tuple[str, float], tuple[str, float]]]


def replace_combs(grey: Grey, words: Sequence[Word], dpi: float, read: ReadLine) -> list[Word]:
    """The words of a page, those in combs read anew where all their characters can be told."""
    kept = list(words)
    for group in _side_by_side(find_combs(grey, dpi)):
        lines = [line for comb in group if (line := set_line(grey, comb)) is not None]
        found = [_read_comb(line, read) for line in lines]
        whole = [word for words in found for word in words]
        if not whole or not all(found):
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


def _read_comb(line: SetLine, read: ReadLine) -> list[Word]:
    """A comb's words by the first reader that has as many characters as there are; none where neither has."""
    first, second = read(line.grey)
    texts = [
        ("".join(text.split()), sure, name)
        for (text, sure), name in zip((first, second), _READERS, strict=True)
    ]
    fits = [found for found in texts if len(found[0]) == line.count and found[1] >= LEAST_SURE]
    if not fits:
        return []
    text, sure, reader = fits[0]
    other, other_sure, _ = texts[1] if reader == _READERS[0] else texts[0]
    words, at = [], 0
    for cells in line.words:
        end = at + len(cells)
        beside = _as_one_kind(other[at:end]) if len(other) == len(text) else None
        words.append(
            Word(
                _as_one_kind(text[at:end]),
                join_boxes(list(cells)),
                sure,
                reader,
                second=beside,
                second_confidence=other_sure,
            )
        )
        at = end
    return words


def _as_one_kind(text: str) -> str:
    """A letter among a few digits read as the digit that it resembles."""
    if len(text) <= MOST_DIGITS and any(c.isdigit() for c in text):
        return text.translate(_AS_DIGITS)
    return text


def _area(box: Box) -> int:
    return max(1, box.width * box.height)
