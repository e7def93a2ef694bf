"""Tick boxes: small squares of straight lines and rows of round holes, ticked, empty, or unsure."""

from collections.abc import Sequence
from itertools import islice

import numpy as np

from domain.geometry import Box
from domain.pages import Mark, MarkKind, Word
from intake.readers.alike import (
    MOST_PLACES,
    OFF_LEVEL,
    places_in,
    round_outline,
    square_outline,
    strips_through,
)
from intake.readers.masks import Mask, Rects, as_box, bound_pieces
from intake.readers.round_boxes import find_round_boxes
from intake.readers.sketch import Sketch

#: Sides of a checkbox in inches.
CHECKBOX_SIDE = (0.075, 0.32)

#: Dark share of a checkbox's inside from which it counts as ticked, and up to which as empty; dust, the other
#: side's print and a neighbour's tick leave something between (`python -m benchmarks.readers.marks`).
TICKED_SHARE = 0.14
EMPTY_SHARE = 0.06

#: A checkbox's side, with the foot of a tick on it, is at most this thick, as a share of its length; lines
#: run along this share of the left and right.
SIDE_LINE = 0.6
SIDE_SHARE = 0.85

#: What of a box's side is its edge at least; a round hole's inside has no corners.
BOX_EDGE, ROUND_EDGE = 0.2, 0.27

#: How far round a box, as a share of its side, there is paper, and how much of that strokes may cover.
AROUND, MOST_AROUND = 0.25, 0.4

#: Boxes to tick stand at least this far apart in a row, as a share of their side; the sides of a comb's or
#: table's cell run on this far, and a pen that hides an outline leaves it this far.
CLOSE = 0.3
RUN_ON = 0.6
LEFT_BY = 0.12

#: A page with more short lines than this holds a picture or hatching.
MOST_SIDES = 800

#: A word read with less than this is a guess at a scribble, and holds no box.
READ_WORD = 0.75


def find_checkboxes(sketch: Sketch, words: Sequence[Word]) -> list[Mark]:
    """Small squares of straight lines and round holes, whatever is drawn into them or over their edges."""
    dark, dpi = sketch.dark, sketch.dpi
    read = [w for w in words if w.confidence >= READ_WORD and sum(c.isalnum() for c in w.text) >= 2]
    clear = [s for s in _standing_alone(sketch.pieces, dpi) if _has_four_sides(_cut(sketch.lines, s))]
    crossed = [s for s in _pair_sides(sketch.across, dark, dpi) if not any(_overlap(s, w) for w in clear)]
    squares = [box for box in (*clear, *crossed) if not _inside_word(box, read)]
    holes = [hole for hole in find_round_boxes(dark, dpi) if not _inside_word(hole, read)]
    holes = [hole for hole in holes if not any(_overlap(hole, square) for square in squares)]
    marks = [_judge_checkbox(dark, box) for box in squares]
    marks += [_judge_checkbox(dark, hole, ROUND_EDGE) for hole in holes]
    clean = {mark.box for mark in marks if mark.kind is MarkKind.CHECKBOX_OFF}
    marks += _find_run_over(dark, [box for box in clear if box in clean], marks, read)
    marks += _find_run_over(dark, [hole for hole in holes if hole in clean], marks, read, is_round=True)
    return marks


def _find_run_over(
    dark: Mask, clean: Sequence[Box], known: Sequence[Mark], read: Sequence[Word], *, is_round: bool = False
) -> list[Mark]:
    """Ticked boxes like those that stand clear, on their level or in line with them, that are not `known`."""
    outline_of = round_outline if is_round else square_outline
    fitting = (
        place
        for strip in strips_through(clean, dark.shape)
        for place in places_in(strip, outline_of(strip.like.width, strip.like.height), dark)
    )
    unknown = (place for place in fitting if not any(_overlap(place, mark.box) for mark in known))
    places = list(islice(unknown, MOST_PLACES))
    others = [*places, *(mark.box for mark in known)]
    found: list[Mark] = []
    for place in places:
        if any(_overlap(place, mark.box) for mark in found) or _inside_word(place, read):
            continue
        if any(_stand_close(place, other) for other in others):
            continue
        if not is_round and (_is_of_grid(dark, place) or not _is_left_by_ink(dark, place)):
            continue
        mark = _judge_checkbox(dark, place, ROUND_EDGE if is_round else BOX_EDGE)
        if mark.kind is MarkKind.CHECKBOX_ON and _stands_on_paper(dark, place):
            found.append(mark)
    return found


