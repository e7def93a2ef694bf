"""Tick boxes, seals and stamps on invented pages: how often each is said right, wrong or unsure.

python -m benchmarks.readers.marks [--pages 4] [--seed 1]

No reader runs: marks are looked for on pictures prepared as reading prepares them. Pages of even number are
drawn with pens and boxes that the limits were set on, the others with ones that they were not.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from benchmarks.readers.damage import Arrived, carry_box, fax, photo, scan, skew
from benchmarks.readers.pages import PRINT_FONTS, TOWNS, TruePage, load_font
from domain.geometry import Box
from domain.pages import Mark, MarkKind
from intake.readers.marks import find_marks
from intake.readers.picture import Grey
from intake.readers.preparation import brighten, flatten_light, soften_fax, straighten
from intake.readers.sketch import sketch_page

Corner = tuple[float, float, float, float]
Draw = ImageDraw.ImageDraw

#: Pages are drawn so many times larger and shrunk, because pens have soft edges.
FINE = 3
DPI = 200

DAMAGES: dict[str, Callable[[TruePage, random.Random], Arrived]] = {
    "scan": scan,
    "skewed": lambda page, rng: skew(page, rng, 1.5),
    "fine fax": lambda page, rng: fax(page, rng, 196),
    "standard fax": lambda page, rng: fax(page, rng, 98),
    "photo": lambda page, rng: photo(page, rng, 0.02),
}


@dataclass(slots=True)
class MarkedPage:
    """A drawn page and what stands where."""

    drawn: TruePage
    ticks: dict[Corner, tuple[str, bool]] = field(default_factory=dict)
    """Box to pen and whether it is ticked."""
    stamps: dict[Corner, str] = field(default_factory=dict)


# -- pens ----------------------------------------------------------------------------------------------


def _cross(pen: Draw, x: float, y: float, side: float, rng: random.Random, width: int) -> None:
    reach = rng.uniform(-0.1, 0.25) * side
    pen.line((x + reach, y + reach, x + side - reach, y + side - reach), fill=30, width=width)
    pen.line((x + side - reach, y + reach, x + reach, y + side - reach), fill=30, width=width)


def _wide_cross(pen: Draw, x: float, y: float, side: float, rng: random.Random, width: int) -> None:
    """Strokes that run over the box's corners or beside them, as a hand that means it draws them."""
    ends = [rng.uniform(0.05, 0.35) * side for _ in range(4)]
    off = [rng.uniform(-0.12, 0.12) * side for _ in range(4)]
    pen.line(
        (x - ends[0], y - ends[0] + off[0], x + side + ends[1], y + side + ends[1] + off[1]),
        fill=30,
        width=width,
    )
    pen.line(
        (x + side + ends[2], y - ends[2] + off[2], x - ends[3], y + side + ends[3] + off[3]),
        fill=30,
        width=width,
    )


def _check(pen: Draw, x: float, y: float, side: float, rng: random.Random, width: int) -> None:
    high = rng.uniform(0.1, 0.6) * side
    knots = [
        (x + 0.12 * side, y + 0.5 * side),
        (x + 0.4 * side, y + 0.92 * side),
        (x + 1.15 * side, y - high),
    ]
    pen.line(knots, fill=30, width=width, joint="curve")


def _fill(pen: Draw, x: float, y: float, side: float, rng: random.Random, width: int) -> None:
    pen.rectangle((x + width, y + width, x + side - width, y + side - width), fill=40)


def _scribble(pen: Draw, x: float, y: float, side: float, rng: random.Random, width: int) -> None:
    knots = [(x + side * rng.uniform(0, 1), y + side * rng.uniform(0, 1)) for _ in range(9)]
    pen.line(knots, fill=30, width=width, joint="curve")


def _slash(pen: Draw, x: float, y: float, side: float, rng: random.Random, width: int) -> None:
    pen.line((x + 0.15 * side, y + 0.9 * side, x + 0.9 * side, y + 0.1 * side), fill=30, width=width)


def _dot(pen: Draw, x: float, y: float, side: float, rng: random.Random, width: int) -> None:
    reach = rng.uniform(0.18, 0.3) * side
    middle = (x + side / 2, y + side / 2)
    pen.ellipse((middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach), fill=30)


def _letter(pen: Draw, x: float, y: float, side: float, rng: random.Random, width: int) -> None:
    face = load_font(rng.choice(PRINT_FONTS), round(side * 0.9))
    pen.text((x + side / 2, y + side / 2), "X", font=face, fill=20, anchor="mm")


