"""Certification numbers as people write and machines read them.

The FAQ (Q2) gives the prefix letters E, A and P; how many digits follow is a setting elsewhere, so
nothing here counts them.
"""

import re
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

PREFIXES = "EAP"

#: Letters that stand where a digit belongs, and the digit that readers take them for.
_AS_DIGITS = str.maketrans("OQDILZSGB", "000112568")

#: Digits that readers take for one another, on faxes above all.
_CONFUSED = ("08", "17", "56", "38", "35", "49", "69", "68", "27")

#: Prefix letters and the digits that readers take them for, in handwriting above all.
_PREFIX_AS_DIGITS = {"E": "368", "A": "4", "P": "9"}

#: Fewer digits than this are too few to be near one another by anything but chance.
_LONG_ENOUGH = 5


class NumberFit(IntEnum):
    """How a printed number compares with a record's; higher is better."""

    DIFFERS = 0
    MISSING = 1
    NEAR = 2  # one digit other, more or less, or two neighbours swapped
    CONFUSED = 3  # as NEAR, and the two digits look alike
    OTHER_PREFIX = 4  # the digits agree, the letter is another level's
    AGREES = 5


@lru_cache(maxsize=65536)
def split_number(text: str) -> tuple[str, str]:
    """(prefix letter or empty, digits without leading zeros); empty digits where it is no person's number."""
    bare = re.sub(r"[^A-Z0-9]", "", text.upper())
    if bare.startswith(("AMB", "EFR")):  # ambulance and first-response services
        return "", ""
    prefix = bare[0] if bare[:1] and bare[0] in PREFIXES and re.search(r"\d", bare) else ""
    rest = bare[len(prefix) :]
    words = re.match(r"[A-Z]+", rest)
    if words and not set(words[0]) <= set("OQDILZSGB"):
        # "EMT0912345", "MA E0912345": letters before the number that are no digits misread.
        prefix = words[0][-1] if words[0][-1] in PREFIXES else ""
        rest = rest[words.end() :]
    digits = re.sub(r"\D", "", rest.translate(_AS_DIGITS))
    return prefix, digits.lstrip("0")


def number_key(text: str) -> str:
    """What storage indexes: the digits alone, leading zeros dropped; empty where there are none."""
    return split_number(text)[1]


def compare_numbers(paper: str, record: str) -> NumberFit:
    """How a printed number compares with a record's."""
    prefix, digits = split_number(paper)
    known_prefix, known = split_number(record)
    if not digits:
        return NumberFit.MISSING
    if digits == known:
        return NumberFit.AGREES if prefix in ("", known_prefix) else NumberFit.OTHER_PREFIX
    if _hides_prefix(paper, record):
        return NumberFit.AGREES
    if len(digits) < _LONG_ENOUGH or OSA.distance(digits, known, score_cutoff=1) > 1:
        return NumberFit.DIFFERS
    return NumberFit.CONFUSED if _differ_in_a_look_alike(digits, known) else NumberFit.NEAR


def _hides_prefix(paper: str, record: str) -> bool:
    """Whether a digit stands where the prefix letter belongs, and all that follows agrees to the zeros."""
    bare, known = re.sub(r"[^A-Z0-9]", "", paper.upper()), record.strip().upper()
    if len(bare) != len(known) or bare[:1] not in _PREFIX_AS_DIGITS.get(known[:1], "-"):
        return False
    return bare[1:].translate(_AS_DIGITS) == known[1:]


def _differ_in_a_look_alike(one: str, other: str) -> bool:
    if len(one) != len(other):
        return False
    differing = [a + b for a, b in zip(one, other, strict=True) if a != b]
    return len(differing) == 1 and look_alike(*differing[0])


def look_alike(one: str, other: str) -> bool:
    """Whether readers take these two digits for one another."""
    return one != other and any({one, other} == set(pair) for pair in _CONFUSED)


def near_keys(key: str) -> tuple[str, ...]:
    """Keys one reading or typing error away: look-alike digits, swapped neighbours, one digit lost."""
    found: dict[str, None] = {}
    for place, digit in enumerate(key):
        for pair in _CONFUSED:
            if digit in pair:
                other = pair.replace(digit, "")
                found[key[:place] + other + key[place + 1 :]] = None
        if place + 1 < len(key):
            found[key[:place] + key[place + 1] + digit + key[place + 2 :]] = None
        if len(key) > _LONG_ENOUGH:
            found[key[:place] + key[place + 1 :]] = None
    found.pop(key, None)
    return tuple(k.lstrip("0") for k in found)


def slip_keys(text: str) -> tuple[str, ...]:
    """Keys of a printed number with any one digit another: typing errors, and misreadings nobody foresaw."""
    key = number_key(text)
    if len(key) < _LONG_ENOUGH:
        return ()
    found = (
        key[:place] + other + key[place + 1 :]
        for place, digit in enumerate(key)
        for other in "0123456789".replace(digit, "")
    )
    return tuple(dict.fromkeys(other.lstrip("0") for other in found))
