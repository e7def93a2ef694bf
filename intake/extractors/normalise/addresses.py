"""Postal addresses of the US and Canada: street lines, city, state as printed and ZIP, joined with commas."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake.extractors.normalise.confusions import as_digits
from intake.extractors.normalise.listed_names import look_up
from intake.extractors.normalise.states import (
    POINTED_STATE,
    PROVINCES,
    STATES,
    STATES_OF_DIGIT,
    TERRITORIES,
    ZIPS_OF_LETTERS,
)
from intake.extractors.normalise.streets import ANY_STREET

STATE_CODES = frozenset(STATES.values())
STATE_NAMES = frozenset(STATES)

#: The names of all of them, with their letters.
_NAMES = STATES | TERRITORIES | PROVINCES
PLACE_NAMES = frozenset(_NAMES)

#: Codes with a digit read for one of their letters.
_MISREAD_CODES = {
    code.replace(letter, digit): code
    for code in sorted(STATE_CODES)
    for letter, digit in (("O", "0"), ("I", "1"), ("Z", "2"))
    if letter in code
}

#: Codes whose second letter was read small.
_SMALL_CODES = frozenset(code.title() for code in STATE_CODES)

PROVINCE_CODES = frozenset(PROVINCES.values())
_NAMED_PROVINCE = "|".join(sorted((re.escape(n) for n in PROVINCES), key=len, reverse=True))

#: Letters that open a Canadian postal code (its first letter is its province's).
_POSTAL_LETTERS = "ABCEGHJKLMNPRSTVWXYZ"
_AS_POSTAL_LETTER = str.maketrans("0158", "OISB")

_NAMED_STATE = "|".join(sorted((re.escape(n) for n in STATES | TERRITORIES), key=len, reverse=True))
_LETTERS_OF_ZIP = "|".join(rf"{code}(?=\.?,?\s+{zip_code})" for code, zip_code in ZIPS_OF_LETTERS.items())

#: Between a state's letters and its ZIP the blank may be lost, where a comma parts city and state and the digit is
#: the state's ("Newport, R102840").
_GLUED = "|".join(
    rf"(?<=,{blank}(?:{'|'.join(c for c in (*sorted(codes), *_MISREAD_CODES) if _MISREAD_CODES.get(c, c) in codes)}))"
    rf"(?=[{digit}{'O' if digit == '0' else 'Il' if digit == '1' else ''}])"
    for digit, codes in STATES_OF_DIGIT.items()
    for blank in ("", r"\s")
)

#: City, state, ZIP. The city is letters with blanks, dots, dashes and apostrophes.
CITY_STATE_ZIP = re.compile(
    rf"(?P<city>[A-Z][A-Za-z.'’\-]{{0,40}}(?:[ ][A-Z][A-Za-z.'’\-]{{0,40}}){{0,3}})[ ]?[,.]?\s*"
    r"(?:U\.?\s?S\.?,?\s+)?"
    rf"(?P<state>{'|'.join(sorted(STATE_CODES | frozenset(_MISREAD_CODES) | _SMALL_CODES))}|{_LETTERS_OF_ZIP}|{POINTED_STATE}|(?i:{_NAMED_STATE}))"
    rf"(?:\.?,?\s+|{_GLUED})(?P<zip>[0-9OIl]{{5}})(?:\s?[-–]\s?(?P<more>\d{{4}}))?(?![\dA-Za-z])"
)

#: What stands behind every state, and in few other texts.
_ZIP = re.compile(r"(?:\s|,\s?[A-Z][A-Z0-9])[0-9OIl]{5}(?![\dA-Za-z])")

#: Letters and digits of a Canadian postal code ("B3J 2K9"), as misread as they may be.
_POSTAL_RUN = re.compile(r"[A-Z0158][0-9OILSB][A-Z0158]\s?[0-9OILSB][A-Z0158][0-9OILSB](?![\dA-Za-z])")

#: Wherever one may begin: behind a space.
_POSTAL_RUNS = re.compile(rf"\s(?=({_POSTAL_RUN.pattern}))")
_POSTAL_CODE = re.compile(rf"(?:[{_POSTAL_LETTERS}]\d){{3}}")

#: City, province, postal code.
CITY_PROVINCE_CODE = re.compile(
    rf"(?P<city>[A-Z][A-Za-z.'’\-]{{0,40}}(?:[ ][A-Z][A-Za-z.'’\-]{{0,40}}){{0,3}})[ ]?[,.]?\s*"
    rf"\(?(?P<state>{'|'.join(sorted(PROVINCE_CODES))}|(?i:{_NAMED_PROVINCE}))\)?\.?,?\s+"
    rf"(?P<zip>{_POSTAL_RUN.pattern})"
)

_STATE_IN_NAME = re.compile(
    rf"(?i)\b({_NAMED_STATE}|{_NAMED_PROVINCE})\b(?!\s+(?:county|city|valley|parish|university)\b)"
)
_STATE_BEHIND = re.compile(r"\b([A-Z]{2})\s+[0-9A-Z][0-9A-Z -]{3,9}$")

#: A house's number in words: the first two before any name ("ONE CAPITOL MALL", "One Gateway"), those that names of all
#: kinds begin with as well only before a street's or a place's word: "Three Capitol Hill", but "Three Rivers Hospital".
_FIRST_HOUSES = r"(?:[Oo]ne|ONE|[Tt]wo|TWO)[^\S\n]+(?=[A-Z])"
_LATER_HOUSES = (
    r"(?:Three|THREE|Four|FOUR|Five|FIVE|Six|SIX|Seven|SEVEN|Eight|EIGHT|Nine|NINE|Ten|TEN)[^\S\n]+"
    rf"(?:[A-Z][\w.'’]{{0,20}}[^\S\n]+){{1,3}}(?i:{ANY_STREET}|tower|hill|square|plaza|place)\b"
)
_LATER = re.compile(_LATER_HOUSES)
#: A name that begins with a number and ends as an institution's does, and is no house: "Two Rivers Medical Center".
_NUMBERED_NAME = re.compile(
    r"(?:One|Two)[^\S\n]+(?:[A-Z][\w.'’]{0,20}[^\S\n]+){1,4}?"
    r"(?:(?:Medical|Health|Healthcare|Surgery|Surgical|Training|Care|Fire|Rescue|Learning|Education)[^\S\n]+(?:Center|Centre|Building)"
    r"|Hospital|Clinic|College|University|Academy|Ambulance|Rescue|EMS|Services?|Systems?|Department|District|Authority|Agency)\W{0,3}(?=[,\n]|$)",
    re.IGNORECASE,
)
_STREET_START = re.compile(
    r"(?i)(?<![\w/-])(?:\d{1,6}[A-Z]?(?:[-–/]\d{1,4})?(?!\s*\n\s*\d)\s+(?-i:(?=[A-Z0-9][\w.'’]*))|(?:[P0Oo]\s?[.,]?\s?[O0Q]\s?[.,]?|Post\s+Office)\s*B[o0O][xX]\s*\w|"
    r"(?:Suite|Ste\.?|Unit|Room|Rm\.?)\s+#?\w{1,5},\s+(?=\d{1,6}\s)|(?:Unit|Suite|Apt\.?)\s+#?\d{1,5}[A-Z]?\s?[-–]\s?(?=\d{1,6}\s+(?-i:[A-Z]))|"
    rf"(?-i:{_FIRST_HOUSES}|{_LATER_HOUSES})|(?:PSC|CMR)\s+\d|Unit\s+\d{{2,5}},?\s+Box\s+\d|"
    r"(?:Building|Bldg\.?)\s+\d+\w?(?=[,\s])|Rural\s+Route|RR\s+\d|HC\s+\d|Box\s+\d)"
)

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"

#: A day with its month in words ("04 Jul 2006") has numbers that might open a street.
_DAY = re.compile(rf"(?i)\b(?:\d{{1,2}}\s+{_MONTH}|{_MONTH}\.?\s+\d{{1,2}})\.?,?\s+\d{{4}}\b")

_UNIT_START = re.compile(
    r"(?i)^(?:suite|ste\.?|room|rm\.?|floor|fl\.?|unit|apt\.?|bldg\.?|building|bin|mail\s?stop|ms|dept(?!\.?\s+of\b)\.?|box|#|"
    r"p\.?\s?o\.?\s*box|\d+(?:st|nd|rd|th)\s+floor|drawer|level|tower|lock\s?box|mail\s?code|mc)\b"
)

#: Blanks before a sign count from their first on, so that a long run of them is gone through once.
_BULLETS = re.compile(r"(?:(?<!\s)\s+)?(?:[•·|●▪■□;]|/{2})\s*|(?<!\s)\s+[-–—]\s+")


#: A post-office box as readers mistake it ("P.0. BoX", "0.0. Box").
_BOX = re.compile(r"(?i)(?<!\w)(?:[P0O]\s?[.,]\s?[O0Q]\s?[.,]?|PO\.)\s*B[o0]x\b")

#: The point behind "P.O" read as another mark: "P.O; Box".
_PO_AND_MARK = re.compile(r"(?i)(\b[P0O]\s?[.,]\s?[O0Q])[;:](?=\s?B[o0]x\b)")

#: A bullet between the parts of an address, read as a point: "35 Depot Square . Portsmouth".
_POINT_FOR_BULLET = re.compile(
    r"(?<![\W\d_][A-Za-z]\s)(?<!\b[A-Za-z]\s)(?<!\b[A-Za-z]{2}\s)(?<=\s)\.(?=\s?[A-Z\d])"
)

#: What stands before the number of an office's own pigeonhole, which is no house's: "Mail Code 2835", "MS 12".
_MAIL_CODE = re.compile(
    r"(?i)\b(?:(?:inter-?office\s)?mail\s?-?(?:code|stop|drop|slot|bin|station)|internal\s(?:mail|zip)|m/s|ms|mc|msc)\s?[:#.]?\s?(?:no\.?\s?)?$"
)

#: Characters of such words at most.
LONGEST_CODE = 30

#: A telephone's number behind its area code, which is no house's.
_PHONE = re.compile(r"\d{3}[-–]\d{4}(?!\w)")

#: A house number with a point behind it at the start of a line; such a line may also be a form's numbered item.
_POINTED_NUMBER = re.compile(r"(?m)^\d{2,5}\.\s(?=[A-Z][a-z])")

#: What never stands between a street and its city: a sentence's end, a mail or web address.
_SENTENCE = re.compile(r"[a-z]{3}\.\s+[A-Z][a-z]+\s+[a-z]|@|www\.|:\s")


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """An address in a text."""

    value: str
    start: int
    end: int


def name_torn_state(text: str) -> str | None:
    """The state of one word, in small letters, that a text in widely set capitals names: "GE ORGIA"; None where it does not,
    as where somebody is called Mary Land."""
    letters = "".join(text.casefold().split())
    return letters if text.isupper() and letters in STATE_NAMES else None


def name_states(text: str) -> set[str]:
    """The codes of the states that an office's name tells; a county or a city of a state's name tells none."""
    return {_NAMES[re.sub(r"\s+", " ", found[1].casefold())] for found in _STATE_IN_NAME.finditer(text)}


#: A state's name, or its letters with points, before the ZIP code that ends an address.
_STATE_IN_FULL = re.compile(
    rf"\b(?:(?P<name>{_NAMED_STATE})|{POINTED_STATE}\.)(?=\s\d{{5}}(?:-\d{{4}})?$)", re.IGNORECASE
)
_STATE_AND_ZIP = re.compile(r"\b([A-Z]{2}) (\d)\d{4}(?:-\d{4})?$")


def with_state_code(address: str) -> str:
    """An address with its state's letters where the name is written out, as the Postal Service lists it."""
    return _STATE_IN_FULL.sub(
        lambda state: _NAMES[state[0].casefold()] if state["name"] else state[0].replace(".", "").upper()[:2],
        address,
    )


