"""Days and years written in words: "twenty-first", "two thousand twenty-six"."""

import re

_UNITS = {word: at for at, word in enumerate((
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
))}  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
         "ninety": 90}  # fmt: skip

_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
    "thirtieth": 30,
}  # fmt: skip


def ordinal(text: str) -> int | None:
    """The day of a month, 1-31, in words or with its digits first."""
    digits = re.match(r"\d{1,2}", text)
    if digits:
        return int(digits[0])
    words = re.split(r"[\s-]+", text.casefold())
    if words[-1] not in _ORDINALS:
        return None
    tens = _TENS.get(words[-2], 0) if len(words) > 1 else 0
    return tens + _ORDINALS[words[-1]]


def worded_year(text: str) -> int | None:
    """The year, in words or digits; what stands behind it is left."""
    if text[:4].isdigit():
        return int(text[:4])
    words = [w for w in re.split(r"[\s-]+", text.casefold()) if w]
    total = 0
    if words[:2] == ["two", "thousand"]:
        total, words = 2000, words[2:]
    elif words[:1] == ["nineteen"]:
        total, words = 1900, words[1:]
        words = words[1:] if words[:1] == ["hundred"] else words
    for word in words:
        if word in _TENS:
            total += _TENS[word]
        elif word in _UNITS:
            total += _UNITS[word]
            break
        elif word != "and":
            break
    return total or None
