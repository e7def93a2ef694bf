"""Barcodes on a page, by zxing-cpp."""

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import zxingcpp

from domain.geometry import Box
from domain.pages import Barcode
from intake.readers.picture import Grey

#: Codes of many rows that papers of this kind carry, and of a single row of bars; fewer formats, fewer false
#: alarms on ruled forms.
_ROWS: Any = (
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.DataMatrix,
    zxingcpp.BarcodeFormat.Aztec,
    zxingcpp.BarcodeFormat.PDF417,
)
_LINEAR: Any = (
    zxingcpp.BarcodeFormat.Code128,
    zxingcpp.BarcodeFormat.Code39,
    zxingcpp.BarcodeFormat.ITF,
    zxingcpp.BarcodeFormat.EAN13,
    zxingcpp.BarcodeFormat.UPCA,
)
_ONE_ROW = frozenset(format_.name for format_ in _LINEAR)

#: Longest side in pixels searched: beyond it modules are large anyway and time grows with the area.
LONGEST_SIDE = 2600

#: Shorter linear codes than this are ruled lines and hatching taken for bars.
SHORTEST_TEXT = 4

#: Our own codes are large: streaks and coarse noise are mended in a picture of this longest side, cheaply.
MENDED_SIDE = 1300

#: Strong edges are counted in tiles of this many pixels of a 600-pixel picture.
_TILE = 24


def find_barcodes(grey: Grey) -> tuple[Barcode, ...]:
    """Read all barcodes; a page that seems to hold one which does not read is tried again, mended."""
    height, width = grey.shape
    searched, scale = _shrink(grey, LONGEST_SIDE)
    found = _read(searched)
    if not found and holds_dense_edges(grey):
        for mended, factor in _mend(searched):
            if found := _read(mended):
                scale *= factor
                break
    return tuple(_without_rows([_as_barcode(symbol, scale, width, height) for symbol in found]))


def _without_rows(codes: list[Barcode]) -> Iterator[Barcode]:
    """Those on the page: a row of a square or stacked code may read as a linear code of a few digits."""
    wholes = [code.box for code in codes if code.format not in _ONE_ROW]
    for code in codes:
        if code.format not in _ONE_ROW or not any(box.holds(code.box) for box in wholes):
            yield code


def _mend(grey: Grey) -> Iterator[tuple[Grey, float]]:
    """The picture without speckles, without streaks and scribbles, without coarse noise; and its scale."""
    yield np.asarray(cv2.medianBlur(grey, 3), np.uint8), 1.0
    small, factor = _shrink(grey, MENDED_SIDE)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    yield np.asarray(closed, np.uint8), factor
    yield np.asarray(cv2.GaussianBlur(small, (0, 0), 1.3), np.uint8), factor


def _shrink(grey: Grey, longest: int) -> tuple[Grey, float]:
    """The picture with its longest side of at most so many pixels, and its scale."""
    scale = min(1.0, longest / max(grey.shape))
    if scale == 1.0:
        return grey, scale
    return np.asarray(
        cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    ), scale


def _read(grey: np.ndarray[Any, Any]) -> list[Any]:
    symbols = zxingcpp.read_barcodes(np.ascontiguousarray(grey), formats=_ROWS + _LINEAR, try_invert=False)
    return [symbol for symbol in symbols if symbol.valid and len(symbol.bytes) >= SHORTEST_TEXT]


def _as_barcode(symbol: Any, scale: float, width: int, height: int) -> Barcode:
    position = symbol.position
    corners = [position.top_left, position.top_right, position.bottom_right, position.bottom_left]
    xs, ys = [int(p.x / scale) for p in corners], [int(p.y / scale) for p in corners]
    x0, y0 = min(max(0, min(xs)), width - 1), min(max(0, min(ys)), height - 1)
    box = Box(x0, y0, min(width, max(max(xs), x0 + 1)), min(height, max(max(ys), y0 + 1)))
    # `.text` writes control signs as <LF>; a driver's licence needs them as they are.
    text = bytes(symbol.bytes).decode("utf-8", errors="replace")
    return Barcode(symbol.format.name, text, box)


def holds_dense_edges(grey: Grey) -> bool:
    """Whether some square patch is as full of edges as a barcode is, and print is not."""
    scale = 600 / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    across = cv2.Sobel(small, cv2.CV_16S, 1, 0)
    edges = (np.abs(across) > 120).astype(np.float32)
    density = cv2.blur(edges, (_TILE, _TILE))
    return bool(density.max() > 0.5)
