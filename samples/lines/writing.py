"""One run of text as ink: letters beside each other, or as a hand wanders, leans and trembles."""

from collections.abc import Callable
from random import Random
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw

from intake.readers.picture import Grey
from samples.lines.faces import Face, open_font

#: Ink fainter than this is none.
_FAINTEST = 60


def write_run(rng: Random, face: Face, text: str, size: int) -> Grey | None:
    """The ink of a run (255 is full), cut to where there is some; None where the face draws nothing."""
    if face.by_hand:
        wandering = rng.random() < 0.7
        ink = _wander(rng, face, text, size) if wandering else _set_type(rng, face, text, size)
        for worsen in (_lean, _tremble, _thicken):
            ink = worsen(rng, ink, size)
    else:
        ink = _set_type(rng, face, text, size)
    return trim(ink)


def trim(ink: Grey) -> Grey | None:
    """Cut to the ink."""
    ys, xs = np.where(ink > _FAINTEST)
    return ink[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1] if len(xs) else None


def _set_type(rng: Random, face: Face, text: str, size: int) -> Grey:
    """As a printer does; one run in eight is spaced."""
    font = open_font(face, size)
    left, top, right, bottom = font.getbbox(text, anchor="ls")
    margin = max(4, size // 3)
    spacing = rng.uniform(0, 0.12) * size if rng.random() < 0.12 else 0.0
    image = Image.new(
        "L", (int(right - left + spacing * len(text)) + 2 * margin, int(bottom - top) + 2 * margin)
    )
    draw = ImageDraw.Draw(image)
    x, base = margin - left, margin - top
    for part in text if spacing else (text,):
        draw.text((x, base), part, font=font, fill=255, anchor="ls")
        x += font.getlength(part) + spacing
    return np.asarray(image, np.uint8)


def _wander(rng: Random, face: Face, text: str, size: int) -> Grey:
    """Letter by letter, off the line and unevenly spaced."""
    font = open_font(face, size)
    image = Image.new("L", (int(font.getlength(text) * 1.25) + 4 * size, size * 3))
    draw = ImageDraw.Draw(image)
    drift, unrest = rng.uniform(-0.06, 0.06), rng.uniform(0, 0.05) * size
    spacing, blank = rng.uniform(-0.02, 0.06) * size, rng.uniform(0.7, 1.5)
    x, off = float(size), 0.0
    for letter in text:
        drawn = font if rng.random() < 0.6 else open_font(face, max(8, int(size * rng.uniform(0.93, 1.07))))
        off = (off + rng.gauss(0, unrest * 0.4)) * 0.8
        draw.text((x, size * 2 + off + drift * (x - size)), letter, font=drawn, fill=255, anchor="ls")
        x += drawn.getlength(letter) * (blank if letter == " " else 1) + rng.gauss(
            spacing, abs(spacing) * 0.5
        )
    return np.asarray(image, np.uint8)


def _lean(rng: Random, ink: Grey, size: int) -> Grey:
    height, width = ink.shape
    shear, stretch = rng.uniform(-0.22, 0.22), rng.uniform(0.85, 1.15)
    room = abs(shear) * height
    lean = np.array([[stretch, -shear, shear * height / 2 + room], [0, 1, 0]], np.float32)
    wide = int(width * stretch + 2 * room) + 2
    return np.asarray(cv2.warpAffine(ink, lean, (wide, height), flags=cv2.INTER_LINEAR), np.uint8)


def _tremble(rng: Random, ink: Grey, size: int) -> Grey:
    """Push the ink about, smoothly: three runs in five."""
    if rng.random() >= 0.6:
        return ink
    height, width = ink.shape
    noise = np.random.default_rng(rng.getrandbits(32))
    reach = rng.uniform(0.01, 0.035) * size

    def push() -> np.ndarray[Any, np.dtype[np.float32]]:
        coarse = noise.normal(0, 1, (4, max(3, width // size * 2))).astype(np.float32)
        pushed = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) * reach
        return np.asarray(pushed, np.float32)

    across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return np.asarray(cv2.remap(ink, across + push(), down + push(), cv2.INTER_LINEAR), np.uint8)


def _thicken(rng: Random, ink: Grey, size: int) -> Grey:
    """A broad pen, or one that runs dry."""
    if rng.random() < 0.35:
        change: Callable[..., Any] = cv2.dilate
    elif rng.random() < 0.1:
        change = cv2.erode
    else:
        return ink
    return np.asarray(change(ink, np.ones((2, 2), np.uint8)), np.uint8)
