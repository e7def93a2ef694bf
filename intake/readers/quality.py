"""How well a page can be read, with reasons that a sender can act on."""

from collections.abc import Sequence

import cv2
import numpy as np

from domain.pages import BLURRED, COARSE_FAX, LEGIBLE, TOO_FAINT, Quality, Word
from intake.readers.picture import Grey
from intake.readers.preparation import STANDARD_FAX_DPI, estimate_light
from intake.readers.spoilt import find_damage

#: Paper darker than this (of 255) is too dark to read comfortably.
DARK_PAPER = 90.0

#: Print that stands off the paper by less than this (of 255) is too faint.
FAINT_PRINT = 60.0

#: Text lines lower than this many pixels were photographed or scanned too small.
SMALL_TEXT = 13.0

#: Sharpness of the text's edges (steepest step over contrast, a pixel) below which the page is blurred.
BLUR_STEP = 0.16

#: Words cut by a page's side, as a share of its lines.
CUT_SHARE = 0.3
#: So many words that touch the upper or lower edge are a line that was cut.
CUT_WORDS = 3


def judge_quality(
    grey: Grey, words: Sequence[Word], line_height: float, fax_vertical_dpi: float | None
) -> Quality:
    """Score legibility by how sure the readers are of what they read, and by what the picture must have lost.

    A blur, glare and streaks are told wherever they are; other causes only where the reading did suffer.
    """
    damage = find_damage(grey, words)
    legible = min(_legibility(words), damage.readable)
    reasons = list(damage.reasons)
    if legible < LEGIBLE and not reasons:
        reasons.extend(_picture_faults(grey, words, line_height))
    sides = _cut_sides(words, grey.shape[1], grey.shape[0], is_fax=fax_vertical_dpi is not None)
    reasons.extend(f"cut at the {side}" for side in sides)
    if fax_vertical_dpi is not None and fax_vertical_dpi <= STANDARD_FAX_DPI:
        reasons.append(COARSE_FAX)
    if legible < LEGIBLE and not reasons:
        reasons.append("hard to read" if words else "no text could be read")
    return Quality(round(legible, 3), tuple(reasons))


def _legibility(words: Sequence[Word]) -> float:
    """Mean confidence over letters; words on which the readers agree count as surely read."""
    total = letters = 0.0
    for word in words:
        size = len(word.text)
        sure = max(word.confidence, 0.98) if word.agreed else word.confidence
        total += sure * size
        letters += size
    return total / letters if letters else 0.0


def _picture_faults(grey: Grey, words: Sequence[Word], line_height: float) -> list[str]:
    faults = []
    light = estimate_light(
        np.ascontiguousarray(grey[:: max(1, grey.shape[0] // 400), :: max(1, grey.shape[1] // 400)])
    )
    low, paper = (float(v) for v in np.percentile(light, [10, 75]))
    if paper < DARK_PAPER:
        faults.append("too dark")
    elif low < 0.4 * paper:
        faults.append("a shadow lies on it")
    contrast, sharpness = _measure_print(grey, words)
    if words and contrast < FAINT_PRINT:
        faults.append(TOO_FAINT)
    elif words and sharpness < BLUR_STEP:
        faults.append(BLURRED)
    if 0 < line_height < SMALL_TEXT:
        faults.append("too small: the picture has too few pixels")
    return faults


def _measure_print(grey: Grey, words: Sequence[Word]) -> tuple[float, float]:
    """Median contrast of words (of 255) and sharpness of their edges (share of the contrast a pixel)."""
    contrasts, steps = [], []
    for word in sorted(words, key=lambda w: -len(w.text))[:24]:
        patch = grey[word.box.y0 : word.box.y1, word.box.x0 : word.box.x1]
        if patch.size < 64:
            continue
        contrast = float(np.percentile(patch, 95) - np.percentile(patch, 5))
        across = cv2.Sobel(patch, cv2.CV_32F, 1, 0, scale=1 / 8)
        contrasts.append(contrast)
        steps.append(float(np.percentile(np.abs(across), 97)) / max(contrast, 1.0))
    if not contrasts:
        return 255.0, 1.0
    return float(np.median(contrasts)), float(np.median(steps))


def _cut_sides(words: Sequence[Word], width: int, height: int, *, is_fax: bool) -> list[str]:
    """Sides at which words touch the border of the picture, line after line or, above and below, along one.

    A fax bears its sender's strip there.
    """
    lines = max(1, len({word.line for word in words}))
    if lines < 4:
        return []
    edge, rim = max(2, round(0.002 * width)), max(2, round(0.002 * height))
    left = {w.line for w in words if w.box.x0 <= edge}
    right = {w.line for w in words if w.box.x1 >= width - edge}
    top = [] if is_fax else [w for w in words if w.box.y0 <= rim]
    bottom = [] if is_fax else [w for w in words if w.box.y1 >= height - rim]
    cut = (
        ("left", len(left) > CUT_SHARE * lines), ("right", len(right) > CUT_SHARE * lines),
        ("top", len(top) >= CUT_WORDS), ("bottom", len(bottom) >= CUT_WORDS),
    )  # fmt: skip
    return [side for side, is_cut in cut if is_cut]
