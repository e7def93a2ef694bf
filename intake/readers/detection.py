"""From the detector's heat map to text lines (differentiable binarisation, Liao et al. 2020)."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from intake.readers.picture import Quad, order_corners

#: Heat above which a pixel belongs to text, and mean heat above which a region is kept (the models' own).
PIXEL_HEAT = 0.3
REGION_HEAT = 0.5

#: How far a shrunken region is grown back: area times this over perimeter, in pixels (the models' own).
GROWTH = 1.6

#: Regions narrower than this many pixels of the heat map are specks.
SMALLEST = 3

#: A page with more regions than this is noise; the largest are kept.
MOST_REGIONS = 1500


@dataclass(frozen=True, slots=True)
class TextRegion:
    """One text line as found."""

    corners: Quad
    """On the full picture, in pixels."""
    heat: float
    """Mean heat, 0.0-1.0."""


def find_regions(heat: np.ndarray[Any, Any], x_scale: float, y_scale: float) -> list[TextRegion]:
    """Find text lines in a heat map; the scales carry its pixels to the full picture's."""
    mask = (heat > PIXEL_HEAT).astype(np.uint8)
    grown = cv2.dilate(mask, np.ones((2, 2), np.uint8))
    outlines = _find_outlines(grown)[:MOST_REGIONS]
    found = []
    for contour in outlines:
        centre, (wide, tall), angle = cv2.minAreaRect(contour)
        if min(wide, tall) < SMALLEST:
            continue
        warmth = _mean_heat(heat, cv2.boxPoints((centre, (wide, tall), angle)))
        if warmth < REGION_HEAT:
            continue
        # Growing a rectangle by a distance with rounded corners and boxing it again adds twice the distance.
        growth = wide * tall * GROWTH / (wide + tall)
        if min(wide, tall) + growth < SMALLEST + 2:
            continue
        points = cv2.boxPoints((centre, (wide + growth, tall + growth), angle))
        points = points * np.array([x_scale, y_scale], np.float32)
        found.append(TextRegion(order_corners(points.astype(np.float32)), warmth))
    return found


def _find_outlines(mask: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
    """The outer edges of what is hot, largest first; a cold spot inside a line is no line of its own."""
    contours, levels = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    outer = [c for c, level in zip(contours, levels[0], strict=True) if level[3] < 0] if contours else []
    return sorted(outer, key=cv2.contourArea, reverse=True)


def _mean_heat(heat: np.ndarray[Any, Any], points: np.ndarray[Any, Any]) -> float:
    height, width = heat.shape
    x0, y0 = np.clip(np.floor(points.min(axis=0)).astype(int), 0, [width - 1, height - 1])
    x1, y1 = np.clip(np.ceil(points.max(axis=0)).astype(int), 0, [width - 1, height - 1])
    mask = np.zeros((y1 - y0 + 1, x1 - x0 + 1), np.uint8)
    cv2.fillPoly(mask, [np.round(points - [x0, y0]).astype(np.int32)], 1)
    return float(cv2.mean(heat[y0 : y1 + 1, x0 : x1 + 1], mask)[0])
