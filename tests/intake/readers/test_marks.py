"""Tick boxes and stamps on drawn pages: right, unsure or not seen, and hardly ever wrong."""

import random
from collections import Counter

import numpy as np
import pytest
from PIL import Image, ImageDraw

from benchmarks.readers.marks import (
    DAMAGES,
    DPI,
    STAMPS,
    draw_boxes,
    draw_stamps,
    look_for,
    prepare,
    say_tick,
)
from domain.pages import Legibility, MarkKind, Quality
from intake.readers.marks import find_marks
from intake.readers.sketch import sketch_page


@pytest.mark.parametrize("number", [0, 1], ids=["pens set on", "other pens"])
@pytest.mark.parametrize("damage", ["scan", "fine fax", "standard fax", "photo"])
def test_a_tick_is_told_from_an_empty_box(number: int, damage: str) -> None:
    page = draw_boxes(number, 11)
    arrived = DAMAGES[damage](page.drawn, random.Random(3))
    said = Counter(
        (page.ticks[corner][1], say_tick(place, marks))
        for corner, place, marks in look_for(arrived, list(page.ticks))
    )
    right = said[True, "on"] + said[False, "off"]
    # Every second line of a standard fax is missing, and with it many a thin box.
    least, most_wrong = (0.7, 2) if damage == "standard fax" else (0.9, 0)
    assert said[True, "off"] + said[False, "on"] <= most_wrong
    assert right >= least * len(page.ticks)


@pytest.mark.parametrize(
    ("reach", "kind"),
    [
        pytest.param(0, MarkKind.CHECKBOX_OFF, id="empty"),
        pytest.param(6, MarkKind.CHECKBOX_UNSURE, id="a speck of dirt"),
        pytest.param(12, MarkKind.CHECKBOX_ON, id="a dot by pen"),
    ],
)
def test_a_box_with_something_small_in_it_is_unsure(reach: int, kind: MarkKind) -> None:
    page = Image.new("L", (600, 400), 255)
    pen = ImageDraw.Draw(page)
    pen.rectangle((200, 200, 230, 230), outline=20, width=2)
    if reach:
        pen.ellipse((215 - reach / 2, 215 - reach / 2, 215 + reach / 2, 215 + reach / 2), fill=20)
    [box] = [
        m for m in find_marks(sketch_page(np.asarray(page), 200.0), ()) if m.kind.value.startswith("checkbox")
    ]
    assert box.kind is kind


@pytest.mark.parametrize(
    ("number", "damages"),
    [
        pytest.param(0, ("scan", "fine fax", "standard fax", "photo"), id="inked seal"),
        pytest.param(1, ("scan", "photo"), id="dry seal"),
        pytest.param(2, ("scan", "fine fax", "standard fax"), id="rubber stamp"),
        pytest.param(3, (), id="an emblem and a frame"),
    ],
)
def test_seals_and_stamps_are_seen(number: int, damages: tuple[str, ...]) -> None:
    page = draw_stamps(number, 11)
    seen = {
        name
        for name, damage in DAMAGES.items()
        if any(
            m.kind in STAMPS
            for m in find_marks(sketch_page(prepare(damage(page.drawn, random.Random(5)))[0], DPI), ())
        )
    }
    assert seen >= set(damages)
    assert seen == set(damages) if not damages else True


@pytest.mark.parametrize(
    ("legible", "grade"),
    [(0.95, Legibility.LEGIBLE), (0.7, Legibility.BORDERLINE), (0.3, Legibility.NOT)],
)
def test_a_page_has_one_of_three_grades(legible: float, grade: Legibility) -> None:
    assert Quality(legible).grade is grade
