"""Seals and rubber stamps: rings, and frames that lie askew.

An inked seal is dark, a dry one only shades the paper, so both are looked for on a smoothed picture with a
limit near the paper's brightness. A frame that lies straight is a form's own; a stamp is put down by hand.
"""

from collections.abc import Iterator

import cv2
import numpy as np

from domain.geometry import Box
from domain.pages import Mark, MarkKind
from intake.readers.masks import Mask, Rects, as_box, bound_pieces
from intake.readers.picture import Grey

#: Resolution at which stamps are looked for.
STAMP_DPI = 100.0

#: A seal is so wide, in inches, and its sides differ by at most this share.
SEAL_SIZE = (0.55, 2.4)
SEAL_RATIO = 1.2

#: A frame's long and short side, in inches, and the degrees by which it lies askew.
FRAME_LONG = (0.8, 3.6)
FRAME_SHORT = (0.25, 2.0)
FRAME_ANGLE = (2.0, 20.0)

#: A frame whose corners are worn off stands in a box this much smaller than its sides tell.
WORN_FRAME = 0.75

#: Share of the ring or frame that is drawn: surely one from here, perhaps one from there.
DRAWN_SURE = 0.85
DRAWN_PERHAPS = 0.7

#: What is fuller than this is a picture or a filled emblem, and no seal.
MOST_FILLED = 0.55

#: A place is shaded where it is darker than this share of the paper around it.
SHADED = 0.9


def find_stamps(grey: Grey, dpi: float) -> list[Mark]:
    """Seals and stamps on an upright page of about `dpi`."""
    scale = STAMP_DPI / dpi
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    shaded = _shade(np.asarray(small, np.uint8))
    near = np.asarray(cv2.dilate(shaded, np.ones((3, 3), np.uint8)), np.uint8)
    pieces = bound_pieces(near)
    found = [*_find_rings(pieces, near, shaded), *(_find_frames(near) if _may_be_framed(pieces) else ())]
    return [_enlarge(mark, 1 / scale) for mark in found]


def _shade(grey: Grey) -> Mask:
    soft = cv2.GaussianBlur(grey, (0, 0), 0.8)
    paper = cv2.blur(cv2.dilate(soft, np.ones((9, 9), np.uint8)), (31, 31))
    limit = cv2.convertScaleAbs(paper, alpha=SHADED)
    return np.asarray(cv2.compare(soft, limit, cv2.CMP_LT), np.uint8) & np.uint8(1)


def _find_rings(pieces: Rects, near: Mask, shaded: Mask) -> Iterator[Mark]:
    low, high = (inches * STAMP_DPI for inches in SEAL_SIZE)
    for x, y, wide, tall in pieces:
        square = max(wide, tall) <= SEAL_RATIO * min(wide, tall)
        if not (square and low <= min(wide, tall) and max(wide, tall) <= high):
            continue
        drawn = _share_of_ring(near[y : y + tall, x : x + wide])
        filled = float(shaded[y : y + tall, x : x + wide].mean())
        if drawn >= DRAWN_PERHAPS and filled <= MOST_FILLED and _has_free_corners(shaded, x, y, wide, tall):
            yield _judge(drawn, as_box(x, y, wide, tall))


def _share_of_ring(square: Mask) -> float:
    """Share of the ellipse that fits into the square which is drawn."""
    tall, wide = square.shape
    angles = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    across = np.clip(wide / 2 + (wide / 2 - 2) * np.cos(angles), 0, wide - 1).astype(int)
    down = np.clip(tall / 2 + (tall / 2 - 2) * np.sin(angles), 0, tall - 1).astype(int)
    return float(square[down, across].mean())


def _has_free_corners(shaded: Mask, x: int, y: int, wide: int, tall: int) -> bool:
    """A ring leaves the corners of its square free; a frame or a picture does not."""
    reach = max(2, min(wide, tall) // 10)
    square = shaded[y : y + tall, x : x + wide]
    ends = (slice(None, reach), slice(-reach, None))
    return bool(max(square[down, across].mean() for down in ends for across in ends) < 0.2)


def _may_be_framed(pieces: Rects) -> bool:
    """Whether any piece is as large as the rectangle round a frame can be, which spares looking at each."""
    short, long = (WORN_FRAME * STAMP_DPI * least for least in (FRAME_SHORT[0], FRAME_LONG[0]))
    wide, tall = pieces[:, 2], pieces[:, 3]
    return bool(((np.minimum(wide, tall) >= short) & (np.maximum(wide, tall) >= long)).any())


def _find_frames(near: Mask) -> Iterator[Mark]:
    contours, _ = cv2.findContours(near, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        (middle_x, middle_y), sides, angle = cv2.minAreaRect(contour)
        long, short = max(sides) / STAMP_DPI, min(sides) / STAMP_DPI
        askew = abs((angle + 45) % 90 - 45)
        fits = FRAME_LONG[0] <= long <= FRAME_LONG[1] and FRAME_SHORT[0] <= short <= FRAME_SHORT[1]
        if not fits or not FRAME_ANGLE[0] <= askew <= FRAME_ANGLE[1]:
            continue
        drawn = _share_of_frame(near, cv2.boxPoints(((middle_x, middle_y), sides, angle)))
        if drawn >= DRAWN_PERHAPS:
            yield _judge(drawn, as_box(*cv2.boundingRect(contour)))


def _share_of_frame(near: Mask, corners: np.ndarray) -> float:
    """Share of the rectangle's outline, a little inside, that is drawn."""
    inside = corners + 2 * np.sign(corners.mean(axis=0) - corners)
    ends = np.roll(inside, -1, axis=0)
    steps = np.linspace(0, 1, 60)[:, None, None]
    points = (inside[None] * (1 - steps) + ends[None] * steps).reshape(-1, 2).astype(int)
    tall, wide = near.shape
    return float(near[np.clip(points[:, 1], 0, tall - 1), np.clip(points[:, 0], 0, wide - 1)].mean())


def _judge(drawn: float, box: Box) -> Mark:
    kind = MarkKind.STAMP if drawn >= DRAWN_SURE else MarkKind.STAMP_UNSURE
    return Mark(kind, box, round(drawn, 3))


def _enlarge(mark: Mark, scale: float) -> Mark:
    box = mark.box
    return Mark(mark.kind, Box(*(round(v * scale) for v in (box.x0, box.y0, box.x1, box.y1))), mark.weight)