def _stand_close(box: Box, other: Box) -> bool:
    """Whether another box begins where one ends, as in a comb: between boxes to tick is what they mean."""
    gap = max(box.x0, other.x0) - min(box.x1, other.x1)
    level = abs(box.y0 - other.y0) <= OFF_LEVEL * box.height
    return level and abs(gap) <= CLOSE * box.width


def _is_of_grid(dark: Mask, box: Box) -> bool:
    """Whether two sides of a box run on beyond it, to one hand: it is a cell of a comb or a table."""
    return any(
        _run_on(turned, at) for turned, at in ((dark, box), (dark.T, Box(box.y0, box.x0, box.y1, box.x1)))
    )


def _run_on(dark: Mask, box: Box) -> bool:
    """Whether the upper and the lower side run on to the left, or both to the right."""
    reach = round(RUN_ON * box.width)
    for beyond in (slice(max(0, box.x0 - reach), max(0, box.x0 - 1)), slice(box.x1 + 1, box.x1 + reach)):
        sides = [dark[max(0, y - 3) : y + 3, beyond].max(axis=0, initial=0) for y in (box.y0 + 1, box.y1 - 1)]
        if all(side.size and _share(side) >= SIDE_SHARE for side in sides):
            return True
    return False


def _is_left_by_ink(dark: Mask, box: Box) -> bool:
    """Whether a stroke crosses the line some way outside a box: what lies within hides no outline."""
    away = max(3, round(LEFT_BY * box.width))
    frame = dark[max(0, box.y0 - away) : box.y1 + away, max(0, box.x0 - away) : box.x1 + away]
    return any(np.count_nonzero(line) >= 2 for line in (frame[0], frame[-1], frame[:, 0], frame[:, -1]))


def _stands_on_paper(dark: Mask, box: Box) -> bool:
    """Whether what is round a box is paper with strokes at most, and no dark ground or picture."""
    reach = max(4, round(AROUND * box.width))
    frame = dark[max(0, box.y0 - reach) : box.y1 + reach, max(0, box.x0 - reach) : box.x1 + reach]
    outside = frame.size - box.width * box.height
    inked = np.count_nonzero(frame) - np.count_nonzero(_cut(dark, box))
    return bool(inked <= MOST_AROUND * outside)


def _standing_alone(pieces: Rects, dpi: float) -> list[Box]:
    """Pieces of straight lines as large as a checkbox, that nothing joins to others."""
    low, high = (inches * dpi for inches in CHECKBOX_SIDE)
    wide, tall = pieces[:, 2], pieces[:, 3]
    ratio = wide / np.maximum(tall, 1)
    sized = (low <= np.minimum(wide, tall)) & (np.maximum(wide, tall) <= high)
    fits = sized & (ratio >= 0.7) & (ratio <= 1.43)
    return [as_box(*piece) for piece in pieces[fits]]


def _pair_sides(across: Mask, dark: Mask, dpi: float) -> list[Box]:
    """Squares told by upper and lower side: a tick by hand runs over the edge and joins it to others."""
    low, high = (inches * dpi for inches in CHECKBOX_SIDE)
    pieces = bound_pieces(across)
    wide, tall = pieces[:, 2], pieces[:, 3]
    sides = pieces[(low <= wide) & (wide <= 1.3 * high) & (tall <= SIDE_LINE * wide)]
    if len(sides) > MOST_SIDES:
        return []  # hatching or a picture
    x, y, wide, tall = sides.T
    slack = np.maximum(3, 0.15 * wide)[:, None]
    # A pen that crosses a corner lengthens the side there.
    level = (np.abs(x[:, None] - x[None]) <= slack) & (np.abs(wide[:, None] - wide[None]) <= 2.5 * slack)
    apart = (y + tall)[None] - y[:, None]
    pairs = np.argwhere(level & (apart >= 0.7 * wide[:, None]) & (apart <= 1.43 * wide[:, None]))
    found: list[Box] = []
    # The largest first: the foot of a tick makes a smaller square with the upper side.
    for upper, lower in sorted(pairs, key=lambda pair: -apart[pair[0], pair[1]]):
        left, right = max(x[upper], x[lower]), min(x[upper] + wide[upper], x[lower] + wide[lower])
        box = as_box(left, y[upper], right - left, apart[upper, lower])
        fits = box.width >= low and 0.7 <= box.width / box.height <= 1.43
        if fits and _has_side_lines(dark, box) and not any(_overlap(box, other) for other in found):
            found.append(box)
    return found


