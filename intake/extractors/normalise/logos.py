"""Names of the bodies that recognise cards, as their logos break them into lines."""

import re
from collections.abc import Iterable

#: What the bodies call themselves in full.
_NAMES = (
    "american heart association",
    "american red cross",
    "national safety council",
    "health safety institute",
)
#: Those of whose names a school may well have a part: "Care & Safety Institute".
_LIKE_SCHOOLS = (
    "american safety health institute",
    "american safety and health institute",
    "emergency care safety institute",
    "emergency care and safety institute",
)


def is_logo_line(text: str) -> bool:
    """Whether a text is a part of a recognised body's name and nothing else."""
    return _is_part(_plain(text), (*_NAMES, *_LIKE_SCHOOLS))


def is_bodys_alone(text: str) -> bool:
    """Whether a text is a part of a body's name by which no school is called."""
    return _is_part(_plain(text), _NAMES)


def is_whole_name(text: str) -> bool:
    """Whether a text is a recognised body's name in full."""
    return _plain(text) in (*_NAMES, *_LIKE_SCHOOLS)


def is_line_of_logo(text: str, paper: str) -> bool:
    """Whether a text is a part of a recognised body's name of which the rest stands on the paper, too."""
    words = _plain(text)
    names = [name for name in (*_NAMES, *_LIKE_SCHOOLS) if _is_part(words, (name,))]
    around = f" {_plain(paper)} " if names else ""
    rests = [[part.strip() for part in f" {name} ".split(f" {words} ", 1)] for name in names]
    return any(all(f" {part} " in around for part in rest if part) for rest in rests)


def _plain(text: str) -> str:
    """The words of a text without their marks and case."""
    return " ".join(re.findall(r"[^\W\d_]+", text.casefold()))


def _is_part(words: str, names: Iterable[str]) -> bool:
    return bool(words) and any(f" {words} " in f" {name} " for name in names)
