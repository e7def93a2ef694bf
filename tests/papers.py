"""Invented papers as an office receives them, drawn when they are asked for."""

import io
from datetime import date, timedelta
from functools import cache
from random import Random

import numpy as np
from PIL import Image

from intake.readers.picture import Grey
from samples.catalogue import LAYOUTS
from samples.degrade import scan_page
from samples.drawing import draw_paper, render_pages
from samples.people import invent_people

DAY = date(2026, 10, 14)
LAYOUT = LAYOUTS["council_completion"]


@cache
def scanned(person: int = 0, *, years_later: int = 0, scan: int = 1) -> bytes:
    """A course certificate as a PNG: one of three people's, of this year or later, and its n-th scan."""
    people = invent_people(3, Random(5))
    paper = LAYOUT.make(people[person], Random(11), DAY + timedelta(days=365 * years_later))
    page = render_pages(draw_paper(LAYOUT, paper, 7), 150)[0]
    out = io.BytesIO()
    scan_page(page, Random(f"{person} {years_later} {scan}"), 150).convert("L").save(out, "PNG")
    return out.getvalue()


def grey(picture: bytes) -> Grey:
    """As the comparison takes it."""
    return np.asarray(Image.open(io.BytesIO(picture)).convert("L"), np.uint8)
