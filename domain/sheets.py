"""What a printed sheet of ours says in its QR code: a batch's cover, or a separator before an envelope.

The text uses only the QR code's alphanumeric characters, so that its squares are large. Its check is a
CRC-32: it keeps other people's codes and misreadings out. It is no seal: whoever holds a sheet can copy it,
keys in it would make old sheets useless after a rotation, and all that a sheet can do is part papers, which
a person sees. Contract: `docs/contracts.md`.
"""

import re
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote, unquote

from domain.kinds import Channel
from domain.pages import PageReading
from domain.states import PageUse

#: First field of every code; a later form counts it up.
PREFIX: Final = "OEMS1"
#: Fields between the prefix and the check.
_FIELDS: Final = 8
#: What the check is counted over besides the text, so that no other program's CRC fits.
_SALT: Final = b"oems-intake sheet/"
#: A number printed on a sheet is no longer than this.
_NUMBER = re.compile(r"\d{0,5}")
_BATCH = re.compile(r"[A-Z0-9-]{0,24}")


class SheetKind(StrEnum):
    """What a sheet is."""

    COVER = "C"
    SEPARATOR = "S"


@dataclass(frozen=True, slots=True)
class SheetCode:
    """One sheet."""

    kind: SheetKind
    batch: str = ""
    """Capital letters, digits and hyphens; empty on a sheet that is used again and again."""
    number: int | None = None
    """1-based number of a separator."""
    of: int | None = None
    """How many separators were printed with it."""
    pages: int | None = None
    """Written sides expected: in the envelope that follows a separator, in the whole batch on a cover."""
    envelopes: int | None = None
    """Envelopes expected in the batch; on a cover."""
    channel: Channel = Channel.SCAN
    """The channel on which it counts for its batch; it parts papers on every one."""
    name: str = ""
    """What people call the batch; on a cover."""


def encode_sheet(code: SheetCode) -> str:
    """The text of the QR code. Raises ValueError where the batch has other characters than it may."""
    if not _BATCH.fullmatch(code.batch):
        raise ValueError("A batch's id has capital letters, digits and hyphens, 24 at most.")
    numbers = [_printed(value) for value in (code.number, code.of, code.pages, code.envelopes)]
    fields = [PREFIX, code.kind, code.batch, *numbers, code.channel.upper(), _escaped(code.name)]
    body = ":".join(fields)
    return f"{body}:{_check(body)}"


def decode_sheet(text: str) -> SheetCode | None:
    """The sheet that a code belongs to; None where it is not one of ours, or was misread."""
    body, _, check = text.strip().rpartition(":")
    fields = body.split(":")
    if fields[0] != PREFIX or len(fields) != _FIELDS + 1 or check != _check(body):
        return None
    _, kind, batch, number, of, pages, envelopes, channel, name = fields
    try:
        return SheetCode(
            kind=SheetKind(kind),
            batch=batch,
            number=_read(number),
            of=_read(of),
            pages=_read(pages),
            envelopes=_read(envelopes),
            channel=Channel(channel.lower()),
            name=unquote(name.replace("$", "%")),
        )
    except ValueError:
        return None


#: What a page with such a sheet's code is.
USES: Final = {SheetKind.COVER: PageUse.COVER, SheetKind.SEPARATOR: PageUse.SEPARATOR}


def find_sheet(reading: PageReading) -> SheetCode | None:
    """The sheet of ours that a page is: its own code says so, on whatever channel it came."""
    codes = (decode_sheet(barcode.text) for barcode in reading.barcodes)
    return next((code for code in codes if code), None)


def _printed(number: int | None) -> str:
    return "" if number is None else str(number)


def _read(field: str) -> int | None:
    if not _NUMBER.fullmatch(field):
        raise ValueError("no number")
    return int(field) if field else None


def _escaped(name: str) -> str:
    """A name in the characters that a code may have; `$` stands for URL's `%`, which some readers change."""
    return quote(name, safe="").replace("%", "$")


def _check(body: str) -> str:
    return f"{zlib.crc32(_SALT + body.encode()):08X}"
