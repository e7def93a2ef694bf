"""What mail, fax machines, scanners and telephones do to a page. Words' boxes are carried along."""

import random
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from PIL import Image

from benchmarks.readers.pages import TruePage

Picture = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A page as it arrives, squared by unpack, and the way from the drawn page to it."""

    grey: Picture
    dpi: float | None
    fax_vertical_dpi: float | None = None
    forward: Picture | None = None
    """3x3 map of the drawn page's points to this picture's; None where nothing moved."""
    rotation: int = 0
    """Degrees clockwise by which reading should turn it back."""
    jpeg: bool = False

    def encode(self) -> bytes:
        """As unpack hands it on."""
        suffix, options = (".jpg", [cv2.IMWRITE_JPEG_QUALITY, 80]) if self.jpeg else (".png", [])
        return bytes(cv2.imencode(suffix, self.grey, options)[1])


def _array(page: TruePage) -> Picture:
    return np.array(page.picture, np.uint8)


def scan(page: TruePage, rng: random.Random, dpi: int = 200, noise: float = 6.0) -> Arrived:
    """A clean scan: soft edges, sensor noise."""
    grey = cv2.GaussianBlur(_array(page), (0, 0), 0.6).astype(np.float32)
    grey += np.random.default_rng(rng.randrange(1 << 30)).normal(0, noise, grey.shape)
    return Arrived(np.clip(grey, 0, 255).astype(np.uint8), dpi)


def skew(page: TruePage, rng: random.Random, angle: float = 3.0) -> Arrived:
    """Fed at an angle."""
    arrived = scan(page, rng)
    height, width = arrived.grey.shape
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), rng.choice((-angle, angle)), 1.0)
    grey = cv2.warpAffine(arrived.grey, turned, (width, height), borderValue=255.0)
    return Arrived(grey, arrived.dpi, forward=np.vstack([turned, [0, 0, 1]]))


def fax(page: TruePage, rng: random.Random, vertical: int = 196, noise: float = 0.0015) -> Arrived:
    """ITU-T T.4: 204 dots across, 98 or 196 down, black or white; made square again as unpack does."""
    drawn = _array(page)
    inches_tall = drawn.shape[0] / 200
    size = (round(drawn.shape[1] * 204 / 200), round(inches_tall * vertical))
    small = cv2.resize(drawn, size, interpolation=cv2.INTER_AREA)
    dots = np.random.default_rng(rng.randrange(1 << 30))
    black = (small < 140 + dots.normal(0, 12, small.shape)).astype(np.uint8)
    black ^= np.asarray(dots.random(small.shape) < noise, np.uint8)
    square = Image.fromarray(255 - 255 * black).resize(
        (size[0], round(inches_tall * 204)), Image.Resampling.BICUBIC
    )
    forward = np.diag([204 / 200, 204 / 200, 1.0])
    return Arrived(np.array(square), 204.0, float(vertical), forward)


def photo(page: TruePage, rng: random.Random, strength: float = 0.05) -> Arrived:
    """By telephone: perspective, a desk around it, a shadow, blur, JPEG."""
    drawn = _array(page)
    height, width = drawn.shape
    out_w, out_h = round(width * 1.25), round(height * 1.25)
    left, top = (out_w - width) / 2, (out_h - height) / 2
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    jitter = np.array(
        [[rng.uniform(-1, 1) * width, rng.uniform(-1, 1) * height] for _ in range(4)], np.float32
    )
    target = source + np.array([left, top], np.float32) + jitter * strength
    forward = cv2.getPerspectiveTransform(source, target.astype(np.float32))
    desk = np.full((out_h, out_w), rng.randint(60, 150), np.uint8)
    grey = cv2.warpPerspective(drawn, forward, (out_w, out_h), dst=desk, borderMode=cv2.BORDER_TRANSPARENT)
    ramp = np.linspace(rng.uniform(0.45, 0.6), 1.0, out_w, dtype=np.float32)
    shade = np.clip(ramp[None, :] + np.linspace(-0.1, 0.15, out_h, dtype=np.float32)[:, None], 0.3, 1.0)
    lit = cv2.GaussianBlur(grey.astype(np.float32) * 0.92 * shade, (0, 0), 0.9)
    lit += np.random.default_rng(rng.randrange(1 << 30)).normal(0, 4, lit.shape)
    return Arrived(np.clip(lit, 0, 255).astype(np.uint8), None, forward=forward, jpeg=True)


def turned(arrived: Arrived, rotation: int) -> Arrived:
    """The same page, lying so that reading must turn it clockwise by `rotation`."""
    laid = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}
    grey = arrived.grey if rotation == 0 else cv2.rotate(arrived.grey, laid[rotation])
    return Arrived(grey, arrived.dpi, arrived.fax_vertical_dpi, arrived.forward, rotation, arrived.jpeg)


def carry_box(box: tuple[int, int, int, int], forward: Picture | None) -> tuple[float, float, float, float]:
    """Where a box of the drawn page lies on the upright arrived page."""
    if forward is None:
        return (float(box[0]), float(box[1]), float(box[2]), float(box[3]))
    x0, y0, x1, y1 = box
    corners = np.array([[[x0, y0], [x1, y0], [x1, y1], [x0, y1]]], np.float64)
    moved = cv2.perspectiveTransform(corners, forward.astype(np.float64))[0]
    (left, top), (right, bottom) = moved.min(axis=0), moved.max(axis=0)
    return float(left), float(top), float(right), float(bottom)
