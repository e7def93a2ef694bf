"""Lines of text found in a heat map."""

import cv2
import numpy as np
import pytest

from intake.readers.detection import find_regions


@pytest.mark.parametrize("cold", [0.0, 0.29])
def test_a_cold_spot_inside_a_line_is_no_line_of_its_own(cold: float) -> None:
    heat = np.zeros((160, 640), np.float32)
    cv2.rectangle(heat, (40, 40), (600, 100), 0.95, -1)
    corner = np.array([[90, 55], [200, 55], [200, 85]], np.int32)
    cv2.polylines(heat, [corner], isClosed=False, color=cold, thickness=4)
    assert len(find_regions(heat, 1.0, 1.0)) == 1


def test_a_line_inside_a_ring_is_found_beside_it() -> None:
    heat = np.zeros((400, 400), np.float32)
    cv2.circle(heat, (200, 200), 180, 0.95, 30)
    cv2.rectangle(heat, (120, 190), (280, 215), 0.95, -1)
    sizes = sorted(round(float(np.ptp(region.corners[:, 0]))) for region in find_regions(heat, 1.0, 1.0))
    assert sizes[0] < 240
    assert len(sizes) <= 2
