"""The month that a word names, in the tongues of the papers, with a letter misread."""

import re

from rapidfuzz.distance import Levenshtein

from domain.likeness import fold
from intake.extractors.normalise.confusions import as_letters

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

#: The same in Spanish, Portuguese and French, without accents; what is an English word as well is left out.
_FOREIGN_MONTHS = tuple(
    frozenset(names.split())
    for names in (
        "enero janeiro janvier ene janv", "febrero fevereiro fevrier fev fevr", "marzo marco mars", "abril avril abr avr",
        "mayo maio mai", "junio junho juin", "julio julho juillet juil", "agosto aout ago",
        "septiembre setembro septembre", "octubre outubro octobre", "noviembre novembro novembre",
        "diciembre dezembro decembre dic dez",
    )
)  # fmt: skip

#: Months of four letters whose first one is lost; of longer ones a letter more or less is borne anyway.
_BEHEADED = {"une": 6, "uly": 7}

#: Letters of a month's short name.
SHORT = 3

#: Words of as many that differ from one in a letter.
_NO_MONTHS = frozenset(
    re.findall(
        r"\w+",
        "act apt art bar bay can car day dew doc far fed fee jar job jug lay man map mat max met net non nor not now oak opt out pan "
        "pay pun ran ray rec run say sea sec see set sex sun tax van war way web",
    )
)


def month_number(word: str) -> int | None:
    """The month a word names, 1-12; bears one misread character, in a short name where it can be no other."""
    folded = as_letters(word.casefold().rstrip("."))
    if len(folded) < 3:
        return None
    plain = fold(folded)
    if plain in _BEHEADED:
        return _BEHEADED[plain]
    for number, names in enumerate(_FOREIGN_MONTHS, start=1):
        if plain in names:
            return number
    for number, name in enumerate(_MONTHS, start=1):
        if name.startswith(folded) or (number == 9 and folded == "sept"):
            return number
    if len(folded) >= 4:
        for number, name in enumerate(_MONTHS, start=1):
            if Levenshtein.distance(folded, name, score_cutoff=1) <= 1:
                return number
    if len(folded) == SHORT:
        return _nearest_short(folded) if folded not in _NO_MONTHS else None
    return _halved_letter(folded) if len(folded) in (SHORT + 1, SHORT + 2) else None


#: Two strokes for which a letter written by hand is taken.
_HALVES = {"cl": "u", "ci": "u", "li": "u", "ll": "u", "ii": "u", "ei": "u", "rn": "m", "cu": "a"}


def _halved_letter(word: str) -> int | None:
    """The one month of whose short name, or its name of four letters, a letter was read as two: "Aclg" is August."""
    names = [name[: len(word) - 1] for name in _MONTHS]
    names = [
        name if len(word) - 1 in (SHORT, len(whole)) else ""
        for name, whole in zip(names, _MONTHS, strict=True)
    ]
    near = {
        names.index(whole) + 1
        for at in range(len(word) - 1)
        if (whole := word[:at] + _HALVES.get(word[at : at + 2], "-") + word[at + 2 :]) in names
    }
    return near.pop() if len(near) == 1 else None


def _nearest_short(word: str) -> int | None:
    """The one month whose short name differs in a letter: "Jui" may be June or July."""
    near = [
        number
        for number, name in enumerate(_MONTHS, start=1)
        if sum(a != b for a, b in zip(word, name, strict=False)) == 1
    ]
    return near[0] if len(near) == 1 else None
