"""A list of who sat in a class, told from a card by its title: it names many, and nobody's card."""

import re
from collections.abc import Iterable

#: Lines in which a title stands, and so many words it has at most.
_HEAD, _LONGEST = 6, 9
_LISTS = re.compile(
    r"(?i)\b(?:roster|sign[- ]?in sheet|attendance (?:sheet|list|record|log)|class list)"
    r"(?:\W{1,4}(?:page|p)\b.{0,12})?\W{0,3}$"
)


def is_roster(texts: Iterable[str]) -> bool:
    """Whether the title of a paper calls it a list of who sat in a class."""
    return any(_is_title(line.split()) for line in "\n".join(texts).split("\n", _HEAD)[:_HEAD])


def _is_title(words: list[str]) -> bool:
    """Whether a line is short, begins like a title and ends by calling the paper a list."""
    line = " ".join(words)
    found = _LISTS.search(line) if len(words) <= _LONGEST else None
    return found is not None and not any(word[:1].islower() for word in line[: found.start()].split())
