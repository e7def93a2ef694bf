"""Fax gateways: which mail is a fax, and what the gateway says of it.

A mail is a fax where its *sender* is a gateway and its subject or body reads like a gateway's notice; a
person who writes about a fax sends ordinary mail. Templates of HylaFAX and eFax after `docs`' sources
(hylafax.org handbook, "Receiving Faxes"; eFax notices); the others are generic. An office adds its own
gateway as a TOML table, see `fax_profiles_from`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from domain.errors import DeploymentError
from domain.submissions import FaxFacts, Headers
from intake.parsers.faxtime import read_fax_time

#: As North America writes them, else any row of digits; never into the count that stands behind in brackets.
_NUMBER = r"(?:\+?(?:1[ .\-]?)?\(?\d{3}\)?[ .\-]?\d{3}[ .\-]?\d{4}(?!\d)|\+?\d[\d .\-]{5,16}\d)"


@dataclass(frozen=True, slots=True)
class FaxProfile:
    """How one gateway's mail looks. All patterns are searched for, ignoring case."""

    name: str
    sender: str
    """In the From header (name and address); must be found."""
    subject: str = ""
    """Sign of a fax in the subject; a `caller` or `pages` group is used."""
    body: str = ""
    """Sign of a fax in the body. Subject or body must be found."""
    caller: str = ""
    """Pattern with one group each, looked for in the body, then in the subject."""
    station: str = ""
    pages: str = ""
    received: str = ""


_CALLER = (
    r"(?:caller(?:[ -]?id)?|sender|from|remote(?: ?id)?|tsid|csid|number|ani)"
    rf"[ \t]*[:=]?[ \t]*['\"]?({_NUMBER})"
)
_STATION = (
    r"(?:remote (?:csid|station)|station(?: ?id)?|tsi|csid|tsid|sender(?: name)?|remote id)"
    r"[ \t]*[:=][ \t]*['\"]?([^\r\n'\"<>]{1,60})"
)
_PAGES = (
    r"(?:(?:pages?|page count|total pages|no\. of pages)[ \t]*[:=][ \t]*(\d{1,4})\b"
    r"|\b(\d{1,4})[ -]?(?:pages?|pgs?|p)\b)"
)
_RECEIVED = (
    r"^[ \t>]*(?:(?:fax )?received(?: on| at)?|date(?:/time)?|time received)[ \t]*[:=][ \t]*([^\r\n]{6,60})"
)

#: Words of an address or name that only a gateway has; never `fax` as a part of a longer name (Fairfax).
_GATEWAY = (
    r"(?:^|[\s\"'<@._+\-])(?:i|e|e-|t38|cloud|hyla|right|x?medius|my"
    r"|vita|rapid|metro|inter|ring ?central ?|sr|nex|concord ?)?"
    r"fax(?:es|ing|age|server|mail|gate(?:way)?|service|box|bot|admin|line|2mail|to-?email)?\d*(?=[\s\"'>@._+\-]|$)"
)
_NOTICE = (
    r"^(?!\s*(?:re|fwd?|aw)\s*:).*?(?:"
    r"(?:new|incoming|inbound|received|you(?:'ve| have)(?: received)?(?: a)?)[^\r\n]{0,40}\bfax\b"
    r"|\bfax\b[^\r\n]{0,30}\b(?:received|from|arrived|has been received|has arrived|message)\b"
    r"|\bfacsimile (?:received )?from\b"
    r"|image data (?:has been|in tiff-f|is) attached|\bi-?fax\b)"
)

_FORWARDED = re.compile(r"^\s*(?:fwd?|wg|tr|rv)\s*:\s*", re.IGNORECASE)
_BLOCK_LINE = re.compile(r"^[ \t>*]*([A-Za-z]{2,8})\*?[ \t]*:\*?[ \t]*(.*)$", re.MULTILINE)
#: What a mail program puts above a message it passes on: a rule, then its headers, with no other words.
_FORWARD_BLOCK = re.compile(
    r"\s*(?:[-_]{3,}[^\n]*\n|begin forwarded message:?\s*\n)?\s*"
    r"(?P<block>(?:[ \t>*]*(?:from|sent|date|to|cc|subject|reply-to|importance|de|von)"
    r"\*?[ \t]*:[^\n]*\n\s*?){2,8})",
    re.IGNORECASE,
)

DEFAULT_FAX_PROFILES: tuple[FaxProfile, ...] = (
    FaxProfile(
        name="hylafax",
        sender=r"hylafax|facsimile|\bfax(?:master|getty|mail)?@|\bfax\b.*<|uucp@|root@",
        subject=r"facsimile received from[ \t]*(?P<caller>.*)",
        body=r"^\s*(?:TimeToRecv|SignalRate|DataFormat|CommID)[ \t]*:",
        caller=rf"^\s*(?:CallID\d?|CIDNumber|Caller)[ \t]*:[ \t]*({_NUMBER})",
        station=r"^\s*Sender[ \t]*:[ \t]*(.{1,60})",
        pages=r"^\s*Pages[ \t]*:[ \t]*(\d{1,4})",
        received=r"^\s*Received[ \t]*:[ \t]*(.{6,60})",
    ),
    FaxProfile(
        name="efax",
        sender=r"@(?:[\w-]+\.)*(?:efax|efaxsend|j2)\.|\befax\b",
        subject=r"\befax\b.*?from",
        body=r"you have received an? .*fax",
        caller=rf"caller[ -]?id[ \t]*:[ \t]*({_NUMBER})",
        station=r"efax (?:message )?from[ \t]*\"?([^\"\-]{2,60}?)\"?[ \t]*-",
        pages=_PAGES,
        received=rf"\bfax at[ \t]*(\d[\d:/\- ]{{9,20}}\d(?:[ ](?:GMT|UTC|[ECMP][SD]T)\b)?)|{_RECEIVED}",
    ),
    FaxProfile(
        name="rightfax",
        sender=r"rightfax|xmedius|fax ?server|faxserver|fax[ .-]?gateway|opentext",
        subject=r"\bfax\b.*(?:from|received|arrived|remote)|(?:from|received|arrived).*\bfax\b",
        body=r"^\s*(?:remote id|remote csid|ani|csid|tsid|connect time|routing|job id)[ \t]*:",
        caller=_CALLER,
        station=_STATION,
        pages=_PAGES,
        received=_RECEIVED,
    ),
    FaxProfile(
        name="generic",
        sender=_GATEWAY,
        subject=_NOTICE,
        body=r"you have (?:received )?a (?:new )?.{0,20}\bfax\b"
        r"|^\s*(?:remote id|csid|tsid|caller[ -]?id)[ \t]*:",
        caller=_CALLER,
        station=_STATION,
        pages=_PAGES,
        received=_RECEIVED,
    ),
)


