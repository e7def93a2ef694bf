"""Round holes to tick, as on forms whose choices exclude each other."""

import cv2

from domain.geometry import Box
from intake.readers.masks import Mask, as_box, holes_of

#: A round hole's inside in inches; a letter's is smaller.
INSIDE = (0.085, 0.28)

#: Width over height of a round hole, and its share of the rectangle round it: pi / 4 and a little off it.
ROUND_RATIO = (0.87, 1.15)
ROUND_SHARE = (0.72, 0.84)

#: The line round it is at most this thick, as a share of its inside: a bold letter's is thicker.
THICKEST_LINE = 0.2

#: Holes of one row differ in size by at most this share, and lie off each other's level by as much.
SPREAD = 0.15


def find_round_boxes(dark: Mask, dpi: float) -> list[Box]:
    """Empty round holes that stand in a row or a column of holes alike: a single one may be a letter."""
    low, high = (inches * dpi for inches in INSIDE)
    found = []
    for hole, around in holes_of(dark):
        if len(hole) < 8:
            continue  # nothing round has so few corners
        wide, tall = cv2.boundingRect(hole)[2:]
        round_ = ROUND_RATIO[0] * tall <= wide <= ROUND_RATIO[1] * tall and low <= min(wide, tall) <= high
        if not round_ or not _is_share_round(cv2.contourArea(hole), wide, tall):
            continue
        outer = cv2.boundingRect(around)
        if max(outer[2] - wide, outer[3] - tall) <= 2 * max(3.0, THICKEST_LINE * wide):
            found.append(as_box(*outer))
    return [box for box in found if any(_are_alike(box, other) for other in found)]


def _is_share_round(area: float, wide: int, tall: int) -> bool:
    return ROUND_SHARE[0] <= area / ((wide - 1) * (tall - 1)) <= ROUND_SHARE[1]


def _are_alike(box: Box, other: Box) -> bool:
    """Whether two holes are as large and stand side by side or one below the other."""
    if box is other:
        return False
    slack = max(3.0, SPREAD * box.width)
    sized = abs(box.width - other.width) <= slack and abs(box.height - other.height) <= slack
    off = min(abs(a - b) for a, b in zip(box.middle, other.middle, strict=True))
    return sized and off <= slack
