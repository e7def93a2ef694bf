"""Stacks of paper as a clerk lays them into the scanner: a cover, separators, papers of invented people."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

from PIL import Image

from samples.catalogue import LAYOUTS
from samples.degrade import lay_on_sheet, scan_page
from samples.drawing import pack_images, render_pages
from samples.people import Person, invent_people, write_records
from samples.pieces import Stock

#: The resolution of the scanner.
DPI = 200
DAY = date(2026, 9, 14)
BLANK = Image.new("RGB", (round(8.5 * DPI), 11 * DPI), (255, 255, 255))


@cache
def people() -> tuple[Person, ...]:
    return tuple(invent_people(20, Random(7)))


def write_people(path: Path) -> Path:
    write_records(people(), path)
    return path


@cache
def paper(layout: str, number: int) -> tuple[Image.Image, ...]:
    """The pages of one paper about this person, printed, filled by machine, with nothing wrong in it."""
    rng, stock = Random(number), Stock(people(), "all", 0.0)
    for _ in range(200):
        piece = stock.fill(LAYOUTS[layout], people()[number], "none", rng, DAY)
        if not piece.paper.hand and not piece.paper.findings:
            return tuple(lay_on_sheet(render_pages(piece.draw(), DPI), DPI, rng))
    raise LookupError(f"{layout} gives no paper that fits")


def scan(pages: Sequence[Image.Image], seed: int = 3) -> bytes:
    """The stack as one PDF of the scanner."""
    rng = Random(seed)
    return pack_images([scan_page(page.convert("RGB"), rng, DPI).convert("L") for page in pages], DPI)
