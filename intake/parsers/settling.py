"""What a part of a message is: by its bytes; its label decides only between kinds that look alike."""

from intake.parsers.headers import decode_bytes
from intake.parsers.htmltext import text_of_html
from intake.parsers.mime import is_split_off_text
from intake.parsers.refusals import POINTER
from intake.parsers.sniff import APPLE_DOUBLE, sniff_media_type

PICTURES = (
    "image/png", "image/jpeg", "image/gif", "image/tiff", "image/webp", "image/heic", "image/avif",
    "image/bmp",
)  # fmt: skip
PKCS7 = ("application/pkcs7-mime", "application/x-pkcs7-mime")
SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
#: Reports and fragments, whose bytes look like mail or text (RFC 2046, 3464, 5965, 8098).
_TOLD_BY_LABEL = (
    *SIGNATURES,
    "message/delivery-status",
    "message/disposition-notification",
    "message/feedback-report",
    "text/rfc822-headers",
    "message/partial",
    POINTER,
)
#: What the bytes of those show; anything else is what it shows, whatever its label.
_LOOK_ALIKE = (
    "text/plain",
    "application/octet-stream",
    "message/rfc822",
    "application/pkcs7-mime",
    "application/pgp-signature",
)
#: What comes with a message and is no paper.
_ATTENDANTS = (
    *SIGNATURES,
    APPLE_DOUBLE,
    "application/pgp-keys",
    "text/calendar",
    "text/vcard",
    "text/x-vcard",
    "message/delivery-status",
    "message/disposition-notification",
    "message/feedback-report",
    "text/rfc822-headers",
)
#: Words up to which the rest of a body that Exchange split off is taken for a signature.
_SHORT_TEXT = 30
#: Characters kept of a text.
TEXT_KEPT = 2_000_000


def settle_media_type(raw: bytes, declared: str) -> str:
    """The content's type; what was declared decides only between kinds that look alike."""
    found = sniff_media_type(raw)
    if declared in _TOLD_BY_LABEL and found in _LOOK_ALIKE:
        return declared
    if declared.startswith("message/") and found in ("text/plain", "application/octet-stream", "text/html"):
        return "message/rfc822" if raw.strip() else found
    if found == "message/rfc822" and declared.startswith("text/"):
        return "text/plain"
    if found == "text/plain" and declared in ("text/html", "text/calendar", "text/vcard", "text/csv"):
        return declared
    if found == "application/octet-stream" and declared.startswith("text/") and raw and b"\0" not in raw:
        return declared
    return found


def text_of_part(raw: bytes, media_type: str, charset: str | None) -> str | None:
    """The words of a part that is text; None where it is none."""
    if not media_type.startswith("text/") and media_type != "message/delivery-status":
        return None
    text = decode_bytes(raw[:TEXT_KEPT], charset).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text_of_html(text) if media_type == "text/html" else text


def is_attendant(media_type: str, name: str | None, text: str | None, *, in_letter: bool) -> bool:
    """What comes with a message and is no paper: signatures, cards, invitations, a split-off footer."""
    if media_type in _ATTENDANTS:
        return True
    if not in_letter or text is None or not is_split_off_text(name):
        return False
    return len(text.split()) <= _SHORT_TEXT
