"""Forwarded mail: the messages that a mail quotes, from the outermost to the innermost."""

import re
from collections.abc import Iterator

from domain.submissions import Forwarded, Headers
from intake.parsers.headers import LONGEST_HEADER

#: Lines of a quoted header block that are looked at; programs write 4 to 7.
_BLOCK_LINES = 12
#: Quoted messages kept of one text; a chain of real mail has a handful.
MOST_QUOTED = 50
#: What programs put above the headers of a mail that they quote whole.
_OPENINGS = re.compile(
    r"^[>\s]*(?:-{2,}\s*(?:original|forwarded|ursprüngliche)\s+(?:message|nachricht)\s*-{2,}"
    r"|begin forwarded message:?|_{20,}|-{20,})\s*$",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^[>\s]*\*?(from|sent|date|to|cc|bcc|subject|reply-to|importance|attachments)\s*:\*?[ \t]*(.*)$",
    re.IGNORECASE,
)


def quoted_messages(text: str, depth: int) -> Iterator[Forwarded]:
    """The mails that a text quotes with their headers, the first one `depth` messages deep.

    A line "On Monday Pat wrote:" makes no forward: it is how people answer.
    """
    lines = text.split("\n")
    at = found = 0
    while at < len(lines) and found < MOST_QUOTED:
        fields, end = _read_block(lines, at)
        if fields is None:
            at += 1
            continue
        yield Forwarded(depth + found, fields["from"], fields["date"], fields.get("subject", ""))
        found += 1
        at = end


def forwarded_of(headers: Headers, depth: int) -> Forwarded | None:
    """An attached message by its own headers; None where they say nothing."""
    if not (headers.sender or headers.subject):
        return None
    return Forwarded(depth, headers.sender, headers.date, headers.subject)


def _read_block(lines: list[str], at: int) -> tuple[dict[str, str] | None, int]:
    """The header block at a line, or below an opening there; gives where it ends."""
    start = at
    if _OPENINGS.match(lines[at]):
        start = _next_written(lines, at + 1)
    fields: dict[str, str] = {}
    end = start
    for end in range(start, min(start + _BLOCK_LINES, len(lines))):
        line = _FIELD.match(lines[end])
        if line is None:
            if fields and lines[end].strip(" >"):
                break
            continue
        name = line.group(1).lower().replace("sent", "date")
        fields.setdefault(name, line.group(2).strip()[:LONGEST_HEADER])
    whole = bool(fields.get("from")) and "date" in fields and ("to" in fields or "subject" in fields)
    begins = start < len(lines) and _FIELD.match(lines[start]) is not None
    return (fields, end) if whole and begins else (None, at + 1)


def _next_written(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip(" >"):
        at += 1
    return at
