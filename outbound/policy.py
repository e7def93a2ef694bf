"""Who may be written to, and who must never be."""

import re
from dataclasses import dataclass
from pathlib import Path

from domain.submissions import FaxFacts, Headers

#: Where anybody can look a certification up (office FAQ, Q17).
LOOKUP_URL = "https://checkahealthlicense.mass.gov/"

_ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
#: Local parts that no person reads (RFC 2142, RFC 3834 section 2).
_ROBOTS = re.compile(
    r"^(no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?|notifications?|fax(mail|master)?)\b", re.I
)


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
    max_attempts: int = 10
    """Tries before a dispatch that the server keeps putting off is shown as failed."""


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
        (sender in {a.casefold() for a in settings.own_addresses} | {settings.sender_address}, "own address"),
        (bool(_ROBOTS.match(sender)), "robot"),
    )
    return next((word for refused, word in refusals if refused), None)


def thread_of(headers: Headers) -> str:
    """What one conversation shares: the first message it refers to, else its own id or bare subject."""
    first = re.search(r"<[^<>\s]+>", f"{headers.references} {headers.in_reply_to}")
    if first:
        return first.group()
    bare = re.sub(r"^((re|fwd?|aw)\s*:\s*)+", "", headers.subject.strip(), flags=re.I)
    return headers.message_id or bare.casefold()
