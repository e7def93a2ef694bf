"""Telling two pictures of one paper from pictures of two papers that look alike, without reading them.

A coarse look (64 bits of light and dark) only hints: the same form of another person differs by two bits,
a second fax of the same page by five. So a hint is confirmed by laying one picture over the other and
comparing the ink place by place: a name or date that is another one leaves ink that nothing explains.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from intake.readers.picture import Grey

#: Pixels of the longest side at which pages are laid over one another: print is about ten pixels high.
SIDE: Final = 1400
#: Side of the squares that are compared, and how far one may lie from where it was expected.
SQUARE, SLACK = 36, 7
#: Share of each side that is not looked at: fax headers, punched holes, shadows of the lid.
MARGIN: Final = 0.045
#: Share of dark pixels from which a square holds something.
INKED: Final = 0.04


@dataclass(frozen=True, slots=True)
class Overlay:
    """How two pictures compare, one laid over the other."""

    anchors: int
    """Points that both show in places that fit together; 0 where they do not fit."""
    squares: int
    """Squares with ink that were compared, over both directions."""
    differing: float
    """Share of them whose ink the other picture does not show."""
    worst: float
    """Lowest agreement of any place two squares wide, 0.0-1.0."""


def shrink(grey: Grey) -> Grey:
    """To the working size."""
    scale = SIDE / max(grey.shape)
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def lay_over(one: Grey, other: Grey) -> Overlay:
    one, other = shrink(one), shrink(other)
    warp, anchors = _fit(one, other)
    if warp is None:
        return Overlay(anchors, 0, 1.0, 0.0)
    laid = cv2.warpPerspective(other, warp, (one.shape[1], one.shape[0]), borderValue=255)
    seen = cv2.warpPerspective(np.full(other.shape, 255, np.uint8), warp, (one.shape[1], one.shape[0]))
    a, b = _ink(one), _ink(laid)
    inside = cv2.erode(seen, np.ones((9, 9), np.uint8)) > 0
    agreements = _agreements(a, b, inside)
    return agreements, anchors


def _fit(one, other):
    finder = cv2.SIFT_create(nfeatures=2500, contrastThreshold=0.03)
    k1, d1 = finder.detectAndCompute(one, None)
    k2, d2 = finder.detectAndCompute(other, None)
    if d1 is None or d2 is None or len(k1) < 20 or len(k2) < 20:
        return None, 0
    flann = cv2.FlannBasedMatcher({"algorithm": 1, "trees": 4}, {"checks": 40})
    pairs = [m for m, n in (p for p in flann.knnMatch(d2, d1, k=2) if len(p) == 2) if m.distance < 0.8 * n.distance]
    if len(pairs) < 15:
        return None, len(pairs)
    src = np.float32([k2[m.queryIdx].pt for m in pairs]); dst = np.float32([k1[m.trainIdx].pt for m in pairs])
    warp, mask = cv2.findHomography(src, dst, cv2.USAC_MAGSAC, 4.0)
    if warp is None:
        return None, 0
    n = int(mask.sum())
    return (warp if n >= 15 else None), n


def _ink(grey):
    grey = cv2.GaussianBlur(grey, (0, 0), 1.2)
    back = cv2.GaussianBlur(grey, (0, 0), 25)
    dark = np.clip(back.astype(np.int16) - grey - 12, 0, 90).astype(np.float32)
    return dark


def _agreements(a, b, inside):
    h, w = a.shape
    mx, my = int(w * MARGIN), int(h * MARGIN)
    out = []
    for y in range(my, h - my - SQUARE, SQUARE // 2):
        for x in range(mx, w - mx - SQUARE, SQUARE // 2):
            if not inside[y:y + SQUARE, x:x + SQUARE].all():
                continue
            best = 1.0
            had = False
            for p, q in ((a, b), (b, a)):
                t = p[y:y + SQUARE, x:x + SQUARE]
                if (t > 25).mean() < INKED:
                    continue
                had = True
                region = q[y - SLACK:y + SQUARE + SLACK, x - SLACK:x + SQUARE + SLACK]
                if region.shape != (SQUARE + 2 * SLACK, SQUARE + 2 * SLACK) or region.std() < 1e-3:
                    best = min(best, 0.0)
                    continue
                r = cv2.matchTemplate(region, t, cv2.TM_CCOEFF_NORMED).max()
                best = min(best, float(r))
            if had:
                out.append((x, y, best))
    return out
