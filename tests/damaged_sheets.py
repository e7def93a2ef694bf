"""Printed sheets of ours as scanners, fax machines and people leave them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from random import Random

import cv2
import numpy as np
from PIL import Image

from domain.sheets import SheetCode
from outbound.separators import make_sheets, render_sheets
from samples.degrade import FaxHeader, fax_page, photograph_page, scan_page, skew_page
from samples.drawing import render_pages

Damage = Callable[[Image.Image, Random], Image.Image]
SHEETS = make_sheets(
    3, batch="260914-K7QFX", name="Monday mail", envelopes=3, pages=6, envelope_pages=(3, 1, 2)
)
HEADER = FaxHeader(datetime(2026, 9, 14, 9, 30, tzinfo=UTC), "OEMS DESK", "555 0100")


@cache
def printed(dpi: int = 200) -> tuple[Image.Image, ...]:
    """The sheets as they leave the printer."""
    return tuple(render_pages(render_sheets(SHEETS, date(2026, 9, 14)), dpi))


def _fax(quality: str) -> Damage:
    def send(page: Image.Image, rng: Random) -> Image.Image:
        sent = fax_page(page, rng, quality, HEADER, 1, 1)
        # As unpack squares it: a standard fax has half the lines.
        return sent.convert("L").resize((1728, 2200))

    return send


def _pixels(change: Callable[[np.ndarray, np.random.Generator], np.ndarray]) -> Damage:
    def damage(page: Image.Image, rng: Random) -> Image.Image:
        grey = np.asarray(page.convert("L"), np.float32)
        changed = change(grey, np.random.default_rng(rng.getrandbits(32)))
        return Image.fromarray(np.clip(changed, 0, 255).astype(np.uint8))

    return damage


def _curl(grey: np.ndarray, source: np.random.Generator) -> np.ndarray:
    rows, columns = np.indices(grey.shape, np.float32)
    return cv2.remap(
        grey, columns + 14 * np.sin(rows / 260), rows + 9 * np.sin(columns / 310), cv2.INTER_LINEAR
    )


def _cut(left: float, bottom: float) -> Damage:
    def cut(page: Image.Image, rng: Random) -> Image.Image:
        width, height = page.size
        return page.crop((round(width * left), 0, width, round(height * bottom)))

    return cut


def _stain(grey: np.ndarray, source: np.random.Generator) -> np.ndarray:
    """A coffee ring over one code, and scribbles over the other."""
    out = np.ascontiguousarray(grey)
    height, width = out.shape
    cv2.circle(out, (round(width * 0.8), round(height * 0.16)), 70, 90.0, 14)
    for _ in range(4):
        x, y = round(width * source.uniform(0.12, 0.33)), round(height * source.uniform(0.76, 0.9))
        cv2.line(out, (x, y), (x + 90, y - 60), 40.0, 4)
    return out


def _chain(*damages: Damage) -> Damage:
    def run(page: Image.Image, rng: Random) -> Image.Image:
        for damage in damages:
            page = damage(page, rng)
        return page

    return run


UPSIDE_DOWN: Damage = lambda page, rng: page.rotate(180)  # noqa: E731
FAINT = _pixels(lambda grey, source: 215 + (grey - 255) * 0.16 + source.normal(0, 3, grey.shape))
DARK = _pixels(lambda grey, source: 0.42 * grey + source.normal(0, 4, grey.shape))
NOISY = _pixels(lambda grey, source: grey + source.normal(0, 45, grey.shape))
BLURRED = _pixels(lambda grey, source: cv2.GaussianBlur(grey, (0, 0), 3.2))
SPECKLED = _pixels(lambda grey, source: np.where(source.random(grey.shape) < 0.03, 255 - grey, grey))
STREAKED = _pixels(lambda grey, source: np.where(np.arange(grey.shape[1]) % 97 < 3, 60, grey))
THIN = _pixels(lambda grey, source: cv2.dilate(grey, np.ones((3, 3))))
FAT = _pixels(lambda grey, source: cv2.erode(grey, np.ones((4, 4))))


def _scaled(share: float) -> Damage:
    return lambda page, rng: page.resize((round(page.width * share), round(page.height * share)))


def _skewed(degrees: float) -> Damage:
    return lambda page, rng: skew_page(page, degrees)


def _scanned(dpi: float) -> Damage:
    return lambda page, rng: scan_page(page, rng, dpi).convert("L")


DAMAGES: dict[str, Damage] = {
    "clean": lambda page, rng: page,
    "scanned": _scanned(200),
    "scanned again": _chain(_scanned(200), _scanned(200)),
    "upside down": _chain(_scanned(200), UPSIDE_DOWN),
    "on its side": lambda page, rng: page.rotate(90, expand=True),
    "fine fax": _fax("fax_fine"),
    "standard fax": _fax("fax_standard"),
    "standard fax upside down": _chain(UPSIDE_DOWN, _fax("fax_standard")),
    "standard fax, skewed 4 degrees": _chain(_skewed(4), _fax("fax_standard")),
    "standard fax of a scan": _chain(_scanned(200), _fax("fax_standard")),
    "faxed twice": _chain(_fax("fax_fine"), _fax("fax_standard")),
    "standard fax of a faint copy": _chain(
        _pixels(lambda grey, source: 235 + (grey - 255) * 0.6), _fax("fax_standard")
    ),
    "faint": FAINT,
    "faint, upside down, skewed": _chain(FAINT, UPSIDE_DOWN, _skewed(-5)),
    "dark": DARK,
    "skewed 3 degrees": _skewed(3),
    "skewed 8 degrees": _skewed(8),
    "skewed 15 degrees": _skewed(15),
    "skewed 25 degrees": _skewed(25),
    "noisy": NOISY,
    "speckled": SPECKLED,
    "blurred": BLURRED,
    "streaks of a dirty scanner": STREAKED,
    "thin toner": THIN,
    "fat toner": FAT,
    "curled": _pixels(_curl),
    "lower third cut off": _cut(0, 0.66),
    "left third cut off": _cut(0.3, 1),
    "stained and scribbled on": _pixels(_stain),
    "75 dpi": _scaled(0.375),
    "600 dpi": _scaled(3.0),
    "shrunk on a copier": _chain(_scaled(0.5), _scanned(200)),
    "phone picture": lambda page, rng: photograph_page(page, rng).convert("L"),
    "75 dpi, skewed and noisy": _chain(_skewed(6), _scaled(0.4), NOISY),
}  # fmt: skip


def damaged(name: str, seed: int = 1) -> tuple[SheetCode, np.ndarray]:
    """One of the sheets in turn, after this damage, grey."""
    number = (list(DAMAGES).index(name) + seed) % len(SHEETS)
    hurt = DAMAGES[name](printed()[number], Random(f"{name}/{seed}"))
    return SHEETS[number], np.asarray(hurt.convert("L"), np.uint8)