def _has_side_lines(dark: Mask, box: Box) -> bool:
    """Whether lines run down the left and the right of a box, and into its corners."""
    reach = max(3, round(0.15 * box.width))
    tall = dark[box.y0 : box.y1]
    left = tall[:, max(0, box.x0 - 2) : box.x0 + reach].max(axis=1, initial=0)
    right = tall[:, max(0, box.x1 - reach) : box.x1 + 2].max(axis=1, initial=0)
    end = max(2, reach // 2)
    ends = (_share(side[part]) for side in (left, right) for part in (slice(None, end), slice(-end, None)))
    return bool(min(_share(left), _share(right)) >= SIDE_SHARE and min(ends) >= 0.5)


def _overlap(one: Box, other: Box) -> bool:
    return one.overlap(other) > 0.3 * min(one.width * one.height, other.width * other.height)


def _cut(mask: Mask, box: Box) -> Mask:
    return mask[box.y0 : box.y1, box.x0 : box.x1]


def _has_four_sides(square: Mask) -> bool:
    tall, wide = square.shape
    edge = max(2, min(tall, wide) // 5)
    first, last = slice(None, edge), slice(-edge, None)
    # Most pieces are letters and lack the very first side.
    across = all(_share(square[side].max(axis=0)) >= 0.85 for side in (first, last))
    if not across or not all(_share(square[:, side].max(axis=1)) >= 0.85 for side in (first, last)):
        return False
    # A bold O has the sides but round corners.
    return all(_share(square[y, x]) >= 0.3 for y in (first, last) for x in (first, last))


def _share(mask: Mask) -> float:
    """The dark share of a piece of a mask; counting takes a tenth of the time of a mean."""
    return np.count_nonzero(mask) / mask.size


def _inside_word(box: Box, words: Sequence[Word]) -> bool:
    """Whether the square is a letter of a longer word that was read well."""
    longer = (word for word in words if word.box.width > 1.3 * box.width and _reaches(word.box, box))
    holders = (word for word in longer if word.box.overlap(box) > 0.6 * box.width * box.height)
    return any(word.agreed or word.box.width > 2.2 * box.width for word in holders)


def _reaches(one: Box, other: Box) -> bool:
    """Whether they touch: cheaper than the area that they share, for hundreds of words."""
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def _judge_checkbox(dark: Mask, box: Box, least_edge: float = BOX_EDGE) -> Mark:
    """Ticked, empty, or with something in it that may be either; so much of its side is edge at least."""
    square = _cut(dark, box)
    edge = min(max(_line_width(square) + 2, round(least_edge * box.width)), round(0.35 * box.width))
    inside = square[edge:-edge, edge:-edge]
    share = float(inside.mean()) if inside.size else 1.0
    kind = MarkKind.CHECKBOX_UNSURE
    if share >= TICKED_SHARE:
        kind = MarkKind.CHECKBOX_ON
    elif share <= EMPTY_SHARE:
        kind = MarkKind.CHECKBOX_OFF
    return Mark(kind, box, round(share, 3))


def _line_width(square: Mask) -> int:
    """Pixels of the box's own line, at least two: where its middle thirds turn from dark to light."""
    tall, wide = square.shape
    middle = square[tall // 3 : -(tall // 3), :], square[:, wide // 3 : -(wide // 3)].T
    most = max(2, round(0.3 * min(tall, wide)))
    profiles = [side[:, ::step][:, :most].mean(axis=0) for side in middle for step in (1, -1)]
    widths = [int(np.argmax(profile < 0.5)) if (profile < 0.5).any() else most for profile in profiles]
    return max(2, sorted(widths)[-2])
