"""Pages and what was read on them."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from domain.geometry import Box


class PageSource(StrEnum):
    """Where a page's words come from."""

    IMAGE = "image"  # read by OCR
    TEXT_LAYER = "text_layer"  # a PDF's own text, with boxes
    BODY = "body"  # a message's text, with spans


#: For each step of a recogniser along a word the characters that it may have seen, likeliest first, with
#: their chances (0.0-1.0); what a step lacks to one is the chance of none. One character in steps beside
#: each other counts once.
Doubts = tuple[tuple[tuple[str, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Word:
    """One word as read."""

    text: str
    box: Box
    """Pixels of the upright page; for a BODY page a grid of 10x20 cells (column, line), so that
    layout can be reasoned about in the same way everywhere."""
    confidence: float
    """0.0-1.0, of the reader itself."""
    reader: str
    """`ppocr`, `tesseract`, `pdf text`, `acroform` or `body`."""
    span: tuple[int, int] | None = None
    """Characters [start, end) of the body's text; only for BODY pages."""
    second: str | None = None
    """What the other reader read in the same place; None where it did not look or found nothing."""
    second_confidence: float = 0.0
    line: int = 0
    """Ordinal of the text line on the page, top to bottom; words of one line share it."""
    handwritten: bool = False
    """Looks written by hand."""
    third: str | None = None
    """What a third reader read there, which looks where the first two do not agree; None where it did not."""
    third_confidence: float = 0.0
    doubts: Doubts = ()
    """What the first reader may have seen besides; empty where it was sure."""

    @property
    def agreed(self) -> bool:
        """Whether two independent readers say the same, up to case and punctuation."""
        return self.second is not None and same_letters(self.text, self.second)

    @property
    def upheld(self) -> bool:
        """Whether the third reader says the same, up to case and punctuation."""
        return self.third is not None and same_letters(self.text, self.third)


def same_letters(one: str, other: str) -> bool:
    """Whether two readings are the same up to case and punctuation."""
    return one == other or _letters(one) == _letters(other)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


@dataclass(frozen=True, slots=True)
class Barcode:
    """One machine-readable symbol."""

    format: str
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class FormValue:
    """One AcroForm field of a PDF page, as filled by the sender."""

    name: str
    label: str
    """The tooltip, or the name where there is none."""
    value: str
    box: Box


class Legibility(StrEnum):
    """How well a page can be read, in three grades."""

    LEGIBLE = "legible"
    BORDERLINE = "borderline"  # read, and a person should look twice
    NOT = "not legible"


#: Below these the readers are so unsure that a page is borderline, or not legible.
LEGIBLE, BORDERLINE = 0.8, 0.5
#: What is told of a fax of half the lines, however well it was read.
COARSE_FAX = "faxed at standard resolution"
#: What is told of a page whose print is too pale; without any word it is lost rather than blank.
TOO_FAINT = "too faint"
#: What is told of a picture that is spoilt, whatever of it was read.
BLURRED = "blurred"
GLARE = "glare hides print"
STREAKS = "streaks run through it"


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a page can be read."""

    legible: float = 1.0
    """0.0-1.0."""
    reasons: tuple[str, ...] = ()
    """What is wrong with the picture, in a few words; `processing/rules/legibility.py` says what to do."""

    @property
    def grade(self) -> Legibility:
        """The grade of `legible`."""
        if self.legible >= LEGIBLE:
            return Legibility.LEGIBLE
        return Legibility.BORDERLINE if self.legible >= BORDERLINE else Legibility.NOT


@dataclass(frozen=True, slots=True)
class FaxStrip:
    """What the sending machine printed at the page's edge."""

    text: str = field(repr=False)
    """Empty where it stands upside down or on its side, and nothing can be read of it."""
    caller: str = field(default="", repr=False)
    """The sender's number, as printed."""
    sent: str = ""
    """The sender's date, as printed."""
    number: int | None = None
    """Of this page, 1-based."""
    total: int | None = None
    """Pages of the whole fax."""
    sure: bool = False
    """Whether the numbers were read with confidence."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as unpack leaves it: square pixels, EXIF turn applied, not yet set upright by reading."""

    index: int
    """0-based within its attachment."""
    image: bytes
    """PNG or JPEG; empty for a BODY page."""
    width: int
    height: int
    dpi: float | None
    """Dots per inch of the square-pixel image; None where the file's claim is absurd or absent."""
    source: PageSource
    words: tuple[Word, ...] = ()
    """From the text layer or body; empty where OCR must read."""
    text: str = ""
    """The body's text; empty for others."""
    form_values: tuple[FormValue, ...] = ()
    fax_vertical_dpi: float | None = None
    """98 or 196 for a fax page, before squaring."""
    hidden_text: str = ""
    """What the file says here and the picture does not show: text without ink, white, or under a picture."""


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page, upright, with its words. Width and height are those of the upright image."""

    index: int
    width: int
    height: int
    rotation: int
    """Degrees clockwise by which the stored page was turned to stand upright: 0, 90, 180, 270."""
    source: PageSource
    words: tuple[Word, ...]
    barcodes: tuple[Barcode, ...] = ()
    quality: Quality = Quality()
    blank: bool = False
    text: str = ""
    form_values: tuple[FormValue, ...] = ()
    marks: tuple["Mark", ...] = ()
    image: bytes = field(default=b"", repr=False)
    """The upright image (PNG or JPEG), where reading turned it; empty where unpack's image stands."""
    seconds: float = 0.0
    """CPU seconds that reading took."""
    false_layer: bool = False
    """The file's hidden text says other than its picture: it was not used, or not all of it."""
    look: int | None = None
    """64 bits of light and dark, by which another picture of it is looked for; None without a picture."""

    @property
    def lines(self) -> list[list[Word]]:
        """Words grouped by line, lines top to bottom, words left to right."""
        grouped: dict[int, list[Word]] = {}
        for word in self.words:
            grouped.setdefault(word.line, []).append(word)
        return [sorted(grouped[key], key=lambda w: w.box.x0) for key in sorted(grouped)]

    def within(self, region: Box) -> "PageReading":
        """The page with what stands in a part of it alone; the boxes stay those of the whole page."""
        return replace(
            self,
            words=tuple(word for word in self.words if region.holds(word.box)),
            barcodes=tuple(code for code in self.barcodes if region.holds(code.box)),
            form_values=tuple(value for value in self.form_values if region.holds(value.box)),
            marks=tuple(mark for mark in self.marks if region.holds(mark.box)),
        )

    @property
    def plain_text(self) -> str:
        """The lines as text."""
        return self.text or "\n".join(" ".join(w.text for w in line) for line in self.lines)

    @property
    def second_text(self) -> str:
        """The lines as the second reader has them, where it read otherwise; empty where it nowhere did."""
        if all(w.second is None or w.agreed for w in self.words):
            return ""
        return "\n".join(
            " ".join(w.text if w.second is None else w.second for w in line) for line in self.lines
        )

    @property
    def agreement(self) -> float:
        """Share of the words that both readers read alike; 1.0 where only one looked."""
        seconded = any(w.second is not None for w in self.words)
        return sum(w.agreed for w in self.words) / len(self.words) if seconded else 1.0


class MarkKind(StrEnum):
    """Things on a page that are no words."""

    CHECKBOX_ON = "checkbox_on"
    CHECKBOX_OFF = "checkbox_off"
    CHECKBOX_UNSURE = "checkbox_unsure"  # a box with something in it that may be a tick or dirt
    INK = "ink"  # strokes that no reader took for words: a signature, a scribble
    STAMP = "stamp"  # a seal, inked or dry, or a rubber stamp
    STAMP_UNSURE = "stamp_unsure"  # a broken ring or frame that may be one
    RULE = "rule"  # a drawn horizontal line, as under a place to write on
    RING = "ring"  # a closed stroke round a word: a choice that is ringed


@dataclass(frozen=True, slots=True)
class Mark:
    """A checkbox, a piece of ink, a stamp, a ruled line, a ring."""

    kind: MarkKind
    box: Box
    weight: float = 0.0
    """Share of dark pixels inside the box, 0.0-1.0."""
