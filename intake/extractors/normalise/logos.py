"""Names of the bodies that recognise cards, as their logos break them into lines."""

import re

#: What the bodies call themselves in full.
_NAMES = (
    "american heart association",
    "american red cross",
    "national safety council",
    "health safety institute",
    "american safety health institute",
    "american safety and health institute",
    "emergency care safety institute",
    "emergency care and safety institute",
)


def is_logo_line(text: str) -> bool:
    """Whether a text is a part of a recognised body's name and nothing else."""
    words = " ".join(re.findall(r"[^\W\d_]+", text.casefold()))
    return bool(words) and any(f" {words} " in f" {name} " for name in _NAMES)
