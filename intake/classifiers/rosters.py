"""A list of who sat in a class, told from a card by its title: it names many, and nobody's card."""

import re
from collections.abc import Iterable

from intake.classifiers.titles import short_head_lines

#: So many words a title has at most.
_LONGEST = 9
_LISTS = re.compile(
    r"(?i)\b(?:roster|sign[- ]?in sheet|attendance (?:sheet|list|record|log)|class list)"
    r"(?:\W{1,4}(?:page|p)\b.{0,12})?\W{0,3}$"
)


def is_roster(texts: Iterable[str]) -> bool:
    """Whether the title of a paper calls it a list of who sat in a class."""
    return any(_is_title(line.split()) for line in short_head_lines(texts, _LONGEST))


def _is_title(words: list[str]) -> bool:
    """Whether a line is short, begins like a title and ends by calling the paper a list."""
    line = " ".join(words)
    found = _LISTS.search(line)
    return found is not None and not any(word[:1].islower() for word in line[: found.start()].split())
