"""A card that lies on its side beside upright print is turned before the page is read."""

import random
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from benchmarks.readers.damage import Arrived, scan
from benchmarks.readers.pages import TruePage, draw_card, draw_letter
from domain.geometry import Box
from domain.pages import PageReading
from intake.readers.picture import Grey, decode_grey, turn
from intake.readers.sideways import Sideways, lay_upright
from tests.intake.readers.test_reading import share_read

Read = Callable[[Arrived], PageReading]


def sheet_of(upright: TruePage, lying: TruePage, degrees: int) -> Grey:
    """Two cards on one letter sheet; the second is turned clockwise by so many degrees."""
    sheet = np.full((2200, 1700), 255, np.uint8)
    for page, left, top, rotation in ((upright, 300, 200, 0), (lying, 400, 1000, degrees)):
        card = turn(np.array(page.picture.convert("L"), np.uint8), rotation)
        card[:3], card[-3:], card[:, :3], card[:, -3:] = 0, 0, 0, 0
        sheet[top : top + card.shape[0], left : left + card.shape[1]] = card
    return sheet


@pytest.mark.parametrize(
    ("degrees", "most_pixels"),
    [
        pytest.param(90, 36_000_000, id="on its left side"),
        pytest.param(270, 36_000_000, id="on its right side"),
        pytest.param(270, 3_000_000, id="on a picture that is read smaller"),
    ],
)
def test_both_cards_are_read(
    read: Read, monkeypatch: pytest.MonkeyPatch, degrees: int, most_pixels: int
) -> None:
    monkeypatch.setattr("intake.readers.reading.MOST_PIXELS", most_pixels)
    upright, lying = draw_card(3), draw_card(4)
    reading = read(Arrived(sheet_of(upright, lying, degrees), 200.0))
    assert share_read(upright, reading) >= 0.9
    assert share_read(lying, reading) >= 0.9
    shown = decode_grey(reading.image)
    assert shown.shape == (reading.height, reading.width)
    inked = [shown[w.box.y0 : w.box.y1, w.box.x0 : w.box.x1].min() < 128 for w in reading.words]
    assert all(inked)


def test_lines_at_the_margin_are_no_card(read: Read, rng: random.Random) -> None:
    grey = scan(draw_letter(8), rng).grey
    for number in range(5):
        text = np.full((40, 700), 255, np.uint8)
        cv2.putText(text, f"Form line {number} at the margin", (5, 30), 0, 0.9, 0, 2)
        grey[1200:1900, 10 + 30 * number : 50 + 30 * number] = turn(text, 270)
    assert read(Arrived(grey, 200.0)).image == b""


@pytest.mark.parametrize(
    ("place", "shape"),
    [
        pytest.param(Box(20, 45, 100, 85), (200, 120), id="where it lay"),
        pytest.param(Box(0, 200, 80, 240), (240, 120), id="below the page"),
    ],
)
@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_the_card_is_moved_whole(place: Box, shape: tuple[int, int], suffix: str) -> None:
    page = np.full((200, 120, 3), 250, np.uint8)
    page[24:96, 44:76] = 90
    page[24:34, 44:76] = 10  # the card's right edge, once it stands upright
    image = bytes(cv2.imencode(suffix, page)[1])
    laid = decode_grey(lay_upright(image, 120, 0, Sideways(Box(40, 20, 80, 100), 90, place)))
    assert laid.shape == shape
    assert laid[place.y0 + 20, place.x1 - 9] < 40
    assert 70 < laid[place.y0 + 20, place.x0 + 20] < 110
    assert laid[30, 60] > 200
