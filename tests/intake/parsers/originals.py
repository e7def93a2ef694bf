"""Originals built in code: mails, faxes, PDFs, containers. Only invented people."""

import io
import struct
import zipfile
from email.message import EmailMessage
from typing import Any

import pikepdf
from PIL import Image, ImageDraw, ImageFont

from domain.submissions import Part, Unpacked


def draw_page(size: tuple[int, int] = (1700, 2200), text: str = "INVENTED PAPER") -> Image.Image:
    """A white grey-level page with words, a frame and a mark at the top left."""
    page = Image.new("L", size, 255)
    pen = ImageDraw.Draw(page)
    pen.rectangle((40, 40, 160, 120), fill=0)
    font = ImageFont.load_default(size=max(18, size[1] // 40))
    for row in range(6):
        pen.text((200, 150 + row * size[1] // 8), f"{text} {row}", fill=0, font=font)
    return page


def fax_tiff(pages: int, *, lines: int = 98, compression: str = "group3", **tags: object) -> bytes:
    """A fax as gateways store it: 1728 dots wide, not square."""
    height = 1078 if lines == 98 else 2156
    frames = [draw_page((1728, height)).convert("1") for _ in range(pages)]
    target = io.BytesIO()
    frames[0].save(
        target,
        "TIFF",
        save_all=True,
        append_images=frames[1:],
        compression=compression,
        dpi=(204.0, float(lines)),
        **tags,
    )
    return target.getvalue()


def picture(size: tuple[int, int] = (900, 600), kind: str = "JPEG", **options: object) -> bytes:
    """A colour picture."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 3, size[1] // 4), fill=(200, 30, 30))
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def text_pdf(lines: list[str], *, pages: int = 1, mode: int = 0) -> pikepdf.Pdf:
    """A PDF of typed lines; `mode` 3 makes them invisible."""
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(612, 792))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
        shown = " ".join(f"({line}) Tj 0 -24 Td" for line in lines)
        page.obj.Contents = pdf.make_stream(f"BT /F1 12 Tf {mode} Tr 72 700 Td {shown} ET".encode())
    return pdf


def scan_pdf(image: Image.Image, *, under: str = "") -> pikepdf.Pdf:
    """A PDF whose page is one bilevel picture, with an invisible text `under` it where given."""
    pdf = text_pdf([under], mode=3) if under else text_pdf([], mode=3)
    page = pdf.pages[0]
    packed = image.convert("1")
    stream = pdf.make_stream(packed.tobytes())
    stream.update(
        {
            "/Type": pikepdf.Name.XObject,
            "/Subtype": pikepdf.Name.Image,
            "/Width": packed.width,
            "/Height": packed.height,
            "/BitsPerComponent": 1,
            "/ColorSpace": pikepdf.Name.DeviceGray,
        }
    )
    page.obj.Resources.XObject = pikepdf.Dictionary(Im0=stream)
    page.contents_add(b"q 612 0 0 792 0 0 cm /Im0 Do Q")
    return pdf


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    """A PDF's bytes."""
    target = io.BytesIO()
    pdf.save(target, **options)
    return target.getvalue()


def mail(body: str = "Please find my card attached.", **headers: str) -> EmailMessage:
    """An ordinary mail."""
    message = EmailMessage()
    message["From"] = headers.pop("sender", "Pat Example <pat@example.org>")
    message["To"] = "recert@dph.example.org"
    message["Subject"] = headers.pop("subject", "My card")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    return message


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def tnef(files: dict[str, bytes], body: bytes = b"") -> bytes:
    """A winmail.dat (MS-OXTNEF 2.1.3): level, id, length, value, checksum of each object."""

    def thing(level: int, number: int, value: bytes) -> bytes:
        return struct.pack("<BII", level, number, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    out = struct.pack("<IH", 0x223E9F78, 1)
    out += thing(1, 0x00089006, struct.pack("<I", 0x00010000)) + thing(
        1, 0x00069007, struct.pack("<II", 1252, 0)
    )
    if body:
        out += thing(1, 0x0002800C, body)
    for name, content in files.items():
        out += thing(2, 0x00069002, bytes(14))
        out += thing(2, 0x00018010, name.encode() + b"\0")
        out += thing(2, 0x0006800F, content)
    return out


def all_parts(unpacked: Unpacked) -> list[Part]:
    """Every part, depth first."""

    def walk(parts: tuple[Part, ...]) -> list[Part]:
        return [found for part in parts for found in (part, *walk(part.parts))]

    return walk(unpacked.parts)


def part_at(unpacked: Unpacked, path: str) -> Part:
    """The part with a path."""
    return next(part for part in all_parts(unpacked) if part.path == path)
