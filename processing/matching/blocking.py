"""Keys by which storage finds the few records worth comparing.

Numbers and names are public record, so these keys are stored as they are. Birth dates and last fours
are not: storage keeps keyed hashes of those.
"""

from functools import lru_cache

from processing.matching.names import fold_text, fold_words, parse_name
from processing.matching.nicknames import forms_of
from processing.matching.numbers import near_keys, number_key

_SOUNDEX = {
    letter: digit
    for digit, letters in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), start=1)
    for letter in letters
}

__all__ = ["name_keys", "number_key", "number_variants", "query_name_keys", "soundex"]


def number_variants(number: str) -> tuple[str, ...]:
    """The key of a printed number, then the keys one error away; empty for what is no number.

    Records are indexed under the first alone (`number_key`); a search asks for all.
    """
    key = number_key(number)
    return (key, *near_keys(key)) if key else ()


def name_keys(name: str, surname: str = "") -> tuple[str, ...]:
    """Keys of one name: each surname word with the first initial, as spelled (`n:`) and as heard (`p:`).

    `surname` is given where a record's columns show it; a printed name's is every word but the first.
    """
    words = fold_words(name)
    if not words:
        return ()
    parsed = parse_name(name)
    lasts = fold_words(surname) or (parsed.surname if parsed.split_known else words[1:] or words)
    given = parsed.given or words
    return _keys(tuple(dict.fromkeys(lasts)), given[0][0])


def query_name_keys(name: str) -> tuple[str, ...]:
    """`name_keys` for a search: nicknames change the initial, and some forms print the surname first."""
    words = fold_words(name)
    parsed = parse_name(name)
    keys = dict.fromkeys(name_keys(name))
    lasts = parsed.surname if parsed.split_known else words[1:]
    first = (parsed.given or words or ("",))[0]
    for initial in {form[0] for form in forms_of(first)} - {first[:1]}:
        keys.update(dict.fromkeys(_keys(lasts, initial)))
    if not parsed.split_known and len(words) > 1:
        keys.update(dict.fromkeys(_keys(words[:1], words[1][0])))
    return tuple(keys)


def _keys(lasts: tuple[str, ...], initial: str) -> tuple[str, ...]:
    long = [word for word in lasts if len(word) > 1] + (["".join(lasts)] if len(lasts) > 1 else [])
    keys = {f"n:{word}:{initial}": None for word in long}
    keys.update({f"p:{soundex(word)}:{initial}": None for word in long})
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
