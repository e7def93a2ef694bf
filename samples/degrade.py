"""Makes clean pages look as an office receives them: scanned, faxed, photographed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from pillow_heif import register_heif_opener

from samples.drawing import FONTS_FOLDER, pack_images, render_pages

register_heif_opener()

Values = NDArray[np.float32]
#: A TIFF-F line has 1728 pixels: 8.47 inches at 204 dots an inch (RFC 3949).
FAX_WIDTH = 1728
FAX_DPI = {"fax_fine": (204, 196), "fax_standard": (204, 98)}
LETTER = (8.5, 11.0)


@dataclass(frozen=True, slots=True)
class FaxHeader:
    """What the sending machine prints over each page."""

    at: datetime
    station: str
    number: str


@dataclass(slots=True)
class Course:
    """Where the points of a clean page lie once it is worn: a projective map (3x3) that each step adds to."""

    matrix: NDArray[np.float64] = field(default_factory=lambda: np.eye(3))

    def add(self, step: Any) -> None:
        """A further step, 2x3 or 3x3."""
        self.matrix = np.vstack([step, [0, 0, 1]])[:3] @ self.matrix


def _draw_source(rng: Random) -> np.random.Generator:
    return np.random.default_rng(rng.getrandbits(32))


def lay_on_sheet(
    pages: Sequence[Image.Image], dpi: float, rng: Random, together: bool = True
) -> list[Image.Image]:
    """Return letter sheets with small pages (cards) laid on them, as on a copier's glass; large pages unchanged."""
    if all(page.width > 6 * dpi or page.height > 9 * dpi for page in pages):
        return list(pages)
    size = (round(LETTER[0] * dpi), round(LETTER[1] * dpi))
    groups = [pages] if together else [[page] for page in pages]
    sheets = []
    for group in groups:
        sheet = Image.new("RGB", size, (255, 255, 255))
        top = round(rng.uniform(0.4, 1.5) * dpi)
        for page in group:
            left = round(rng.uniform(0.1, 0.9) * max(1, size[0] - page.width))
            sheet.paste(page, (left, min(top, max(0, size[1] - page.height))))
            ImageDraw.Draw(sheet).rectangle(
                (left, top, left + page.width, top + page.height), outline=(170, 170, 170)
            )
            top += page.height + round(rng.uniform(0.3, 1.0) * dpi)
        sheets.append(sheet)
    return sheets


def _blur(pixels: Values, sigma: float) -> Values:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), dtype=np.float32)


def skew_page(
    image: Image.Image, degrees: float, fill: int = 255, course: Course | None = None
) -> Image.Image:
    """Turn a page (grey or RGB) by a few degrees counter-clockwise, same size."""
    width, height = image.size
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    if course is not None:
        course.add(turn)
    turned = cv2.warpAffine(
        np.asarray(image), turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(fill,) * 3
    )
    return Image.fromarray(turned)


def scan_page(image: Image.Image, rng: Random, dpi: float, course: Course | None = None) -> Image.Image:
    """Return the page as a flatbed or feeder gives it: grey, colour or bilevel, skewed, noisy, maybe with a lid shadow."""
    source = _draw_source(rng)
    mode = rng.choices(("grey", "colour", "bilevel"), (50, 30, 20))[0]
    degrees = rng.gauss(0, 0.7) if rng.random() < 0.85 else rng.uniform(-2, 2)
    page = skew_page(image, degrees, course=course)
    pixels: Values = np.asarray(page.convert("RGB" if mode == "colour" else "L"), dtype=np.float32)
    pixels = _blur(pixels, rng.uniform(0.3, 0.9) * dpi / 200)
    pixels = rng.uniform(0.82, 1.0) * (pixels - 255) + rng.uniform(238, 255)
    if rng.random() < 0.25:
        pixels = _shade_edge(pixels, rng)
    pixels += source.normal(0, rng.uniform(1, 6), pixels.shape[:2] + (() if pixels.ndim == 2 else (1,)))
    out = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    if rng.random() < 0.12:
        _punch_holes(out, rng, dpi)
    if mode == "bilevel":
        return (
            out.convert("L")
            .point(lambda value, cut=rng.randint(140, 190): 255 if value > cut else 0)
            .convert("1")
        )
    return out


def _shade_edge(pixels: Values, rng: Random) -> Values:
    width = pixels.shape[1]
    reach = rng.uniform(0.02, 0.12)
    ramp = np.clip(1 - np.arange(width, dtype=np.float32) / (width * reach), 0, 1) ** 1.5
    if rng.random() < 0.5:
        ramp = ramp[::-1]
    shade = 1 - rng.uniform(0.2, 0.7) * ramp
    shaded: Values = pixels * (shade[None, :] if pixels.ndim == 2 else shade[None, :, None])
    return shaded


