"""Rings by pen round a printed word."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from domain.geometry import Box
from domain.pages import MarkKind, Word
from intake.readers.marks import find_marks
from intake.readers.sketch import sketch_page

DPI = 200.0
#: Where the printed words of a row stand, and what a pen draws round the second.
WORDS = {"EMR": Box(100, 210, 160, 240), "EMT": Box(240, 210, 300, 240), "AEMT": Box(380, 210, 460, 240)}
OVAL = (222, 196, 322, 254)

Draw = ImageDraw.ImageDraw


def _ring(pen: Draw) -> None:
    pen.arc(OVAL, 20, 372, fill=30, width=4)


def _open_ring(pen: Draw) -> None:
    pen.arc(OVAL, 60, 330, fill=30, width=4)


def _ring_on_a_line(pen: Draw) -> None:
    _ring(pen)
    pen.line((60, 248, 640, 248), fill=20, width=2)


def _cell(pen: Draw) -> None:
    pen.rectangle(OVAL, outline=30, width=3)


def _wide_ring(pen: Draw) -> None:
    pen.arc((80, 190, 480, 260), 0, 360, fill=30, width=4)


@pytest.mark.parametrize(
    ("draw", "count"),
    [
        pytest.param(_ring, 1, id="a ring whose ends nearly meet"),
        pytest.param(_ring_on_a_line, 1, id="a ring over the line below the word"),
        pytest.param(_open_ring, 0, id="a stroke beside it"),
        pytest.param(_cell, 0, id="a cell of a table"),
        pytest.param(_wide_ring, 0, id="a ring round all the words"),
    ],
)
def test_a_ring_round_a_word_is_found(draw: Callable[[Draw], None], count: int) -> None:
    page = Image.new("L", (700, 500), 255)
    pen = ImageDraw.Draw(page)
    for text, box in WORDS.items():
        pen.text((box.x0, box.y0), text, fill=20, font_size=28)
    draw(pen)
    words = [Word(text, box, 0.99, "ppocr") for text, box in WORDS.items()]
    found = [m for m in find_marks(sketch_page(np.asarray(page), DPI), words) if m.kind is MarkKind.RING]
    assert len(found) == count
    assert all(mark.box.overlap(WORDS["EMT"]) for mark in found)
