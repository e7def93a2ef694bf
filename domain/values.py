"""A field's value as a person types it, in the form in which values are kept (`docs/contracts.md`)."""

import re
from datetime import date
from enum import StrEnum

from domain.errors import NotAllowed
from domain.kinds import Course, EvidenceType, FieldName, Level, Provider

#: Fields of which the contract lists every value.
CHOICES: dict[FieldName, type[StrEnum]] = {
    FieldName.LEVEL: Level,
    FieldName.EVIDENCE_TYPE: EvidenceType,
    FieldName.PROVIDER: Provider,
    FieldName.COURSE: Course,
}
FLAGS = frozenset({FieldName.SIGNATURE_PRESENT, FieldName.FORMAT_ONLINE_ONLY})
#: Those that hold a day.
DATES = frozenset({FieldName.DATE_OF_BIRTH, FieldName.SIGNED_ON, FieldName.ISSUED_ON, FieldName.EXPIRES_ON})
#: The first day of a card's term and its last.
TERM = (FieldName.ISSUED_ON, FieldName.EXPIRES_ON)

#: What people call a field whose name in the record reads otherwise.
LABELS: dict[FieldName, str] = {
    FieldName.SSN_LAST4: "SSN, last four",
    FieldName.DATE_OF_BIRTH: "birth date",
    FieldName.FORMAT_ONLINE_ONLY: "online only",
    FieldName.CERTIFICATE_ID: "certificate ID",
}

#: Longer than any value on a paper: an address of an office has some 150 characters.
MOST_CHARACTERS = 500

_YES_NO = {"yes": True, "no": False}
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
#: Month first, as the United States write; the day may be missing.
_US = re.compile(r"(\d{1,2})/(?:(\d{1,2})/)?(\d{4})")
#: With its letter, or the digits alone where the paper leaves it out.
_NUMBER = re.compile(r"[EAP]?[0-9]{4,9}")
#: Ten, up to the fifteen of E.164, and an extension behind them.
_FAX_DIGITS = range(10, 21)
#: No paper tells an earlier day, and a year of three digits is a slip.
_EARLIEST = 1900


def read_value(name: FieldName, typed: str) -> str | bool:
    """The value that was typed. Raises `NotAllowed` with what is wanted; what was typed is not quoted."""
    text = " ".join(typed.split())
    if not text or len(text) > MOST_CHARACTERS:
        raise NotAllowed(f"{_label(name)}: type a value, of {MOST_CHARACTERS} characters at most.")
    if not text.isprintable():
        raise NotAllowed(f"{_label(name)}: a character that cannot be seen came with it. Type it by hand.")
    if name in FLAGS:
        return _flag(name, text)
    if name in CHOICES:
        return _choice(name, text)
    if name in DATES:
        return _day(name, text)
    if name is FieldName.CERTIFICATION_NUMBER:
        return _number(text)
    if name.value.endswith("_name") and not any(map(str.isalpha, text)):
        raise NotAllowed(f"{_label(name)}: a name has letters.")
    if name is FieldName.SSN_LAST4 and not re.fullmatch(r"[0-9]{4}", text):
        raise NotAllowed(f"{_label(name)}: four digits are wanted.")
    if name is FieldName.RETURN_EMAIL and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise NotAllowed(f"{_label(name)}: an address with an @ is wanted.")
    if name is FieldName.RETURN_FAX and not is_fax_number(text):
        raise NotAllowed(f"{_label(name)}: a telephone number with its area code is wanted.")
    return text


def is_fax_number(text: str) -> bool:
    """Whether it has the digits of one, area code included."""
    return sum(map(str.isdecimal, text)) in _FAX_DIGITS


def _label(name: FieldName) -> str:
    words = LABELS.get(name, name.value.replace("_", " "))
    return words[0].upper() + words[1:]


def _flag(name: FieldName, text: str) -> bool:
    if text.casefold() not in _YES_NO:
        raise NotAllowed(f"{_label(name)}: choose yes or no.")
    return _YES_NO[text.casefold()]


def _choice(name: FieldName, text: str) -> str:
    known = {choice.value.casefold(): choice.value for choice in CHOICES[name]}
    if text.casefold() not in known:
        raise NotAllowed(f"{_label(name)}: choose one of {', '.join(known.values())}.")
    return known[text.casefold()]


def _day(name: FieldName, text: str) -> str:
    """An ISO date, or the month alone."""
    wanted = NotAllowed(
        f"{_label(name)}: a day (2026-09-30 or 9/30/2026) or a month (2026-09 or 9/2026) is wanted."
    )
    if found := _ISO.fullmatch(text):
        year, month, day = found[1], found[2], found[3]
    elif found := _US.fullmatch(text):
        year, month, day = found[3], found[1], found[2]
    else:
        raise wanted
    try:
        there = date(int(year), int(month), int(day or 1))
    except ValueError as error:
        raise wanted from error
    if there.year < _EARLIEST:
        raise wanted
    return there.isoformat() if day else f"{there:%Y-%m}"


def _number(text: str) -> str:
    number = re.sub(r"[\s-]", "", text).upper()
    if not _NUMBER.fullmatch(number):
        raise NotAllowed(
            "Certification number: its digits are wanted, with the letter (E, A or P) if it is printed."
        )
    return number
