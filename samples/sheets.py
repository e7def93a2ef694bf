"""Covers, separators and blank backs: pages that are no documents."""

from datetime import datetime
from random import Random

from samples.drawing import HAND_FONTS, INKS, compile_pdf
from samples.layout import LAYOUTS_FOLDER
from samples.layouts.cover import COVERS, HELD_OUT_COVERS, SEPARATORS
from samples.people import Person
from samples.symbols import draw_barcode, draw_signature

SUBJECTS = (
    "EMT paperwork",
    "Documents for my file",
    "certification",
    "Papers you asked for",
    "license verification",
    "",
)
NOTES = (
    "Please see attached.", "Please call me if anything does not come through clearly.", "Second attempt, the first one failed.",
    "Here is what your office asked for on the phone.", "Kindly confirm receipt.", "For the certification desk.", "",
)  # fmt: skip


def draw_cover(
    person: Person, sender: str, pages: int, at: datetime, rng: Random, share: str = "train"
) -> bytes:
    """Return a fax cover as PDF; it never names what follows better than people do."""
    stock = {"train": COVERS, "test": HELD_OUT_COVERS, "all": COVERS + HELD_OUT_COVERS}[share]
    values = {
        "to": rng.choice(("MA OEMS", "Office of Emergency Medical Services", "OEMS Certification Unit")),
        "to_fax": "617-753-7320", "to_phone": "617-753-7300", "from": sender, "from_fax": person.phone,
        "date": at.strftime(rng.choice(("%m/%d/%Y", "%B %-d, %Y", "%m/%d/%y %I:%M %p"))),
        "pages": str(pages), "sheets": str(pages - 1), "re": rng.choice(SUBJECTS), "note": rng.choice(NOTES),
    }  # fmt: skip
    return _draw(rng.choice(stock), values, {"signature": draw_signature(rng)}, rng)


def draw_separator(rng: Random) -> bytes:
    """Return a batch separator as PDF."""
    return _draw(rng.choice(SEPARATORS), {}, {"separator": draw_barcode("SEPARATOR", "Code39")}, rng)


def _draw(name: str, values: dict[str, str], symbols: dict[str, str], rng: Random) -> bytes:
    paper = {
        "values": values, "hand": rng.random() < 0.3, "font": rng.choice(list(HAND_FONTS)), "ink": rng.choice(INKS),
        "typed": "Liberation Sans", "seed": rng.randrange(100_000), "symbols": symbols,
    }  # fmt: skip
    return compile_pdf(LAYOUTS_FOLDER / "cover" / f"{name}.typ", paper)
