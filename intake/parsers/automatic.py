"""Mail that no person wrote: automatic replies, bounces and lists must never be answered."""

import re
from email.message import Message

from intake.parsers.headers import decode_text

_BOUNCE_SENDERS = re.compile(r"\b(mailer-daemon|postmaster|mail delivery (sub)?system)\b", re.IGNORECASE)
_BOUNCE_SUBJECTS = re.compile(
    r"^\W*(undeliver(ed|able)|delivery (status notification|failure|has failed|report)|mail delivery failed"
    r"|returned mail|failure notice|delivery delayed)",
    re.IGNORECASE,
)
_REPLY_SUBJECTS = re.compile(
    r"^\W*(auto(matic|mated|-|: | )? ?(reply|response|answer)|autoreply"
    r"|out of (the )?office|away from (my|the) (mail|office)"
    r"|on vacation|vacation (reply|notice|message)|ooo\b|respuesta autom)",
    re.IGNORECASE,
)
#: Headers that only automatic programs set (RFC 3834 section 3.1.7, and what Exchange and others use).
_REPLY_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-reply-from", "x-autoresponder", "auto-reply")
_LIST_HEADERS = ("list-id", "list-unsubscribe", "list-post", "list-help")


def recognise_automatic(message: "Message[str, str]") -> str | None:
    """`bounce`, `auto_reply` or `list` where the headers say so, else None.

    A null return path (RFC 5321 section 4.5.5) with no better sign counts as an automatic reply.
    """
    subject, sender = decode_text(message.get("Subject")), decode_text(message.get("From"))
    if _is_bounce(message, subject, sender):
        return "bounce"
    if _is_reply(message, subject):
        return "auto_reply"
    precedence = decode_text(message.get("Precedence")).lower()
    if any(message.get(name) for name in _LIST_HEADERS) or precedence in ("bulk", "list", "junk"):
        return "list"
    return_path = message.get("Return-Path")
    if return_path is not None and decode_text(return_path) in ("<>", ""):
        return "auto_reply"
    return None


def _is_bounce(message: "Message[str, str]", subject: str, sender: str) -> bool:
    declared = str(message.get("Content-Type", "")).lower()
    if declared.lstrip().startswith("multipart/report"):
        return "disposition-notification" not in declared
    if message.get("X-Failed-Recipients"):
        return True
    return bool(_BOUNCE_SENDERS.search(sender)) or bool(
        _BOUNCE_SUBJECTS.search(subject) and not _replied(message)
    )


def _is_reply(message: "Message[str, str]", subject: str) -> bool:
    submitted = decode_text(message.get("Auto-Submitted")).split(";")[0].strip().lower()
    if submitted and submitted != "no":
        return True
    if any(message.get(name) for name in _REPLY_HEADERS):
        return True
    if decode_text(message.get("Precedence")).lower() in ("auto_reply", "auto-reply"):
        return True
    if str(message.get("Content-Type", "")).lower().lstrip().startswith("multipart/report"):
        return True
    return bool(_REPLY_SUBJECTS.search(subject))


def _replied(message: "Message[str, str]") -> bool:
    """Whether a person answers or forwards: `Re:` is written by a mail program on a person's behalf."""
    return bool(re.match(r"\s*(re|fw|fwd|aw)\s*:", decode_text(message.get("Subject")), re.IGNORECASE))
