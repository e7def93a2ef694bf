"""A label, as it stands on a page, and the words of its row."""

from dataclasses import dataclass

from intake.extractors.sheets.layout import Sheet, Token
from intake.extractors.sheets.vocabulary import Ask


@dataclass(frozen=True, slots=True)
class Label:
    """A label on a page."""

    ask: Ask
    phrase: str
    page: int
    row: int
    first: int
    """Index of its first word in the row."""
    last: int
    """Index after its last word, parentheses and colon included."""
    tokens: tuple[Token, ...]
    likeness: float
    """0.0-1.0."""
    colon: bool
    """A colon closes it."""
    starts: bool
    """It stands at the start of a segment; others stand inside a sentence."""
    note: str = ""
    """What stands in parentheses behind it: "last, first, middle"."""
    alone: bool = False
    """Nothing else stands in its segment."""

    @property
    def is_question(self) -> bool:
        """Whether a question mark closes it: what stands above answers something else."""
        return any(token.text.endswith("?") for token in self.tokens)

    @property
    def x0(self) -> float:
        return self.tokens[0].x0

    @property
    def x1(self) -> float:
        return self.tokens[-1].x1

    @property
    def y0(self) -> float:
        return min(t.y0 for t in self.tokens)

    @property
    def y1(self) -> float:
        return max(t.y1 for t in self.tokens)

    @property
    def height(self) -> float:
        heights = sorted(t.height for t in self.tokens)
        return max(1.0, heights[len(heights) // 2])


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one row, across its segments."""

    page: int
    row: int
    tokens: list[Token]
    heads: frozenset[int]
    """Indices of words at which a segment begins."""
    ends: list[int]
    """By word, the index after the last word of its segment."""

    def segment_from(self, index: int) -> list[Token]:
        """The words of a segment from one of them on."""
        return self.tokens[index : self.ends[index]]


def line_of(sheet: Sheet, row: int) -> Line:
    """One row of a page as a line."""
    heads: list[int] = []
    ends: list[int] = []
    for segment in sheet.rows[row]:
        heads.append(len(ends))
        ends += [len(ends) + len(segment.tokens)] * len(segment.tokens)
    return Line(sheet.page, row, sheet.row_tokens(row), frozenset(heads), ends)
