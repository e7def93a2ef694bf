"""US postal addresses: street lines, city, state and ZIP, joined with commas."""

import re
from dataclasses import dataclass

_STATES = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA", "colorado": "CO",
    "connecticut": "CT", "delaware": "DE", "district of columbia": "DC", "florida": "FL", "georgia": "GA",
    "hawaii": "HI", "idaho": "ID", "illinois": "IL", "indiana": "IN", "iowa": "IA", "kansas": "KS",
    "kentucky": "KY", "louisiana": "LA", "maine": "ME", "maryland": "MD", "massachusetts": "MA",
    "michigan": "MI", "minnesota": "MN", "mississippi": "MS", "missouri": "MO", "montana": "MT",
    "nebraska": "NE", "nevada": "NV", "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM",
    "new york": "NY", "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK",
    "oregon": "OR", "pennsylvania": "PA", "rhode island": "RI", "south carolina": "SC",
    "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA",
    "washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY", "puerto rico": "PR",
    "guam": "GU",
}  # fmt: skip

STATE_CODES = frozenset(_STATES.values())
STATE_NAMES = frozenset(_STATES)

_NAMED_STATE = "|".join(sorted((re.escape(n) for n in _STATES), key=len, reverse=True))

#: City, state, ZIP. The city is letters with blanks, dots, dashes and apostrophes.
CITY_STATE_ZIP = re.compile(
    rf"(?P<city>[A-Z][A-Za-z.'’\-]*(?:[ ][A-Z][A-Za-z.'’\-]*){{0,3}})[ ]?[,.]?\s*"
    rf"(?P<state>{'|'.join(sorted(STATE_CODES))}|(?i:{_NAMED_STATE}))\.?,?\s+(?P<zip>[0-9OIl]{{5}})(?:\s?[-–]\s?\d{{4}})?(?![\dA-Za-z])"
)

_STREET_START = re.compile(
    r"(?i)(?<![\w/-])(?:\d{1,6}[A-Z]?(?:[-–/]\d{1,4})?\s+(?-i:(?=[A-Z0-9][\w.'’]*))|(?:[P0Oo]\s?[.,]?\s?[O0Q]\s?[.,]?|Post\s+Office)\s*B[o0O][xX]\s*\w|"
    r"One\s+[A-Z]|Two\s+[A-Z]|Rural\s+Route|RR\s+\d|HC\s+\d|Box\s+\d)"
)

_UNIT_START = re.compile(
    r"(?i)^(?:suite|ste\.?|room|rm\.?|floor|fl\.?|unit|apt\.?|bldg\.?|building|bin|mail\s?stop|ms|dept\.?|box|#|"
    r"p\.?\s?o\.?\s*box|\d+(?:st|nd|rd|th)\s+floor|drawer|level|tower|lock\s?box|mail\s?code|mc)\b"
)

_BULLETS = re.compile(r"\s*(?:[•·|●▪■□;]|\s[-–—]\s|/{2})\s*")


#: A post-office box as readers mistake it ("P.0. BoX", "0.0. Box").
_BOX = re.compile(r"(?i)(?<!\w)(?:[P0O]\s?[.,]\s?[O0Q]\s?[.,]?)\s*B[o0]x\b")

#: What never stands between a street and its city: a sentence's end, a mail or web address.
_SENTENCE = re.compile(r"[a-z]{3}\.\s+[A-Z][a-z]+\s+[a-z]|@|www\.|:\s")


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """An address in a text."""

    value: str
    start: int
    end: int


def starts_street(text: str) -> bool:
    """Whether a line begins like a street, a post-office box or a unit."""
    stripped = text.strip(" ,.•·|-")
    return bool(_STREET_START.match(stripped) or _UNIT_START.match(stripped))


def find_addresses(text: str) -> list[FoundAddress]:
    """Find whole addresses in text whose lines are joined by newlines or blanks."""
    found: list[FoundAddress] = []
    floor = 0
    for match in CITY_STATE_ZIP.finditer(text):
        start = _street_before(text, floor, match.start())
        if start is not None:
            city_start = match.start()
            street = _tidy(text[start:city_start])
            value = f"{street}, {_city_line(match)}" if street else ""
            if value:
                found.append(FoundAddress(value, start, match.end()))
        else:
            inner = _STREET_START.search(match[0])
            if inner is None:
                floor = match.end()
                continue
        floor = match.end()
    return found


def _street_before(text: str, floor: int, end: int) -> int | None:
    """Where the street part that leads up to a city begins: the earliest start within three lines."""
    window = max(floor, end - 140)
    lines = text[window:end].rsplit("\n", 3)
    offset = end - sum(len(x) for x in lines[-3:]) - (len(lines[-3:]) - 1)
    # The pattern looks one word ahead, so it must see a little beyond the end.
    starts = [m.start() + offset for m in _STREET_START.finditer(text[offset : end + 12])]
    starts = [s for s in starts if s < end and not _SENTENCE.search(text[s:end])]
    return starts[0] if starts else None


def _city_line(match: re.Match[str]) -> str:
    state = match["state"]
    code = state.upper() if len(state) == 2 else _STATES[re.sub(r"\s+", " ", state.casefold())]
    city = match["city"].strip(" ,.")
    city = city.title() if city.isupper() else city
    return f"{city}, {code} {match['zip'].translate(str.maketrans('OIl', '011'))}"


def _tidy(text: str) -> str:
    text = _BULLETS.sub(", ", text.replace("\n", ", "))
    text = _BOX.sub("P.O. Box", re.sub(r"\s+", " ", text))
    text = re.sub(r"\s*,[\s,]*", ", ", text).strip(" ,-–—")
    return text.title().replace("P.o.", "P.O.").replace("Po Box", "PO Box") if text.isupper() else text
