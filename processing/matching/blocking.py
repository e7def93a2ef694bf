"""Keys by which storage finds the few records worth comparing.

Numbers and names are public record, so these keys are stored as they are. Birth dates and last fours
are not: storage keeps keyed hashes of those.
"""

from functools import lru_cache

from processing.matching.nicknames import forms_of
from processing.matching.numbers import near_keys, number_key
from processing.matching.parsing import fold_text, fold_words, parse_name

#: A word of so many letters may be two that were run together.
_TWO_WORDS = 7

_SOUNDEX = {
    letter: digit
    for digit, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), start=1)
    for letter in letters
}

__all__ = [
    "name_codes",
    "name_keys",
    "number_key",
    "number_variants",
    "query_name_codes",
    "query_name_keys",
    "soundex",
]


def number_variants(number: str) -> tuple[str, ...]:
    """The key of a printed number, then the keys one error away; empty for what is no number.

    Records are indexed under the first alone (`number_key`); a search asks for all.
    """
    key = number_key(number)
    return (key, *near_keys(key)) if key else ()


def name_keys(name: str, surname: str = "") -> tuple[str, ...]:
    """Keys of one name: each surname word with the first name (`f:`), or with the first initial, as spelled
    (`n:`) and as heard (`p:`).

    `surname` is given where a record's columns show it; a printed name's is every word but the first.
    """
    lasts, given = _part_name(name, surname)
    return _keys(lasts, given) if given else ()


@lru_cache(maxsize=256)  # keys and codes of one name are asked for one after the other
def _part_name(name: str, surname: str = "") -> tuple[tuple[str, ...], str]:
    """(all words that may be of the surname, first given name), both empty where nobody is named."""
    parsed = parse_name(name)
    if parsed.split_known and not surname:
        return tuple(dict.fromkeys(parsed.surname)), parsed.given[0]
    words = fold_words(name)
    if not words:
        return (), ""
    lasts = fold_words(surname) or (parsed.surname if parsed.split_known else words[1:] or words)
    return tuple(dict.fromkeys(lasts)), (parsed.given or words)[0]


def name_codes(name: str, surname: str = "") -> tuple[str, ...]:
    """How the first name and each surname word sound: storage joins them to what it keeps as keyed hashes.

    A birth date is shared by fifty of a million people, a birth date and a sound by two or three.
    """
    lasts, given = _part_name(name, surname)
    return tuple(dict.fromkeys(soundex(word) for word in (given, *lasts) if len(word) > 1))


def query_name_codes(name: str) -> tuple[str, ...]:
    """`name_codes` for a search, the likeliest surname's first; some forms print the surname first."""
    lasts, _ = _part_name(name)
    words = (*reversed(lasts), *fold_words(name))
    return tuple(dict.fromkeys(soundex(word) for word in words if len(word) > 1))


def query_name_keys(name: str) -> tuple[str, ...]:
    """`name_keys` for a search: nicknames change the first name, and some forms print the surname first."""
    words = fold_words(name)
    lasts, given = _part_name(name)
    keys = dict.fromkeys(name_keys(name))
    for form in forms_of(given):
        keys.update(dict.fromkeys(_keys(lasts, form)))
    if not parse_name(name).split_known and len(words) > 1:
        keys.update(dict.fromkeys(_keys(words[:1], words[1])))
        if len(words) > 2:
            keys.update(dict.fromkeys(_keys(words[:-1], words[-1])))
        # A reader that lost the blank before the surname: "Mary Annwalker".
        if len(words[-1]) >= _TWO_WORDS:
            keys.update(dict.fromkeys(f"f:{words[-1][cut:]}:{given}" for cut in range(2, len(words[-1]) - 2)))
    return tuple(keys)


def _keys(lasts: tuple[str, ...], given: str) -> tuple[str, ...]:
    long = [word for word in lasts if len(word) > 1] + (["".join(lasts)] if len(lasts) > 1 else [])
    keys = {f"f:{word}:{given}": None for word in long} if len(given) > 1 else {}
    keys.update({f"n:{word}:{given[0]}": None for word in long})
    keys.update({f"p:{soundex(word)}:{given[0]}": None for word in long})
    return tuple(keys)


@lru_cache(maxsize=65536)
def soundex(word: str) -> str:
    """American Soundex (National Archives, General Information Leaflet 55) of a folded word."""
    letters = [c for c in fold_text(word) if c.isalpha()]
    if not letters:
        return "0000"
    code, before = letters[0].upper(), _SOUNDEX.get(letters[0], 0)
    for letter in letters[1:]:
        digit = _SOUNDEX.get(letter, 0)
        if digit and digit != before:
            code += str(digit)
        if letter not in "hw":  # h and w do not part two letters of one sound
            before = digit
    return (code + "000")[:4]
