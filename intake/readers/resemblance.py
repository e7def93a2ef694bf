"""Telling two pictures of one paper from pictures of two papers that look alike, without reading them.

A coarse look (64 bits of light and dark) only hints: the same form of another person differs by two bits,
a second fax of the same page by five. So a hint is confirmed by laying one picture over the other and
comparing the ink place by place: another name or date leaves ink that the other picture does not show.
"""

import math
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any, Final

import cv2
import numpy as np

from intake.readers.picture import Grey

Values = np.ndarray[Any, np.dtype[np.float32]]
Means = np.ndarray[Any, np.dtype[np.float64]]
Warp = np.ndarray[Any, np.dtype[Any]]

#: Bits of a look, and the bytes it is cut into: looks that share some of them may be one paper's.
LOOK_BITS, BANDS = 64, 8
#: Share of each side that is not looked at: fax headers, punched holes, shadows of the lid.
MARGIN: Final = 0.045
#: A picture of fewer pixels a side is enlarged, so that each place has a whole row and column of its own.
SMALLEST: Final = 18
#: Pixels of the longest side at which pages are laid over one another: print is about ten pixels high.
SIDE: Final = 1400
#: Side of the squares that are compared, and how far one may lie from where it was expected.
SQUARE, SLACK = 36, 7
#: Ink is this much darker than the paper around it (0-255); a square with less of it holds nothing.
DARKER, INK, INKED = 12, 25, 0.04
#: Pixels from which a straight stroke says nothing.
RULE: Final = 120
#: Points of both pictures that must fit together before anything is compared.
ANCHORS: Final = 20
#: Squares that must be compared: a nearly empty page resembles every other.
LEAST_SQUARES: Final = 60
#: What two pictures of one paper reach, and pictures of two never did (`benchmarks/resemblance.py`): the
#: agreement of the worst place one and a half squares wide, and how far it lies below the page's median.
WORST, BELOW_MEDIAN = 0.91, 0.085


@dataclass(frozen=True, slots=True)
class Overlay:
    """How two pictures compare, one laid over the other."""

    anchors: int
    """Points that fit together."""
    squares: int
    """Squares with ink that were compared; 0 where the pictures do not fit."""
    median: float = 0.0
    """Agreement of the squares, 0.0-1.0."""
    worst: float = 0.0

    @property
    def one_paper(self) -> bool:
        """Whether both are pictures of one paper."""
        return (
            self.squares >= LEAST_SQUARES and self.worst >= WORST and self.median - self.worst <= BELOW_MEDIAN
        )


def look_of(grey: Grey) -> int:
    """64 bits: whether each of 8 by 8 places is lighter than the one to its right."""
    height, width = grey.shape
    top, left = int(height * MARGIN), int(width * MARGIN)
    inner = grey[top : height - top, left : width - left]
    if min(inner.shape) < SMALLEST:
        inner = np.repeat(np.repeat(inner, SMALLEST, axis=0), SMALLEST, axis=1)
    rows = _band_means(inner, 8)
    small = np.rint(_band_means(np.ascontiguousarray(rows.T), 9).T)
    bits = (small[:, :-1] > small[:, 1:]).flatten()
    return int("".join("1" if bit else "0" for bit in bits), 2)


def _band_means(values: Grey | Means, count: int) -> Means:
    """Means of so many equal bands of rows; a row on the edge of two counts in each by its part.

    OpenCV's own shrinking by area says the same, and takes twenty times as long to shrink a page so far.
    """
    edges = np.linspace(0, values.shape[0], count + 1).round(9)
    return np.array([_sum_rows(values, *band) / (band[1] - band[0]) for band in pairwise(edges)])


def _sum_rows(values: Grey | Means, start: float, end: float) -> Means:
    first, last = math.ceil(start), math.floor(end)
    exact = cv2.CV_32S if values.dtype == np.uint8 else cv2.CV_64F
    whole = cv2.reduce(values[first:last], 0, cv2.REDUCE_SUM, dtype=exact)[0].astype(np.float64)
    if first > start:
        whole += (first - start) * values[first - 1]
    if end > last:
        whole += (end - last) * values[last]
    return np.asarray(whole, np.float64)


def bands_of(look: int) -> tuple[int, ...]:
    """The bytes of a look, each with its place: what pages that look alike share some of."""
    return tuple((place << 8) | ((look >> (8 * place)) & 0xFF) for place in range(BANDS))


