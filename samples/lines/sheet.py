"""Sheets of runs: rows of captions and answers in print and by hand, with the box of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import cv2
import numpy as np

from domain.geometry import Box
from intake.readers.picture import Grey
from samples.lines.faces import Face, Faces, fit_text
from samples.lines.words import write_caption, write_text
from samples.lines.writing import write_run

#: A letter page at 200 dots an inch.
WIDTH, HEIGHT = 1700, 2200
#: Letters of print in pixels, as most forms have them.
_SIZES = (20, 22, 24, 26, 28, 30, 32, 36, 44)
_LARGEST_BY_HAND = 80
_BELOW_THE_LINE = frozenset("gjpqy,;Qf")


@dataclass(frozen=True, slots=True)
class Run:
    """What stands at one place of a sheet."""

    text: str
    box: Box
    """Of its ink."""


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    size: int
    by_hand: bool
    ink: Grey


@dataclass(slots=True)
class Sheet:
    """A page and what is written on it."""

    page: Grey = field(default_factory=lambda: np.full((HEIGHT, WIDTH), 255, np.uint8))
    runs: list[Run] = field(default_factory=list)

    def lay(self, text: str, ink: Grey, x: int, y: int, shade: int) -> Box:
        """Ink a run; `shade` is the grey of full ink."""
        height, width = ink.shape
        y = max(0, min(HEIGHT - height, y))
        box = Box(x, y, x + width, y + height)
        under = self.page[y : y + height, x : x + width].astype(np.float32)
        share = ink / np.float32(255)
        self.page[y : y + height, x : x + width] = np.clip(under * (1 - share) + shade * share, 0, 255)
        self.runs.append(Run(text, box))
        return box


def draw_sheet(rng: Random, faces: Faces) -> Sheet:
    """Fill a sheet, row after row; one hand and one face of print go on for some rows."""
    sheet, y = Sheet(), rng.randint(50, 110)
    hand, print_ = rng.choice(faces.hands), rng.choice(faces.prints)
    while y < HEIGHT - 90:
        if rng.random() < 0.2:
            hand = rng.choice(faces.hands)
        if rng.random() < 0.25:
            print_ = rng.choice(faces.prints)
        size = rng.choice(_SIZES) if rng.random() < 0.9 else rng.randint(16, 70)
        tall = _fill_row(rng, sheet, y, hand, print_, size)
        y += max(tall, 20) + int(rng.uniform(0.5, 1.3) * 30)
    return sheet


def _fill_row(rng: Random, sheet: Sheet, y: int, hand: Face, print_: Face, size: int) -> int:
    """Lay runs beside each other until the row is full; the height of the tallest."""
    x, tallest = rng.randint(40, 160), 0
    while x < WIDTH - 150:
        parts = _write_parts(rng, hand, print_, size)
        if not parts:
            x += 60
            continue
        tall = max(part.ink.shape[0] for part in parts)
        wide = sum(part.ink.shape[1] for part in parts) + (len(parts) - 1) * size
        if x + wide > WIDTH - 40 or y + tall > HEIGHT - 50:
            break
        x = _lay_parts(rng, sheet, parts, x, y + tall, size)
        tallest = max(tallest, tall)
        x += int(rng.uniform(2.2, 5) * max(size, tall * 0.8))
    return tallest


def _write_parts(rng: Random, hand: Face, print_: Face, size: int) -> list[_Part]:
    """A run, before some of those by hand the caption that it answers."""
    by_hand = rng.random() < 0.5
    face = hand if by_hand else print_
    large = min(_LARGEST_BY_HAND, int(size * rng.uniform(1.3, 2.1))) if by_hand else size
    asked: list[tuple[Face, str, int]] = []
    if by_hand and rng.random() < 0.35:
        asked.append((print_, write_caption(rng), size))
    asked.append((face, write_text(rng, by_hand), large))
    parts = []
    for used, wanted, pixels in asked:
        text = fit_text(used, wanted)
        ink = write_run(rng, used, text, pixels) if text else None
        if ink is not None:
            parts.append(_Part(text, pixels, used.by_hand, ink))
        elif used is face:
            return []
    return parts


def _lay_parts(rng: Random, sheet: Sheet, parts: Sequence[_Part], x: int, base: int, size: int) -> int:
    """Lay the parts from `x` on, their feet on `base`; where the next may begin."""
    box = Box(x, base - 1, x + 1, base)
    for part in parts:
        y = base - part.ink.shape[0]
        if _BELOW_THE_LINE & set(part.text):
            y += int(0.12 * part.size)
        if part.by_hand:
            y += rng.randint(-4, 6)
        box = sheet.lay(part.text, part.ink, x, y, rng.randint(0, 90 if part.by_hand else 60))
        x = box.x1 + int(size * rng.uniform(0.5, 1.2))
    _set_off(rng, sheet.page, box, parts[-1].by_hand)
    return x


def _set_off(rng: Random, page: Grey, box: Box, by_hand: bool) -> None:
    """Draw the line under an answer, a frame, or a shade."""
    chance = rng.random()
    if by_hand and chance < 0.45:
        left = (box.x0 - 10, min(HEIGHT - 1, box.y1 + rng.randint(-10, 5)))
        right = (min(WIDTH - 1, box.x1 + rng.randint(10, 80)), min(HEIGHT - 1, box.y1 + rng.randint(-10, 5)))
        cv2.line(page, left, right, rng.randint(0, 140), rng.randint(1, 3))
    elif chance < 0.52:
        left, right = (box.x0 - 12, box.y0 - 10), (min(WIDTH - 1, box.x1 + 30), min(HEIGHT - 1, box.y1 + 10))
        cv2.rectangle(page, left, right, rng.randint(0, 140), rng.randint(1, 2))
    elif chance < 0.56:
        shaded = page[max(0, box.y0 - 8) : box.y1 + 8, max(0, box.x0 - 10) : box.x1 + 10]
        np.minimum(shaded, rng.randint(190, 235), out=shaded)
