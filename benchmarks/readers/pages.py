"""Invented pages with every word's box: letters, forms and cards, drawn with the fonts at hand."""

import random
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT_FOLDER = Path("/usr/share/fonts/truetype")

PRINT_FONTS = (
    "liberation2/LiberationSans-Regular.ttf",
    "liberation2/LiberationSerif-Regular.ttf",
    "dejavu/DejaVuSans.ttf",
    "dejavu/DejaVuSerif.ttf",
    "liberation2/LiberationMono-Regular.ttf",
)

#: Handwriting-like fonts of Debian's packages; print stands in where none is installed.
HAND_FONTS = (
    "fifthhorseman/dkg.ttf",
    "femkeklaver/femkeklaver.ttf",
    "sjfonts/SteveHand.ttf",
    "breip/Breip.ttf",
)

GIVEN = [
    "Maria",
    "James",
    "Aisha",
    "Tomasz",
    "Linh",
    "Grace",
    "Peter",
    "Nadia",
    "Carlos",
    "Ruth",
    "Omar",
    "Helen",
    "Victor",
    "Joan",
    "Samuel",
    "Ines",
]
FAMILY = [
    "Souza",
    "O'Brien",
    "Kowalski",
    "Nguyen",
    "Whitfield",
    "Marsh",
    "Haddad",
    "Lindqvist",
    "Ferreira",
    "Abbott",
    "Tran",
    "Delgado",
]
TOWNS = ["Worcester", "Springfield", "Lowell", "Brockton", "Quincy", "Pittsfield", "Barnstable", "Framingham"]
PHRASES = (
    "Please send verification of my certification to the office named below.",
    "I completed the course in person and passed the written and skills examination.",
    "My last name has changed since my certificate was issued; a copy of the order is enclosed.",
    "The department will answer within ten business days of receipt of a complete request.",
    "I authorize the release of all information held about my certification, including any action taken.",
    "Return the completed form by mail or fax. Forms handed in by the applicant cannot be accepted.",
    "Telephone 617-555-0148, fax 617-555-0199, certification@example.org",
    "Total hours 16.5, refresher completed 03/14/2025, next renewal due 04/01/2027.",
)


@dataclass(frozen=True, slots=True)
class TrueWord:
    """One word as drawn."""

    text: str
    box: tuple[int, int, int, int]
    hand: bool


@dataclass(slots=True)
class TruePage:
    """A drawn page and all that is on it."""

    picture: Image.Image
    words: list[TrueWord] = field(default_factory=list)
    boxes_on: list[tuple[int, int, int, int]] = field(default_factory=list)
    boxes_off: list[tuple[int, int, int, int]] = field(default_factory=list)
    signatures: list[tuple[int, int, int, int]] = field(default_factory=list)


