"""A card that lies on its side beside upright print: turned where it lies, before the page is read.

Its lines run up or down, so that the readers find them and read nothing. The page's picture is made anew with
the card upright, so that all that is read stands where its box says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from domain.geometry import Box
from intake.readers.detection import TextRegion
from intake.readers.neural import NeuralReader
from intake.readers.orientation import set_upright
from intake.readers.picture import Grey, bound_quad, decode_grey, quad_size, turn

Picture = np.ndarray[Any, np.dtype[np.uint8]]

#: A line is this many times as tall as wide, and of so many such lines some are long. None of 338 pages
#: without such a card had more than four of them.
TALL, LEAST_LINES = 2.0, 5
LONG, LEAST_LONG = 4.0, 2

#: The lines take at least these shares of the page's shorter side, each way; a margin of a form takes less.
LEAST_SHARE = 0.1

#: Around its lines the card has edges and a photograph: so much of their extent, where nothing else stands.
AROUND = 0.5


@dataclass(frozen=True, slots=True)
class Sideways:
    """A part of an upright page that lies on its side."""

    card: Box
    rotation: int
    """Degrees clockwise by which it stands upright: 90 or 270."""
    place: Box
    """Where it has room then; below the page where nowhere else."""


def find_sideways(reader: NeuralReader, grey: Grey, regions: Sequence[TextRegion]) -> Sideways | None:
    """The part of an upright page that lies on its side, where one surely does."""
    height, width = grey.shape
    ratios = [tall / max(wide, 1.0) for wide, tall in (quad_size(region.corners) for region in regions)]
    boxes = [bound_quad(region.corners, width, height) for region in regions]
    tall = [box for box, ratio in zip(boxes, ratios, strict=True) if ratio > TALL]
    if len(tall) < LEAST_LINES or sum(ratio > LONG for ratio in ratios) < LEAST_LONG:
        return None
    lines, others = _bound(tall), [box for box in boxes if box not in tall]
    if min(lines.width, lines.height) < LEAST_SHARE * min(width, height) or _stand_in(lines, others):
        return None
    card = _widen(lines, others, width, height)
    patch = np.ascontiguousarray(grey[card.y0 : card.y1, card.x0 : card.x1])
    rotation = set_upright(reader, patch, reader.detect(patch)).rotation
    return (
        Sideways(card, rotation, _make_room(card, others, width, height)) if rotation in (90, 270) else None
    )


def _bound(boxes: Sequence[Box]) -> Box:
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.joined(box)
    return whole


def _stand_in(card: Box, others: Sequence[Box]) -> bool:
    """Whether upright lines stand there too: single letters of a line on its side are none."""
    return any(
        2 * card.overlap(box) > box.width * box.height and box.width > TALL * box.height for box in others
    )


def _widen(lines: Box, others: Sequence[Box], width: int, height: int) -> Box:
    """The lines with the card around them, as far as half the way to what stands beside."""
    across, down = round(AROUND * lines.width), round(AROUND * lines.height)
    x0, y0 = max(0, lines.x0 - across), max(0, lines.y0 - down)
    x1, y1 = min(width, lines.x1 + across), min(height, lines.y1 + down)
    for box in others:
        if box.overlap(Box(x0, y0, x1, y1)) and not box.overlap(lines):
            if box.y1 <= lines.y0:
                y0 = max(y0, (box.y1 + lines.y0) // 2)
            elif box.y0 >= lines.y1:
                y1 = min(y1, (box.y0 + lines.y1) // 2)
            elif box.x1 <= lines.x0:
                x0 = max(x0, (box.x1 + lines.x0) // 2)
            else:
                x1 = min(x1, (box.x0 + lines.x1) // 2)
    return Box(x0, y0, x1, y1)


def _make_room(card: Box, others: Sequence[Box], width: int, height: int) -> Box:
    """Where the card lay, if the page is wide enough there and nothing else stands in the way; else below."""
    wide, tall = card.height, card.width
    x0 = min(max(0, round(card.middle[0] - wide / 2)), max(0, width - wide))
    y0 = round(card.middle[1] - tall / 2)
    there = Box(x0, y0, x0 + wide, y0 + tall)
    if there.x1 <= width and not any(there.overlap(box) for box in others if not box.overlap(card)):
        return there
    return Box(0, height, wide, height + tall)


def lay_upright(image: bytes, width: int, page_rotation: int, found: Sideways) -> bytes:
    """The page's picture, upright, with the card turned; the format is kept.

    `width` is that of the picture which was looked at, before the page was turned.
    """
    page, card = turn(_decode_colours(image, width), page_rotation), found.card
    patch = turn(np.ascontiguousarray(page[card.y0 : card.y1, card.x0 : card.x1]), found.rotation)
    laid = _lay(page, patch, found)
    jpeg = image[:2] == b"\xff\xd8"
    options = [cv2.IMWRITE_JPEG_QUALITY, 92] if jpeg else [cv2.IMWRITE_PNG_COMPRESSION, 3]
    return bytes(cv2.imencode(".jpg" if jpeg else ".png", laid, options)[1])


def _decode_colours(image: bytes, width: int) -> Picture:
    """In colours where that is simple; a transparent page is laid on white."""
    decoded = cv2.imdecode(
        np.frombuffer(image, np.uint8), cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
    )
    if decoded is not None and decoded.dtype == np.uint8 and decoded.ndim == 3 and decoded.shape[2] == 3:
        page = decoded
    else:
        page = cv2.cvtColor(decode_grey(image), cv2.COLOR_GRAY2BGR)
    scale = width / page.shape[1]
    if scale < 1.0:
        page = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(page, np.uint8)


def _lay(page: Picture, patch: Picture, found: Sideways) -> Picture:
    height, width = page.shape[:2]
    card, place = found.card, found.place
    lain = page[card.y0 : card.y1, card.x0 : card.x1]
    rim = np.concatenate([lain[0], lain[-1], lain[:, 0], lain[:, -1]])
    whole = np.empty((max(height, place.y1), max(width, place.x1), 3), np.uint8)
    whole[:] = np.median(rim, axis=0).astype(np.uint8)
    kept = whole[card.y0 : card.y1, card.x0 : card.x1].copy()
    whole[:height, :width] = page
    whole[card.y0 : card.y1, card.x0 : card.x1] = kept
    whole[place.y0 : place.y1, place.x0 : place.x1] = patch
    return whole
