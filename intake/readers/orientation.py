"""Which way up a page stands, judged by its own text lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from intake.readers.detection import TextRegion
from intake.readers.neural import NeuralReader
from intake.readers.picture import Grey, quad_size, turn, turn_quad
from intake.readers.transcript import ReadLine

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
    lines: Mapping[int, ReadLine] = field(default_factory=dict)
    """Lines that were read on the way, by the region's place in `regions`."""


def set_upright(reader: NeuralReader, grey: Grey, regions: Sequence[TextRegion]) -> Upright:
    """Turn the page by 0, 90, 180 or 270 degrees so that its text stands upright.

    Costs nothing where the page is upright already: the lines read to find out are needed anyway.
    """
    candidates = (90, 270) if _runs_vertically(regions) else (0, 180)
    first = _turned(grey, regions, candidates[0])
    sample = _choose_sample(first.regions, SAMPLE)
    if not sample:
        return _turned(grey, regions, 0)
    first = _read_some(reader, first, sample[:FIRST_LOOK])
    if _confidence(first) >= SURE_CONFIDENCE:
        return first
    second = _turned(grey, regions, candidates[1])
    second = _read_some(reader, second, sample[:FIRST_LOOK])
    corners = [first.regions[number].corners for number in sample]
    on_head = float(np.median(reader.upside_down(first.grey, corners)))
    # The classifier weighs half as much as what the recogniser makes of either way up.
    return second if _confidence(second) - _confidence(first) + 0.5 * (on_head - 0.5) > 0 else first


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


def _choose_sample(regions: Sequence[TextRegion], count: int) -> list[int]:
    """The longest lines, but none so long that reading it costs more than it tells."""

    def worth(number: int) -> float:
        width, height = quad_size(regions[number].corners)
        ratio = width / max(height, 1.0)
        return ratio if ratio <= 16 else 16 / ratio

    return sorted(range(len(regions)), key=worth, reverse=True)[:count]


def _read_some(reader: NeuralReader, upright: Upright, sample: Sequence[int]) -> Upright:
    lines = {number: reader.recognise(upright.grey, upright.regions[number].corners) for number in sample}
    return replace(upright, lines=lines)


def _confidence(upright: Upright) -> float:
    """Median confidence of the lines read; few letters count as little confidence."""
    found = []
    for line in upright.lines.values():
        letters = sum(c.isalnum() for c in line.text)
        found.append(line.confidence * min(1.0, letters / ENOUGH_LETTERS))
    return float(np.median(found))