def has_foreign_zip(address: str) -> bool:
    """Whether the first digit of an address's ZIP code is none of its state's: one of the two is read wrongly."""
    found = _STATE_AND_ZIP.search(with_state_code(address))
    return found is not None and found[1] not in STATES_OF_DIGIT[found[2]]


def state_of(address: str) -> str | None:
    """The code of the state or province in which an address lies."""
    found = _STATE_BEHIND.search(with_state_code(address))
    return found[1] if found else None


def starts_street(text: str) -> bool:
    """Whether a line begins like a street, a post-office box or a unit."""
    stripped = text.strip(" ,.•·|-")
    street = _STREET_START.match(stripped) and not (_DAY.match(stripped) or _NUMBERED_NAME.match(stripped))
    return bool(street or _UNIT_START.match(stripped))


def find_addresses(text: str) -> list[FoundAddress]:
    """Find whole addresses in text whose lines are joined by newlines or blanks."""
    found: list[FoundAddress] = []
    floor = 0
    text = _POINT_FOR_BULLET.sub(";", _PO_AND_MARK.sub(lambda box: f"{box[1]}.", text))
    cities = CITY_STATE_ZIP.finditer(text) if _ZIP.search(text) else ()
    for match in sorted((*cities, *_canadian_cities(text)), key=lambda found: found.start()):
        start = _street_before(text, floor, match.start())
        if start is not None:
            own = _STREET_WORD.search(text[start : match.start()])
            glued = None if own else _STREET_IN_CITY.match(match["city"])
            city_start = match.start() + (glued.end() if glued else 0)
            start = _building_before(text, floor, start)
            street = _tidy(text[start:city_start])
            value = f"{street}, {_city_line(match, city_start)}" if street else ""
            if value:
                found.append(FoundAddress(value, start, match.end()))
        else:
            inner = _STREET_START.search(match[0])
            if inner is None:
                floor = match.end()
                continue
        floor = match.end()
    return found