Pen = Callable[[Draw, float, float, float, random.Random, int], None]
SET_PENS: dict[str, Pen] = {
    "cross": _cross,
    "check": _check,
    "fill": _fill,
    "letter": _letter,
    "wide cross": _wide_cross,
}
OTHER_PENS: dict[str, Pen] = {"scribble": _scribble, "slash": _slash, "dot": _dot, "check": _check}
#: Side of a box in points, and its line's width, on pages of even number and on the others.
SIDES = ((8.0, 10.0, 12.0), (7.0, 9.0, 14.0))
LINES = ((0.5, 0.9), (0.7, 1.2))


def draw_boxes(number: int, seed: int) -> MarkedPage:
    """A sheet of tick boxes beside short labels, a third of them empty."""
    rng = random.Random(seed * 100 + number)
    pens = (SET_PENS, OTHER_PENS)[number % 2]
    scale = FINE * DPI / 72
    page = Image.new("L", (round(8.5 * DPI * FINE), round(11 * DPI * FINE)), 255)
    pen = ImageDraw.Draw(page)
    face = load_font(PRINT_FONTS[number % len(PRINT_FONTS)], round(10 * scale))
    ticks: dict[Corner, tuple[str, bool]] = {}
    for row in range(20):
        for column in range(4):
            side = rng.choice(SIDES[number % 2]) * scale
            x, y = (60 + column * 125) * scale, (60 + row * 34) * scale
            line = max(2, round(rng.choice(LINES[number % 2]) * scale))
            pen.rectangle((x, y, x + side, y + side), outline=20, width=line)
            pen.text((x + side + 5 * scale, y + side / 2), rng.choice(TOWNS), font=face, fill=20, anchor="lm")
            name = rng.choice((*pens, "empty", "empty"))
            if name != "empty":
                pens[name](pen, x, y, side, rng, round(rng.uniform(1.0, 1.8) * scale))
            ticks[_shrunk((x, y, x + side, y + side))] = (name, name != "empty")
    return MarkedPage(TruePage(_shrink(page)), ticks)


def draw_stamps(number: int, seed: int) -> MarkedPage:
    """A letter with a seal or a stamp below its text, or neither; an emblem and a frame are there anyway."""
    rng = random.Random(seed * 100 + number)
    scale = FINE * DPI / 72
    page = Image.new("L", (round(8.5 * DPI * FINE), round(11 * DPI * FINE)), 255)
    pen = ImageDraw.Draw(page)
    face = load_font(PRINT_FONTS[number % len(PRINT_FONTS)], round(10 * scale))
    for row in range(18):
        words = " ".join(rng.choice(TOWNS) for _ in range(8))
        pen.text((72 * scale, (150 + row * 15) * scale), words, font=face, fill=20)
    pen.ellipse((72 * scale, 60 * scale, 120 * scale, 108 * scale), fill=60)
    pen.rectangle((72 * scale, 700 * scale, 230 * scale, 740 * scale), outline=20, width=round(scale))
    stamps: dict[Corner, str] = {}
    sort = ("inked seal", "dry seal", "rubber stamp", "none")[number % 4]
    if sort != "none":
        x, y = rng.uniform(100, 400) * scale, rng.uniform(460, 560) * scale
        stamps[_shrunk(_put_stamp(page, x, y, sort, rng, scale))] = sort
    return MarkedPage(TruePage(_shrink(page)), stamps=stamps)


