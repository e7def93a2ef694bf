"""Boxes that a pen ran over: told by the boxes of their row."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from domain.geometry import Box
from domain.pages import Mark, MarkKind
from intake.readers.alike import MOST_BOXES, MOST_STRIPS, strips_through
from intake.readers.marks import find_marks
from intake.readers.sketch import sketch_page

DPI = 200.0
#: Left ends of a row's boxes, their upper side and their length.
LEFTS, TOP, SIDE = (100, 240, 380, 520), 200, 30

Draw = ImageDraw.ImageDraw


def _square(pen: Draw, left: int, top: int) -> None:
    pen.rectangle((left, top, left + SIDE, top + SIDE), outline=20, width=2)


def _hole(pen: Draw, left: int, top: int) -> None:
    pen.ellipse((left, top, left + SIDE, top + SIDE), outline=20, width=2)


def _wide_cross(pen: Draw) -> None:
    """A cross whose strokes run over the corners and lengthen the upper side and the lower one."""
    x, y = LEFTS[1], TOP
    pen.line((x - 6, y - 10, x + SIDE + 4, y + SIDE + 10), fill=20, width=6)
    pen.line((x + SIDE + 12, y - 2, x - 12, y + SIDE + 4), fill=20, width=6)


def _tick(pen: Draw) -> None:
    x, y = LEFTS[1], TOP
    pen.line((x + 4, y + 14, x + 12, y + 26, x + SIDE + 4, y - 8), fill=20, width=5)


def _bar(pen: Draw) -> None:
    pen.rectangle((180, TOP - 10, 330, TOP + SIDE + 10), fill=20)


def _marks(
    hole: Callable[[Draw, int, int], None], strokes: Callable[[Draw], None], lefts: tuple[int, ...] = LEFTS
) -> list[Mark]:
    page = Image.new("L", (700, 500), 255)
    pen = ImageDraw.Draw(page)
    for left in lefts:
        hole(pen, left, TOP)
    strokes(pen)
    found = find_marks(sketch_page(np.asarray(page), DPI), ())
    return sorted(
        (m for m in found if m.kind.value.startswith("checkbox")), key=lambda mark: mark.box.middle[0]
    )


@pytest.mark.parametrize(
    ("hole", "strokes"),
    [
        pytest.param(_square, _wide_cross, id="a cross over a square's corners"),
        pytest.param(_hole, _tick, id="a tick out of a round hole"),
        pytest.param(_hole, _wide_cross, id="a cross over a round hole"),
    ],
)
def test_a_box_that_a_pen_ran_over_is_ticked(
    hole: Callable[[Draw, int, int], None], strokes: Callable[[Draw], None]
) -> None:
    marks = _marks(hole, strokes)
    off, on = MarkKind.CHECKBOX_OFF, MarkKind.CHECKBOX_ON
    assert [mark.kind for mark in marks] == [off, on, off, off]
    assert all(abs(mark.box.x0 - left) <= 4 for mark, left in zip(marks, LEFTS, strict=True))


@pytest.mark.parametrize("hole", [_square, _hole], ids=["square", "round"])
def test_a_dark_bar_between_boxes_is_none(hole: Callable[[Draw, int, int], None]) -> None:
    lefts = (LEFTS[0], *LEFTS[2:])
    assert [mark.kind for mark in _marks(hole, _bar, lefts)] == [MarkKind.CHECKBOX_OFF] * 3


def test_a_single_ring_is_no_hole_to_tick() -> None:
    assert not _marks(_hole, lambda pen: None, LEFTS[:1])


@pytest.mark.parametrize(("gap", "top"), [(0, TOP), (3, TOP), (0, 330)], ids=["joined", "close", "below"])
def test_a_combs_cells_with_characters_are_none(gap: int, top: int) -> None:
    def comb(pen: Draw) -> None:
        font = ImageFont.load_default(SIDE - 4)
        for number, character in enumerate("E0810170"):
            left = (380 if top == TOP else LEFTS[0]) + number * (SIDE + gap)
            _square(pen, left, top)
            pen.text((left + SIDE / 2, top + SIDE / 2), character, fill=20, font=font, anchor="mm")

    assert [mark.kind for mark in _marks(_square, comb, LEFTS[:2])] == [MarkKind.CHECKBOX_OFF] * 2


def test_a_round_hole_filled_in_is_ticked() -> None:
    marks = _marks(_hole, lambda pen: pen.ellipse((240, 200, 270, 230), fill=20))
    assert [mark.kind is MarkKind.CHECKBOX_ON for mark in marks] == [False, True, False, False]


def test_boxes_of_one_row_or_column_share_a_strip() -> None:
    boxes = [
        Box(x, y + x // 300, x + 26, y + x // 300 + 26)
        for x in (100, 500, 900)
        for y in range(100, 1500, 100)
    ]
    strips = strips_through(boxes, (2200, 1700))
    assert sum(strip.is_row for strip in strips) == 14
    assert len(strips) == 14 + 3


def test_the_strips_of_a_page_are_few_however_its_boxes_lie() -> None:
    scattered = [Box(n * 25, n * 33, n * 25 + 26, n * 33 + 26) for n in range(MOST_BOXES + 1)]
    assert len(strips_through(scattered[:-1], (2200, 1700))) == MOST_STRIPS
    assert not strips_through(scattered, (2200, 1700))
