"""A scan of two people's course cards on one sheet, as a clerk lays them on the glass."""

import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from random import Random

from samples.catalogue import LAYOUTS
from samples.degrade import lay_on_sheet, scan_page
from samples.drawing import pack_images, render_pages
from samples.people import Person
from samples.pieces import Stock

DPI = 200
#: Two that differ in everything but being cards.
CARDS = ("heart_wallet_card", "hsi_side_card")


def draw_two_cards(people: Sequence[Person], day: date, seed: int) -> bytes:
    """A PDF of one scanned page with the first two people's cards, issued before `day`."""
    rng = Random(f"two cards/{seed}")
    stock = Stock(tuple(people), "all", 0.0)
    filled = [
        stock.fill(LAYOUTS[name], person, "none", rng, day)
        for name, person in zip(CARDS, people, strict=False)
    ]
    faces = [render_pages(piece.draw(), DPI)[0] for piece in filled]
    return pack_images([scan_page(lay_on_sheet(faces, DPI, rng)[0], rng, DPI)], DPI)


def write_two_cards(path: Path, people: Sequence[Person], received: datetime, seed: int) -> None:
    """Write that scan, as received then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(draw_two_cards(people, received.date(), seed))
    os.utime(path, (received.timestamp(), received.timestamp()))
