"""Boxes that a pen ran over, found by boxes alike that stand clear: a row's boxes are of one size and shape.

A cross or a tick that runs over a box's corners joins it to what is near and lengthens its sides, so that
alone it is told by nothing. But where the outline of another box of its row or column lies on ink all round,
there it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from domain.geometry import Box
from intake.readers.masks import Mask

#: This share of each of an outline's four parts lies on ink where a box is.
FIT = 0.9

#: Boxes of a row or column are off its level by no more than this share of their side.
OFF_LEVEL = 0.35

#: A page with more boxes that stand clear is no form whose crossed ones are sought; so many rows and columns
#: are searched, and so many places looked at: where more fit there are pictures or bars.
MOST_BOXES = 60
MOST_STRIPS = 80
MOST_PLACES = 240

#: Neighbouring points of an outline lie on the same ink: fewer than these of each part tell as much as all.
MOST_POINTS = 32

#: Outlines are seldom drawn to the pixel: they may be off by one.
_NEAR = np.ones((3, 3), np.uint8)


def square_outline(wide: int, tall: int) -> list[Mask]:
    """The four sides of a box, each on a picture as large as the box."""
    parts = [np.zeros((tall, wide), np.uint8) for _ in range(4)]
    parts[0][1], parts[1][-2], parts[2][:, 1], parts[3][:, -2] = 1, 1, 1, 1
    return parts


def round_outline(wide: int, tall: int) -> list[Mask]:
    """The four quarters of a round hole."""
    whole = np.zeros((tall, wide), np.uint8)
    cv2.ellipse(whole, (wide // 2, tall // 2), (wide // 2 - 1, tall // 2 - 1), 0, 0, 360, 1)
    parts = [np.zeros((tall, wide), np.uint8) for _ in range(4)]
    for part, (y, x) in zip(parts, ((0, 0), (0, 1), (1, 0), (1, 1)), strict=True):
        cut = slice(y * tall // 2, (y + 1) * tall // 2), slice(x * wide // 2, (x + 1) * wide // 2)
        part[cut] = whole[cut]
    return parts


@dataclass(frozen=True, slots=True)
class Strip:
    """Where boxes like one that stands clear may be: all of the page's width on its level, or its height."""

    like: Box
    part: Box
    is_row: bool


def strips_through(boxes: Sequence[Box], page: tuple[int, int]) -> list[Strip]:
    """The rows and columns of boxes on a page so high and wide; boxes of one size and level share theirs."""
    if len(boxes) > MOST_BOXES:
        return []
    height, width = page
    rows: list[Strip] = []
    columns: list[Strip] = []
    for box in boxes:
        across, down = _slack(box.width), _slack(box.height)
        if not any(_as_large(box, row.like) and abs(box.y0 - row.like.y0) <= down // 2 for row in rows):
            part = Box(0, max(0, box.y0 - down), width, min(height, box.y1 + down))
            rows.append(Strip(box, part, is_row=True))
        if not any(_as_large(box, c.like) and abs(box.x0 - c.like.x0) <= across // 2 for c in columns):
            part = Box(max(0, box.x0 - across), 0, min(width, box.x1 + across), height)
            columns.append(Strip(box, part, is_row=False))
    return [*rows, *columns][:MOST_STRIPS]


def places_in(strip: Strip, outline: Sequence[Mask], dark: Mask) -> Iterator[Box]:
    """Where the outline of a strip's box lies on ink, the best first; the box itself too."""
    part, like = strip.part, strip.like
    near = cv2.dilate(dark[part.y0 : part.y1, part.x0 : part.x1], _NEAR)
    for x, y in _fitting(np.asarray(near, np.uint8), outline):
        yield Box(part.x0 + x, part.y0 + y, part.x0 + x + like.width, part.y0 + y + like.height)


def _slack(side: int) -> int:
    return round(OFF_LEVEL * side) + 1


def _as_large(one: Box, other: Box) -> bool:
    return abs(one.width - other.width) <= 1 and abs(one.height - other.height) <= 1


def _fitting(near: Mask, outline: Sequence[Mask]) -> Iterator[tuple[int, int]]:
    """Left and top of the places where each part of an outline fits, the best first, none over another."""
    tall, wide = outline[0].shape
    if near.shape[0] < tall or near.shape[1] < wide:
        return
    if near.shape[0] > near.shape[1]:  # rows of memory as long as the strip take a tenth of the time
        turned = np.ascontiguousarray(near.T)
        fits = np.min([_share_covered(turned, part.T) for part in outline], axis=0).T
    else:
        fits = np.min([_share_covered(near, part) for part in outline], axis=0)
    while (best := float(fits.max())) >= FIT:
        y, x = (int(v) for v in np.unravel_index(int(fits.argmax()), fits.shape))
        top, left = max(0, y - tall // 2), max(0, x - wide // 2)
        around = fits[top : y + tall // 2 + 1, left : x + wide // 2 + 1]
        middle = np.argwhere(around >= best - 0.01).mean(axis=0)
        yield left + round(middle[1]), top + round(middle[0])
        around[:] = 0


def _share_covered(near: Mask, part: Mask) -> np.ndarray:
    """For each place of a part's picture on a page's: the share of the part's points that lie on ink."""
    points = np.argwhere(part)
    points = points[:: len(points) // MOST_POINTS + 1]
    high, long = near.shape[0] - part.shape[0] + 1, near.shape[1] - part.shape[1] + 1
    count = np.zeros((high, long), np.uint8)
    for y, x in points.tolist():
        count += near[y : y + high, x : x + long]
    return np.asarray(count / np.float32(max(1, len(points))), np.float32)
