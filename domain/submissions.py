"""What arrived, and what unpack made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.ids import AttachmentId, BlobAddress, SubmissionId
from domain.kinds import Channel
from domain.pages import PageImage
from domain.states import PartOutcome


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes as a channel hands them over, before anything was read."""

    channel: Channel
    receipt_key: str
    """Unique: `imap:{account}:{folder}:{uidvalidity}:{uid}`, `scan:{sha256}`, `process:{path}:{sha256}`."""
    source: str
    """What people call it: a path below the folder given, or the receipt key."""
    raw: bytes = field(repr=False)
    received_at: datetime
    """Aware. IMAP's INTERNALDATE; a file's topmost Received header, else its modification time."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One arrival, in custody: its original is stored and its row is committed."""

    id: SubmissionId
    channel: Channel
    source: str
    receipt_key: str
    received_at: datetime
    original: BlobAddress
    size: int
    replaces: SubmissionId | None = None
    """The earlier submission of which it is a better copy, in whole or in part."""


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers that matter, decoded; all empty for what is no message."""

    sender: str = ""
    to: str = ""
    cc: str = ""
    subject: str = ""
    date: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: str = ""
    return_path: str = ""
    auto_submitted: str = ""
    precedence: str = ""
    list_id: str = ""
    authentication: str = ""
    auto_response_suppress: str = ""
    """Exchange's word for which automatic answers are unwanted (MS-OXCMAIL 2.1.3.2.20)."""


@dataclass(frozen=True, slots=True)
class Forwarded:
    """One message that another carries or quotes, as its own headers tell it."""

    depth: int
    """How many messages lie around it, 1 or more."""
    sender: str
    date: str
    subject: str


def innermost(forwarded: Sequence[Forwarded]) -> tuple[Forwarded, ...]:
    """Those of a chain that carry no other; `forwarded` is in the order in which they lie in one another."""
    following = [*(f.depth for f in forwarded[1:]), 0]
    return tuple(f for f, after in zip(forwarded, following, strict=False) if after <= f.depth)


@dataclass(frozen=True, slots=True)
class Part:
    """One file, message or message part; nested messages and archives have parts of their own."""

    path: str
    """`0` for the body or the file itself, `1`, `1.2` and so on below."""
    name: str | None
    media_type: str
    """By content, never by name."""
    disposition: str
    """`body`, `attachment` or `inline`."""
    size: int
    sha256: str
    text: str | None = None
    decoration: bool = False
    """A signature logo or tracking pixel: kept, shown on demand, no document."""
    outcome: PartOutcome = PartOutcome.PAGES
    problem: str | None = None
    pages: tuple[PageImage, ...] = field(default=(), repr=False)
    parts: tuple["Part", ...] = ()
    content: bytes = field(default=b"", repr=False)
    """Decoded bytes of a leaf."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What unpack made of one original."""

    media_type: str
    headers: Headers
    parts: tuple[Part, ...]
    outcome: PartOutcome
    problem: str | None
    automatic: str | None = None
    """`auto_reply`, `bounce`, `list` where the headers say so."""
    fax: "FaxFacts | None" = None
    signed: str | None = None
    """S/MIME: `valid`, `invalid` or `unknown`; None where unsigned."""
    forwarded: tuple[Forwarded, ...] = ()
    """The chain of messages inside, outermost first."""
    warnings: tuple[str, ...] = ()
    """What a reviewer must know of files that could be read: macros, programs inside a PDF."""
    cut_short: bool = False
    """A message whose opening ended early: parts behind those told were not even counted."""
    links: bool = False
    """Whether something in a message's HTML leads to the web, whatever its words are."""


@dataclass(frozen=True, slots=True)
class FaxFacts:
    """What a fax gateway's mail says of the fax."""

    profile: str
    caller: str = ""
    station: str = ""
    pages: int | None = None
    received: str = ""
    """As the gateway writes it."""
    received_at: str = ""
    """The same as ISO 8601 where it could be read. Our own time of receipt is what counts."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored part."""

    id: AttachmentId
    submission_id: SubmissionId
    path: str
    name: str | None
    media_type: str
    disposition: str
    size: int
    decoration: bool
    outcome: PartOutcome
    problem: str | None
    page_count: int
