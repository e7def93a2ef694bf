"""Outlook's own formats: winmail.dat (TNEF) and .msg."""

import io
import logging
from dataclasses import dataclass, field
from typing import Any

import extract_msg
import tnefparse
from compressed_rtf import decompress  # type: ignore[import-untyped]
from RTFDE.deencapsulate import DeEncapsulator  # type: ignore[import-untyped]

from domain.errors import CorruptDocument
from domain.submissions import Headers
from intake.parsers.headers import clean_name, decode_bytes, decode_text
from intake.parsers.htmltext import text_of_html

_DAMAGED_TNEF = (
    "The attachment winmail.dat is damaged or cut off. Ask the sender to attach the papers as PDF, "
    "or to send the message as plain text or HTML."
)
_DAMAGED_MSG = "The Outlook message file is damaged. Ask the sender to attach the papers as PDF."


@dataclass(slots=True)
class OutlookContent:
    """What an Outlook container holds."""

    headers: Headers = field(default_factory=Headers)
    text: str = ""
    html: str = ""
    files: list["OutlookFile"] = field(default_factory=list)
    cut_off: bool = False


@dataclass(slots=True)
class OutlookFile:
    """One attachment; `inner` where it is itself an Outlook message."""

    name: str | None
    content: bytes = b""
    inline: bool = False
    content_id: str = ""
    inner: OutlookContent | None = None
    elsewhere: bool = False
    """Whether the message only points to it."""


def read_tnef(raw: bytes) -> OutlookContent:
    """Body and attachments of a winmail.dat. Raises CorruptDocument.

    The library takes truncated input silently, so the objects' lengths are added up here.
    """
    try:
        parsed = tnefparse.TNEF(raw, do_checksum=False)
    except Exception as error:
        raise CorruptDocument(_DAMAGED_TNEF) from error
    content = _content_of_tnef(parsed)
    content.cut_off = _is_cut_off(raw)
    if not content.files and not content.text and content.cut_off:
        raise CorruptDocument(_DAMAGED_TNEF)
    return content


def _content_of_tnef(parsed: object, depth: int = 0) -> OutlookContent:
    content = OutlookContent()
    content.html = _as_text(getattr(parsed, "htmlbody", None))
    content.text = _as_text(getattr(parsed, "body", None)) or text_of_html(content.html)
    if not content.text.strip():
        content.text = _text_of_rtf(getattr(parsed, "_rtfbody", None))
    for attachment in getattr(parsed, "attachments", []):
        embedded = getattr(attachment, "embed", None)
        file = OutlookFile(_tnef_name(attachment), bytes(attachment.data or b""))
        if embedded is not None and depth < 20:
            file.inner = _content_of_tnef(embedded, depth + 1)
        content.files.append(file)
    return content


def _tnef_name(attachment: object) -> str | None:
    try:
        found = attachment.long_filename()  # type: ignore[attr-defined]
    except Exception:
        found = getattr(attachment, "_name", None)
    return clean_name(_as_text(found))


def _is_cut_off(raw: bytes) -> bool:
    """Whether the last object claims more bytes than there are.

    An object is level, id, length, value and checksum (MS-OXTNEF 2.1.3).
    """
    at = 6
    while at + 9 <= len(raw):
        at += 11 + int.from_bytes(raw[at + 5 : at + 9], "little")
    return at > len(raw) or at == 6


def _as_text(value: object) -> str:
    if isinstance(value, bytes):
        return decode_bytes(value, None).replace("\0", "").replace("\r\n", "\n")
    if isinstance(value, str):
        return value.replace("\0", "").replace("\r\n", "\n")
    if isinstance(value, list) and value:
        return _as_text(value[0])
    return ""


def _text_of_rtf(packed: object) -> str:
    """The words of a compressed RTF body, where it wraps HTML or plain text as Outlook's do."""
    if isinstance(packed, list) and packed:
        packed = packed[0]
    if not isinstance(packed, bytes) or not packed:
        return ""
    try:
        wrapped = DeEncapsulator(decompress(packed))
        wrapped.deencapsulate()
        if wrapped.content_type == "html":
            return text_of_html(_as_text(wrapped.html))
        return _as_text(wrapped.text)
    except Exception:
        logging.getLogger(__name__).info("rtf_body_not_read")
        return ""


def read_msg(raw: bytes) -> OutlookContent:
    """Headers, body and attachments of a .msg. Raises CorruptDocument."""
    if not raw.startswith(b"\xd0\xcf\x11\xe0"):
        # The library takes short bytes for a path.
        raise CorruptDocument(_DAMAGED_MSG)
    try:
        message = extract_msg.openMsg(
            io.BytesIO(raw).getvalue(),
            errorBehavior=extract_msg.enums.ErrorBehavior.SUPPRESS_ALL,
        )
    except Exception as error:
        raise CorruptDocument(_DAMAGED_MSG) from error
    try:
        return _content_of_msg(message)
    except Exception as error:
        raise CorruptDocument(_DAMAGED_MSG) from error
    finally:
        message.close()


def _content_of_msg(message: object, depth: int = 0) -> OutlookContent:
    content = OutlookContent(headers=_headers_of_msg(message))
    content.html = _as_text(_attribute(message, "htmlBody"))
    content.text = _as_text(_attribute(message, "body")) or text_of_html(content.html)
    for attachment in _attribute(message, "attachments") or ():
        name = clean_name(
            _as_text(_attribute(attachment, "longFilename") or _attribute(attachment, "shortFilename"))
        )
        held = _attribute(attachment, "data")
        file = OutlookFile(
            name=name,
            inline=bool(_attribute(attachment, "hidden")),
            content_id=_as_text(_attribute(attachment, "cid")),
            elsewhere=_points_elsewhere(attachment),
        )
        if isinstance(held, bytes):
            file.content = held
        elif held is not None and depth < 20:
            file.inner = _content_of_msg(held, depth + 1)
            file.name = name or clean_name(file.inner.headers.subject)
        content.files.append(file)
    return content


#: PidTagAttachMethod (MS-OXCMSG 2.2.2.9) of what lies on a share, in a cloud or behind a link.
_POINTERS = (2, 4, 7)


def _points_elsewhere(attachment: object) -> bool:
    found = _attribute(attachment, "props") or {}
    return _attribute(found.get("37050003"), "value") in _POINTERS


def _headers_of_msg(message: object) -> Headers:
    header = _attribute(message, "header")

    def value(name: str, attribute: str = "") -> str:
        found = header.get(name) if header is not None else None
        return decode_text(found or (_attribute(message, attribute) if attribute else None))

    return Headers(
        sender=value("From", "sender"),
        to=value("To", "to"),
        cc=value("Cc", "cc"),
        subject=value("Subject", "subject"),
        date=value("Date", "date"),
        message_id=value("Message-ID", "messageId"),
        in_reply_to=value("In-Reply-To", "inReplyTo"),
        references=value("References"),
        return_path=value("Return-Path"),
        auto_submitted=value("Auto-Submitted"),
        precedence=value("Precedence"),
        list_id=value("List-Id"),
        auto_response_suppress=value("X-Auto-Response-Suppress"),
        authentication=value("Authentication-Results"),
    )


def _attribute(source: object, name: str) -> Any:
    """An attribute of a lazily parsed object; None where parsing it fails."""
    try:
        return getattr(source, name, None)
    except Exception:
        return None
