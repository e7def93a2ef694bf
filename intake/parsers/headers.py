"""Message headers: decoding what real programs write, time of arrival, file names."""

import re
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, parsedate_to_datetime

from domain.submissions import Headers

#: Longest header value kept; real ones are far shorter.
LONGEST_HEADER = 4_000
#: Longest header decoded; encoded words may take nine signs a letter.
LONGEST_ENCODED = 9 * LONGEST_HEADER
#: Longest file name kept, in characters.
LONGEST_NAME = 200
#: Bytes at the start of a message in which its header block is looked for.
HEADER_BYTES = 256 * 1024

_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bBqQ]\?[^?]*\?=")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: What Python decodes too, but no mail program writes texts in.
_NO_CHARSETS = ("punycode", "idna", "unicode_escape", "unicode-escape", "raw_unicode_escape", "undefined")
_FOLD = re.compile(r"\r?\n[ \t]*")


def read_headers(message: "Message[str, str]") -> Headers:
    """The headers that matter, decoded."""

    def value(name: str) -> str:
        # A second header of one name is against the rules; the first that says something counts.
        return next((said for v in message.get_all(name, []) if (said := decode_text(v))), "")

    return Headers(
        sender=value("From"),
        to=", ".join(decode_text(v) for v in message.get_all("To", [])),
        cc=", ".join(decode_text(v) for v in message.get_all("Cc", [])),
        subject=value("Subject"),
        date=value("Date"),
        message_id=value("Message-ID"),
        in_reply_to=value("In-Reply-To"),
        references=value("References"),
        return_path=value("Return-Path"),
        auto_submitted=value("Auto-Submitted"),
        precedence=value("Precedence"),
        list_id=value("List-Id"),
        auto_response_suppress=value("X-Auto-Response-Suppress"),
        authentication="; ".join(decode_text(v) for v in message.get_all("Authentication-Results", [])),
    )


def decode_text(raw: object) -> str:
    """A header as people read it (RFC 2047), also where it is broken, raw 8-bit or folded."""
    if raw is None:
        return ""
    text = _FOLD.sub(" ", str(raw))[:LONGEST_ENCODED]
    if _ENCODED_WORD.search(text):
        text = _decode_words(text)
    decoded = re.sub(r"[\t\n]+", " ", _decode_surrogates(text))
    return _CONTROL.sub("", decoded).strip()[:LONGEST_HEADER]


def _decode_words(text: str) -> str:
    try:
        chunks = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    # Neighbouring words of one charset are joined before decoding: programs cut multi-byte letters in two.
    joined: list[tuple[bytes, str | None]] = []
    for chunk, charset in chunks:
        octets = chunk if isinstance(chunk, bytes) else chunk.encode("utf-8", "surrogateescape")
        if joined and joined[-1][1] == charset:
            joined[-1] = (joined[-1][0] + octets, charset)
        else:
            joined.append((octets, charset))
    return "".join(decode_bytes(octets, charset) for octets, charset in joined)


def _decode_surrogates(text: str) -> str:
    """Raw 8-bit bytes in a header: UTF-8 where they are, else the Windows code page."""
    if text.isascii():
        return text
    try:
        octets = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return decode_bytes(octets, None)


def decode_bytes(octets: bytes, charset: str | None) -> str:
    """Text of bytes whose charset may be absent, unknown or a lie.

    UTF-8 is tried before a single-byte claim, because text that decodes as UTF-8 with letters beyond
    ASCII is hardly ever anything else. Never raises.
    """
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        return octets.decode("utf-16", "replace")
    claim = (charset or "").strip().strip("\"'").lower()
    if claim in _NO_CHARSETS:
        claim = ""
    single_byte = not claim or claim.startswith(
        ("iso-8859", "windows-125", "cp125", "us-ascii", "ascii", "unknown")
    )
    for name in ("utf-8", claim) if single_byte else (claim, "utf-8"):
        try:
            return octets.decode("cp1252" if name == "iso-8859-1" else name or "utf-8").removeprefix("\ufeff")
        except (LookupError, UnicodeError, ValueError):
            continue
    return octets.decode("cp1252", "replace")


def read_name(message: "Message[str, str]") -> str | None:
    """The file name of a part (RFC 2231, RFC 2047, and the mixtures programs make of them)."""
    for header, parameter in (
        ("content-disposition", "filename"),
        ("content-type", "name"),
        ("content-disposition", "name"),
    ):
        try:
            raw = message.get_param(parameter, None, header)
            if raw is None:
                continue
            found = _decode_parameter(raw)
        except Exception:  # noqa: S112
            # The standard library raises many things on broken continuations; the part stays, nameless.
            continue
        name = clean_name(decode_text(found))
        if name:
            return name
    return None


def _decode_parameter(raw: object) -> str:
    """A parameter's words; where it is one of RFC 2231, its bytes by what they are."""
    if not isinstance(raw, tuple):
        return collapse_rfc2231_value(str(raw))
    charset, _, text = raw
    return decode_bytes(str(text).encode("latin-1", "surrogateescape"), charset)


def clean_name(name: str | None) -> str | None:
    """The last component of a name, harmless to show and to store; None where nothing is left."""
    if not name:
        return None
    last = re.split(r"[/\\]", name.strip().strip("\"'"))[-1]
    last = _CONTROL.sub("", last).replace("\n", " ").replace("\t", " ").strip()
    if last in ("", ".", ".."):
        return None
    if len(last) > LONGEST_NAME:
        stem, dot, ending = last.rpartition(".")
        last = stem[: LONGEST_NAME - 10] + dot + ending[:8] if dot else last[:LONGEST_NAME]
    return last.encode("utf-8", "replace").decode("utf-8")


def arrival_time(raw: bytes, fallback: datetime) -> datetime:
    """When a message arrived: its topmost Received header, else `fallback`; never the sender's Date.

    `fallback` is aware (IMAP's INTERNALDATE or a file's modification time). RFC 5321 section 4.4 puts the
    receiving server's trace line on top, the time behind its last semicolon.
    """
    block = re.split(rb"\r?\n\r?\n", raw[:HEADER_BYTES].lstrip(b"\xef\xbb\xbf\r\n"), maxsplit=1)[0]
    text = re.sub(r"\r?\n[ \t]+", " ", block.decode("latin-1"))
    for line in text.splitlines():
        if not line.lower().startswith("received:"):
            continue
        try:
            found = parsedate_to_datetime(line.rpartition(";")[2].strip())
        except (TypeError, ValueError, IndexError, OverflowError):
            return fallback
        return found if found.tzinfo else found.replace(tzinfo=fallback.tzinfo)
    return fallback
