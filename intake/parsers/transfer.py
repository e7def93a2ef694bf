"""Content-transfer-encodings, also where they are wrong, unknown or a lie (RFC 2045 section 6)."""

import base64
import re
from email.message import Message

from intake.parsers.sniff import sniff_media_type

#: Kinds that the bytes show beyond doubt; of these a transfer encoding may be guessed.
_DOUBTFUL = ("text/plain", "text/html", "application/octet-stream", "message/rfc822")
_WHITE = b" \t\r\n\f\v"
_CLEAN = re.compile(rb"[A-Za-z0-9+/]*={0,2}")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=]*")
_FOREIGN = re.compile(rb"[^A-Za-z0-9+/=]")
#: What a scanner on the way wrote below an attachment.
_SENTENCE = re.compile(rb"[A-Za-z]{2,} [A-Za-z]+ [A-Za-z]")
#: Bytes that are looked at to see what an encoding is.
_SAMPLE = 4_096
_COMMENT = re.compile(r"\([^)]*\)")


def decode_payload(node: "Message[str, str]") -> bytes:
    """The bytes of a leaf; a damaged transfer encoding gives what can be saved."""
    encoded = _raw_payload(node)
    encoding = _COMMENT.sub("", str(node.get("Content-Transfer-Encoding", ""))).strip().strip("\"'").lower()
    if encoding.replace("-", "") == "base64":
        return _decode_base64(encoded)
    if encoding == "quoted-printable":
        # Quoted-printable never holds 8-bit bytes: a file that does was sent as it is.
        return encoded if _speaks_for_itself(encoded) and not encoded.isascii() else _decode(node, encoded)
    return _decode_by_looks(_decode(node, encoded))


def _raw_payload(node: "Message[str, str]") -> bytes:
    # Asked without decoding, the standard library puts a question mark for each 8-bit byte.
    payload = getattr(node, "_payload", None)
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def _decode(node: "Message[str, str]", encoded: bytes) -> bytes:
    try:
        content = node.get_payload(decode=True)
    except Exception:
        content = None
    return content if isinstance(content, bytes) else encoded


def _decode_base64(encoded: bytes) -> bytes:
    if _is_plain_text(encoded):
        return encoded
    packed = encoded.translate(None, _WHITE)
    if _CLEAN.fullmatch(packed):
        del encoded
        return _decode_stretch(packed.rstrip(b"="))
    lines = [line for line in encoded.splitlines() if not _SENTENCE.search(line)]
    strict = all(_BASE64_LINE.fullmatch(line.strip()) for line in lines)
    packed = _FOREIGN.sub(b"", b"".join(lines))
    # Stretches may be encoded one by one, each with padding of its own; behind junk only the first is sure.
    stretches = re.split(rb"=+", packed) if strict else packed.split(b"=", 1)[:1]
    return b"".join(_decode_stretch(stretch) for stretch in stretches)


def _decode_stretch(stretch: bytes) -> bytes:
    usable = stretch[: len(stretch) - (len(stretch) % 4 == 1)]
    return base64.b64decode(usable + b"=" * (-len(usable) % 4))


def _is_plain_text(encoded: bytes) -> bool:
    """Whether what claims to be base64 is words: base64 has no sentences."""
    sample = encoded[:_SAMPLE].strip()
    words = re.findall(rb"[A-Za-z]{2,} [A-Za-z]{2,}", sample)
    return _speaks_for_itself(encoded) or (
        bool(words)
        and sum(map(len, words)) + 8 * len(_FOREIGN.findall(b"".join(sample.split()))) > len(sample) / 4
    )


def _speaks_for_itself(encoded: bytes) -> bool:
    """Whether bytes that claim to be encoded are a file as it is."""
    return not encoded[:64].isascii() and sniff_media_type(encoded) not in _DOUBTFUL


def _decode_by_looks(content: bytes) -> bytes:
    """A file that is base64 although its part says otherwise."""
    if len(content) < 64 or not _CLEAN.fullmatch(content[:_SAMPLE].translate(None, _WHITE)):
        return content
    packed = content.translate(None, _WHITE)
    if not _CLEAN.fullmatch(packed):
        return content
    decoded = _decode_stretch(packed.rstrip(b"="))
    return decoded if sniff_media_type(decoded) not in _DOUBTFUL else content
