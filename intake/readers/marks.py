"""Things on a page that are no words: checkboxes, ink, ruled lines."""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np

from domain.geometry import Box
from domain.pages import Mark, MarkKind, Word
from intake.readers.picture import Grey

Mask = np.ndarray[Any, np.dtype[np.uint8]]

#: Sides of a checkbox in inches.
CHECKBOX_SIDE = (0.075, 0.32)

#: Dark share of a checkbox's inside above which it counts as ticked; print through an empty one leaves less.
TICKED_SHARE = 0.07

#: A ruled line is at least this long, in inches.
RULE_LENGTH = 0.7

#: How far above and below a line paper must begin, in inches, and how much brighter it must be, of the paper.
LINE_REACH = 0.03
LINE_CONTRAST = 0.1

#: A piece of ink is at least this wide and tall, in inches: initials, not specks.
INK_WIDTH = 0.25
INK_HEIGHT = 0.1

#: Larger pieces than this, in inches, are furniture of a photo, a shadow's edge or a picture.
LARGEST_INK = (5.0, 1.8)

#: Words read with less than this are scribbles that a reader guessed at; their ink still counts as ink.
READ_WORD = 0.75


#: Tables by the paper's brightness, because a look-up costs a tenth of arithmetic on whole pages: what is
#: darker than this is ink, and a line stands out by more than this.
_BRIGHTNESS = np.arange(256, dtype=np.float32)
_DARK_BELOW = np.clip(np.ceil(_BRIGHTNESS * 0.72 - 8), 0, 255).astype(np.uint8)
_LEAST_CONTRAST = np.floor(LINE_CONTRAST * np.maximum(_BRIGHTNESS, 40)).astype(np.uint8)


def find_marks(
    grey: Grey, words: Sequence[Word], dpi: float, symbols: Sequence[Box] = ()
) -> tuple[Mark, ...]:
    """Find checkboxes, ink and ruled lines on an upright, nearly straight page of about `dpi`.

    `symbols` are barcodes: their patterns are no marks.
    """
    dark = binarise(grey)
    for box in symbols:
        _wipe(dark, box, 3)
    whole = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
    across = _open(whole, max(9, round(0.07 * dpi)), 1)
    down = _open(whole, 1, max(9, round(0.07 * dpi)))
    boxes = _find_checkboxes(dark, across | down, words, dpi)
    rules = _find_rules(_trace_lines(grey, dpi), dpi)
    ink = _find_ink(dark, words, [mark.box for mark in (*boxes, *rules)], dpi)
    return (*boxes, *ink, *rules)


def binarise(grey: Grey) -> Mask:
    """1 where the page is dark, 0 where it is paper, whatever the light."""
    blurred = cv2.GaussianBlur(grey, (3, 3), 0)
    limit = cv2.LUT(_paper_of(blurred), _DARK_BELOW)
    return _as_mask(cv2.compare(blurred, limit, cv2.CMP_LT))


def _as_mask(compared: Any) -> Mask:
    """OpenCV's 255 for true as 1."""
    return np.asarray(compared, np.uint8) & np.uint8(1)


def _trace_lines(grey: Grey, dpi: float) -> Mask:
    """1 where a thin stretch is darker than what lies above and below it.

    Hairlines are pale in scans, but long: averaging from left to right lifts them out of the noise. A row of
    small print averages to grey too, but it is thicker than a line.
    """
    smoothed = cv2.blur(grey, (15, 1))
    reach = max(3, round(LINE_REACH * dpi))
    padded = cv2.copyMakeBorder(smoothed, reach, reach, 0, 0, cv2.BORDER_REPLICATE)
    contrast = cv2.subtract(cv2.min(padded[: -2 * reach], padded[2 * reach :]), smoothed)
    least = cv2.LUT(_paper_of(grey), _LEAST_CONTRAST)
    return _as_mask(cv2.compare(contrast, least, cv2.CMP_GT))


def _paper_of(grey: Any) -> Any:
    """The paper's brightness around each pixel, 0-255."""
    step = max(31, (max(grey.shape) // 40) | 1)
    return cv2.blur(cv2.dilate(grey, np.ones((5, 5), np.uint8)), (step, step))


def _open(dark: Mask, width: int, height: int) -> Mask:
    return np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((height, width), np.uint8)), np.uint8)


