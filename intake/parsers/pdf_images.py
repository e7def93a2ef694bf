"""The pictures on a PDF page: how much they cover, and a scan taken out at its own pixels."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from intake.parsers.budget import Budget
from intake.parsers.pixels import believable_dpi, plain_mode, settle_fax_dpi

#: A picture over at least this share of both sides is the page itself.
FULL_PAGE = 0.88
#: Pictures over more than this share of the area make a scan, whatever text lies on it.
COVERING = 0.5
#: Resolution bounds for rendering a page made of several pictures (strips, layers).
LEAST_DPI, MOST_DPI = 150.0, 400.0
#: Mean difference in grey levels between a picture taken out and the page as drawn, at thumbnail size,
#: beyond which the two are not the same (mask, inversion, turn, crop).
SAME_WITHIN = 18.0
#: Objects looked at; a page of more is a drawing.
MOST_OBJECTS = 20_000
#: Text render modes that leave no mark (PDF 32000-1, 9.3.6): invisible, clip only.
UNSEEN_MODES = (3, 7)


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """One picture and where it stands."""

    handle: Any
    size: tuple[int, int]
    bounds: tuple[float, float, float, float]
    """Left, bottom, right, top in points."""
    dpi: tuple[float, float]
    bilevel: bool
    upright: bool
    """Placed without turn or mirror."""


@dataclass(frozen=True, slots=True)
class PageImages:
    """What the survey of a page's pictures gave."""

    images: tuple[PlacedImage, ...]
    covers: bool
    dpi: float | None
    """The finest resolution among the pictures that matter."""
    single: PlacedImage | None
    """The one picture that is the page."""
    alone: bool
    """Nothing that leaves a mark lies beside or over it."""


def survey_images(page: Any) -> PageImages:
    """Look at all objects of a page."""
    left, bottom, right, top = page.get_cropbox()
    width, height = max(right - left, 1.0), max(top - bottom, 1.0)
    images: list[PlacedImage] = []
    other_marks = _visible_annotations(page) > 0
    for count, thing in enumerate(page.get_objects(max_depth=6)):
        if count > MOST_OBJECTS:
            other_marks = True
            break
        if thing.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            placed = _place(thing, page)
            if placed is not None:
                images.append(placed)
        elif thing.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            other_marks = other_marks or pdfium_c.FPDFTextObj_GetTextRenderMode(thing) not in UNSEEN_MODES
        elif thing.type != pdfium_c.FPDF_PAGEOBJ_FORM:
            other_marks = True
    covered = sum(_area_inside(i.bounds, (left, bottom, right, top)) for i in images) / (width * height)
    full = [i for i in images if _spans(i.bounds, (left, bottom, right, top))]
    single = full[0] if len(full) == 1 and len(images) == 1 else None
    return PageImages(
        images=tuple(images),
        covers=covered >= COVERING or bool(full),
        dpi=_finest(images, width * height),
        single=single,
        alone=single is not None and not other_marks,
    )


def _place(thing: Any, page: Any) -> PlacedImage | None:
    try:
        size = thing.get_px_size()
        bounds = thing.get_bounds()
        matrix = thing.get_matrix()
        bits = _bits_per_pixel(thing, page)
    except pdfium.PdfiumError:
        return None
    wide, high = bounds[2] - bounds[0], bounds[3] - bounds[1]
    if wide <= 0 or high <= 0 or min(size) < 1:
        return None
    turned = abs(matrix.b) > abs(matrix.a)
    across, down = (size[1], size[0]) if turned else size
    return PlacedImage(
        handle=thing,
        size=(int(size[0]), int(size[1])),
        bounds=tuple(float(v) for v in bounds),  # type: ignore[arg-type]
        dpi=(across * 72.0 / wide, down * 72.0 / high),
        bilevel=bits == 1,
        upright=matrix.a > 0
        and matrix.d > 0
        and abs(matrix.b) + abs(matrix.c) < 0.01 * (matrix.a + matrix.d),
    )


def _bits_per_pixel(thing: Any, page: Any) -> int:
    metadata = pdfium_c.FPDF_IMAGEOBJ_METADATA()
    if not pdfium_c.FPDFImageObj_GetImageMetadata(thing, page, metadata):
        return 0
    return int(metadata.bits_per_pixel)


