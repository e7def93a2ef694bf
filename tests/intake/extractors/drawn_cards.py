"""Cards drawn with typed words: one text line a row, three blanks part columns, `# ` marks large letters."""

import re
from collections.abc import Sequence

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import Channel, FieldName, Kind
from domain.pages import Barcode, PageReading, PageSource, Word
from intake.extractors.extract import extract_evidence

#: Pixels of one character of usual size, and of one row.
WIDTH, HEIGHT, ROW = 12, 24, 36


def draw_page(text: str, *, page: int = 0, barcodes: Sequence[Barcode] = ()) -> PageReading:
    """A page whose words both readers read alike, each at the column where the text has it."""
    words: list[Word] = []
    top = 40
    for number, line in enumerate(text.strip("\n").splitlines()):
        scale = 2 if line.startswith("# ") else 1
        body = line.removeprefix("# ")
        for found in re.finditer(r"\S+", body):
            x0, x1 = (40 + at * WIDTH * scale for at in found.span())
            box = Box(x0, top, x1, top + HEIGHT * scale)
            words.append(
                Word(found[0], box, 0.99, "ppocr", second=found[0], second_confidence=0.95, line=number)
            )
        top += ROW * scale
    return PageReading(page, 1700, max(2200, top), 0, PageSource.IMAGE, tuple(words), tuple(barcodes))


def read_card(*pages: str, barcodes: Sequence[Barcode] = ()) -> dict[str, str | bool]:
    """The values that extraction finds on a card's pages."""
    return {field.value: each.value for field, each in prove_card(*pages, barcodes=barcodes).items()}


def prove_card(*pages: str, barcodes: Sequence[Barcode] = ()) -> dict[FieldName, Evidence]:
    """The same with its proofs; symbols stand on the first page."""
    readings = [
        draw_page(text, page=number, barcodes=barcodes if number == 0 else ())
        for number, text in enumerate(pages)
    ]
    found = extract_evidence(Kind.CPR_CARD, readings, channel=Channel.SCAN)
    return {evidence.field: evidence for evidence in found}


def square_code(text: str) -> Barcode:
    """A QR code in the page's corner."""
    return Barcode("QRCode", text, Box(1400, 1800, 1600, 2000))
