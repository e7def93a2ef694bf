"""Quick ways through whole pages give what OpenCV's own give."""

import cv2
import numpy as np
import pytest

from intake.readers.masks import enlarge, halve, pair_columns


def draw_noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(height * width).integers(0, 256, (height, width), dtype=np.uint8)


@pytest.mark.parametrize("height", [40, 41, 43])
@pytest.mark.parametrize("width", [60, 61, 63])
def test_half_a_picture_comes_back_as_the_nearest_pixels(height: int, width: int) -> None:
    page = draw_noise(height, width)
    half = halve(page)
    for wide in (width, half.shape[1]):
        nearest = cv2.resize(half, (wide, height), interpolation=cv2.INTER_NEAREST)
        assert np.array_equal(enlarge(half, page[:, :wide]), nearest)


@pytest.mark.parametrize("width", [8, 9])
def test_two_pixels_side_by_side_are_one_number_with_the_left_one_low(width: int) -> None:
    page = draw_noise(3, width)
    pairs = pair_columns(page)
    assert np.array_equal(pairs.astype(np.uint8), page[:, ::2])
    assert np.array_equal((pairs >> 8)[:, : width // 2], page[:, 1::2])