def _canadian_cities(text: str) -> Iterator[re.Match[str]]:
    """Cities of Canada whose postal code is one; most papers show nothing like one, which is soon seen."""
    if not any(_postal_code(run[1]) for run in _POSTAL_RUNS.finditer(text)):
        return iter(())
    return (found for found in CITY_PROVINCE_CODE.finditer(text) if _postal_code(found["zip"]))


def _postal_code(text: str) -> str | None:
    """A Canadian postal code, its letters and digits where they belong; None where it cannot be one."""
    run = "".join(text.split())
    letters = (c.translate(_AS_POSTAL_LETTER) for c in run[::2])
    digits = (as_digits(c) for c in run[1::2])
    code = "".join(a + b for a, b in zip(letters, digits, strict=True))
    fits = _POSTAL_CODE.fullmatch(code)
    return f"{code[:3]} {code[3:]}" if fits else None


#: A word of which a state or county has several, and a number that tells which: "District 4".
_SEVERAL = re.compile(r"(?i)\b(?:district|region|station|battalion|troop|precinct)[ ]$")
_HOUSE_AND_STREET = re.compile(rf"(?i)(?<!\d)\d{{1,5}}[ ](?:[\w.'’]{{1,20}}[ ]){{1,3}}(?:{ANY_STREET})\b")


