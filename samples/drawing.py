"""Draws a paper: Typst file and values in, PDF with a text layer out."""

import io
import json
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from random import Random
from time import gmtime

import pypdfium2
import typst
from PIL import Image

from samples.layout import LAYOUTS_FOLDER, Layout, Paper

#: Where Debian keeps fonts; the hand-like ones come from the packages named in `HAND_FONTS`.
FONTS_FOLDER = Path("/usr/share/fonts")
#: Family -> Debian package that brings it.
HAND_FONTS = {
    "DkgHandwriting": "fonts-dkg-handwriting",
    "Breip": "fonts-breip",
    "femkeklaver": "fonts-femkeklaver",
    "Rufscript": "fonts-rufscript",
    "Steve": "fonts-sjfonts",
    "Delphine": "fonts-sjfonts",
    "Kristi": "fonts-kristi",
}
#: Drawn only by `--layouts test`, so that a reader never meets these hands in training. femkeklaver's capitals and
#: digits are hollow, as no pen draws them: on a fax nobody reads them (`--hands Steve` leaves it out).
HELD_OUT_HANDS = frozenset({"femkeklaver", "Steve"})
TYPED_FONTS = ("Liberation Sans", "Liberation Serif", "Liberation Mono", "DejaVu Sans", "Liberation Sans")
INKS = ("#1b2f8a", "#20305f", "#101014", "#14181f", "#2a3fae")


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS_FOLDER])


def check_fonts() -> None:
    """Raise RuntimeError naming the Debian packages of the hand-like fonts that are not installed."""
    families = set(_fonts().families())
    missing = sorted({package for family, package in HAND_FONTS.items() if family not in families})
    if missing:
        raise RuntimeError(f"Fonts for handwriting are missing; run: apt-get install {' '.join(missing)}")


def draw_paper(
    layout: Layout, paper: Paper, seed: int, test_hands: bool = False, hands: Sequence[str] = ()
) -> bytes:
    """Return the paper as a PDF with a text layer; the same arguments give the same bytes.

    `hands` are those of `HAND_FONTS` that it may be filled in by; else they are by `test_hands`.
    """
    rng = Random(seed)
    hands = hands or [name for name in HAND_FONTS if (name in HELD_OUT_HANDS) == test_hands]
    filled = {
        "values": {key: _plain_hand(value) if paper.hand else value for key, value in paper.values.items()},
        "hand": paper.hand,
        "font": rng.choice(hands),
        "ink": rng.choice(INKS),
        "typed": rng.choice(TYPED_FONTS),
        "seed": seed % 100_003,
        "symbols": paper.symbols,
    }
    return compile_pdf(layout.path, filled)


def compile_pdf(path: Path, paper: dict[str, object]) -> bytes:
    """Compile one Typst file under `samples/layouts` with `paper` as its only input."""
    made = typst.compile(
        path, root=LAYOUTS_FOLDER, font_paths=_fonts(), format="pdf",
        sys_inputs={"paper": json.dumps(paper)}, timestamp=0, pdf_tags=False,
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def _plain_hand(value: object) -> object:
    """Take off marks that hand-like fonts lack (Vietnamese, Polish), as people writing in capitals do."""
    if not isinstance(value, str):
        return value
    kept = "".join(c if ord(c) < 0x100 else unicodedata.normalize("NFKD", c.replace("đ", "d").replace("Đ", "D"))[0]
                   for c in unicodedata.normalize("NFC", value))  # fmt: skip
    return kept.replace("ł", "l").replace("Ł", "L")


def render_pages(pdf: bytes, dpi: float) -> list[Image.Image]:
    """Return the pages of a PDF as RGB images."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def read_text_layer(pdf: bytes) -> list[str]:
    """Return the text of each page, as the PDF holds it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def pack_images(pages: Sequence[Image.Image], dpi: float, quality: int = 75) -> bytes:
    """Return a PDF of page images, as scanners make: JPEG for grey and colour, G4 for bilevel."""
    out = io.BytesIO()
    if any(page.mode != "1" for page in pages):
        pages = [page.convert("L") if page.mode == "1" else page for page in pages]
    # Pillow hands `quality` to the TIFF writer for bilevel pages, which refuses it.
    options = {} if pages[0].mode == "1" else {"quality": quality}
    first, *rest = pages
    first.save(
        out,
        "PDF",
        resolution=dpi,
        save_all=True,
        append_images=rest,
        creationDate=gmtime(0),
        modDate=gmtime(0),
        **options,
    )
    return out.getvalue()
