"""Words of offices' names: those that any office may bear, and those that are said in two ways."""

import re
from itertools import takewhile

from domain.likeness import fold
from intake.extractors.normalise.addresses import PLACE_NAMES

#: Words that any office may bear, as a desk's within it.
_COMMON = frozenset(
    [
        "academy",
        "administration",
        "agency",
        "allied",
        "and",
        "authority",
        "board",
        "branch",
        "bureau",
        "care",
        "center",
        "centre",
        "certification",
        "certifying",
        "clinical",
        "compliance",
        "credential",
        "credentialing",
        "credentials",
        "department",
        "dept",
        "desk",
        "division",
        "education",
        "emergency",
        "ems",
        "fire",
        "flight",
        "for",
        "health",
        "hospital",
        "hr",
        "human",
        "inquiry",
        "inter",
        "inter-agency",
        "issuing",
        "interagency",
        "license",
        "licensing",
        "licensure",
        "medical",
        "medicine",
        "ministry",
        "nursing",
        "of",
        "office",
        "offices",
        "operations",
        "paramedic",
        "personnel",
        "primary",
        "professional",
        "program",
        "programs",
        "public",
        "query",
        "record",
        "records",
        "regulation",
        "request",
        "reply",
        "resources",
        "response",
        "safety",
        "school",
        "section",
        "service",
        "services",
        "source",
        "staff",
        "state",
        "student",
        "support",
        "system",
        "systems",
        "technician",
        "technology",
        "the",
        "training",
        "trauma",
        "unit",
        "verifying",
        "verification",
        "verifications",
    ]
)
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def is_of_common_words(office: str) -> bool:
    """Whether an office's name has no word that is its own: "EMS & Trauma Systems Program"."""
    return all(word in _COMMON for word in _WORD.findall(office.casefold()))


#: The trade as it is shortened, "the" before a name, and of which state an office is.
_TRADE = re.compile(r"\bemergency medical (?:services?|systems?)\b")
_STATE = re.compile(
    rf"\b(?:(?:state|commonwealth) of )?(?:{'|'.join(sorted(map(fold, PLACE_NAMES), key=len, reverse=True))})\b"
)
_SHORTENED = {"dept": "department", "div": "division", "bur": "bureau", "svcs": "services"}


def plain_office(office: str) -> str:
    """An office's name in small letters, with the trade shortened and nothing else: "new mexico ems bureau"."""
    words = re.findall(r"[a-z0-9]+", fold(office).replace("&", " and "))
    return _TRADE.sub("ems", " ".join(_SHORTENED.get(w, w) for w in words if w != "the"))


def plain_unit(office: str) -> str:
    """The same without the state that it names: "ems bureau"."""
    return " ".join(_STATE.sub(" ", plain_office(office)).split())


#: Letters that an office is called by at least.
LEAST_LETTERS = 3
#: Letters that capitals brought into mixed case leave small, and which are no word.
_NO_WORD = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ][bcdfghjklmnpqrstvwxz]{2,4}")


def parent_letters(office: str) -> str:
    """The letters before a unit's name that its office is called by, its state before them or not, or nothing: "OHA" of "OHA EMS
    Licensing", "DSHS" of "Texas DSHS EMS-Trauma Systems", "NYSDOH" of "NYS DOH Bureau of EMS"."""
    return _split_letters(office)[0]


def is_unit_of_letters(office: str) -> bool:
    """Whether an office is called by letters, and behind them by words that any office's desk may bear."""
    letters, unit = _split_letters(office)
    return bool(letters) and is_of_common_words(plain_office(unit))


def _split_letters(office: str) -> tuple[str, str]:
    """The letters before a unit's name, and that name."""
    words = re.sub(rf"(?i)^{_STATE.pattern}", "", office).split()
    lettered = list(takewhile(_are_letters, words))
    letters, unit = "".join(lettered).upper(), " ".join(words[len(lettered) :])
    return (letters, unit) if unit and len(letters) >= LEAST_LETTERS else ("", office)


def _are_letters(word: str) -> bool:
    lettered = (word.isupper() and word.isalpha() and len(word) > 1) or _NO_WORD.fullmatch(word) is not None
    return lettered and word.casefold() not in _COMMON


def are_letters_of(letters: str, office: str) -> bool:
    """Whether an office is called by letters, its state's and its small words' among them or not."""
    for name in (office, re.sub(rf"(?i){_STATE.pattern}", " ", office)):
        words = re.findall(r"[A-Za-z]+", name)
        initials = "".join(w[0] for w in words if w[0].isupper())
        if letters.casefold() in (initials.casefold(), "".join(w[0] for w in words).casefold()):
            return True
    return False
