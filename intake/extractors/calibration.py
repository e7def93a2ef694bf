"""From raw scores to probabilities, by a table measured on our own drawn papers.

The table lies beside this module as `calibration.json`: for every group of fields a rising line through
measured points, with what it was measured on. A score between two points is read off the line.
"""

import json
from bisect import bisect_right
from functools import lru_cache
from importlib.resources import files
from typing import Any

from domain.kinds import FieldName

#: No machine reading is ever called certain.
CEILING = 0.999


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    text = files("intake.extractors").joinpath("calibration.json").read_text("utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


def calibrate(field: FieldName, raw: float) -> float:
    """The probability that a value of a field with this raw score is right."""
    curves = _table()["curves"]
    points = curves.get(field.value) or curves["any"]
    return round(min(CEILING, max(0.0, _interpolate(points, raw))), 4)


def _interpolate(points: list[list[float]], raw: float) -> float:
    xs = [p[0] for p in points]
    at = bisect_right(xs, raw)
    if at == 0:
        return points[0][1]
    if at == len(points):
        return points[-1][1]
    (x0, y0), (x1, y1) = points[at - 1], points[at]
    return y0 + (y1 - y0) * (raw - x0) / (x1 - x0 or 1.0)
