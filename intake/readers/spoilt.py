"""What spoils a page's picture, measured on the picture itself: what was lost was never read unsurely.

Blur shows where ink is, read or not: no step from paper to print is steep. Glare is a bright patch in which
the lines of print break off. A dirty glass draws dark lines through the whole page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from domain.pages import BLURRED, GLARE, LEGIBLE, STREAKS, Word
from intake.readers.picture import Grey

#: The page is looked at this many times smaller, in tiles of so many of those pixels.
SMALLER, TILE = 4, 16

#: A tile holds ink where this share of it is so much darker (of 255) than the paper around.
INKED_SHARE, INK_DEPTH = 0.06, 40

#: So many tiles are measured, and fewer tell nothing; each needs this contrast (of 255).
MOST_TILES, LEAST_TILES, LEAST_CONTRAST = 32, 6, 30.0

#: Steepest step of a tile over its contrast, a pixel, below which it is blurred: 0.25 and more on 403 pages
#: that read well, at most 0.142 on pages blurred by 3 pixels. In larger pictures the same steps are wider.
BLUR_STEP = 0.15
USUAL_SIDE = 2200

#: A page that is spoilt is no better than borderline, however surely its words were read.
_BORDERLINE = LEGIBLE - 0.01

#: The longest side of the picture on which glare is looked for, and how wide a patch is there.
GLARE_SIDE, PATCH = 500, 15
#: Light that a camera no longer tells apart, and how much darker (of 255) the sheet is elsewhere.
BURNT, DULLER = 252, 10
#: So many lines break off at a patch that covers print, and it fills this share of their gap; or no line is
#: left where it lies, and it takes this share of the printed area.
BROKEN_LINES, GAP_FILLED, LARGE_PATCH = 3, 0.6, 0.1

#: A streak is dark (of 255) on nearly all of its way, and narrow, in pixels; edges of the page are left out.
STREAK_DARK, STREAK_SHARE, STREAK_WIDTH, EDGE = 160, 0.97, 8, 0.03
#: Every so many rows are looked at, and beside a streak the paper is dark on no more of its way than this.
SPARSE, MOST_INK = 16, 0.5
#: So many streaks hide print; fewer are dirt.
MOST_STREAKS = 20


@dataclass(frozen=True, slots=True)
class Spoilt:
    """What is wrong with a picture, and how much of the page can be read at most."""

    reasons: tuple[str, ...] = ()
    readable: float = 1.0
    """0.0-1.0."""


def find_damage(grey: Grey, words: Sequence[Word]) -> Spoilt:
    """What spoils the picture; nothing on a page that is as it should be."""
    small = _shrink(grey, 1 / SMALLER)
    told = (_blur(grey, small, words), _glare(small, words), _streaks(grey))
    damage = [found for found in told if found]
    return Spoilt(tuple(reason for reason, _ in damage), min((share for _, share in damage), default=1.0))


def _shrink(grey: Grey, factor: float) -> Grey:
    height, width = (max(1, round(side * factor)) for side in grey.shape)
    return np.asarray(cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _blur(grey: Grey, small: Grey, words: Sequence[Word]) -> tuple[str, float] | None:
    inked = _inked_tiles(small)
    if len(inked) < LEAST_TILES:
        return None
    steps = _steps(grey, inked[np.linspace(0, len(inked) - 1, min(MOST_TILES, len(inked))).astype(int)])
    wide = max(1.0, max(grey.shape) / USUAL_SIDE)
    if len(steps) < LEAST_TILES or float(np.median(steps)) * wide >= BLUR_STEP:
        return None
    read = _count_covered(inked, words) / len(inked)
    return BLURRED, min(read, _BORDERLINE)


def _inked_tiles(small: Grey) -> np.ndarray:
    """(row, column) of the tiles that hold ink, in reading order."""
    coarse = _shrink(small, 0.25)
    paper = cv2.medianBlur(cv2.morphologyEx(coarse, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8)), 5)
    depth = cv2.subtract(cv2.resize(paper, small.shape[::-1]), small)
    ink = (depth > INK_DEPTH).astype(np.float32)
    rows, columns = small.shape[0] // TILE, small.shape[1] // TILE
    if not (rows and columns):
        return np.empty((0, 2), int)
    share = cv2.resize(ink[: rows * TILE, : columns * TILE], (columns, rows), interpolation=cv2.INTER_AREA)
    return np.argwhere(share > INKED_SHARE)


def _steps(grey: Grey, tiles: np.ndarray) -> np.ndarray:
    """Steepest step of each tile with contrast, either way, as a share of the contrast a pixel."""
    side = SMALLER * TILE
    cut = [grey[r * side : (r + 1) * side, c * side : (c + 1) * side] for r, c in tiles]
    stack = np.stack(
        [tile for tile in cut if tile.shape == (side, side)] or [np.zeros((side, side), np.uint8)]
    )
    sparse = stack[:, ::3, ::3].reshape(len(stack), -1)
    last = sparse.shape[1] - 1
    ends = np.partition(sparse, (last // 50, last - last // 50), axis=1)
    contrast = ends[:, last - last // 50].astype(np.float64) - ends[:, last // 50]
    across = _high(cv2.absdiff(stack[:, ::4, 2:].copy(), stack[:, ::4, :-2].copy()))
    down = _high(cv2.absdiff(stack[:, 2:, ::4].copy(), stack[:, :-2, ::4].copy()))
    told = contrast >= LEAST_CONTRAST
    return np.asarray(np.maximum(across, down)[told] / 2 / contrast[told])


def _high(values: np.ndarray) -> np.ndarray:
    """The 98th percentile of each tile."""
    flat = values.reshape(len(values), -1)
    place = flat.shape[1] * 98 // 100
    return np.asarray(np.partition(flat, place, axis=1)[:, place])


def _count_covered(tiles: np.ndarray, words: Sequence[Word]) -> int:
    side = SMALLER * TILE
    rows, columns = tiles.max(axis=0) + 1
    covered = np.zeros((rows, columns), bool)
    for word in words:
        box = word.box
        covered[box.y0 // side : box.y1 // side + 1, box.x0 // side : box.x1 // side + 1] = True
    return int(covered[tiles[:, 0], tiles[:, 1]].sum())


def _glare(small: Grey, words: Sequence[Word]) -> tuple[str, float] | None:
    less = min(1.0, GLARE_SIDE / max(small.shape))
    seen, factor = _shrink(small, less), less / SMALLER
    burnt = cv2.morphologyEx(
        (seen >= BURNT).astype(np.uint8), cv2.MORPH_OPEN, np.ones((PATCH, PATCH), np.uint8)
    )
    if not (words and burnt.any() and _is_duller(seen, words, factor)):
        return None
    gaps = list(_broken_lines(words, burnt, factor))
    within = _share_within(words, burnt, factor)
    if len(gaps) < BROKEN_LINES and within < LARGE_PATCH:
        return None
    print_width = sum(word.box.width for word in words)
    return GLARE, min(_BORDERLINE, print_width / (print_width + sum(gaps)), 1 - within)


def _is_duller(seen: Grey, words: Sequence[Word], factor: float) -> bool:
    """Whether the paper around the words is darker than the patch: a scanner's paper is all as bright."""
    some = words[:: max(1, len(words) // 40)]
    paper = [patch.max() for word in some if (patch := seen[_around(word, factor)]).size]
    return bool(paper) and float(np.median(paper)) <= BURNT - DULLER


def _around(word: Word, factor: float) -> tuple[slice, slice]:
    x0, y0, x1, y1 = (round(edge * factor) for edge in word.box.as_list())
    return slice(max(0, y0 - 1), y1 + 1), slice(max(0, x0 - 1), x1 + 1)


def _share_within(words: Sequence[Word], burnt: np.ndarray, factor: float) -> float:
    """The share of the printed area that a patch covers."""
    sides = np.array([word.box.as_list() for word in words]) * factor
    (x0, y0), (x1, y1) = sides[:, :2].min(axis=0).astype(int), sides[:, 2:].max(axis=0).astype(int)
    printed = burnt[y0 : y1 + 1, x0 : x1 + 1]
    return float(printed.mean()) if printed.size else 0.0


def _broken_lines(words: Sequence[Word], burnt: np.ndarray, factor: float) -> Iterator[int]:
    """The widths of the gaps in lines of print that a patch fills."""
    lines: dict[int, list[Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    for line in lines.values():
        for one, other in pairwise(sorted(line, key=lambda word: word.box.x0)):
            row = round((one.box.middle[1] + other.box.middle[1]) / 2 * factor)
            gap = burnt[min(row, len(burnt) - 1), round(one.box.x1 * factor) : round(other.box.x0 * factor)]
            if gap.size >= PATCH and float(gap.mean()) >= GAP_FILLED:
                yield other.box.x0 - one.box.x1


def _streaks(grey: Grey) -> tuple[str, float] | None:
    most = max(_count_streaks(grey[::SPARSE]), _count_streaks(np.ascontiguousarray(grey[:, ::SPARSE]).T))
    return (STREAKS, _BORDERLINE) if most >= MOST_STREAKS else None


def _count_streaks(lines: np.ndarray) -> int:
    """Narrow runs of columns that are dark all the way, on paper that is not."""
    edge = round(EDGE * lines.shape[1])
    share = (lines[:, edge : lines.shape[1] - edge] < STREAK_DARK).mean(axis=0)
    if float(np.median(share)) > MOST_INK:
        return 0  # a dark desk
    steps = np.flatnonzero(np.diff(np.concatenate([[False], share >= STREAK_SHARE, [False]]).astype(np.int8)))
    starts, ends = steps[::2], steps[1::2]
    beside = [
        min(share[max(0, a - 6) : a].min(initial=1), share[b : b + 6].min(initial=1))
        for a, b in zip(starts, ends, strict=True)
    ]
    return int(
        sum(
            b - a <= STREAK_WIDTH and light <= MOST_INK
            for a, b, light in zip(starts, ends, beside, strict=True)
        )
    )
