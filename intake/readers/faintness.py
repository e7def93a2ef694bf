"""Whether a page that seems blank bears print so pale that it is lost, rather than the other side's.

Both are pale, and only one can be read: print shines through mirrored. So the page's contrast is stretched, a
few lines are read, and their words tell.
"""

import cv2
import numpy as np

from intake.readers.neural import NeuralReader
from intake.readers.orientation import set_upright
from intake.readers.picture import Grey, quad_size
from intake.readers.transcript import ReadWord

#: Longest side in pixels of the picture looked at, and the share of it at each edge that is not.
LOOKED_AT_SIDE = 1600
EDGE = 0.05

#: Width in pixels around a point over which the paper's brightness is measured.
PAPER_AROUND = 61

#: Print is as much darker than the paper (of 255) as the darkest of so many hundredths of the page, at least.
PRINT_SHARE = 99.8
LEAST_DEPTH = 2.0

#: So many of the longest lines are read.
LINES = 12

#: A word counts that has this many letters; it is sure when it is read at least this well.
LETTERS = 4
SURE = 0.85

#: Of such words this many, and this share, are sure on a page that can be read: on drawn letters half of them
#: are at a fortieth of the usual contrast, of mirrored ones at most a tenth.
SURE_WORDS = 4
SURE_SHARE = 0.35


def shows_pale_print(reader: NeuralReader, grey: Grey) -> bool:
    """Whether lines of print can be read on this page once its contrast is stretched."""
    stretched = _stretch(grey)
    if stretched is None:
        return False
    upright = set_upright(reader, stretched, reader.detect(stretched))
    longest = sorted(upright.regions, key=lambda region: -quad_size(region.corners)[0])[:LINES]
    lines = [reader.recognise(upright.grey, region.corners) for region in longest]
    words = [word for line in lines for word in line.words if _letters(word) >= LETTERS]
    sure = sum(word.confidence >= SURE for word in words)
    return sure >= SURE_WORDS and sure >= SURE_SHARE * len(words)


def _letters(word: ReadWord) -> int:
    return sum(c.isalpha() for c in word.text)


def _stretch(grey: Grey) -> Grey | None:
    """The inner page with its darkest print black, whatever the light; None where nothing stands off."""
    inner = _without_edges(grey)
    if not inner.size:
        return None
    smooth = cv2.GaussianBlur(inner, (0, 0), 1.0).astype(np.float32)
    paper = cv2.blur(cv2.medianBlur(inner, 5), (PAPER_AROUND, PAPER_AROUND)).astype(np.float32)
    depth = np.clip(paper - smooth, 0, None)
    print_depth = float(np.percentile(depth, PRINT_SHARE))
    if print_depth < LEAST_DEPTH:
        return None
    return np.asarray(np.clip(255 - depth * (200 / print_depth), 0, 255), np.uint8)


def _without_edges(grey: Grey) -> Grey:
    scale = min(1.0, LOOKED_AT_SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rows, columns = (max(1, round(EDGE * side)) for side in small.shape)
    return np.ascontiguousarray(small[rows:-rows, columns:-columns], np.uint8)