def _find_checkboxes(dark: Mask, lines: Mask, words: Sequence[Word], dpi: float) -> list[Mark]:
    """Small squares of straight lines, closed on all four sides and in the corners."""
    low, high = CHECKBOX_SIDE[0] * dpi, CHECKBOX_SIDE[1] * dpi
    closed = np.asarray(cv2.morphologyEx(lines, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    found = []
    read = [w for w in words if w.confidence >= READ_WORD and sum(c.isalnum() for c in w.text) >= 2]
    for x, y, wide, tall, _area in stats[1:]:
        if not (low <= wide <= high and low <= tall <= high and 0.7 <= wide / tall <= 1.43):
            continue
        if _has_four_sides(closed[y : y + tall, x : x + wide]) and not _inside_word(x, y, wide, tall, read):
            found.append(_judge_checkbox(dark, int(x), int(y), int(wide), int(tall)))
    return found


def _has_four_sides(square: Mask) -> bool:
    tall, wide = square.shape
    edge = max(2, min(tall, wide) // 5)
    sides = (
        square[:edge].max(axis=0).mean(),
        square[-edge:].max(axis=0).mean(),
        square[:, :edge].max(axis=1).mean(),
        square[:, -edge:].max(axis=1).mean(),
    )
    corners = (
        square[:edge, :edge].mean(),
        square[:edge, -edge:].mean(),
        square[-edge:, :edge].mean(),
        square[-edge:, -edge:].mean(),
    )
    # A bold O has the sides but round corners.
    return bool(min(sides) >= 0.85 and min(corners) >= 0.3)


def _inside_word(x: int, y: int, wide: int, tall: int, words: Sequence[Word]) -> bool:
    """Whether the square is a letter of a longer word that was read well."""
    box = Box(x, y, x + wide, y + tall)
    holders = (word for word in words if word.box.overlap(box) > 0.6 * wide * tall)
    return any(word.box.width > (1.3 if word.agreed else 2.2) * wide for word in holders)


def _judge_checkbox(dark: Mask, x: int, y: int, wide: int, tall: int) -> Mark:
    edge = max(2, round(min(wide, tall) * 0.2))
    inside = dark[y + edge : y + tall - edge, x + edge : x + wide - edge]
    share = float(inside.mean()) if inside.size else 0.0
    kind = MarkKind.CHECKBOX_ON if share >= TICKED_SHARE else MarkKind.CHECKBOX_OFF
    return Mark(kind, Box(x, y, x + wide, y + tall), round(share, 3))


def _find_rules(dark: Mask, dpi: float) -> list[Mark]:
    """Drawn horizontal lines; a gap of a few pixels or a slight slope does not part one."""
    near = cv2.dilate(dark, np.ones((2, 1), np.uint8))
    long = _open(np.asarray(near, np.uint8), round(RULE_LENGTH * 0.5 * dpi), 1)
    joined = cv2.dilate(long, np.ones((3, max(3, round(0.04 * dpi))), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for x, y, wide, tall, _area in stats[1:]:
        if wide >= RULE_LENGTH * dpi and tall <= 0.09 * dpi:
            piece = dark[y : y + tall, x : x + wide]
            found.append(Mark(MarkKind.RULE, _box(x, y, wide, tall), round(float(piece.mean()), 3)))
    return found


def _find_ink(dark: Mask, words: Sequence[Word], taken: Sequence[Box], dpi: float) -> list[Mark]:
    """Strokes that are left when words, lines and boxes are taken away, gathered into pieces."""
    left = dark.copy()
    left[_open(dark, round(0.3 * dpi), 1) | _open(dark, 1, round(0.3 * dpi)) > 0] = 0
    for word in words:
        if word.confidence >= READ_WORD:
            _wipe(left, word.box, 3)
    for box in taken:
        _wipe(left, box, 3)
    left = _drop_specks(left, dpi)
    _wipe_edges(left, round(0.12 * dpi))
    gathered = cv2.dilate(left, np.ones((max(3, round(0.05 * dpi)), max(3, round(0.12 * dpi))), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(gathered, connectivity=8)
    found = []
    for x, y, wide, tall, _area in stats[1:]:
        piece = left[y : y + tall, x : x + wide]
        share = float(piece.mean())
        # Strokes fill a small share of their box; photos, seals and logos fill much of a large one.
        fits = wide <= LARGEST_INK[0] * dpi and tall <= LARGEST_INK[1] * dpi
        if fits and wide >= INK_WIDTH * dpi and tall >= INK_HEIGHT * dpi and 0.01 <= share <= 0.45:
            found.append(Mark(MarkKind.INK, _box(x, y, wide, tall), round(share, 3)))
    return found


def _drop_specks(dark: Mask, dpi: float) -> Mask:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    keep = np.zeros(count, np.uint8)
    keep[1:] = stats[1:, cv2.CC_STAT_AREA] >= (0.03 * dpi) ** 2
    return np.asarray(keep[labels], np.uint8)


def _wipe(mask: Mask, box: Box, margin: int) -> None:
    y0, x0 = max(0, box.y0 - margin), max(0, box.x0 - margin)
    mask[y0 : box.y1 + margin, x0 : box.x1 + margin] = 0


def _wipe_edges(mask: Mask, margin: int) -> None:
    mask[:margin] = mask[-margin:] = 0
    mask[:, :margin] = mask[:, -margin:] = 0


def _box(x: Any, y: Any, wide: Any, tall: Any) -> Box:
    return Box(int(x), int(y), int(x + wide), int(y + tall))
