"""Pixels: modes, square pixels, and the encoding in which pages are kept."""

import io

import cv2
import numpy as np
from PIL import Image

#: High enough that no reader measured differs from the uncompressed page.
JPEG_QUALITY = 90
#: Pages with at most this many tones are drawings or bilevel scans, which PNG keeps exactly.
FEW_TONES = 64
#: Lines of a page that are looked at before all of them.
STRIP = 128
#: Dots per inch outside of which a claim is taken for absurd.
LEAST_DPI, MOST_DPI = 50.0, 2400.0
#: Longest paper side in inches that anybody faxes or scans to this office.
LONGEST_INCHES = 60.0
#: x and y resolution closer than this count as square.
SQUARE_WITHIN = 0.01
#: Widths in dots of a fax line: A4/Letter, B4, A3 (ITU-T T.4).
FAX_WIDTHS = (1728, 2048, 2432)
#: Dots and lines an inch of a standard fax (ITU-T T.4).
STANDARD_FAX = (204.0, 98.0)
#: Width over height of the middling letter: 0.7 to 0.9 in print, twice that without every second line.
SQUASHED_RATIO = 1.2
#: Fewer letters than this tell nothing of a page.
FEWEST_LETTERS = 40


def plain_mode(image: Image.Image) -> Image.Image:
    """Bring any picture to mode 1, L or RGB, transparency over white paper."""
    if image.mode in ("1", "L", "RGB"):
        return image
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        return _deep_to_grey(image)
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
        return paper
    return image.convert("RGB")


def _deep_to_grey(image: Image.Image) -> Image.Image:
    """Scale 16 or 32 bits a sample to 8; Pillow's own convert would clip."""
    wide = image.convert("F")
    _, high = wide.getextrema()
    top = 65535.0 if isinstance(high, (int, float)) and high > 255 else 255.0
    return wide.point(lambda value: value * (255.0 / top) + 0.0).convert("L")


def believable_dpi(x: float, y: float, width: int, height: int) -> tuple[float, float] | None:
    """The claimed resolution, or None where no paper has that size."""
    for dpi, pixels in ((x, width), (y, height)):
        if not LEAST_DPI <= dpi <= MOST_DPI or pixels / dpi > LONGEST_INCHES:
            return None
    if not 0.3 <= x / y <= 3.4:
        return None
    return x, y


def guess_fax_dpi(width: int, height: int) -> tuple[float, float] | None:
    """Resolution of a bilevel page of fax width whose file does not say (ITU-T T.4).

    A full page has about 1,080 to 1,170 lines in standard mode, twice that in fine mode.
    """
    if width not in FAX_WIDTHS:
        return None
    if 900 <= height <= 1250:
        return STANDARD_FAX
    return (204.0, 196.0) if 1800 <= height <= 2500 else None


def settle_fax_dpi(
    claimed: tuple[float, float] | None, width: int, height: int
) -> tuple[float, float] | None:
    """The resolution of a bilevel page: as claimed, but for a fax whose file claims what no fax has.

    A line of 1728, 2048 or 2432 dots at anything but 200 or 204 an inch is no width of paper (ITU-T T.4);
    where the page's length fits a fax, its own resolution is meant. 400 and 408 are the same twice as fine.
    """
    guessed = guess_fax_dpi(width, height)
    if claimed is None or (guessed and not any(abs(claimed[0] - x) <= 6 for x in (200, 204, 400, 408))):
        return guessed or claimed
    return claimed


def is_squashed(image: Image.Image, dpi: tuple[float, float] | None) -> bool:
    """Whether a bilevel page claims square dots and is a standard fax: its letters are far too wide.

    Some gateways write 200 by 200 whatever the line sent. Only a page with the dots and lines of a standard
    fax is looked at; a page without enough letters is believed.
    """
    if dpi is None or abs(dpi[0] / dpi[1] - 1) > SQUARE_WITHIN or not 198 <= dpi[0] <= 206:
        return False
    if image.width not in FAX_WIDTHS or not 1000 <= image.height <= 1200:
        return False
    dark = (np.asarray(image.convert("L")) < 128).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    wide, tall = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    letters = (tall >= 6) & (tall <= 40) & (wide >= 4) & (wide <= 80)
    ratios = wide[letters] / tall[letters]
    return len(ratios) >= FEWEST_LETTERS and float(np.median(ratios)) >= SQUASHED_RATIO


def square_pixels(image: Image.Image, dpi: tuple[float, float]) -> tuple[Image.Image, float]:
    """Stretch the coarser axis so that a pixel is as wide as high; gives the new dots per inch."""
    x, y = dpi
    if abs(x / y - 1) <= SQUARE_WITHIN:
        return image, (x + y) / 2
    fine = max(x, y)
    size = (round(image.width * fine / x), round(image.height * fine / y))
    # Grey between the lines keeps the shape of a stroke, which readers measurably prefer to repeated lines.
    smooth = image.convert("L") if image.mode == "1" else image
    return smooth.resize(size, Image.Resampling.BICUBIC), fine


def fax_lines_per_inch(dpi: tuple[float, float], width: int, *, bilevel: bool) -> float | None:
    """98 or 196 where the page is a fax, else None (ITU-T T.4; 200x100 is the same grid in round figures)."""
    x, y = dpi
    if not bilevel or not 199 <= x <= 205:
        return None
    if 95 <= y <= 101:
        return 98.0
    return 196.0 if 190 <= y <= 201 and width in FAX_WIDTHS else None


def _has_few_tones(image: Image.Image) -> bool:
    """Whether it is a drawing; most pages are seen to be none by a strip across their middle."""
    middle = image.height // 2
    strip = image.crop((0, middle, image.width, min(image.height, middle + STRIP)))
    return strip.getcolors(FEW_TONES) is not None and image.getcolors(FEW_TONES) is not None


def encode_pixels(image: Image.Image) -> bytes:
    """PNG for bilevel pages and drawings, JPEG for photographs and greys."""
    target = io.BytesIO()
    if image.mode == "1":
        image.save(target, "PNG", compress_level=6)
    elif _has_few_tones(image):
        image.save(target, "PNG", compress_level=1)
    else:
        image.save(target, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return target.getvalue()