def _put_stamp(page: Image.Image, x: float, y: float, sort: str, rng: random.Random, scale: float) -> Corner:
    """Lay a seal or stamp over what is there; its box."""
    ink = {"inked seal": 60, "dry seal": 205, "rubber stamp": 80}[sort]
    wide, tall = (110.0, 110.0) if "seal" in sort else (150.0, 60.0)
    wide, tall = (round(side * scale * rng.uniform(0.7, 1.2)) for side in (wide, tall))
    if "seal" in sort:
        tall = wide
    layer = Image.new("L", (wide, tall), 255)
    pen, line = ImageDraw.Draw(layer), round(rng.uniform(1.2, 2.4) * scale)
    face = load_font(PRINT_FONTS[0], round(0.16 * tall))
    if "seal" in sort:
        pen.ellipse((0, 0, wide - 1, tall - 1), outline=ink, width=line)
        pen.ellipse((0.14 * wide, 0.14 * tall, 0.86 * wide, 0.86 * tall), outline=ink, width=line // 2)
        pen.text((wide / 2, tall / 2), "NOTARY\nPUBLIC", font=face, fill=ink, anchor="mm", align="center")
    else:
        pen.rectangle((0, 0, wide - 1, tall - 1), outline=ink, width=line)
        pen.text((wide / 2, tall / 2), "RECEIVED", font=face, fill=ink, anchor="mm")
        layer = layer.rotate(rng.choice((-1, 1)) * rng.uniform(2.5, 12), expand=True, fillcolor=255)
    place = (round(x), round(y))
    under = page.crop((*place, place[0] + layer.width, place[1] + layer.height))
    page.paste(ImageChops.darker(under, layer), place)
    return x, y, x + layer.width, y + layer.height


def _shrunk(corner: Corner) -> Corner:
    x0, y0, x1, y1 = (v / FINE for v in corner)
    return x0, y0, x1, y1


def _shrink(page: Image.Image) -> Image.Image:
    return page.resize((page.width // FINE, page.height // FINE), Image.Resampling.BOX)


# -- looking -------------------------------------------------------------------------------------------


def prepare(arrived: Arrived) -> tuple[Grey, np.ndarray]:
    """The picture as reading hands it to the search for marks, and the way to it from the arrived one."""
    soft = brighten(soften_fax(np.asarray(arrived.grey, np.uint8), arrived.fax_vertical_dpi))
    way = arrived.forward if arrived.forward is not None else np.eye(3)
    angle = float(np.degrees(np.arctan2(way[1, 0], way[0, 0])))
    prepared = straighten(soft, DPI / (arrived.dpi or DPI), angle)
    grey = flatten_light(prepared.grey) if arrived.dpi is None else prepared.grey
    return grey, np.linalg.inv(prepared.to_page)


def look_for(arrived: Arrived, corners: Sequence[Corner]) -> Iterator[tuple[Corner, Box, tuple[Mark, ...]]]:
    """Each true place as it lies on the prepared picture, with all marks found."""
    grey, there = prepare(arrived)
    marks = find_marks(sketch_page(grey, float(DPI)), ())
    forward = arrived.forward if arrived.forward is not None else np.eye(3)
    for corner in corners:
        x0, y0, x1, y1 = (round(v) for v in corner)
        moved = carry_box((x0, y0, x1, y1), there @ forward)
        yield corner, Box(*(round(v) for v in moved)), marks


TICKS = {MarkKind.CHECKBOX_ON, MarkKind.CHECKBOX_OFF, MarkKind.CHECKBOX_UNSURE}


def say_tick(place: Box, marks: Sequence[Mark]) -> str:
    """What was said of a box: `on`, `off`, `unsure` or `missed`."""
    here = [m for m in marks if m.kind in TICKS and m.box.overlap(place) > 0.4 * place.width * place.height]
    return here[0].kind.value.removeprefix("checkbox_") if here else "missed"


def measure_boxes(pages: int, seed: int) -> dict[tuple[str, str, str, bool], Counter[str]]:
    """By damage, set or other, pen and truth: what was said."""
    found: dict[tuple[str, str, str, bool], Counter[str]] = {}
    for number in range(pages):
        page = draw_boxes(number, seed)
        for name, damage in DAMAGES.items():
            arrived = damage(page.drawn, random.Random(seed * 31 + number))
            for corner, place, marks in look_for(arrived, list(page.ticks)):
                pen, on = page.ticks[corner]
                key = (name, ("set", "other")[number % 2], pen, on)
                found.setdefault(key, Counter())[say_tick(place, marks)] += 1
    return found


STAMPS = {MarkKind.STAMP: "present", MarkKind.STAMP_UNSURE: "unsure"}


def measure_stamps(pages: int, seed: int) -> dict[tuple[str, str], Counter[str]]:
    """By damage and what was put down: what was said; `false` is a stamp seen where none is."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for number in range(pages):
        page = draw_stamps(number, seed)
        for name, damage in DAMAGES.items():
            arrived = damage(page.drawn, random.Random(seed * 31 + number))
            sketch = sketch_page(prepare(arrived)[0], float(DPI))
            seen = [mark for mark in find_marks(sketch, ()) if mark.kind in STAMPS]
            for corner, place, _ in look_for(arrived, list(page.stamps)):
                here = [mark for mark in seen if mark.box.overlap(place) > 0.5 * place.width * place.height]
                said = STAMPS[here[0].kind] if here else "absent"
                found.setdefault((name, page.stamps[corner]), Counter())[said] += 1
                seen = [mark for mark in seen if mark not in here]
            found.setdefault((name, "nothing there"), Counter())["false" if seen else "absent"] += 1
    return found


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    for key, said in sorted(measure_boxes(chosen.pages, chosen.seed).items()):
        print(*(str(k).ljust(13) for k in key), dict(said))
    for place, seen in sorted(measure_stamps(2 * chosen.pages, chosen.seed).items()):
        print(*(k.ljust(13) for k in place), dict(seen))


if __name__ == "__main__":
    main()
