"""Whether a page is blank, whatever dust, punch holes and show-through it carries."""

from collections.abc import Sequence

import cv2
import numpy as np

from domain.pages import Word
from intake.readers.masks import binarise
from intake.readers.picture import Grey

#: Longest side in pixels of the picture judged.
JUDGED_SIDE = 1000

#: Share of the page covered by solid dark pieces up to which it can be blank.
BLANK_INK = 0.0006

#: A word counts when it is read at least this well and has this many letters.
WORD_CONFIDENCE = 0.7
WORD_LETTERS = 2

#: Ink paler than this share of the paper's brightness is show-through, unless both readers read this many
#: words alike: mirrored letters yield one by chance, a faint page many.
PALE_INK = 0.75
PALE_WORDS = 3

#: A sheet darker than this (of 255) came out black: something went wrong, and it must be seen.
DARK_SHEET = 100.0

#: Margin left out on every side, as a share: scanners' black borders, punch holes and fax header crumbs.
EDGE = 0.05


def is_blank(grey: Grey, words: Sequence[Word]) -> bool:
    """Whether nobody wrote or printed anything here.

    Show-through of the other side is pale and mirrored, so neither word nor ink counts; a page with only a
    signature is not blank, nor is one that came out black.
    """
    paper = float(np.percentile(grey[::4, ::4], 75))
    if paper < DARK_SHEET or any(_is_dark(grey, word, paper) for word in words):
        return False
    if sum(word.agreed and _letters(word) >= WORD_LETTERS for word in words) >= PALE_WORDS:
        return False
    return measure_ink(grey) <= BLANK_INK


def _letters(word: Word) -> int:
    return sum(c.isalnum() for c in word.text)


def _is_dark(grey: Grey, word: Word, paper: float) -> bool:
    """Whether a word is read well and written in ink that is not pale."""
    if _letters(word) < WORD_LETTERS:
        return False
    ink = float(np.percentile(grey[word.box.y0 : word.box.y1, word.box.x0 : word.box.x1], 3))
    return word.confidence >= WORD_CONFIDENCE and ink < PALE_INK * paper


def measure_ink(grey: Grey) -> float:
    """Share of the page, without its edges, that pieces larger than dust cover with ink."""
    scale = min(1.0, JUDGED_SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    dark = binarise(np.asarray(cv2.medianBlur(small, 3), np.uint8))
    height, width = dark.shape
    rows, columns = max(1, round(EDGE * height)), max(1, round(EDGE * width))
    inner = np.ascontiguousarray(dark[rows:-rows, columns:-columns])
    if not inner.size:
        return 0.0
    _, _, stats, _ = cv2.connectedComponentsWithStats(inner, connectivity=8)
    pieces = stats[1:, cv2.CC_STAT_AREA]
    return float(pieces[pieces >= 12].sum() / inner.size)
