"""Spots: what may be part of where an answer goes, and what its place says for it."""

from dataclasses import dataclass

from intake.extractors.normalise.organisations import is_own_office, looks_like_organisation
from intake.extractors.requests.return_cues import is_cued
from intake.extractors.sheets.layout import Token
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.parts import Part

#: Space between two lines, in heights of their words, from which the second begins a paragraph of its own.
PARAGRAPH_GAP = 0.9
#: What speaks at least for an office over another.
LEAST_OFFICE = 0.4


@dataclass(frozen=True, slots=True)
class Spot:
    """Something that may be (part of) the destination."""

    value: str
    laid: Laid
    row: int
    tokens: tuple[Token, ...]
    score: float
    """What speaks for it, of any size; below 0 it is not believed."""


def weigh_place(laid: Laid, row: int, text: str) -> float:
    """What a row says for a spot in it; `text` is its block, whose lines may name an organisation."""
    rows = max(1, len(laid.sheet.rows))
    score = 0.5
    if laid.parts[row] is Part.RETURN:
        score += 1.5
    if is_cued(laid, row):
        score += 2.0
    if row / rows < 0.2 and row < 8:
        score += 1.0
    elif row / rows > 0.85:
        score += 0.7
    if any(looks_like_organisation(line) and not is_own_office(line) for line in text.split("\n")):
        score += 0.8
    return score
