"""A page as rows, segments and blocks of words (`building.py` brings them into these), and as running text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

from domain.geometry import Box, join_boxes
from domain.pages import Mark, PageReading, PageSource, Word


@dataclass(frozen=True, slots=True)
class Token:
    """One word, or the part of one, on the levelled page."""

    text: str
    word: Word
    x0: float
    y0: float
    x1: float
    y1: float
    breaks: bool = False
    """A drawn blank stood before this word."""

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True)
class Segment:
    """Words of one row with no wide gap between them; asked for its place many times."""

    tokens: tuple[Token, ...]
    row: int
    """Ordinal of the row on its page."""

    @cached_property
    def text(self) -> str:
        return join_text(self.tokens)

    @property
    def x0(self) -> float:
        return self.tokens[0].x0

    @cached_property
    def x1(self) -> float:
        return max(t.x1 for t in self.tokens)

    @cached_property
    def y0(self) -> float:
        return median(t.y0 for t in self.tokens)

    @cached_property
    def y1(self) -> float:
        return median(t.y1 for t in self.tokens)

    @property
    def height(self) -> float:
        return max(1.0, self.y1 - self.y0)


@dataclass(frozen=True, slots=True)
class Flow:
    """Running text with the way back to its words."""

    text: str
    places: tuple[tuple[int, int, Token], ...]
    """(start, end, token), in order."""

    def tokens(self, start: int, end: int) -> tuple[Token, ...]:
        """The words that stand on a span of the text."""
        return tuple(t for a, b, t in self.places if a < end and b > start)

    def start_of(self, token: Token) -> int | None:
        """Where a word begins in the text; None where it has no place in it."""
        return next((start for start, _, own in self.places if own is token), None)


@dataclass(slots=True)
class Sheet:
    """One page as rows of segments."""

    page: int
    """Index into the document's pages."""
    reading: PageReading
    rows: list[list[Segment]]
    marks: tuple[Mark, ...] = ()
    slope: float = 0.0
    _flow: Flow | None = field(default=None, repr=False)
    _line_height: float | None = field(default=None, repr=False)

    @property
    def is_body(self) -> bool:
        return self.reading.source is PageSource.BODY

    @property
    def segments(self) -> Iterator[Segment]:
        for row in self.rows:
            yield from row

    @property
    def line_height(self) -> float:
        """The usual height of a line, in pixels."""
        if self._line_height is None:
            self._line_height = median([s.height for s in self.segments] or [20.0])
        return self._line_height

    def row_tokens(self, row: int) -> list[Token]:
        """All words of one row, left to right."""
        return [t for s in self.rows[row] for t in s.tokens]

    @property
    def flow(self) -> Flow:
        """The page as running text, one line a row."""
        if self._flow is None:
            self._flow = flow_of([[t for s in row for t in s.tokens] for row in self.rows])
        return self._flow

    def level(self, x: float, y: float) -> float:
        """The levelled height of a point of the page."""
        return y - self.slope * x

    def blocks(self) -> list[list[Segment]]:
        """Segments stacked above each other: paragraphs, address blocks, letterheads."""
        return _stack(self)


def join_text(tokens: Sequence[Token]) -> str:
    """The words as text, one blank between them."""
    return " ".join(t.text for t in tokens)


def box_of(tokens: Sequence[Token]) -> Box:
    """The box of some words on the page itself (at least one word)."""
    return join_boxes([t.word.box for t in tokens])


def flow_of(lines: Sequence[Sequence[Token]]) -> Flow:
    """Join lines of words to running text."""
    text, places = "", []
    for line in lines:
        for token in line:
            start = len(text)
            text += token.text
            places.append((start, len(text), token))
            text += " "
        text = text[:-1] + "\n" if line else text
    return Flow(text, tuple(places))


def block_flow(block: Sequence[Segment]) -> Flow:
    """A block as running text, one line a segment."""
    return flow_of([s.tokens for s in block])


def _stack(sheet: Sheet) -> list[list[Segment]]:
    below: dict[int, Segment] = {}
    taken: set[int] = set()
    for index, row in enumerate(sheet.rows):
        for segment in row:
            under = _next_below(sheet, segment, index)
            if under is not None and id(under) not in taken:
                below[id(segment)] = under
                taken.add(id(under))
    blocks = []
    for segment in sheet.segments:
        if id(segment) in taken:
            continue
        block = [segment]
        while id(block[-1]) in below:
            block.append(below[id(block[-1])])
        blocks.append(block)
    return blocks


def _next_below(sheet: Sheet, segment: Segment, index: int) -> Segment | None:
    for row in sheet.rows[index + 1 : index + 3]:
        for other in row:
            height = max(segment.height, other.height)
            gap = other.y0 - segment.y1
            share = min(segment.x1, other.x1) - max(segment.x0, other.x0)
            aligned = abs(segment.x0 - other.x0) < 1.5 * height
            ratio = height / max(1.0, min(segment.height, other.height))
            close = gap < 1.1 * height
            if (
                close
                and ratio < 2.2
                and (aligned or share > 0.5 * min(segment.x1 - segment.x0, other.x1 - other.x0))
            ):
                return other
    return None
