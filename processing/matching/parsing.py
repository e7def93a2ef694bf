"""The words of a name, on paper and in a record: folded, its suffix apart, its surname where it is known."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from domain.likeness import STROKES
from domain.records import CertificationRecord

SUFFIXES = {
    "jr": "jr", "jnr": "jr", "junior": "jr", "sr": "sr", "snr": "sr", "senior": "sr",
    "ii": "ii", "2nd": "ii", "iii": "iii", "3rd": "iii", "iv": "iv", "4th": "iv",
}  # fmt: skip

#: Titles and degrees that people write around a name, and that say nothing of who they are.
_TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "dr", "emt", "aemt", "nrp", "rn", "md", "emtp", "emtb", "esq"}
)

#: What systems write where a person has one name only: first name, last name, middle name unknown.
_NO_NAMES = frozenset({"fnu", "lnu", "nmn"})

#: Given names too, where they stand first: Junior Pierre, Md Karim.
_GIVEN_TOO = frozenset({"junior", "senior", "md"})

#: Joined to the word that follows, they make one surname: De La Cruz, St. Pierre, Mac Neil.
PARTICLES = frozenset(
    {"de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "van", "von", "der", "den", "st",
     "saint", "san", "santa", "mac", "mc", "el", "al", "bin", "ibn", "ter", "ten"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A name in folded words. `surname` is known only where a comma or a record's columns show it."""

    given: tuple[str, ...]
    surname: tuple[str, ...]
    suffix: str
    split_known: bool
    joined: frozenset[tuple[str, str]] = frozenset()
    """Words that a hyphen joins to the next: one surname, or one given name."""


#: Hyphens as they are typed, and those that look like them.
_HYPHENED = re.compile(r"(?<!\w)([^\W\d_]{2,}(?:[-\u2010\u2011][^\W\d_]{2,})+)(?!\w)")

_APOSTROPHES = re.compile(r"['‘’ʻʼ′`´.]")
_SIGNS = re.compile(r"[^a-z0-9]+")


def fold_plainly(text: str) -> str:
    """Lower case, no accents, apostrophes dropped, other signs made blanks."""
    if text.isascii():
        return text.lower() if text.isalpha() else _part_words(text.lower())
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c)).translate(STROKES)
    return _part_words(bare)


def _part_words(plain: str) -> str:
    return _SIGNS.sub(" ", _APOSTROPHES.sub("", plain)).strip()


@lru_cache(maxsize=65536)
def fold_text(text: str) -> str:
    """`fold_plainly`, remembered: for names, never for whole pages."""
    return fold_plainly(text)


def fold_words(text: str) -> tuple[str, ...]:
    """The words of `fold_text`, suffixes, titles and what stands for no name left out."""
    return tuple(w for place, w in enumerate(fold_text(text).split()) if not _is_no_name(place, w))


def _is_no_name(place: int, word: str) -> bool:
    if place == 0 and word in _GIVEN_TOO:
        return False
    return word in SUFFIXES or word in _TITLES or word in _NO_NAMES


def _suffix_in(text: str) -> str:
    """The suffix among the words of one name or column, folded; empty where there is none."""
    words = enumerate(fold_text(text).split())
    return next((SUFFIXES[w] for place, w in words if w in SUFFIXES and _is_no_name(place, w)), "")


@lru_cache(maxsize=65536)
def parse_name(text: str) -> ParsedName:
    """A name as printed: `Maria Souza`, `Souza, Maria J.`, `John Smith, Jr.`."""
    pieces = [words for part in text.split(",") if (words := fold_words(part))]
    suffix = next((found for part in text.split(",") if (found := _suffix_in(part))), "")
    if len(pieces) >= 2 and len(pieces[0]) >= 2 and pieces[1][0] in _GIVEN_TOO:
        # "John Smith, Junior" and "John Smith, MD": what follows a whole name is no given name.
        suffix, pieces = suffix or SUFFIXES.get(pieces[1][0], ""), [pieces[0]]
    if len(pieces) >= 2:
        return ParsedName(tuple(w for p in pieces[1:] for w in p), pieces[0], suffix, True)
    words = pieces[0] if pieces else ()
    cut = _guess_cut(words)
    return ParsedName(words[:cut], words[cut:], suffix, False, _joined_words(text))


def _joined_words(text: str) -> frozenset[tuple[str, str]]:
    runs = (fold_text(found[1]).split() for found in _HYPHENED.finditer(text))
    return frozenset(pair for run in runs for pair in pairwise(run))


def _guess_cut(words: Sequence[str]) -> int:
    """Where the surname most likely begins: the last word with the particles before it."""
    cut = len(words) - 1
    while cut > 1 and words[cut - 1] in PARTICLES:
        cut -= 1
    return max(cut, 0)


def suffix_of(record: CertificationRecord) -> str:
    """The suffix of a record, folded; exports have it in a column of its own, or behind a name."""
    own = next((SUFFIXES[w] for w in fold_text(record.suffix).split() if w in SUFFIXES), "")
    return own or next(
        filter(None, map(_suffix_in, (record.last_name, record.first_name, record.middle_name))), ""
    )


def names_of_record(record: CertificationRecord) -> Iterator[tuple[ParsedName, bool]]:
    """(name, whether it is a former one), the present name first."""
    given = fold_words(record.first_name) + fold_words(record.middle_name)
    suffix = suffix_of(record)
    yield ParsedName(given, fold_words(record.last_name), suffix, True), False
    for former in record.former_names:
        parsed = parse_name(former)
        if not parsed.given and parsed.surname:
            # Exports often hold the former surname alone.
            parsed = ParsedName(given, parsed.surname, suffix, True)
        yield parsed, True
