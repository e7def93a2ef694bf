"""Two scans of one paper are told from two papers that look alike (imagehash calls them all the same)."""

import numpy as np
import pytest

from intake.readers.resemblance import bands_of, lay_over, look_of
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


def test_empty_pages_are_not_one_paper() -> None:
    empty = np.full((1100, 850), 255, np.uint8)
    assert not lay_over(empty, empty).one_paper
