"""Picture files → page drafts: TIFF with every frame, JPEG, PNG, HEIC, WebP, GIF, BMP."""

import io
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pillow_heif
from PIL import Image, ImageFile, ImageOps, TiffImagePlugin

from domain.errors import CorruptDocument, LimitExceeded
from domain.pages import PageSource
from intake.parsers.budget import Budget
from intake.parsers.pixels import (
    STANDARD_FAX,
    believable_dpi,
    fax_lines_per_inch,
    is_squashed,
    plain_mode,
    settle_fax_dpi,
    square_pixels,
)
from intake.parsers.witness import PageDraft

Image.init()
pillow_heif.register_heif_opener()

#: Formats tried; Pillow knows more, some of them started from other programs (EPS) or never maintained.
FORMATS = ("TIFF", "JPEG", "PNG", "HEIF", "AVIF", "WEBP", "GIF", "BMP")
#: TIFF tags (TIFF 6.0).
_NEW_SUBFILE, _ORIENTATION, _X_RES, _Y_RES, _RES_UNIT = 254, 274, 282, 283, 296
_CM_PER_INCH = 2.54
#: Pixels of a frame of which there is room for one copy only.
LARGE_PIXELS = 40_000_000
#: Pixels from which a frame of an animated format is a page that somebody scanned.
PAGE_AREA = 500_000
#: Orientations that exchange width and height.
_QUARTER_TURNS = (5, 6, 7, 8)

_pillow_lock = threading.RLock()

DAMAGED_PICTURE = (
    "The picture file is damaged or cut off and cannot be shown. "
    "Ask the sender to send it again, best as a PDF."
)
DAMAGED_FRAMES = (
    "{count} of its pages cannot be shown because the file is damaged. Ask the sender to send it again."
)
BROKEN_CHAIN = (
    "The file is damaged behind page {count}; pages may be missing. Ask the sender to send it again."
)
CUT_OFF_PICTURE = (
    "The picture file is cut off; a part of the page is missing. Ask the sender to send it again."
)


@contextmanager
def _decoding(*, forgiving: bool) -> Iterator[None]:
    """Pillow's two global switches, set for one decode and put back.

    The pixel limit is off because `Budget.check_pixels` looks at every size before decoding.
    """
    with _pillow_lock:
        before = Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES
        Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = None, forgiving
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES = before


def measure_picture(raw: bytes) -> tuple[int, int] | None:
    """Width and height without decoding; None where it is no picture."""
    try:
        with _decoding(forgiving=False), Image.open(io.BytesIO(raw), formats=FORMATS) as image:
            return image.size
    except Exception:
        return None


def read_pictures(raw: bytes, budget: Budget) -> Iterator[PageDraft]:
    """One draft a frame. Raises CorruptDocument or LimitExceeded, after the pages that could be read."""
    try:
        with _decoding(forgiving=False):
            image = Image.open(io.BytesIO(raw), formats=FORMATS)
            budget.check_pixels(*image.size)
    except (LimitExceeded, MemoryError):
        raise
    except Exception as error:
        raise CorruptDocument(DAMAGED_PICTURE) from error
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        yield from _read_frames(image, raw, budget)
        return
    cut = False
    for frame in range(_pages_in(image)):
        budget.take_page()
        budget.check_pixels(*image.size)
        whole, cut_here = _load(image, raw, frame)
        cut = cut or cut_here
        yield _draft_of(whole, frame, _claimed_dpi(image), bilevel=False)
    if cut:
        raise CorruptDocument(CUT_OFF_PICTURE)


def _pages_in(image: Image.Image) -> int:
    """Frames that are pages: all of a file of several photos; of an animation only where they are that large.

    The second picture of a camera's MPO is a preview or a depth map.
    """
    frames = int(getattr(image, "n_frames", 1))
    several = image.format in ("HEIF", "AVIF") or image.width * image.height >= PAGE_AREA
    return frames if several and image.format != "MPO" else 1


def _load(image: Image.Image, raw: bytes, frame: int) -> tuple[Image.Image, bool]:
    """Decode a frame upright by EXIF; gives also whether the file was cut off."""
    try:
        with _decoding(forgiving=False):
            if frame:
                image.seek(frame)
            image.load()
            return plain_mode(ImageOps.exif_transpose(image)), False
    except MemoryError:
        raise
    except Exception:
        try:
            with _decoding(forgiving=True):
                again = Image.open(io.BytesIO(raw), formats=FORMATS)
                if frame:
                    again.seek(frame)
                again.load()
                return plain_mode(ImageOps.exif_transpose(again)), True
        except MemoryError:
            raise
        except Exception as error:
            raise CorruptDocument(DAMAGED_PICTURE) from error