def _visible_annotations(page: Any) -> int:
    """Annotations that draw something: all but links and pop-ups."""
    count = 0
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), 5000)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
        count += kind not in (pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP)
        pdfium_c.FPDFPage_CloseAnnot(annotation)
    return count


_Bounds = tuple[float, float, float, float]


def _area_inside(bounds: _Bounds, page: _Bounds) -> float:
    wide = min(bounds[2], page[2]) - max(bounds[0], page[0])
    high = min(bounds[3], page[3]) - max(bounds[1], page[1])
    return max(0.0, wide) * max(0.0, high)


def _spans(bounds: _Bounds, page: _Bounds) -> bool:
    wide = min(bounds[2], page[2]) - max(bounds[0], page[0])
    high = min(bounds[3], page[3]) - max(bounds[1], page[1])
    return wide >= FULL_PAGE * (page[2] - page[0]) and high >= FULL_PAGE * (page[3] - page[1])


def _finest(images: list[PlacedImage], page_area: float) -> float | None:
    """The finest resolution of pictures over a tenth of the page, within bounds."""
    weighty = [
        max(i.dpi)
        for i in images
        if (i.bounds[2] - i.bounds[0]) * (i.bounds[3] - i.bounds[1]) >= 0.1 * page_area
    ]
    if not weighty and images:
        weighty = [max(i.dpi) for i in images]
    if not weighty:
        return None
    if len(images) == 1:
        return max(weighty)
    return min(MOST_DPI, max(LEAST_DPI, max(weighty)))


@dataclass(frozen=True, slots=True)
class Scan:
    """A page that is one picture, at the picture's own pixels."""

    image: Image.Image
    dpi: tuple[float, float] | None
    bilevel: bool


def extract_scan(page: Any, survey: PageImages, budget: Budget) -> Scan | None:
    """The picture that is the page, turned as the page is; None where the page must be drawn.

    Raises LimitExceeded where it has too many pixels.
    """
    single = survey.single
    if single is None:
        return None
    budget.check_pixels(*single.size)
    if not survey.alone or not single.upright:
        return None
    image = _take_out(single)
    if image is None:
        return None
    turn = page.get_rotation() % 360
    dpi: tuple[float, float] = single.dpi
    if turn:
        image = image.rotate(-turn, expand=True)
        dpi = (dpi[1], dpi[0]) if turn in (90, 270) else dpi
    if not _looks_as_drawn(page, image):
        return None
    believed = believable_dpi(*dpi, *image.size)
    if single.bilevel:
        believed = settle_fax_dpi(believed, *image.size)
    return Scan(image, believed, single.bilevel)


def _take_out(placed: PlacedImage) -> Image.Image | None:
    try:
        bitmap = placed.handle.get_bitmap(render=False)
        image = plain_mode(bitmap.to_pil())
        if image.readonly:  # its pixels are the bitmap's own
            image = image.copy()
    except (pdfium.PdfiumError, ValueError, RuntimeError):
        return None
    if image.size != placed.size:
        return None
    if placed.bilevel and image.mode != "1":
        return image.convert("L").convert("1", dither=Image.Dither.NONE)
    return image


def is_lost_picture(drawn: Image.Image, survey: PageImages) -> bool:
    """Whether a page is one blank area only because none of the pictures that make it can be decoded.

    Such a page must not pass for an empty sheet.
    """
    if not survey.covers or not survey.images:
        return False
    extremes = drawn.convert("L").getextrema()
    if extremes[0] != extremes[1]:
        return False
    return not any(_decodes(placed) for placed in survey.images)


def _decodes(placed: PlacedImage) -> bool:
    try:
        placed.handle.get_bitmap(render=False).close()
    except (pdfium.PdfiumError, ValueError, RuntimeError):
        return False
    return True


def _looks_as_drawn(page: Any, image: Image.Image) -> bool:
    """Compare thumbnails of the picture and of the page: masks, inversions and crops show at once."""
    width, height = page.get_size()
    bitmap = page.render(scale=150.0 / max(width, height, 1.0))
    drawn = bitmap.to_pil().convert("L")
    grey = image.convert("L")
    taken = grey.resize(drawn.size, Image.Resampling.BOX)
    difference = np.abs(np.asarray(drawn, dtype=np.int16) - np.asarray(taken, dtype=np.int16))
    return float(difference.mean()) <= SAME_WITHIN
