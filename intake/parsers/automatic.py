"""Mail that no person wrote: automatic replies, bounces and lists must never be answered."""

import re
from email.message import Message

from intake.parsers.headers import decode_text

_BOUNCE_SENDERS = re.compile(
    r"(\bmailer-daemon\b|\bpostmaster@|^\W*mail delivery (sub)?system\b|\bmicrosoftexchange[0-9a-f]{20,}@)",
    re.IGNORECASE,
)
_BOUNCE_SUBJECTS = re.compile(
    r"^\W*(undeliver(ed|able)|delivery (status notification|failure|has failed|report)|mail delivery failed"
    r"|returned mail|failure notice|delivery delayed)(?!\w)",
    re.IGNORECASE,
)
#: What programs put before the subject they answer, a colon between; people rarely write so.
_REPLY_SUBJECTS = re.compile(
    r"^\W*(auto(matic|mated|-|: | )? ?(reply|response|answer)|autoreply"
    r"|out of (the )?office( auto-?reply| notification| message)?|away from (my|the) (mail|office)"
    r"|on vacation|vacation (reply|notice|message)|ooo|respuesta autom[aá]tica"
    r"|automatische antwort|abwesenheits(notiz|nachricht)|r[ée]ponse automatique)\s*(:|$)",
    re.IGNORECASE,
)
_RECEIPT_SUBJECTS = re.compile(r"^(read|not read|read receipt|delivered|recall)\s*:", re.IGNORECASE)
#: Headers of programs that hold a mail until its sender proves to be a person.
_CHALLENGE_HEADERS = ("x-spamarrest-noauth", "x-boxbe-challenge", "x-tmda-confirm-done", "x-challenge")
#: Headers that only automatic programs set (RFC 3834 section 3.1.7, and what Exchange and others use).
_REPLY_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-reply-from", "x-autoresponder", "auto-reply")
#: Report types that are no bounce: feedback loops and statistics of transport (RFC 5965, RFC 8460).
_STATISTICS = ("feedback-report", "tlsrpt")
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
    precedence = _precedence(message)
    if any(message.get(name) for name in _LIST_HEADERS) or precedence in ("bulk", "list", "junk"):
        return "list"
    return_path = message.get("Return-Path")
    if return_path is not None and decode_text(return_path) in ("<>", ""):
        return "auto_reply"
    return None


def is_sent_to_many(message: "Message[str, str]") -> bool:
    """Whether a message goes to all who subscribed, in words of its sender's alone (RFC 2369).

    What members post to a discussion list is a person's own.
    """
    posted = decode_text(message.get("List-Post")).strip().upper()
    own = posted not in ("", "NO") or _precedence(message) == "list"
    return bool(message.get("List-Unsubscribe")) and not own


def _is_bounce(message: "Message[str, str]", subject: str, sender: str) -> bool:
    declared = str(message.get("Content-Type", "")).lower()
    if declared.lstrip().startswith("multipart/report"):
        return not any(kind in declared for kind in ("disposition-notification", *_STATISTICS))
    if message.get("X-Failed-Recipients"):
        return True
    if _BOUNCE_SENDERS.search(sender):
        return True
    return bool(_BOUNCE_SUBJECTS.search(subject)) and not _replied(message) and not _carries_files(message)


def _is_reply(message: "Message[str, str]", subject: str) -> bool:
    submitted = decode_text(message.get("Auto-Submitted")).split(";")[0].strip().lower()
    if submitted and submitted != "no":
        return True
    if any(message.get(name) for name in (*_REPLY_HEADERS, *_CHALLENGE_HEADERS)):
        return True
    if _precedence(message) in ("auto_reply", "auto-reply"):
        return True
    if str(message.get("Content-Type", "")).lower().lstrip().startswith("multipart/report"):
        return True
    # The subject alone decides only where no paper comes with it: a real mail is never put down to a robot.
    said = _REPLY_SUBJECTS.search(subject) or _RECEIPT_SUBJECTS.search(subject)
    return bool(said) and not _carries_files(message)


def _precedence(message: "Message[str, str]") -> str:
    return (decode_text(message.get("Precedence")) or decode_text(message.get("X-Precedence"))).lower()


def _carries_files(message: "Message[str, str]") -> bool:
    return any(
        part.get_filename() or part.get_content_disposition() == "attachment"
        for part in message.walk()
        if not part.is_multipart()
    )


def _replied(message: "Message[str, str]") -> bool:
    """Whether a person answers or forwards: `Re:` is written by a mail program on a person's behalf."""
    return bool(re.match(r"\s*(re|fw|fwd|aw)\s*:", decode_text(message.get("Subject")), re.IGNORECASE))
