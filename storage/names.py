"""Folding names, so that people find them without accents, case or punctuation."""

import re
import unicodedata
from functools import lru_cache
from typing import Final, Protocol

from domain.likeness import fold

#: Accents parted from their letters, and apostrophes: left out.
_WITHIN_WORDS: Final = re.compile(r"[\u0300-\u036f'’]")
#: Whatever is neither letter nor digit.
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")


class Named(Protocol):
    """Anything with the four parts of a name."""

    @property
    def first_name(self) -> str: ...
    @property
    def middle_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def suffix(self) -> str: ...


@lru_cache(maxsize=65536)
def fold_name(name: str) -> str:
    """Lower case without accents; anything but letters and digits parts the words.

    Keys of persons are made of it and kept, so that it stays as it is: `fold_for_search` does more.
    """
    plain = name.lower() if name.isascii() else unicodedata.normalize("NFKD", name).casefold()
    return " ".join(_BETWEEN_WORDS.sub(" ", _WITHIN_WORDS.sub("", plain)).split())


@lru_cache(maxsize=65536)
def fold_for_search(name: str) -> str:
    """As `fold_name`, and a letter's stroke is an accent: "Ost" finds "Øst"."""
    return fold_name(name if name.isascii() else fold(name))


def full_name(named: Named) -> str:
    """First, middle, last and suffix, as a letter prints them."""
    parts = (named.first_name, named.middle_name, named.last_name, named.suffix)
    return " ".join(part for part in parts if part)


def bears_name(named: Named, name: str) -> bool:
    """Whether a record's present name is `name`, a middle name left out or shortened on either side."""
    wanted = fold_for_search(name).split()
    suffix, first, last = (
        fold_for_search(named.suffix),
        fold_for_search(named.first_name),
        fold_for_search(named.last_name),
    )
    if suffix and wanted and wanted[-1] == suffix:
        wanted.pop()
    front, back = first.split(), last.split()
    if len(wanted) < len(front) + len(back):
        return False
    if wanted[: len(front)] != front or wanted[len(wanted) - len(back) :] != back:
        return False
    middle = wanted[len(front) : len(wanted) - len(back)]
    return _same_middle(middle, fold_for_search(named.middle_name).split())


def _same_middle(printed: list[str], recorded: list[str]) -> bool:
    if not printed or not recorded:
        return True
    return all(a.startswith(b) or b.startswith(a) for a, b in zip(printed, recorded, strict=False))
