"""Whether two values of a field say the same. Dates are ISO by contract; a month covers its days."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

#: A value as predictions and labels give it.
Value = str | bool

SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv"})
PROVIDERS: Final = frozenset({"aha", "arc", "hsi", "nsc"})
#: Words of an address and how post offices shorten them (USPS Publication 28).
SHORTENED: Final[Mapping[str, str]] = {
    "street": "st", "avenue": "ave", "road": "rd", "drive": "dr", "lane": "ln", "court": "ct", "place": "pl",
    "suite": "ste", "boulevard": "blvd", "terrace": "ter", "parkway": "pkwy", "square": "sq", "north": "n",
    "south": "s", "east": "e", "west": "w",
}  # fmt: skip
#: Letters that Unicode does not take apart into a base and a mark; their stroke is an accent to a reader.
STROKES: Final = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ı": "i"}
)
#: A shorter name of an organisation must still be most of the true one.
MOST_OF = 0.7


def same_value(field: str, want: Value, got: Value) -> bool:
    """Whether the value given says what the paper says, up to case, accents and punctuation."""
    if isinstance(want, bool) or isinstance(got, bool):
        return want is got
    if field.endswith("_name"):
        return same_name(want, got)
    return _RULES.get(field, _same_letters)(want, got)


def same_name(want: str, got: str) -> bool:
    """One name, with a middle name that one side leaves out or shortens; a suffix must be the same."""
    (one, suffix), (other, other_suffix) = _name_words(want), _name_words(got)
    if not one or not other or suffix != other_suffix:
        return False
    if "".join(one) == "".join(other):
        return True
    if min(len(one), len(other)) < 2 or (one[0], one[-1]) != (other[0], other[-1]):
        return False
    return _same_middle(one[1:-1], other[1:-1])


def _same_middle(one: list[str], other: list[str]) -> bool:
    if not one or not other:
        # Only a single middle name may be missing: more may be a part of the surname.
        return len(one) + len(other) == 1
    return len(one) == len(other) and all(
        a == b or (a[0] == b[0] and min(len(a), len(b)) == 1) for a, b in zip(one, other, strict=True)
    )


def _name_words(text: str) -> tuple[list[str], list[str]]:
    """Words in the order in which they are spoken, and the suffix."""
    before, comma, after = fold(text).partition(",")
    if comma and _letters(after) not in SUFFIXES:
        before, after = after, before
    words = re.sub(r"[^a-z0-9 ]", "", f"{before} {after}".replace("-", " ")).split()
    return [w for w in words if w not in SUFFIXES], [w for w in words if w in SUFFIXES][:1]


def _same_date(want: str, got: str) -> bool:
    return got == want or got.startswith(f"{want}-")


def same_number(want: str, got: str) -> bool:
    """A certification number with or without leading zeros and prefix letter."""
    one, other = (re.sub(r"\D", "", text).lstrip("0") for text in (want, got))
    letters = {re.sub(r"\d", "", _letters(text))[-1:] for text in (want, got)} - {""}
    return bool(one) and one == other and len(letters) < 2


def _same_digits(count: int) -> Callable[[str, str], bool]:
    def same(want: str, got: str) -> bool:
        return re.sub(r"\D", "", want)[-count:] == re.sub(r"\D", "", got)[-count:]

    return same


def _same_address(want: str, got: str) -> bool:
    """The true address stands whole in the one given, which may have more lines around it."""
    return f" {_address(want)} " in f" {_address(got)} "


def _address(text: str) -> str:
    words = re.sub(r"[^a-z0-9]+", " ", fold(text)).split()
    return " ".join(SHORTENED.get(word, word) for word in words)


def _same_organisation(want: str, got: str) -> bool:
    one, other = (re.sub(r"(inc|llc)$", "", _letters(text)) for text in (want, got))
    return bool(one) and (one in other or (other in one and len(other) > MOST_OF * len(one)))


def _same_provider(want: str, got: str) -> bool:
    """All that are not on the office's list are `other`."""
    known = (_letters(text) if _letters(text) in PROVIDERS else "other" for text in (want, got))
    return len(set(known)) == 1


def _same_letters(want: str, got: str) -> bool:
    return _letters(want) == _letters(got)


def _same_text(want: str, got: str) -> bool:
    return fold(want).strip() == fold(got).strip()


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


def fold(text: str) -> str:
    """Lower case without accents and strokes, for comparing; a letter may have both ("ǿ")."""
    if text.isascii():
        return text.lower()  # as most words are; the same, thirty times as quick
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold().translate(STROKES)


_RULES: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "date_of_birth": _same_date,
    "signed_on": _same_date,
    "issued_on": _same_date,
    "expires_on": _same_date,
    "certification_number": same_number,
    "ssn_last4": _same_digits(4),
    "return_fax": _same_digits(10),
    "return_address": _same_address,
    "requesting_agency": _same_organisation,
    "training_center": _same_organisation,
    "provider": _same_provider,
    "return_email": _same_text,
}