def lay_over(one: Grey, other: Grey) -> Overlay:
    """Compare two upright pictures of pages; about a second of one core."""
    first, second = _shrink(one), _shrink(other)
    warp, anchors = _fit(first, second)
    if warp is None:
        return Overlay(anchors, 0)
    size = (first.shape[1], first.shape[0])
    laid = np.asarray(cv2.warpPerspective(second, warp, size, borderValue=255), np.uint8)
    covered = cv2.warpPerspective(np.full(second.shape, 255, np.uint8), warp, size)
    inside = cv2.erode(covered, np.ones((9, 9), np.uint8)) > 0
    agreements = _compare_squares(*_without_rules(_ink_of(first), _ink_of(laid)), np.asarray(inside))
    if not agreements:
        return Overlay(anchors, 0)
    median = float(np.median(list(agreements.values())))
    return Overlay(anchors, len(agreements), median, _worst_place(agreements))


def _shrink(grey: Grey) -> Grey:
    scale = SIDE / max(grey.shape)
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _fit(one: Grey, other: Grey) -> tuple[Warp | None, int]:
    """The map that lays the other picture over this one, and how many points fit it."""
    finder = cv2.SIFT.create(nfeatures=2500, contrastThreshold=0.03)
    points, traits = finder.detectAndCompute(one, None)
    others, other_traits = finder.detectAndCompute(other, None)
    if min(len(points), len(others)) < ANCHORS:
        return None, 0
    matcher = cv2.FlannBasedMatcher({"algorithm": 1, "trees": 4}, {"checks": 40})
    near = [pair for pair in matcher.knnMatch(other_traits, traits, k=2) if len(pair) == 2]
    sure = [first for first, second in near if first.distance < 0.8 * second.distance]
    if len(sure) < ANCHORS:
        return None, 0
    here = np.asarray([points[match.trainIdx].pt for match in sure], np.float32)
    there = np.asarray([others[match.queryIdx].pt for match in sure], np.float32)
    warp, fitting = cv2.findHomography(there, here, cv2.USAC_MAGSAC, 4.0)
    anchors = 0 if warp is None else int(fitting.sum())
    return (warp if anchors >= ANCHORS else None), anchors


def _ink_of(grey: Grey) -> Values:
    """How much darker than the paper around it each place is, the light evened out."""
    soft = cv2.GaussianBlur(grey, (0, 0), 1.2).astype(np.float32)
    paper = cv2.GaussianBlur(soft, (0, 0), 25)
    return np.asarray(np.clip(paper - soft - DARKER, 0, 90), np.float32)


def _without_rules(one: Values, other: Values) -> tuple[Values, Values]:
    """Both without long straight strokes of either: a form's rules, and the streaks that a fax leaves."""
    rules = cv2.dilate(np.maximum(_rules_of(one), _rules_of(other)), np.ones((7, 7), np.uint8)) > 0
    return (
        np.asarray(np.where(rules, 0, one), np.float32),
        np.asarray(np.where(rules, 0, other), np.float32),
    )


def _rules_of(ink: Values) -> Grey:
    dark = (ink > INK).astype(np.uint8)
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, RULE), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((RULE, 1), np.uint8))
    return np.asarray(np.maximum(across, down), np.uint8)


def _compare_squares(
    one: Values, other: Values, inside: np.ndarray[Any, np.dtype[np.bool_]]
) -> dict[tuple[int, int], float]:
    """By place (column, row of half squares): the agreement of what either picture shows there."""
    height, width = one.shape
    top, left = max(int(height * MARGIN), SLACK), max(int(width * MARGIN), SLACK)
    rows = range(top, height - top - SQUARE, SQUARE // 2)
    columns = range(left, width - left - SQUARE, SQUARE // 2)
    agreements: dict[tuple[int, int], float] = {}
    for (row, y), (column, x) in product(enumerate(rows), enumerate(columns)):
        if inside[y : y + SQUARE, x : x + SQUARE].all():
            found = [a for a in (_find(one, other, x, y), _find(other, one, x, y)) if a is not None]
            if found:
                agreements[column, row] = min(found)
    return agreements


def _find(one: Values, other: Values, x: int, y: int) -> float | None:
    """How well the other picture shows what stands in this square, near its place; None for an empty one."""
    square = one[y : y + SQUARE, x : x + SQUARE]
    if (square > INK).mean() < INKED:
        return None
    around = other[y - SLACK : y + SQUARE + SLACK, x - SLACK : x + SQUARE + SLACK]
    if float(around.std()) < 1e-3:
        return 0.0
    return float(cv2.matchTemplate(around, square, cv2.TM_CCOEFF_NORMED).max())


def _worst_place(agreements: dict[tuple[int, int], float]) -> float:
    """The lowest mean of three squares in a row, each half over the next: one speck spoils no page."""
    runs = [
        (agreements[column, row] + agreements[column + 1, row] + agreements[column + 2, row]) / 3
        for column, row in agreements
        if (column + 1, row) in agreements and (column + 2, row) in agreements
    ]
    return min(runs, default=min(agreements.values()))
