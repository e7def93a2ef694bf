"""Captions that stand side by side in one line, told from words that follow each other."""

from collections.abc import Sequence
from itertools import pairwise

from domain.pages import PageReading, Word

#: Captions that together read like another thing: "Instructor        Card #" is no instructor card.
_MISTAKEN_TOGETHER = frozenset({("instructor", "card")})
#: Gap, in heights of a word, from which two words of a line are captions side by side.
_APART = 2.0


def text_by_captions(page: PageReading) -> str:
    """A page as text, with a colon between captions side by side that mean another thing together."""
    text = page.plain_text
    if page.text or not any(first in text.casefold() for first, _ in _MISTAKEN_TOGETHER):
        return text
    return "\n".join(_join_line(line) for line in page.lines)


def _join_line(line: Sequence[Word]) -> str:
    text = line[0].text
    for word, after in pairwise(line):
        text += f" : {after.text}" if _are_captions(word, after) else f" {after.text}"
    return text


def _are_captions(word: Word, after: Word) -> bool:
    bare = tuple(w.text.casefold().strip(".,:;'") for w in (word, after))
    gap = after.box.x0 - word.box.x1
    return bare in _MISTAKEN_TOGETHER and gap > _APART * min(word.box.height, after.box.height)
