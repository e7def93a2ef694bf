"""Pictures as Tesseract reads them best: about 200 dpi, straight, evenly lit.

The neural reader needs none of this (it cuts each line out by its own corners); only the light blur that
rejoins the broken strokes of a standard fax serves both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from domain.geometry import Box
from intake.readers.detection import TextRegion
from intake.readers.picture import Grey, Matrix, Quad, crop_quad, quad_size, slice_quad

#: Tesseract reads 200 dpi faster and better than 300.
TARGET_DPI = 200.0

#: A text line of 10-12 points at 200 dpi, as tall as the detector boxes it, in pixels.
TARGET_LINE_HEIGHT = 38.0

#: Claims of a file beyond these are not believed; the height of the text decides then.
BELIEVED_DPI = (90.0, 700.0)

#: Angles below this many degrees are left alone: turning blurs more than it straightens.
SMALLEST_ANGLE = 0.15

#: Standard fax has 98 lines an inch (ITU-T T.4); fine fax 196 needs no blur beyond scaling.
STANDARD_FAX_DPI = 120.0

#: Paper darker than this (of 255) is brightened before reading.
DARK_PAPER = 110.0

#: Darkest tenth of the paper over its lightest tenth: below this the light is uneven, as in photos.
EVEN_LIGHT = 0.8


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture for Tesseract, and the way back."""

    grey: Grey
    to_page: Matrix
    """Carries the prepared picture's points to the upright page's."""


def soften_fax(grey: Grey, vertical_dpi: float | None) -> Grey:
    """Blur a standard fax lightly, along its coarse axis; other pages are returned as they are."""
    if vertical_dpi is None or vertical_dpi > STANDARD_FAX_DPI:
        return grey
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), sigmaX=0.9, sigmaY=1.2), np.uint8)


def brighten(grey: Grey) -> Grey:
    """Stretch a page whose paper came out dark; others are returned as they are."""
    paper = float(np.percentile(grey[::4, ::4], 95))
    if paper >= DARK_PAPER or paper < 4:
        return grey
    return np.asarray(cv2.convertScaleAbs(grey, alpha=240 / paper), np.uint8)


def measure_skew(regions: Sequence[TextRegion]) -> float:
    """Degrees by which the text lines climb to the right (negative) or fall (positive).

    The median over the lines, weighted by length; the detector's corners are finer than a projection
    profile and cost nothing.
    """
    angles, weights = [], []
    for region in regions:
        width, height = quad_size(region.corners)
        if width < 3 * height:
            continue
        along = (region.corners[1] - region.corners[0]) + (region.corners[2] - region.corners[3])
        angles.append(float(np.degrees(np.arctan2(along[1], along[0]))))
        weights.append(width)
    if not angles:
        return 0.0
    order = np.argsort(angles)
    reached = np.cumsum(np.array(weights)[order])
    return angles[int(order[int(np.searchsorted(reached, reached[-1] / 2))])]


def spread_of_angles(regions: Sequence[TextRegion]) -> float:
    """Degrees between the 10th and the 90th percentile of long lines' angles: perspective shows here."""
    angles = []
    for region in regions:
        width, height = quad_size(region.corners)
        if width >= 5 * height:
            along = (region.corners[1] - region.corners[0]) + (region.corners[2] - region.corners[3])
            angles.append(float(np.degrees(np.arctan2(along[1], along[0]))))
    return float(np.percentile(angles, 90) - np.percentile(angles, 10)) if len(angles) >= 4 else 0.0


def text_height(regions: Sequence[TextRegion]) -> float:
    """Median height of the text lines in pixels; 0.0 without lines."""
    return float(np.median([quad_size(r.corners)[1] for r in regions])) if regions else 0.0


def choose_scale(dpi: float | None, regions: Sequence[TextRegion]) -> float:
    """The factor that brings the page to about 200 dpi, or its text to the height it has there."""
    if dpi is not None and BELIEVED_DPI[0] <= dpi <= BELIEVED_DPI[1]:
        return TARGET_DPI / dpi
    height = text_height(regions)
    return float(np.clip(TARGET_LINE_HEIGHT / height, 0.25, 2.5)) if height else 1.0