def _punch_holes(image: Image.Image, rng: Random, dpi: float) -> None:
    draw = ImageDraw.Draw(image)
    left, radius = rng.uniform(0.25, 0.4) * dpi, 0.14 * dpi
    for share in (0.13, 0.5, 0.87):
        top = image.height * share
        shade = rng.randint(20, 90)
        fill = shade if image.mode == "L" else (shade, shade, shade)
        draw.ellipse((left - radius, top - radius, left + radius, top + radius), fill=fill)


def photograph_page(image: Image.Image, rng: Random, course: Course | None = None) -> Image.Image:
    """Return the page as a phone sees it: on a table, in perspective, unevenly lit, a little blurred."""
    source = _draw_source(rng)
    page = np.asarray(image.convert("RGB"))
    height, width = page.shape[:2]
    margin = rng.uniform(0.04, 0.15)
    out_w, out_h = round(width * (1 + 2 * margin)), round(height * (1 + 2 * margin))
    tilt = 0.035
    corners = np.array(
        [(margin * width + rng.uniform(-tilt, tilt) * width + x, margin * height + rng.uniform(-tilt, tilt) * height + y)
         for x, y in ((0, 0), (width, 0), (width, height), (0, height))], dtype=np.float32)  # fmt: skip
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    warp = cv2.getPerspectiveTransform(flat, corners)
    if course is not None:
        course.add(warp)
    table = _draw_table(out_w, out_h, rng, source)
    drawn = cv2.warpPerspective(page, warp, (out_w, out_h), flags=cv2.INTER_AREA)
    mask = (
        cv2.warpPerspective(np.full((height, width), 255, np.uint8), warp, (out_w, out_h)).astype(np.float32)[
            :, :, None
        ]
        / 255
    )
    shadow = cv2.GaussianBlur(np.roll(mask[:, :, 0], (9, 12), (0, 1)), (0, 0), 12)[:, :, None]
    scene: Any = table * (1 - 0.45 * shadow) * (1 - mask) + drawn * mask * np.array(
        [1.0, 0.985, 0.95], dtype=np.float32
    )
    scene *= _draw_light(out_w, out_h, rng)[:, :, None]
    scene = _blur(scene, rng.uniform(0.4, 1.2) * width / 1700)
    scene += cv2.resize(
        source.standard_normal((scene.shape[0] // 2, scene.shape[1] // 2), np.float32),
        (scene.shape[1], scene.shape[0]),
    )[:, :, None] * rng.uniform(3, 9)
    return Image.fromarray(np.clip(scene, 0, 255).astype(np.uint8))


def _draw_table(width: int, height: int, rng: Random, source: np.random.Generator) -> Values:
    base = np.array(
        rng.choice(((120, 85, 55), (70, 72, 78), (190, 180, 165), (45, 40, 38), (150, 150, 155))),
        dtype=np.float32,
    )
    grain = cv2.resize(
        source.normal(0, 1, (max(2, height // 6), max(2, width // 160))).astype(np.float32),
        (width, height),
        interpolation=cv2.INTER_CUBIC,
    )
    table: Values = np.clip(base[None, None, :] + 12 * grain[:, :, None], 0, 255).astype(np.float32)
    return table


def _draw_light(width: int, height: int, rng: Random) -> Values:
    across, down = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    light = 0.9 + 0.1 * rng.uniform(-1, 1) * across + 0.12 * rng.uniform(-1, 1) * down
    if rng.random() < 0.5:
        edge = across * rng.uniform(-1, 1) + down * rng.uniform(-1, 1) - rng.uniform(0.1, 0.6)
        light *= 1 - rng.uniform(0.15, 0.35) / (1 + np.exp(-edge * 14))
    return np.asarray(light, dtype=np.float32)


def save_photo(photo: Image.Image, rng: Random, sort: str = "jpeg") -> bytes:
    """Return a JPEG or HEIC file; sometimes stored turned, with the EXIF tag that says so."""
    exif = Image.Exif()
    exif[0x010F] = "Handy"
    if rng.random() < 0.45 and sort == "jpeg":
        turned, tag = rng.choice(
            ((Image.Transpose.ROTATE_90, 6), (Image.Transpose.ROTATE_270, 8), (Image.Transpose.ROTATE_180, 3))
        )
        photo = photo.transpose(turned)
        exif[0x0112] = tag
    out = io.BytesIO()
    if sort == "heic":
        # x265's own preset takes seven seconds a photo.
        photo.save(out, "HEIF", quality=rng.randint(45, 70), enc_params={"preset": "ultrafast"})
    else:
        photo.save(out, "JPEG", quality=rng.randint(55, 88), exif=exif)
    return out.getvalue()


def fax_page(
    image: Image.Image, rng: Random, quality: str, header: FaxHeader, number: int, of: int,
    course: Course | None = None,
) -> Image.Image:  # fmt: skip
    """Return a bilevel page of 1728 pixels a line, with the sender's strip; not square in standard quality."""
    dpi_x, dpi_y = FAX_DPI[quality]
    source = _draw_source(rng)
    height = round(image.height * FAX_WIDTH / image.width * dpi_y / dpi_x)
    page = skew_page(image.convert("L"), rng.gauss(0, 0.5), course=course)
    if course is not None:
        course.add(np.diag([FAX_WIDTH / image.width, height / image.height, 1]))
    page = page.resize(
        (FAX_WIDTH, height), Image.Resampling.BOX if rng.random() < 0.5 else Image.Resampling.BILINEAR
    )
    pixels = np.asarray(page, dtype=np.float32) + source.normal(0, rng.uniform(2, 14), (height, FAX_WIDTH))
    ink = pixels < rng.randint(130, 195)
    ink ^= source.random(ink.shape) < rng.choice((0, 0.0002, 0.001, 0.003))
    if rng.random() < 0.3:
        for row in source.integers(60, height, rng.randint(1, 6)):
            ink[row : row + rng.randint(1, 3)] = rng.random() < 0.15
    if rng.random() < 0.15:
        column = rng.randrange(FAX_WIDTH)
        ink[:, column : column + rng.randint(1, 3)] = True
    out = Image.fromarray(np.where(ink, 0, 255).astype(np.uint8))
    _print_strip(out, header, number, of, dpi_y)
    return out.convert("1", dither=Image.Dither.NONE)


def _print_strip(page: Image.Image, header: FaxHeader, number: int, of: int, dpi_y: int) -> None:
    font = ImageFont.truetype(str(FONTS_FOLDER / "truetype/liberation2/LiberationMono-Regular.ttf"), 26)
    strip = Image.new("L", (FAX_WIDTH, 36), 255)
    words = (
        f"{header.at:%b %d %Y %I:%M%p}".upper()
        + f"  {header.station[:22].upper():<22}  {header.number:<16} P.{number}/{of}"
    )
    ImageDraw.Draw(strip).text((60, 3), words, font=font, fill=0)
    strip = strip.resize((FAX_WIDTH, round(36 * dpi_y / 204))).point(lambda value: 255 if value > 140 else 0)
    page.paste(strip, (0, 4))


def fax_document(
    pages: Sequence[Image.Image], rng: Random, quality: str, header: FaxHeader, upside_down: bool = False
) -> list[Image.Image]:
    """Return all pages of one fax; `upside_down` where the papers went in the wrong way round."""
    total = len(pages)
    turned = [page.rotate(180) if upside_down else page for page in pages]
    return [
        fax_page(page, rng, quality, header, number, total) for number, page in enumerate(turned, start=1)
    ]


def save_fax(pages: Sequence[Image.Image], quality: str, compression: str = "group3") -> bytes:
    """Return a multi-page TIFF-F (`group3` or `group4`), 1728 wide, 204 by 196 or 98 dots an inch."""
    out = io.BytesIO()
    first, *rest = pages
    first.save(out, "TIFF", compression=compression, dpi=FAX_DPI[quality], save_all=True, append_images=rest)
    return out.getvalue()


def save_fax_pdf(pages: Sequence[Image.Image], quality: str) -> bytes:
    """Return the fax as a PDF, as gateways make it: pages stretched to their true shape on paper."""
    dpi_x, dpi_y = FAX_DPI[quality]
    squared = [
        page.convert("L").resize((page.width, round(page.height * dpi_x / dpi_y))).convert("1")
        for page in pages
    ]
    return pack_images(squared, dpi_x)


def turn_landscape(pages: Sequence[Image.Image]) -> list[Image.Image]:
    """Return wide pages on end, as they go through a feeder or fax."""
    return [page.rotate(90, expand=True) if page.width > page.height * 1.1 else page for page in pages]


def is_card(pdf: bytes) -> bool:
    """Whether the PDF's first page is a card rather than a sheet."""
    page = render_pages(pdf, 10)[0]
    return max(page.size) < 60


def degrade_pages(pdf: bytes, quality: str, rng: Random, *, together: bool = True) -> list[Image.Image]:
    """Return single degraded pages of a PDF for `quality` (`clean`, `scan`, `photo`, `fax_fine`, `fax_standard`)."""
    dpi = rng.choice((200, 200, 300)) if quality == "scan" else 200
    if quality == "photo":
        dpi = rng.choice((150, 170))
    pages = render_pages(pdf, dpi * 2 if quality == "photo" and is_card(pdf) else dpi)
    if quality == "clean":
        return pages
    if quality == "photo":
        return [photograph_page(page, rng) for page in pages]
    sheets = lay_on_sheet(pages, dpi, rng, together)
    if quality == "scan":
        return [scan_page(page, rng, dpi) for page in sheets]
    header = FaxHeader(datetime(2026, rng.randint(1, 12), rng.randint(1, 28), rng.randint(7, 18), rng.randint(0, 59)),
                       rng.choice(("HOME", "FRONT OFFICE", "EMS DESK", "UPS STORE")), "555 0100")  # fmt: skip
    return fax_document(turn_landscape(sheets), rng, quality, header)