@cache
def load_font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Load one of the fonts; a missing handwriting font is replaced by print."""
    path = FONT_FOLDER / name
    if not path.is_file() and name in HAND_FONTS:
        path = FONT_FOLDER / "dejavu/DejaVuSerif-BoldItalic.ttf"
    if not path.is_file():
        raise FileNotFoundError(f"The font {name} is missing: install fonts-dejavu and fonts-liberation2.")
    return ImageFont.truetype(str(path), size)


class Pen:
    """Draws words and remembers where."""

    def __init__(self, page: TruePage, dpi: int) -> None:
        self.page, self.dpi = page, dpi
        self.draw = ImageDraw.Draw(page.picture)

    def points(self, size: float) -> int:
        """Points (1/72 inch) in pixels."""
        return round(size * self.dpi / 72)

    def write(
        self, x: int, y: int, text: str, font: str, size: float, hand: bool = False, ink: int = 20
    ) -> int:
        """Write one line from (x, y) top left; return where it ends."""
        face = load_font(font, self.points(size))
        blank = face.getlength(" ")
        for word in text.split():
            box = self.draw.textbbox((x, y), word, font=face)
            self.draw.text((x, y), word, font=face, fill=ink)
            self.page.words.append(TrueWord(word, tuple(int(v) for v in box), hand))  # type: ignore[arg-type]
            x += round(face.getlength(word) + blank)
        return x

    def checkbox(self, x: int, y: int, side: int, on: bool) -> None:
        """Draw a square, ticked by a cross or not."""
        stroke = max(2, self.dpi // 100)
        self.draw.rectangle((x, y, x + side, y + side), outline=20, width=stroke)
        if on:
            self.draw.line((x + 3, y + 3, x + side - 3, y + side - 3), fill=20, width=stroke + 1)
            self.draw.line((x + side - 3, y + 3, x + 3, y + side - 3), fill=20, width=stroke + 1)
        (self.page.boxes_on if on else self.page.boxes_off).append((x, y, x + side, y + side))

    def scribble(self, x: int, y: int, wide: int, tall: int, rng: random.Random) -> None:
        """Draw loops as a signature has."""
        knots = [(x + wide * i / 24, y + tall * rng.random()) for i in range(25)]
        self.draw.line(knots, fill=30, width=max(2, self.dpi // 90), joint="curve")
        self.page.signatures.append((x, y, x + wide, y + tall))


def _blank(width: float, height: float, dpi: int) -> TruePage:
    return TruePage(Image.new("L", (round(width * dpi), round(height * dpi)), 255))


def _name(rng: random.Random) -> str:
    return f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"


def _date(rng: random.Random) -> str:
    return f"{rng.randint(1, 12):02}/{rng.randint(1, 28):02}/{rng.randint(1960, 2027)}"


def draw_letter(seed: int, dpi: int = 200) -> TruePage:
    """A typed letter with a signature."""
    rng = random.Random(seed)
    page = _blank(8.5, 11, dpi)
    pen, font = Pen(page, dpi), rng.choice(PRINT_FONTS)
    x, y = dpi, dpi
    for line in (
        _name(rng),
        f"{rng.randint(2, 99)} Harbor Street",
        f"{rng.choice(TOWNS)}, MA 0{rng.randint(1000, 2799)}",
    ):
        pen.write(x, y, line, font, 11)
        y += pen.points(15)
    y += pen.points(20)
    for phrase in rng.sample(PHRASES, 7):
        for start in range(0, len(words := phrase.split()), 11):
            pen.write(x, y, " ".join(words[start : start + 11]), font, 11)
            y += pen.points(16)
        y += pen.points(8)
    pen.scribble(x, y, round(2 * dpi), round(0.5 * dpi), rng)
    pen.write(x, y + round(0.6 * dpi), _name(rng), font, 11)
    return page


def draw_form(seed: int, dpi: int = 200) -> TruePage:
    """A form with labels in print and answers by hand, tick boxes and a signature line."""
    rng = random.Random(seed)
    page = _blank(8.5, 11, dpi)
    pen, font, hand = Pen(page, dpi), rng.choice(PRINT_FONTS), rng.choice(HAND_FONTS)
    left, y = round(0.8 * dpi), round(0.7 * dpi)
    pen.write(left, y, "REQUEST FOR VERIFICATION OF CERTIFICATION", font, 15)
    y += pen.points(34)
    answers = {
        "Applicant name": _name(rng),
        "Date of birth": _date(rng),
        "Certification number": f"E0{rng.randint(100000, 999999)}",
        "Mailing address": f"{rng.randint(2, 99)} Canal Avenue, {rng.choice(TOWNS)}",
        "Telephone": f"617-555-01{rng.randint(10, 99)}",
        "E-mail": f"{rng.choice(GIVEN).lower()}@example.org",
        "Former names": _name(rng),
        "Date signed": _date(rng),
    }
    for label, answer in answers.items():
        end = pen.write(left, y, label + ":", font, 10)
        line = y + pen.points(14)
        pen.draw.line((end, line, round(7.6 * dpi), line), fill=60, width=max(1, dpi // 150))
        pen.write(end + round(0.2 * dpi), y - pen.points(3), answer, hand, 14, hand=True)
        y += pen.points(32)
    chosen, side = rng.randrange(3), pen.points(10)
    x = left
    for number, level in enumerate(("EMT", "Advanced EMT", "Paramedic")):
        pen.checkbox(x, y, side, number == chosen)
        x = pen.write(x + side + pen.points(6), y - pen.points(1), level, font, 10) + round(0.4 * dpi)
    y += pen.points(36)
    for phrase in rng.sample(PHRASES, 3):
        pen.write(left, y, phrase, font, 8)
        y += pen.points(14)
    y += pen.points(40)
    pen.draw.line((left, y, left + 3 * dpi, y), fill=60, width=max(1, dpi // 150))
    pen.scribble(left + 20, y - round(0.45 * dpi), round(1.8 * dpi), round(0.4 * dpi), rng)
    pen.write(left, y + pen.points(3), "Signature of applicant", font, 8)
    return page


def draw_card(seed: int, dpi: int = 300) -> TruePage:
    """A course completion card, 3.4 by 2.1 inches."""
    rng = random.Random(seed)
    page = _blank(3.4, 2.1, dpi)
    pen, font = Pen(page, dpi), rng.choice(PRINT_FONTS[:4])
    x, y = round(0.15 * dpi), round(0.12 * dpi)
    pen.write(x, y, "Basic Life Support Provider", font, 12)
    y += pen.points(24)
    lines = (
        ("Name", _name(rng)),
        ("Issued", _date(rng)),
        ("Expires", _date(rng)),
        ("Training center", f"{rng.choice(TOWNS)} Fire Department"),
        ("Instructor", _name(rng)),
        ("Card code", f"{rng.randint(10**9, 10**10 - 1)}"),
    )
    for label, answer in lines:
        end = pen.write(x, y, label, font, 7)
        pen.write(max(end, x + round(0.9 * dpi)), y - pen.points(1), answer, font, 9)
        y += pen.points(17)
    return page
