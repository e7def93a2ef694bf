"""Forms as a reader hands them on, from drawings in characters: one character is a cell, one line a row."""

from collections.abc import Sequence

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import Channel, FieldName, Kind
from domain.pages import Barcode, Mark, MarkKind, PageReading, PageSource, Word
from intake.extractors.extract import extract_evidence

#: Pixels of one character's cell, and from one row to the next.
CELL, LINE, HEIGHT = 12, 40, 22


def draw_form(
    drawing: str,
    *,
    ink: Sequence[tuple[int, int, int]] = (),
    barcodes: Sequence[str] = (),
    line_step: int = LINE,
) -> PageReading:
    """A page from a drawing; `ink` are strokes as (row, first column, last column), `line_step` pixels
    from one row to the next."""
    words: list[Word] = []
    lines = drawing.strip("\n").split("\n")
    for row, line in enumerate(lines):
        at = 0
        for text in line.split():
            at = line.index(text, at)
            box = Box(at * CELL, row * line_step, (at + len(text)) * CELL, row * line_step + HEIGHT)
            words.append(Word(text, box, 0.99, "ppocr", second=text, second_confidence=0.9, line=row))
            at += len(text)
    marks = tuple(
        Mark(MarkKind.INK, Box(a * CELL, row * line_step - 8, b * CELL, row * line_step + HEIGHT))
        for row, a, b in ink
    )
    codes = tuple(Barcode("PDF417", text, Box(600, 600, 900, 700)) for text in barcodes)
    width = max(1100, max(len(line) for line in lines) * CELL)
    height = max(1400, len(lines) * LINE)
    return PageReading(0, width, height, 0, PageSource.IMAGE, tuple(words), barcodes=codes, marks=marks)


def read_fields(
    kind: Kind, *pages: PageReading, channel: Channel = Channel.SCAN
) -> dict[FieldName, Evidence]:
    """What extraction finds on some pages, by field."""
    return {e.field: e for e in extract_evidence(kind, pages, channel=channel)}
