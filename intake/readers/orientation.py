"""Which way up a page stands, judged by its own text lines."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from intake.readers.detection import TextRegion
from intake.readers.neural import NeuralReader
from intake.readers.picture import Grey, quad_size, turn, turn_quad

#: Lines looked at: more cost time and decided no further page.
SAMPLE = 8

#: Lines read for the first look: what upright text reads as, text on its head does not.
FIRST_LOOK = 4

#: Mean confidence of sample lines above which text stands upright beyond doubt. Text on its head reads at
#: 0.3-0.8 (see benchmarks/readers), upright print at 0.95 and more.
SURE_CONFIDENCE = 0.93

#: A region at least this many times as tall as wide is a line that runs up or down.
UPRIGHT_RATIO = 1.5

#: Letters that a sample line must hold for its confidence to mean anything: "HOH" reads well on its head.
ENOUGH_LETTERS = 5


@dataclass(frozen=True, slots=True)
class Upright:
    """A page set upright."""

    rotation: int
    """Degrees clockwise by which it was turned."""
    grey: Grey
    regions: tuple[TextRegion, ...]
    """On the upright page."""


def set_upright(reader: NeuralReader, grey: Grey, regions: Sequence[TextRegion]) -> Upright:
    """Turn the page by 0, 90, 180 or 270 degrees so that its text stands upright.

    Cheap where the page is upright already: then a few of its lines are read twice, no more.
    """
    candidates = (90, 270) if _runs_vertically(regions) else (0, 180)
    first = _turned(grey, regions, candidates[0])
    sample = _longest(first.regions, SAMPLE)
    if not sample:
        return _turned(grey, regions, 0)
    upright_confidence = _reading_confidence(reader, first.grey, sample[:FIRST_LOOK])
    if upright_confidence >= SURE_CONFIDENCE:
        return first
    second = _turned(grey, regions, candidates[1])
    turned_confidence = _reading_confidence(reader, second.grey, _longest(second.regions, FIRST_LOOK))
    votes = float(np.median(reader.upside_down(first.grey, [r.corners for r in sample])))
    # The classifier weighs half as much as what the recogniser makes of either way up.
    return second if turned_confidence - upright_confidence + 0.5 * (votes - 0.5) > 0 else first


def _turned(grey: Grey, regions: Sequence[TextRegion], rotation: int) -> Upright:
    height, width = grey.shape
    moved = tuple(TextRegion(turn_quad(r.corners, rotation, width, height), r.heat) for r in regions)
    return Upright(rotation, turn(grey, rotation), moved)


def _runs_vertically(regions: Sequence[TextRegion]) -> bool:
    """Whether most of the text, by length, runs up or down."""
    across = along = 0.0
    for region in regions:
        width, height = quad_size(region.corners)
        if width > UPRIGHT_RATIO * height:
            across += width
        elif height > UPRIGHT_RATIO * width:
            along += height
    return along > across


def _longest(regions: Sequence[TextRegion], count: int) -> list[TextRegion]:
    """The longest lines, but none so long that reading it costs more than it tells."""

    def worth(region: TextRegion) -> float:
        width, height = quad_size(region.corners)
        ratio = width / max(height, 1.0)
        return ratio if ratio <= 16 else 16 / ratio

    return sorted(regions, key=worth, reverse=True)[:count]


def _reading_confidence(reader: NeuralReader, grey: Grey, regions: Sequence[TextRegion]) -> float:
    """Median confidence of the lines; few letters count as little confidence."""
    found = []
    for region in regions:
        line = reader.recognise(grey, region.corners)
        letters = sum(c.isalnum() for c in line.text)
        found.append(line.confidence * min(1.0, letters / ENOUGH_LETTERS))
    return float(np.median(found))