def estimate_light(grey: Grey) -> Grey:
    """The paper's brightness everywhere, without the print on it (full size)."""
    height, width = grey.shape
    factor = 256 / max(height, width)
    size = (max(8, round(width * factor)), max(8, round(height * factor)))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))
    paper = cv2.medianBlur(paper, 9)
    return np.asarray(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def is_evenly_lit(grey: Grey) -> bool:
    """Whether the paper is equally bright nearly everywhere, as scanners and fax machines leave it."""
    step = max(1, max(grey.shape) // 256)
    light = estimate_light(np.ascontiguousarray(grey[::step, ::step]))
    low, high = np.percentile(light, [10, 90])
    return bool(low >= EVEN_LIGHT * high)


def flatten_light(grey: Grey) -> Grey:
    """Divide the picture by the paper's brightness, so that shadows go and the paper is white."""
    light = np.maximum(estimate_light(grey), 16).astype(np.float32)
    flat = grey.astype(np.float32) * (250.0 / light)
    return np.clip(flat, 0, 255).astype(np.uint8)


def straighten(grey: Grey, scale: float, angle: float) -> Prepared:
    """Scale the page and turn it by `-angle` degrees on a white canvas that holds all of it."""
    if scale < 0.98 or scale > 1.1:
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        scaled = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=way), np.uint8)
    else:
        scaled, scale = grey, 1.0
    back: Matrix = np.diag([1 / scale, 1 / scale, 1.0])
    if abs(angle) < SMALLEST_ANGLE:
        return Prepared(scaled, back)
    height, width = scaled.shape
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    cos, sin = abs(turned[0, 0]), abs(turned[0, 1])
    wide, tall = int(height * sin + width * cos), int(height * cos + width * sin)
    turned[:, 2] += [(wide - width) / 2, (tall - height) / 2]
    straight = cv2.warpAffine(scaled, turned, (wide, tall), flags=cv2.INTER_LINEAR, borderValue=255.0)
    whole = np.vstack([turned, [0.0, 0.0, 1.0]])
    return Prepared(np.asarray(straight, np.uint8), back @ np.linalg.inv(whole))


@dataclass(frozen=True, slots=True)
class Strip:
    """One text line's place on a collage."""

    region: TextRegion
    top: int
    bottom: int
    width: int


@dataclass(frozen=True, slots=True)
class Collage:
    """The text lines of a photo, each straightened and evenly lit, one under the other on white."""

    grey: Grey
    strips: tuple[Strip, ...]

    def locate(self, box: Box) -> Quad | None:
        """Where a word of the collage stands on the photo; None between the strips."""
        middle = box.middle[1]
        for strip in self.strips:
            if strip.top - MARGIN / 2 <= middle < strip.bottom + MARGIN / 2:
                start = (box.x0 - MARGIN) / strip.width
                end = (box.x1 - MARGIN) / strip.width
                return slice_quad(strip.region.corners, max(0.0, start), min(1.0, end))
        return None


#: Left margin and gap between strips of a collage, in pixels.
MARGIN = 24


def paste_lines(grey: Grey, regions: Sequence[TextRegion]) -> Collage:
    """Lay the lines of a photo out as a plain page.

    A photo has perspective, shadows, curl and a desk around it. Finding the sheet's outline fails often on
    real photos; the lines themselves are found well, and cut out by their corners they are straight.
    """
    tall = round(TARGET_LINE_HEIGHT)
    ordered = sorted(regions, key=lambda region: float(region.corners[:, 1].mean()))
    crops = [_even_line(crop_quad(grey, region.corners, tall)) for region in ordered]
    widest = max((crop.shape[1] for crop in crops), default=8)
    page = np.full((MARGIN + len(crops) * (tall + MARGIN), widest + 2 * MARGIN), 255, np.uint8)
    strips = []
    for number, (region, crop) in enumerate(zip(ordered, crops, strict=True)):
        top = MARGIN + number * (tall + MARGIN)
        page[top : top + tall, MARGIN : MARGIN + crop.shape[1]] = crop
        strips.append(Strip(region, top, top + tall, crop.shape[1]))
    return Collage(page, tuple(strips))


def _even_line(crop: Grey) -> Grey:
    """Stretch a line's contrast to dark on white; light print on dark is inverted."""
    low, middle, high = (float(v) for v in np.percentile(crop, [2, 50, 90]))
    if middle < (low + high) / 2 - 1:
        crop, low, high = np.asarray(255 - crop, np.uint8), 255 - high, 255 - low
    if high - low < 20:
        return np.full_like(crop, 255)
    stretched = (crop.astype(np.float32) - low) * (245 / (high - low))
    return np.asarray(np.clip(stretched, 0, 255), np.uint8)
