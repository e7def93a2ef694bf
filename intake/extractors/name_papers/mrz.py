"""Machine-readable zones of passports and the bar codes of licences: names and dates with check digits.

Sources: ICAO Doc 9303 part 4 (TD3, two lines of 44) and part 5 (TD1, three lines of 30); AAMVA DL/ID
Card Design Standard, annex D (element ids DAC, DAD, DCS, DCU, DBB, DBD, DBA).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from intake.extractors.normalise.names import join_name

#: Weights of the check digit, over and over (ICAO Doc 9303 part 3, 4.9).
_WEIGHTS = (7, 3, 1)
#: Fields with a check digit behind them, in the second line of a book and of a card.
_BOOK = {"number": (0, 9), "birth date": (13, 19), "expiry date": (21, 27)}
_CARD = {"birth date": (0, 6), "expiry date": (8, 14)}
_BOOK_LENGTH, _CARD_LENGTH = 44, 30
_AS_DIGIT = str.maketrans("OQDIZSB", "0001258")
_AS_LETTER = str.maketrans("01258", "OIZSB")
#: Say whether family name, first name, middle name are cut short: T, N or U.
_CUT = ("DDE", "DDF", "DDG")
_ELEMENT = re.compile(r"(?:^|\n|\r|ANSI\s?\d+(?:DL|ID)\d*|DL|ID)(?P<id>D[A-Z]{2})(?P<value>[^\n\r]*)")


@dataclass(frozen=True, slots=True)
class ZoneFacts:
    """What a zone or a bar code says; empty where it is silent or its check digit fails."""

    name: str
    born: str = ""
    issued: str = ""
    expires: str = ""
    passport: bool = False
    cut: bool = False
    """A name was too long for the code, and the code says that it is cut short."""
    failing: tuple[str, ...] = ()
    """What of a zone does not fit its check digit: the zone was misread, or the paper is not as it was made."""
    whole: bool = False
    """Whether the line with the check digits was read in its full length, so that a digit that does not fit is
    likelier on the paper than lost by a reader."""


def read_zone(lines: Sequence[str]) -> ZoneFacts | None:
    """Read a passport's zone from the lines of a page, blanks and small misreadings forgiven."""
    zone = [_mend_start(squeezed) for line in lines if (squeezed := _squeeze(line))]
    for first, second in pairwise(zone):
        if first.startswith("P") and len(first) >= 30 and re.match(r"[A-Z0-9<]{9}", second):
            name = _zone_name(first[5:])
            if name:
                born, expires = _zone_dates(second, 13, 21)
                failing = _failing(second, _BOOK)
                whole = len(second) == _BOOK_LENGTH
                return ZoneFacts(name, born, "", expires, passport=True, failing=failing, whole=whole)
    return _read_card_zone(zone)


def _read_card_zone(zone: Sequence[str]) -> ZoneFacts | None:
    """The three lines of a passport card: numbers, dates, name (ICAO Doc 9303 part 5)."""
    for dates, named in pairwise(zone):
        if not re.match(r"^[\dOIlSBZ]{7}[MFX<][\dOIlSBZ]{7}[A-Z<]{3}", dates) or "<<" not in named:
            continue
        name = _zone_name(named)
        if name:
            born, expires = _zone_dates(dates, 0, 8)
            failing, whole = _failing(dates, _CARD), len(dates) == _CARD_LENGTH
            return ZoneFacts(name, born, "", expires, passport=True, failing=failing, whole=whole)
    return None


def _mend_start(line: str) -> str:
    """A first line whose "P<" was cut off or misread begins anew at its country."""
    start = re.match(r"^[^A-Z]?P?[<K]?(?=USA[A-Z]+<)", line)
    return "P<" + line[start.end() :] if start and not line.startswith("P<") and "<<" in line else line


