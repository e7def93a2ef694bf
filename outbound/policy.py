"""Who may be written to, and who must never be."""

import re
from dataclasses import dataclass
from pathlib import Path

from domain.submissions import FaxFacts, Headers

#: Where anybody can look a certification up (office FAQ, Q17).
LOOKUP_URL = "https://checkahealthlicense.mass.gov/"

_ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
#: One Message-ID (RFC 5322 section 3.6.4), of a length that a header line bears.
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,120}@[!-;=?A-~]{1,120}>")
#: Local parts that no person reads (RFC 2142, RFC 3834 section 2).
_ROBOTS = re.compile(
    r"^(no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?|notifications?|fax(mail|master)?)\b", re.I
)
#: Exchange's values that ask for no automatic answer.
_NO_ANSWER = re.compile(r"\b(all|autoreply)\b", re.I)


@dataclass(frozen=True, slots=True)
class OutboundSettings:
    """What goes out needs to know."""

    sender_address: str
    own_addresses: tuple[str, ...]
    acknowledgements_a_day: int
    """To one address."""
    prints_folder: Path
    undo_seconds: int
    message_id_domain: str = "oems-intake.invalid"
    max_attempts: int = 36
    """Tries before a dispatch that the server keeps putting off is shown as failed: with the pauses of
    `processing.stages.dispatch` about five days, as RFC 5321 section 4.5.4.1 asks."""


def address_in(header: str) -> str:
    """The bare address of a From or Return-Path header, lower case; empty where there is none."""
    found = _ADDRESS.findall(header)
    return found[-1].casefold() if found else ""


def why_not_acknowledge(
    headers: Headers, automatic: str | None, fax: FaxFacts | None, settings: OutboundSettings
) -> str | None:
    """Why this arrival gets no acknowledgement, in one word; None where it gets one.

    RFC 3834 section 2: never answer automatic mail, lists or empty return paths.
    """
    sender = address_in(headers.sender)
    refusals = (
        (automatic is not None, automatic or "automatic"),
        (fax is not None, "fax gateway"),
        (not sender, "no sender"),
        (headers.return_path.strip() == "<>", "empty return path"),
        (bool(headers.list_id), "list"),
        (headers.precedence.casefold() in {"bulk", "list", "junk", "auto_reply"}, "bulk"),
        (headers.auto_submitted.casefold() not in {"", "no"}, "auto-submitted"),
        (bool(_NO_ANSWER.search(headers.auto_response_suppress)), "suppressed"),
        (sender in {a.casefold() for a in (*settings.own_addresses, settings.sender_address)}, "own address"),
        (bool(_ROBOTS.match(sender)), "robot"),
    )
    return next((word for refused, word in refusals if refused), None)


def threading_id(message_id: str) -> str:
    """The Message-ID to answer to, or empty: what is not one whole id of plain signs is not repeated."""
    return message_id if _MESSAGE_ID.fullmatch(message_id) else ""


def thread_of(headers: Headers) -> str:
    """What one conversation shares: the first message it refers to, else its own id or bare subject."""
    first = re.search(r"<[^<>\s]+>", f"{headers.references} {headers.in_reply_to}")
    if first:
        return first.group()
    bare = re.sub(r"^((re|fwd?|aw)\s*:\s*)+", "", headers.subject.strip(), flags=re.I)
    return headers.message_id or bare.casefold()
