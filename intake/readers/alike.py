"""Boxes that a pen ran over, found by boxes alike that stand clear: a row's boxes are of one size and shape.

A cross or a tick that runs over a box's corners joins it to what is near and lengthens its sides, so that
alone it is told by nothing. But where the outline of another box of its row or column lies on ink all round,
there it is.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from domain.geometry import Box
from intake.readers.masks import Mask

#: This share of each of an outline's four parts lies on ink where a box is.
FIT = 0.9

#: Boxes of a row or column are off its level by no more than this share of their side.
OFF_LEVEL = 0.35

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


def places_like(box: Box, outline: Sequence[Mask], dark: Mask) -> Iterator[Box]:
    """Where the outline of a box lies on ink, on the box's level and then below and above it; itself too."""
    across, down = round(OFF_LEVEL * box.width) + 1, round(OFF_LEVEL * box.height) + 1
    height, width = dark.shape
    row = Box(0, max(0, box.y0 - down), width, min(height, box.y1 + down))
    column = Box(max(0, box.x0 - across), 0, min(width, box.x1 + across), height)
    for part in (row, column):
        near = cv2.dilate(dark[part.y0 : part.y1, part.x0 : part.x1], _NEAR).astype(np.float32)
        for x, y in _fitting(near, outline):
            yield Box(part.x0 + x, part.y0 + y, part.x0 + x + box.width, part.y0 + y + box.height)


def _fitting(near: np.ndarray, outline: Sequence[Mask]) -> Iterator[tuple[int, int]]:
    """Left and top of the places where each part of an outline fits, the best first, none over another."""
    tall, wide = outline[0].shape
    if near.shape[0] < tall or near.shape[1] < wide:
        return
    fits = np.min([_share_covered(near, part) for part in outline], axis=0)
    while (best := float(fits.max())) >= FIT:
        y, x = (int(v) for v in np.unravel_index(int(fits.argmax()), fits.shape))
        top, left = max(0, y - tall // 2), max(0, x - wide // 2)
        around = fits[top : y + tall // 2 + 1, left : x + wide // 2 + 1]
        middle = np.argwhere(around >= best - 0.01).mean(axis=0)
        yield left + round(middle[1]), top + round(middle[0])
        around[:] = 0


def _share_covered(near: np.ndarray, part: Mask) -> np.ndarray:
    """For each place of a part's picture on a page's: the share of the part that lies on ink."""
    kernel = part.astype(np.float32) / max(1, int(part.sum()))
    return np.asarray(cv2.matchTemplate(near, kernel, cv2.TM_CCORR), np.float32)
