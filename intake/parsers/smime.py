"""S/MIME: unwrap what is only signed, say so of what is encrypted (RFC 8551, RFC 5652).

Certificates are not judged here: a mail that is signed is reported as signed, `unknown`.
"""

import base64
import re

from domain.errors import CorruptDocument, EncryptedDocument
from intake.parsers.sniff import ENVELOPED_OID

ENCRYPTED_MESSAGE = (
    "The message is encrypted and cannot be opened here. "
    "Ask the sender to send it without encryption, or by fax."
)
_DAMAGED = "The signed message is damaged. Ask the sender to send it again without a signature."
#: Levels of constructed values; a signed message nests its content 6 deep.
_DEEPEST = 16
_DATA_OID = bytes.fromhex("2a864886f70d010701")


def unwrap_signed(raw: bytes) -> bytes:
    """The message inside an opaque-signed p7m.

    Raises EncryptedDocument where it is enveloped, CorruptDocument where it does not hold together.
    """
    der = _without_armour(raw)
    if ENVELOPED_OID in der[:40]:
        raise EncryptedDocument(ENCRYPTED_MESSAGE)
    try:
        content = _find_content(der)
    except (IndexError, ValueError, RecursionError) as error:
        raise CorruptDocument(_DAMAGED) from error
    if content is None:
        raise CorruptDocument(_DAMAGED)
    return content


def _without_armour(raw: bytes) -> bytes:
    if raw.lstrip()[:5] != b"-----":
        return raw
    inner = re.sub(rb"-----[^-]+-----", b"", raw)
    try:
        return base64.b64decode(re.sub(rb"\s", b"", inner))
    except ValueError as error:
        raise CorruptDocument(_DAMAGED) from error


def _find_content(der: bytes) -> bytes | None:
    """eContent of SignedData: { OID, [0] { version, digests, { OID, [0] octets }}} (RFC 5652 section 5.1)."""
    outer = _children(_value(der, 0)[1], 0)
    signed = _children(_children(outer[1][1], 0)[0][1], 0)
    for tag, value in signed:
        if tag != 0x30:
            continue
        inside = _children(value, 0)
        if inside and inside[0] == (0x06, _DATA_OID):
            return _octets(*_children(inside[1][1], 0)[0], 0) if len(inside) > 1 else None
    return None


def _octets(tag: int, value: bytes, depth: int) -> bytes:
    """An octet string, also in the pieces that BER allows (programs that stream write it so)."""
    if tag == 0x04:
        return value
    if tag != 0x24 or depth > _DEEPEST:
        raise ValueError("no octet string")
    return b"".join(_octets(t, v, depth + 1) for t, v in _children(value, 0))


def _children(value: bytes, at: int) -> list[tuple[int, bytes]]:
    found = []
    while at < len(value):
        if value[at : at + 2] == b"\0\0":
            break
        tag = value[at]
        content, at = _value(value, at)[1:]
        found.append((tag, content))
    return found


def _value(source: bytes, at: int, depth: int = 0) -> tuple[int, bytes, int]:
    """Tag, content and end of the BER value at `at`; indefinite lengths are walked (X.690, 8.1.3.6)."""
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    tag, length = source[at], source[at + 1]
    start = at + 2
    if length == 0x80:
        end = start
        while source[end : end + 2] != b"\0\0":
            if end >= len(source):
                raise ValueError("no end")
            end = _value(source, end, depth + 1)[2]
        return tag, source[start:end], end + 2
    if length & 0x80:
        count = length & 0x7F
        length = int.from_bytes(source[start : start + count], "big")
        start += count
    if start + length > len(source):
        raise ValueError("cut off")
    return tag, source[start : start + length], start + length