def _squeeze(line: str) -> str:
    packed = re.sub(r"\s", "", line).upper().replace("«", "<<")
    packed = re.sub(r"(?<=<)[KC](?=<)", "<", packed)
    return packed if packed.count("<") >= 2 or re.search(r"\d{6}\d[MFX<]\d{6}", packed) else ""


def _zone_name(text: str) -> str | None:
    surname, _, given = text.translate(_AS_LETTER).partition("<<")
    given = given.split("<<")[0]
    words = [re.sub(r"<+", " ", part).strip() for part in (surname, given)]
    if not all(words):
        return None
    first, _, middle = words[1].partition(" ")
    return join_name(first, middle, words[0])


def _zone_dates(line: str, born_at: int, expires_at: int) -> tuple[str, str]:
    """Birth date and expiry, each only where its own check digit is right."""
    found = []
    for start, future in ((born_at, False), (expires_at, True)):
        digits = line[start : start + 6].translate(_AS_DIGIT)
        check = line[start + 6 : start + 7].translate(_AS_DIGIT)
        right = digits.isdigit() and check.isdigit() and check_digit(digits) == int(check)
        found.append(_short_date(digits, future=future) if right else "")
    return found[0], found[1]


def _failing(line: str, places: dict[str, tuple[int, int]]) -> tuple[str, ...]:
    """Which of the fields at these places do not fit the check digit behind them."""
    return tuple(
        what for what, (start, end) in places.items() if not _fits(line[start:end], line[end : end + 1])
    )


def _fits(text: str, check: str) -> bool:
    """As read, or with the letters that readers take for digits: a number may hold letters, a date may not."""
    check = check.translate(_AS_DIGIT)
    told = text[:1] + text[1:].translate(_AS_DIGIT)
    ways = (text, told, text.translate(_AS_DIGIT))
    return check.isdigit() and any(_is_coded(way) and check_digit(way) == int(check) for way in ways)


def _is_coded(text: str) -> bool:
    return re.fullmatch(r"[0-9A-Z<]+", text) is not None


def check_digit(text: str) -> int:
    """The check digit of a field (ICAO Doc 9303 part 3, 4.9)."""
    total = 0
    for index, character in enumerate(text):
        value = 0 if character == "<" else int(character, 36)
        total += value * _WEIGHTS[index % 3]
    return total % 10


def _short_date(digits: str, *, future: bool) -> str:
    year = int(digits[:2])
    full = 2000 + year if future or year <= 15 else 1900 + year
    try:
        return date(full, int(digits[2:4]), int(digits[4:])).isoformat()
    except ValueError:
        return ""


def read_licence_code(text: str) -> ZoneFacts | None:
    """Read a licence's PDF417 text; None where it is no such code."""
    if "ANSI" not in text and "DCS" not in text:
        return None
    elements = dict(_elements(text))
    name = join_name(elements.get("DAC", ""), elements.get("DAD", "").replace("NONE", ""),
                     elements.get("DCS", ""), elements.get("DCU", ""))  # fmt: skip
    if name is None:
        return None
    return ZoneFacts(
        name, _code_date(elements.get("DBB", "")), _code_date(elements.get("DBD", "")),
        _code_date(elements.get("DBA", "")), cut="T" in (elements.get(e, "")[:1] for e in _CUT),
    )  # fmt: skip


def _elements(text: str) -> Iterator[tuple[str, str]]:
    plain = text.replace("<LF>", "\n").replace("<CR>", "\n").replace("<RS>", "\n")
    for match in _ELEMENT.finditer(plain):
        yield match["id"], match["value"].strip()


def _code_date(text: str) -> str:
    """MMDDYYYY, as the United States write it in the code, or CCYYMMDD, as Canada and the first version do."""
    digits = re.sub(r"\D", "", text)
    if len(digits) != 8:
        return ""
    if digits[:2] in ("19", "20"):  # no month
        digits = digits[4:] + digits[:4]
    try:
        return date(int(digits[4:]), int(digits[:2]), int(digits[2:4])).isoformat()
    except ValueError:
        return ""