def _numbers_office(text: str, start: int) -> bool:
    """Whether a number tells which of several offices, and is no house's with its street in the same line."""
    return bool(_SEVERAL.search(text[max(0, start - LONGEST_CODE) : start])) and not _HOUSE_AND_STREET.match(
        text, start
    )


def _street_before(text: str, floor: int, end: int) -> int | None:
    """Where the street part that leads up to a city begins: the earliest start within three lines."""
    window = max(floor, end - 140)
    lines = text[window:end].rsplit("\n", 3)
    offset = end - sum(len(x) for x in lines[-3:]) - (len(lines[-3:]) - 1)
    # The pattern looks one word ahead, so it must see a little beyond the end.
    starts = [m.start() + offset for m in _STREET_START.finditer(text[offset : end + 12])]
    starts = [s for s in starts if s < end and not _SENTENCE.search(text[s:end])]
    starts = [s for s in starts if not _MAIL_CODE.search(text[max(0, s - LONGEST_CODE) : s])]
    starts = [s for s in starts if not _numbers_office(text, s) and not _PHONE.match(text, s)]
    days = [m.span() for m in _DAY.finditer(text, max(0, offset - 12), end)]
    starts = [s for s in starts if not any(first <= s < last for first, last in days)]
    starts = [s for s in starts if not _NUMBERED_NAME.match(text, s, end)]
    # Before a house with its number and street a name such as "Four Corners Place" is none.
    if any(_HOUSE_AND_STREET.match(text, s) or _BOXED.match(text, s) for s in starts):
        starts = [s for s in starts if not _LATER.match(text, s) and not _is_named_by_number(text, s)]
    if not starts:  # a speck behind the house number, read as a point
        starts = [m.start() + offset for m in _POINTED_NUMBER.finditer(text[offset : end + 12])]
        starts = [s for s in starts if s < end and not _SENTENCE.search(text[s + 6 : end])]
    return starts[0] if starts else None


#: A house that is called by a name, with which an address's line begins: "Heritage Place, Suite 220, ...".
_BUILDING = re.compile(
    r"(?i)(?:^|\n)(?P<name>(?-i:[A-Z])[\w.'’-]{1,20}(?: (?:(?-i:[A-Z])[\w.'’-]{1,20}|of|the)){0,3} (?:building|bldg\.?|place|plaza|towers?|house|annex|complex)),\s{1,3}$"
)
#: Words of whoever has its office there, and is no house.
_NO_BUILDING = re.compile(
    r"(?i)\b(?:ems|fire|city|town|county|state|department|office|training|rescue|ambulance|medical|board|of)\b"
)
#: Characters of such a name at most.
LONGEST_NAME = 70


#: What a building is called, and people are too.
_SURNAMES_TOO = re.compile(r"(?i)\b(?:place|towers?|house)$")


def _may_be_person(name: str) -> bool:
    return _SURNAMES_TOO.search(name) is not None and look_up(name.split()[0]).given > 0