def fax_profiles_from(tables: Mapping[str, object]) -> tuple[FaxProfile, ...]:
    """Profiles from TOML tables `[fax.NAME]`, tried before the built-in ones.

    Raises DeploymentError where a key is unknown, a pattern is none or the sender is missing.
    """
    known = {f.name for f in fields(FaxProfile)} - {"name"}
    found = []
    for name, table in tables.items():
        if not isinstance(table, Mapping) or "sender" not in table:
            raise DeploymentError(f"Fax profile {name}: give at least a `sender` pattern.")
        for key, pattern in table.items():
            _check_pattern(name, str(key), pattern, known)
        found.append(FaxProfile(name=name, **{str(k): str(v) for k, v in table.items()}))
    return (*found, *DEFAULT_FAX_PROFILES)


def _check_pattern(name: str, key: str, pattern: object, known: set[str]) -> None:
    if key not in known:
        raise DeploymentError(
            f"Fax profile {name}: unknown key `{key}`; known are {', '.join(sorted(known))}."
        )
    try:
        re.compile(str(pattern))
    except re.error as error:
        raise DeploymentError(f"Fax profile {name}: `{key}` is no regular expression ({error}).") from error


def recognise_fax(
    headers: Headers, body: str, profiles: Sequence[FaxProfile] = DEFAULT_FAX_PROFILES
) -> FaxFacts | None:
    """What the gateway says of a fax, or None where the sender is no gateway.

    A notice that a rule of the mail server passed on has the gateway inside, and nobody's words above it.
    A notice whose sender is missing or empty is taken by its words alone: nobody else is there to answer.
    """
    text = body[:20_000]
    found = _recognise(headers, text, profiles)
    if found is None and (passed_on := _passed_on(headers, text)):
        return _recognise(*passed_on, profiles)
    return found


def _recognise(headers: Headers, text: str, profiles: Sequence[FaxProfile]) -> FaxFacts | None:
    unknown = not re.search(r"\w", headers.sender)
    for profile in profiles:
        if not unknown and not _found(profile.sender, headers.sender):
            continue
        signs = _found(profile.subject, headers.subject), _found(profile.body, text)
        if any(signs) or not (profile.subject or profile.body or unknown):
            return _read_facts(profile, headers.subject, text)
    return None


def _passed_on(headers: Headers, body: str) -> tuple[Headers, str] | None:
    """The headers and text of the notice inside a forwarded one; None where somebody wrote above it."""
    if not _FORWARDED.match(headers.subject):
        return None
    block = _FORWARD_BLOCK.match(body)
    if block is None:
        return None
    lines = {key.casefold(): value.strip(" *") for key, value in _BLOCK_LINE.findall(block["block"])}
    inner = Headers(
        sender=lines.get("from", lines.get("de", lines.get("von", ""))),
        subject=lines.get("subject", _FORWARDED.sub("", headers.subject, count=1)),
        message_id=headers.message_id,
    )
    return (inner, body[block.end() :]) if inner.sender else None


def _read_facts(profile: FaxProfile, subject: str, body: str) -> FaxFacts:
    def first(pattern: str) -> str:
        found = _found(pattern, body) or _found(pattern, subject)
        return next((g.strip() for g in found.groups() if g), "") if found else ""

    def named(group: str) -> str:
        """A group of the signs themselves, where a profile names one."""
        signs = (_found(profile.subject, subject), _found(profile.body, body))
        return next((s.group(group).strip() for s in signs if s and s.groupdict().get(group)), "")

    pages = first(profile.pages) or named("pages")
    received = first(profile.received) or named("received")
    caller = first(profile.caller) or _number_in(named("caller"))
    if not caller:
        bare = re.search(_NUMBER, subject) or re.search(rf"fax from[ \t]*({_NUMBER})", body, re.IGNORECASE)
        caller = bare.group(bare.lastindex or 0).strip() if bare else ""
    return FaxFacts(
        profile=profile.name,
        caller=caller,
        station=first(profile.station),
        pages=int(pages) if pages.isdigit() else None,
        received=received,
        received_at=read_fax_time(received),
    )


def _number_in(text: str) -> str:
    found = re.search(_NUMBER, text)
    return found.group() if found else ""


def _found(pattern: str, text: str) -> re.Match[str] | None:
    return re.search(pattern, text, re.IGNORECASE | re.MULTILINE) if pattern else None
