"""Carrying what was found on one picture of a page to another picture of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from domain.pages import Barcode, Mark, PageReading, Word
from intake.readers.picture import Matrix, map_boxes
from intake.readers.preparation import Prepared

#: What has a box on a page.
Found = TypeVar("Found", Word, Barcode, Mark)


def enlarge_reading(reading: PageReading, factor: float, width: int, height: int) -> PageReading:
    """Carry all boxes to the picture of `width` by `height`."""
    way = np.diag([factor, factor, 1.0]), width, height
    return replace(
        reading,
        width=width,
        height=height,
        words=tuple(move_boxes(reading.words, *way)),
        barcodes=tuple(move_boxes(reading.barcodes, *way)),
        marks=tuple(move_boxes(reading.marks, *way)),
    )


def way_to(prepared: Prepared) -> tuple[Matrix, int, int]:
    """The map from the upright page to the prepared picture, and its width and height."""
    tall, wide = prepared.grey.shape
    return np.asarray(np.linalg.inv(prepared.to_page), np.float64), wide, tall


def move_boxes(found: Sequence[Found], matrix: Matrix, width: int, height: int) -> list[Found]:
    """What was found on one picture, with its boxes on another."""
    boxes = map_boxes([one.box for one in found], matrix, width, height)
    return [replace(one, box=box) for one, box in zip(found, boxes, strict=True)]
