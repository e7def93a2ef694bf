"""Files that another system hands over by HTTP, as one original.

One request is one submission, whatever it holds; its original is a MIME message (RFC 2045) with each file
byte for byte as an attachment. The same files and words always give the same message, which is how a
repeated request is told from another one under the same key.
"""

import base64
import email
import email.policy
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

from domain.kinds import Channel
from domain.submissions import Arrival

#: No line of base64 holds a hyphen, so that nothing in a file can end its part.
BOUNDARY = "=-oems-upload-="
#: Base64 in lines of 76 makes 78 bytes of 57; the rest is room for heads of parts.
GROWTH = 1.4
#: Characters of a name or reference that are kept.
LONGEST_WORDS = 200
#: What a sender may say of how papers reached it. Mail is no choice: it would be answered.
HINTS = frozenset({Channel.UPLOAD, Channel.SCAN, Channel.FAX})

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file as it was handed over."""

    name: str | None
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class UploadWords:
    """What the sender says of its files."""

    reference: str = ""
    """Its own number for them; shown to people."""
    received: str = ""
    """When it received them, as it says; kept, while our own time counts."""
    channel: Channel = Channel.UPLOAD


def upload_key(client: str, key: str) -> str:
    """The receipt key: a client's names for its requests are its own."""
    return f"upload:{client}:{key}"


def belongs_to(receipt_key: str, client: str) -> bool:
    """Whether a submission came from this client."""
    return receipt_key.startswith(upload_key(client, ""))


def arrival_of_upload(
    client: str, key: str, files: Sequence[UploadedFile], words: UploadWords, now: datetime
) -> Arrival:
    """The submission as other channels hand theirs over."""
    return Arrival(
        channel=words.channel,
        receipt_key=upload_key(client, key),
        source=f"{client} {words.reference or key}",
        raw=write_original(client, files, words),
        received_at=now,
    )


def write_original(client: str, files: Sequence[UploadedFile], words: UploadWords) -> bytes:
    """The MIME message that holds the files."""
    head = EmailMessage(policy=email.policy.SMTP)
    head["MIME-Version"] = "1.0"
    for name, value in (
        ("X-Upload-Client", client),
        ("X-Upload-Reference", words.reference),
        ("X-Upload-Received", words.received),
        ("X-Upload-Channel", words.channel.value),
    ):
        head[name] = clean_words(value)
    declared = f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"\r\n\r\n'.encode()
    edge = f"--{BOUNDARY}".encode()
    parts = [edge + b"\r\n" + _write_part(file) for file in files]
    return b"".join([bytes(head).rstrip() + b"\r\n", declared, *parts, edge, b"--\r\n"])


def _write_part(file: UploadedFile) -> bytes:
    part = EmailMessage(policy=email.policy.SMTP)
    part["Content-Type"] = "application/octet-stream"  # content decides the type
    part["Content-Transfer-Encoding"] = "base64"
    part.add_header("Content-Disposition", "attachment", filename=clean_words(file.name or "") or "file")
    return bytes(part) + base64.encodebytes(file.content).replace(b"\n", b"\r\n")


def read_original(raw: bytes) -> list[UploadedFile]:
    """The files of an original that `write_original` wrote."""
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    parts = [part for part in message.walk() if not part.is_multipart()]
    return [UploadedFile(part.get_filename(), bytes(part.get_payload(decode=True))) for part in parts]


def clean_words(text: str) -> str:
    """Fit for a header: one line, no controls, not endless."""
    return _CONTROLS.sub(" ", text).strip()[:LONGEST_WORDS]
