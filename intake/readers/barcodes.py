"""Barcodes on a page, by zxing-cpp."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import zxingcpp

from domain.geometry import Box
from domain.pages import Barcode
from intake.readers.picture import Grey

#: Symbologies that papers of this kind carry; fewer formats, fewer false alarms on ruled forms.
_FORMATS: Any = (
    zxingcpp.BarcodeFormat.QRCode,
    zxingcpp.BarcodeFormat.DataMatrix,
    zxingcpp.BarcodeFormat.Aztec,
    zxingcpp.BarcodeFormat.PDF417,
    zxingcpp.BarcodeFormat.Code128,
    zxingcpp.BarcodeFormat.Code39,
    zxingcpp.BarcodeFormat.ITF,
    zxingcpp.BarcodeFormat.EAN13,
    zxingcpp.BarcodeFormat.UPCA,
)

#: Longest side in pixels searched: beyond it modules are large anyway and time grows with the area.
LONGEST_SIDE = 2600

#: Shorter linear codes than this are ruled lines and hatching taken for bars.
SHORTEST_TEXT = 4

#: What is tried in turn where a symbol does not read. All keep the picture's size.
_MENDS: tuple[Callable[[Grey], Any], ...] = (
    lambda grey: cv2.medianBlur(grey, 3),  # speckles
    lambda grey: cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)),  # streaks, scribbles
    lambda grey: cv2.GaussianBlur(grey, (0, 0), 2.5),  # coarse noise and dither
)

#: Strong edges are counted in tiles of this many pixels of a 600-pixel picture.
_TILE = 24


def find_barcodes(grey: Grey) -> tuple[Barcode, ...]:
    """Read all barcodes; a page that seems to hold one which does not read is tried again, mended."""
    height, width = grey.shape
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    searched = (
        grey if scale == 1.0 else cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    )
    found = _read(searched)
    if not found and holds_dense_edges(grey):
        found = next((again for mend in _MENDS if (again := _read(mend(np.asarray(searched, np.uint8))))), [])
    return tuple(_as_barcode(symbol, scale, width, height) for symbol in found)


def _read(grey: np.ndarray[Any, Any]) -> list[Any]:
    symbols = zxingcpp.read_barcodes(np.ascontiguousarray(grey), formats=_FORMATS, try_invert=False)
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