def _building_before(text: str, floor: int, start: int) -> int:
    """Where an address begins whose house's name stands before its street in the same line."""
    first = max(floor, start - LONGEST_NAME)
    found = _BUILDING.search(text[first:start]) if "," in text[first:start] else None
    if found is None or _NO_BUILDING.search(found["name"]) or _may_be_person(found["name"]):
        return start
    named = first == 0 or text[first + found.start("name") - 1] == "\n"
    return first + found.start("name") if named else start


#: A post-office box, however it is written.
_BOXED = re.compile(r"(?i)(?:p\.?\s?o\.?|post\s+office)\s*box\b|RR\s+\d")
#: A building that is numbered in words, before the street or box that it has besides.
_WORDED_BUILDING = re.compile(
    r"(?i)(?:one|two)[^\S\n]+(?:[\w.'’]{1,20}[^\S\n]+){0,3}"
    rf"(?:square|plaza|place|tower|park|mall|capitol|{ANY_STREET})\b"
)
_FIRST = re.compile(_FIRST_HOUSES)


def _is_named_by_number(text: str, start: int) -> bool:
    """Whether what begins with "One" or "Two" before a house or box is a name: "Two Rivers Ambulance Company"."""
    return bool(_FIRST.match(text, start)) and not _WORDED_BUILDING.match(text, start)


_STREET_WORD = re.compile(rf"(?i)\b(?:{ANY_STREET})\b")
#: The end of a street before a city without a comma: "52 Apron Street Eastfield, ND".
_STREET_IN_CITY = re.compile(
    r"(?i)^(?:[\w.'’\-]+ ){1,2}(?:street|avenue|road|drive|lane|boulevard|parkway|highway|terrace|ave|blvd|rd|dr|ln|pkwy)\.? (?=[A-Z])"
)


#: The post offices of the armed services, which stand for a city.
_ARMED_POSTS = frozenset({"APO", "FPO", "DPO"})


def _city_line(match: re.Match[str], city_start: int) -> str:
    state = match["state"]
    city = match.string[city_start : match.end("city")].strip(" ,.")
    city = city.title() if city.isupper() and city not in _ARMED_POSTS else city
    if postal := _postal_code(match["zip"]) if len(match["zip"]) > 5 else None:
        return f"{city}, {PROVINCES.get(state.casefold(), state)} {postal}"
    code = _MISREAD_CODES.get(state, state.upper()) if len(state) == 2 else _in_mixed_case(state)
    code = _with_points(state) if "." in state else code
    more = f"-{match['more']}" if match["more"] else ""
    return f"{city}, {code} {match['zip'].translate(str.maketrans('OIl', '011'))}{more}"


def _with_points(state: str) -> str:
    """A state's letters with points behind them, a digit or a stroke among them put right: "V. 1" is "V.I."."""
    return re.sub(r"[1l]", "I", re.sub(r"[\s.]+", ".", f"{state}."))


def _in_mixed_case(state: str) -> str:
    """A state's name as printed, with its blanks and capitals put right."""
    return " ".join(word if word == "of" else word.capitalize() for word in state.casefold().split())


#: A word for a street that a line of running text begins with, whose name ends the line above: "800 Oregon" over "Street, Suite 2".
_STREET_BELOW = re.compile(
    r"(?i)\n(?=(?:street|avenue|road|drive|lane|boulevard|parkway|highway|terrace|circle)\.?\s?(?:[,\n]|$))"
)

#: A word for a street that is written out, with a comma behind it that was read as a point.
_STREET_AND_POINT = re.compile(
    r"(?i)\b(street|avenue|road|drive|lane|boulevard|court|place|way|parkway|highway|square|terrace|circle)\.\s+(?=\w)"
)


#: A nought behind a digit that was read as a letter: "80o NE Larch Street".
_NOUGHT = re.compile(r"(?<=\d)o+(?=\d|\W|$)|(?<=\d)O+(?=\d)")


def _tidy(text: str) -> str:
    text = _NOUGHT.sub(lambda noughts: "0" * len(noughts[0]), text)
    text = _STREET_BELOW.sub(" ", re.sub(r"^(\d{2,5})\.\s", r"\1 ", text))
    text = _BULLETS.sub(", ", text.replace("\n", ", "))
    text = _BOX.sub("P.O. Box", re.sub(r"\s+", " ", text))
    text = _STREET_AND_POINT.sub(r"\1, ", text)
    text = re.sub(r"\s*,[\s,]*", ", ", text).strip(" ,-–—")
    return text.title().replace("P.o.", "P.O.").replace("Po Box", "PO Box") if text.isupper() else text
