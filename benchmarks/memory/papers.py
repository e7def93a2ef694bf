"""Large papers, drawn: every page differs, so that nothing is cheap by repetition."""

import io
import zlib
from random import Random

import pikepdf
from PIL import Image, ImageDraw, ImageFont


def write_like_a_page(image: Image.Image, number: int) -> None:
    """Lines of invented words over a whole picture."""
    rng, pen = Random(number), ImageDraw.Draw(image)
    step = max(24, image.height // 60)
    font = ImageFont.load_default(size=step * 0.6)
    ink = 0 if image.mode in ("1", "L") else (20, 20, 60)
    for top in range(step, image.height - step, step):
        words = " ".join("".join(rng.choices("abcdefghilmnorstu", k=rng.randint(2, 9))) for _ in range(12))
        pen.text((step, top), f"{number} {words}", fill=ink, font=font)


def scanned_pdf(pages: int, *, grey: bool, size: tuple[int, int] = (1700, 2200)) -> bytes:
    """A PDF of scans: JPEG in grey, or bilevel by Flate."""
    pdf = pikepdf.new()
    for number in range(pages):
        image = Image.new("L" if grey else "1", size, 255 if grey else 1)
        write_like_a_page(image, number)
        page = pdf.add_blank_page(page_size=(612, 792))
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=_stream(pdf, image)))
        page.obj.Contents = pdf.make_stream(b"q 612 0 0 792 0 0 cm /Im0 Do Q")
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def _stream(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Stream:
    if image.mode == "L":
        packed = io.BytesIO()
        image.save(packed, "JPEG", quality=30)
        stream = pikepdf.Stream(pdf, packed.getvalue())
        stream.Filter, stream.BitsPerComponent = pikepdf.Name.DCTDecode, 8
    else:
        stream = pikepdf.Stream(pdf, zlib.compress(image.tobytes()))
        stream.Filter, stream.BitsPerComponent = pikepdf.Name.FlateDecode, 1
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.ColorSpace = image.width, image.height, pikepdf.Name.DeviceGray
    return stream


def large_tiff(mode: str, side: int = 10_000) -> bytes:
    """One page of a hundred megapixels: `1` by CCITT group 4, `RGB` by LZW."""
    image = Image.new(mode, (side, side), "white" if mode == "RGB" else 1)
    write_like_a_page(image, 7)
    target = io.BytesIO()
    image.save(target, "TIFF", compression="group4" if mode == "1" else "tiff_lzw", dpi=(600, 600))
    return target.getvalue()
