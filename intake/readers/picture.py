"""Pictures as arrays: decoding, turning, cropping, mapping points."""

import math
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from domain.errors import CorruptDocument
from domain.geometry import Box

Grey = np.ndarray[Any, np.dtype[np.uint8]]
"""A grey picture, height by width."""

Quad = np.ndarray[Any, np.dtype[np.float32]]
"""Four corners (x, y), top left first, clockwise: shape (4, 2)."""

Matrix = np.ndarray[Any, np.dtype[np.float64]]
"""A 3x3 projective map of points (x, y, 1)."""

_TURNS: dict[int, int] = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}


def decode_grey(image: bytes) -> Grey:
    """Decode a PNG or JPEG to grey; transparent places are white paper.

    Raises: CorruptDocument where the bytes are no picture.
    """
    kind = cv2.IMREAD_UNCHANGED if _may_be_transparent(image) else cv2.IMREAD_GRAYSCALE
    decoded = cv2.imdecode(np.frombuffer(image, np.uint8), kind | cv2.IMREAD_IGNORE_ORIENTATION)
    if decoded is None:
        raise CorruptDocument("The page's picture cannot be decoded.")
    if decoded.dtype != np.uint8:
        decoded = cv2.convertScaleAbs(decoded, alpha=255 / 65535)
    if decoded.ndim == 2:
        return np.asarray(decoded, np.uint8)
    if decoded.shape[2] == 4:
        decoded = _lay_on_white(decoded)
    return np.asarray(cv2.cvtColor(decoded[:, :, :3], cv2.COLOR_BGR2GRAY), np.uint8)


def _may_be_transparent(image: bytes) -> bool:
    """A PNG's colour type (byte 25 of the file) is 4 or 6 with an alpha channel, 3 with a palette."""
    return image[:4] == b"\x89PNG" and image[25:26] in (b"\x03", b"\x04", b"\x06")


def _lay_on_white(picture: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    alpha = picture[:, :, 3:].astype(np.float32) / 255
    return (picture[:, :, :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)


def turn(grey: Grey, rotation: int) -> Grey:
    """Turn clockwise by 0, 90, 180 or 270 degrees."""
    return grey if rotation == 0 else np.asarray(cv2.rotate(grey, _TURNS[rotation]), np.uint8)


def turn_encoded(image: bytes, rotation: int) -> bytes:
    """Turn an encoded picture clockwise, keeping its format, colours and losslessness (PNG stays PNG)."""
    decoded = cv2.imdecode(
        np.frombuffer(image, np.uint8), cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION
    )
    if decoded is None:
        raise CorruptDocument("The page's picture cannot be decoded.")
    jpeg = image[:2] == b"\xff\xd8"
    options = [cv2.IMWRITE_JPEG_QUALITY, 92] if jpeg else [cv2.IMWRITE_PNG_COMPRESSION, 3]
    _, encoded = cv2.imencode(".jpg" if jpeg else ".png", cv2.rotate(decoded, _TURNS[rotation]), options)
    return bytes(encoded)


def turn_quad(corners: Quad, rotation: int, width: int, height: int) -> Quad:
    """Where the corners lie after the picture of `width` by `height` was turned clockwise.

    The corner that is now top left comes first again, for text that the turn set upright or on its head.
    """
    x, y = corners[:, 0], corners[:, 1]
    if rotation == 90:
        moved = np.stack([height - y, x], axis=1)
    elif rotation == 180:
        moved = np.stack([width - x, height - y], axis=1)
    elif rotation == 270:
        moved = np.stack([y, width - x], axis=1)
    else:
        return corners
    return order_corners(moved.astype(np.float32))


def order_corners(corners: Quad) -> Quad:
    """Sort four corners: top left, top right, bottom right, bottom left."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left = by_x[:2][np.argsort(by_x[:2, 1], kind="stable")]
    right = by_x[2:][np.argsort(by_x[2:, 1], kind="stable")]
    return np.array([left[0], right[0], right[1], left[1]], np.float32)


def quad_size(corners: Quad) -> tuple[float, float]:
    """Mean width and height in pixels."""
    width = np.linalg.norm(corners[1] - corners[0]) + np.linalg.norm(corners[2] - corners[3])
    height = np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])
    return float(width) / 2, float(height) / 2


def crop_quad(grey: Grey, corners: Quad, height: int) -> Grey:
    """Cut a line out of the picture, straightened, `height` pixels tall, its proportions kept."""
    wide, tall = quad_size(corners)
    width = max(8, round(height * wide / max(tall, 1.0)))
    shrink = max(1.0, tall / height)
    if shrink >= 1.5:
        # A direct warp would skip pixels of large letters: cut at full size, then average down.
        full = _warp(grey, corners, max(8, round(wide)), max(8, round(tall)))
        return np.asarray(cv2.resize(full, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    return _warp(grey, corners, width, height)


def _warp(grey: Grey, corners: Quad, width: int, height: int) -> Grey:
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    warped = cv2.warpPerspective(
        grey, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(warped, np.uint8)


def slice_quad(corners: Quad, start: float, end: float) -> Quad:
    """The part of a line between two shares (0.0-1.0) of its width."""
    top, bottom = corners[1] - corners[0], corners[2] - corners[3]
    return np.array(
        [
            corners[0] + top * start,
            corners[0] + top * end,
            corners[3] + bottom * end,
            corners[3] + bottom * start,
        ],
        np.float32,
    )


def bound_quad(corners: Quad, width: int, height: int) -> Box:
    """The upright box round four corners, kept on the page and never empty."""
    # A page has hundreds of boxes, and for four numbers an array costs ten times the arithmetic.
    xs, ys = corners[:, 0].tolist(), corners[:, 1].tolist()
    x0 = min(max(math.floor(min(xs)), 0), width - 1)
    y0 = min(max(math.floor(min(ys)), 0), height - 1)
    x1 = min(max(math.ceil(max(xs)), x0 + 1), width)
    y1 = min(max(math.ceil(max(ys)), y0 + 1), height)
    return Box(x0, y0, x1, y1)


def map_boxes(boxes: Sequence[Box], matrix: Matrix, width: int, height: int) -> list[Box]:
    """Carry boxes through a projective map onto a page of `width` by `height`."""
    if not boxes:
        return []
    sides = np.array([box.as_list() for box in boxes], np.float64)
    corners = sides[:, [0, 1, 2, 1, 2, 3, 0, 3]].reshape(-1, 4, 2)
    carried = cv2.perspectiveTransform(corners, matrix)
    # To a ten thousandth of a pixel: what is whole but for the arithmetic is whole.
    carried = np.round(carried, 4)
    first = np.clip(np.floor(carried.min(axis=1)), 0, [width - 1, height - 1])
    last = np.minimum(np.maximum(np.ceil(carried.max(axis=1)), first + 1), [width, height])
    return [Box(*found) for found in np.hstack([first, last]).astype(int).tolist()]
