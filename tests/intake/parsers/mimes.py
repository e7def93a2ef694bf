"""Messages laid out byte by byte, as programs that never read the RFCs send them."""

import base64

from domain.limits import Limits
from domain.submissions import Part, Unpacked
from intake.parsers.unpack import unpack_original
from tests.intake.parsers.originals import all_parts, saved, text_pdf

HEAD = b"From: Pat <pat@example.org>\r\nTo: recert@example.org\r\nSubject: My card\r\nMIME-Version: 1.0\r\n"
PDF = saved(text_pdf(["One two three four five"]))
PACKED_PDF = base64.encodebytes(PDF)
TEXT = b"Content-Type: text/plain\r\n\r\nHello there."


def unpack(raw: bytes) -> Unpacked:
    """What unpack makes of a message, in this process."""
    return unpack_original(raw, name=None, limits=Limits())


def multipart(*parts: bytes, kind: bytes = b"mixed", boundary: bytes = b"B", end: bool = True) -> bytes:
    """A multipart message of parts that are laid out already."""
    out = HEAD + b"Content-Type: multipart/%s; boundary=%s\r\n\r\n" % (kind, boundary)
    out += b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts)
    return out + (b"--%s--\r\n" % boundary if end else b"")


def attached(
    body: bytes = PACKED_PDF,
    kind: bytes = b"application/pdf",
    encoding: bytes = b"base64",
    disposition: bytes = b"attachment; filename=a.pdf",
) -> bytes:
    """One part with a file, as claimed."""
    head = b"Content-Type: %s\r\nContent-Transfer-Encoding: %s\r\n" % (kind, encoding)
    if disposition:
        head += b"Content-Disposition: " + disposition + b"\r\n"
    return head + b"\r\n" + body


def papers(unpacked: Unpacked) -> list[Part]:
    """The parts with pages, message texts left out."""
    return [part for part in all_parts(unpacked) if part.pages and part.disposition != "body"]
