"""How a person cuts a page that shows several papers: line by line, each through one part, from edge to edge.

A line stands at so many per cent of the page, so that it holds whatever size the page is read at.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.geometry import Box

#: A sheet holds no more papers than this.
MOST_PARTS = 12
#: Narrower than this, in per cent of the page, no part is a paper.
NARROWEST = 4.0

_CUT = re.compile(r"(?:(?P<part>\d{1,2}) )?(?P<way>across|down) (?P<at>\d{1,2}(?:\.\d)?)")


class CutWay(StrEnum):
    """How a line runs."""

    ACROSS = "across"  # parts what is above it from what is below
    DOWN = "down"  # parts what is left of it from what is right


@dataclass(frozen=True, slots=True)
class Cut:
    """One line."""

    way: CutWay
    at: float
    """Where on the page: per cent of its height for a line across, of its width for one down; one decimal."""
    part: int = 1
    """1-based, as people count: the part that it goes through, among those that the lines before it left."""

    def __str__(self) -> str:
        return f"{self.part} {self.way} {self.at:g}"


def parse_cut(text: str) -> Cut:
    """`across 52` or `2 down 48.5`, the part first. Raises ValueError with what to write."""
    found = _CUT.fullmatch(" ".join(text.casefold().split()))
    if not found:
        raise ValueError(f"'{text}' is no line. Write `across 52`, or `2 down 48.5` for one through part 2.")
    return Cut(CutWay(found["way"]), float(found["at"]), int(found["part"] or 1))


def cut_page(cuts: Sequence[Cut], width: int, height: int) -> tuple[Box, ...]:
    """The parts of a page of this size; they leave nothing out. A cut part keeps its number, what is below or
    right of the line gets the next. Raises ValueError where a line is not in the part that it is to cut."""
    parts = [Box(0, 0, width, height)]
    for cut in cuts:
        if not 1 <= cut.part <= len(parts):
            raise ValueError(f"There is no part {cut.part} to cut: the page has {len(parts)}.")
        parts[cut.part - 1 : cut.part] = _halve(parts[cut.part - 1], cut, width, height)
    if len(parts) > MOST_PARTS:
        raise ValueError(f"A page is cut into {MOST_PARTS} papers at most.")
    return tuple(parts)


def _halve(part: Box, cut: Cut, width: int, height: int) -> tuple[Box, Box]:
    across = cut.way is CutWay.ACROSS
    whole, first, last = (height, part.y0, part.y1) if across else (width, part.x0, part.x1)
    line, least = round(cut.at * whole / 100), NARROWEST * whole / 100
    if line - first < least or last - line < least:
        room = f"{100 * first / whole + NARROWEST:.0f} and {100 * last / whole - NARROWEST:.0f}"
        raise ValueError(
            f"The line '{cut}' leaves no room for a paper on both sides. Choose a place between {room}."
        )
    if across:
        return Box(part.x0, part.y0, part.x1, line), Box(part.x0, line, part.x1, part.y1)
    return Box(part.x0, part.y0, line, part.y1), Box(line, part.y0, part.x1, part.y1)
