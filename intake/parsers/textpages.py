"""A text as a page: words on a grid of cells, each with its span of characters."""

import re

from domain.geometry import Box
from domain.pages import PageSource, Word
from intake.parsers.witness import PageDraft

#: The grid that `domain.pages.Word` fixes for a body.
CELL_WIDTH, CELL_HEIGHT = 10, 20
#: Characters of a text that are laid out; a longer one is no letter.
LONGEST_TEXT = 500_000

_WORD = re.compile(r"\S+")


def page_of_text(text: str) -> PageDraft:
    """Lay a text out as one page of words."""
    words: list[Word] = []
    start, widest, row = 0, 1, 0
    for row, line in enumerate(text[:LONGEST_TEXT].split("\n")):
        words.extend(_words_of_line(line, row, start))
        widest = max(widest, len(line))
        start += len(line) + 1
    return PageDraft(
        index=0,
        image=None,
        width=widest * CELL_WIDTH,
        height=(row + 1) * CELL_HEIGHT,
        dpi=None,
        source=PageSource.BODY,
        words=tuple(words),
        text=text,
    )


def _words_of_line(line: str, row: int, start: int) -> list[Word]:
    top = row * CELL_HEIGHT
    return [
        Word(
            text=found.group(),
            box=Box(found.start() * CELL_WIDTH, top, found.end() * CELL_WIDTH, top + CELL_HEIGHT),
            confidence=1.0,
            reader="body",
            span=(start + found.start(), start + found.end()),
            line=row,
        )
        for found in _WORD.finditer(line)
    ]
