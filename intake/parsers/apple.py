"""AppleSingle: a Macintosh file with its forks in one (RFC 1740 appendix A)."""

import struct

from domain.errors import CorruptDocument
from intake.parsers.headers import clean_name, decode_bytes

_DATA_FORK, _REAL_NAME = 1, 3
#: Forks and notes of one file; the standard names 15.
_MOST_ENTRIES = 64
_DAMAGED = "The Macintosh file is damaged or cut off. Ask the sender for a PDF."


def read_apple_single(raw: bytes) -> tuple[str | None, bytes]:
    """Name and data fork. Raises CorruptDocument."""
    entries: dict[int, bytes] = {}
    try:
        (count,) = struct.unpack_from(">H", raw, 24)
        for number in range(min(count, _MOST_ENTRIES)):
            kind, start, length = struct.unpack_from(">III", raw, 26 + 12 * number)
            entries[kind] = raw[start : start + length]
            if len(entries[kind]) < length:
                raise CorruptDocument(_DAMAGED)
    except struct.error as error:
        raise CorruptDocument(_DAMAGED) from error
    if not entries.get(_DATA_FORK):
        raise CorruptDocument(_DAMAGED)
    return clean_name(decode_bytes(entries.get(_REAL_NAME, b""), None)), entries[_DATA_FORK]
