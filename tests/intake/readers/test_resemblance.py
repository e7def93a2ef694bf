"""Two scans of one paper are told from two papers that look alike (imagehash calls them all the same)."""

import cv2
import numpy as np
import pytest

from intake.readers.resemblance import MARGIN, bands_of, lay_over, look_of
from tests.papers import grey, scanned


def test_scan_of_the_same_paper_is_one_paper() -> None:
    found = lay_over(grey(scanned(scan=1)), grey(scanned(scan=2)))
    assert found.one_paper, found


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"person": 1}, id="another person's"),
        pytest.param({"years_later": 1}, id="next year's"),
    ],
)
def test_same_form_that_says_something_else_is_another_paper(other: dict[str, int]) -> None:
    found = lay_over(grey(scanned()), grey(scanned(scan=2, **other)))
    assert found.squares > 0, "the two were not even compared"
    assert not found.one_paper, found


def test_looks_of_two_people_are_alike_so_that_a_look_decides_nothing() -> None:
    first, second = look_of(grey(scanned())), look_of(grey(scanned(1, scan=2)))
    assert (first ^ second).bit_count() <= 12
    assert len(set(bands_of(first)) & set(bands_of(second))) >= 3


@pytest.mark.parametrize("size", [(1100, 850), (2203, 1701), (997, 1403), (40, 30)], ids=str)
def test_look_goes_by_mean_light_as_a_picture_shrunk_by_area_shows_it(size: tuple[int, int]) -> None:
    page = np.random.default_rng(5).integers(0, 256, size, dtype=np.uint8)
    top, left = (int(side * MARGIN) for side in size)
    small = cv2.resize(page[top:-top, left:-left], (9, 8), interpolation=cv2.INTER_AREA).astype(int)
    shown = (small[:, :-1] > small[:, 1:]).flatten()
    assert look_of(page) == int("".join(map(str, shown.astype(int))), 2)


@pytest.mark.parametrize("size", [(1, 1), (9, 200), (17, 18)], ids=str)
def test_a_picture_of_few_pixels_has_a_look(size: tuple[int, int]) -> None:
    assert look_of(np.full(size, 200, np.uint8)) == 0


def test_empty_pages_are_not_one_paper() -> None:
    empty = np.full((1100, 850), 255, np.uint8)
    assert not lay_over(empty, empty).one_paper