def _claimed_dpi(image: Image.Image) -> tuple[float, float] | None:
    claim = image.info.get("dpi")
    try:
        x, y = float(claim[0]), float(claim[1])  # type: ignore[index]
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return None
    # 72 and 96 are what cameras and screens write when they know nothing of paper.
    if (round(x), round(y)) in ((72, 72), (96, 96)):
        return None
    return x, y


def _read_frames(image: TiffImagePlugin.TiffImageFile, raw: bytes, budget: Budget) -> Iterator[PageDraft]:
    """Every frame of a TIFF; a frame that fails is counted, the rest goes on."""
    failed, index = 0, 0
    for frame in range(budget.limits.pages + 1):
        try:
            with _decoding(forgiving=False):
                image.seek(frame)
                thumbnail = bool(int(image.tag_v2.get(_NEW_SUBFILE, 0) or 0) & 1)
        except EOFError:
            break
        except Exception as error:
            # The way to the frames behind is lost with this one.
            words = BROKEN_CHAIN.format(count=index) if index > failed else DAMAGED_PICTURE
            raise CorruptDocument(words) from error
        if thumbnail and frame > 0:
            # A reduced copy of the page before it is no page (TIFF 6.0, NewSubfileType bit 0).
            continue
        budget.take_page()
        draft = _read_frame(image, frame, index, raw, budget)
        index += 1
        if draft is None:
            failed += 1
        else:
            yield draft
    if failed:
        words = DAMAGED_PICTURE if failed == index else DAMAGED_FRAMES.format(count=failed)
        raise CorruptDocument(words)


def _read_frame(
    image: TiffImagePlugin.TiffImageFile, frame: int, index: int, raw: bytes, budget: Budget
) -> PageDraft | None:
    budget.check_pixels(*image.size)
    dpi = _tiff_dpi(image)
    orientation = int(image.tag_v2.get(_ORIENTATION, 1) or 1)
    if dpi and orientation in _QUARTER_TURNS:
        dpi = dpi[1], dpi[0]
    try:
        with _decoding(forgiving=False):
            if image.width * image.height > LARGE_PIXELS:
                # A file opened anew for one page need not be copied before the next one is loaded.
                image = _open_frame(raw, frame)
            # Pillow applies the Orientation tag while it loads.
            image.load()
            copy = plain_mode(image if image.width * image.height > LARGE_PIXELS else image.copy())
    except MemoryError:
        raise
    except Exception:
        salvaged = _salvage_frame(raw, frame)
        if salvaged is None:
            return None
        copy = salvaged
    return _draft_of(copy, index, dpi, bilevel=copy.mode == "1")


def _open_frame(raw: bytes, frame: int) -> TiffImagePlugin.TiffImageFile:
    image = Image.open(io.BytesIO(raw), formats=("TIFF",))
    image.seek(frame)
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        raise CorruptDocument(DAMAGED_PICTURE)
    return image


def _salvage_frame(raw: bytes, frame: int) -> Image.Image | None:
    """Decode a damaged frame as far as it goes: fax lines lost in transmission cost only themselves."""
    try:
        with _decoding(forgiving=True):
            image = _open_frame(raw, frame)
            image.load()
            return plain_mode(image.copy())
    except MemoryError:
        raise
    except Exception:
        return None


def _tiff_dpi(image: TiffImagePlugin.TiffImageFile) -> tuple[float, float] | None:
    """Resolution from the tags; unit 3 is centimetres, and unit 1 (none) is meant as inches."""
    try:
        x, y = float(image.tag_v2[_X_RES]), float(image.tag_v2[_Y_RES])
        unit = int(image.tag_v2.get(_RES_UNIT, 2) or 2)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, struct.error):
        return None
    if unit == 3:
        x, y = x * _CM_PER_INCH, y * _CM_PER_INCH
    if (round(x), round(y)) in ((72, 72), (96, 96)):
        return None
    return x, y


def _draft_of(
    image: Image.Image, index: int, claimed: tuple[float, float] | None, *, bilevel: bool
) -> PageDraft:
    dpi = believable_dpi(*claimed, *image.size) if claimed else None
    if bilevel:
        dpi = STANDARD_FAX if is_squashed(image, dpi) else settle_fax_dpi(dpi, *image.size)
    return draft_picture(image, index, dpi, bilevel=bilevel)


def draft_picture(
    image: Image.Image, index: int, dpi: tuple[float, float] | None, *, bilevel: bool
) -> PageDraft:
    """A page of pixels, squared; `dpi` is what the pixels are before squaring."""
    lines = fax_lines_per_inch(dpi, image.width, bilevel=bilevel) if dpi else None
    squared, fine = square_pixels(image, dpi) if dpi else (image, None)
    return PageDraft(
        index=index,
        image=squared,
        width=squared.width,
        height=squared.height,
        dpi=fine,
        source=PageSource.IMAGE,
        fax_vertical_dpi=lines,
    )
