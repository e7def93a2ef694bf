"""Mentions: everything on a page that could be an answer by its own shape, whatever stands beside it.

A date, a name, a number, an office. Which question a mention answers is told by its surroundings
(`surroundings`, `roles`), not here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from intake.extractors.layout import Flow, Sheet, Token, flow_of, join_text
from intake.extractors.normalise.dates import find_dates
from intake.extractors.normalise.names import is_full_name, looks_like_name, tidy_name
from intake.extractors.normalise.numbers import (
    find_certification_numbers,
    find_emails,
    find_phones,
    find_ssn_last4,
    parse_certificate_id,
)
from intake.extractors.normalise.organisations import (
    looks_like_organisation,
    split_organisations,
    tidy_organisation,
)

_SUFFIXES = frozenset({"II", "III", "IV", "Jr", "Sr", "JR", "SR"})
#: Longest name in words, suffix included.
LONGEST_NAME = 6


class Shape(StrEnum):
    """What a mention is by its own shape."""

    DATE = "date"
    NAME = "name"
    NAME_PART = "name_part"
    NUMBER = "number"
    LAST4 = "last4"
    PHONE = "phone"
    EMAIL = "email"
    CODE = "code"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Mention:
    """One possible answer, where it stands."""

    shape: Shape
    value: str
    """Normalised as its field wants it."""
    sheet: Sheet
    row: int
    """The row of its first word."""
    tokens: tuple[Token, ...]

    @property
    def x0(self) -> float:
        return self.tokens[0].x0

    @property
    def x1(self) -> float:
        return max(t.x1 for t in self.tokens)

    @property
    def height(self) -> float:
        return max(1.0, max(t.height for t in self.tokens))


def find_mentions(sheet: Sheet) -> list[Mention]:
    """All mentions of one page, top to bottom within each shape."""
    rows = _Rows(sheet)
    return [
        *rows.in_flow(Shape.DATE, [(d.value, d.start, d.end) for d in find_dates(rows.flow.text)]),
        *rows.in_flow(
            Shape.NUMBER, [(n.value, n.start, n.end) for n in find_certification_numbers(rows.flow.text)]
        ),
        *rows.in_flow(Shape.LAST4, [(n.value, n.start, n.end) for n in find_ssn_last4(rows.flow.text)]),
        *rows.in_flow(Shape.PHONE, [(n.value, n.start, n.end) for n in find_phones(rows.flow.text)]),
        *rows.in_flow(Shape.EMAIL, [(n.value, n.start, n.end) for n in find_emails(rows.flow.text)]),
        *_find_fours(sheet),
        *_find_codes(sheet),
        *_find_names(sheet),
        *_find_organisations(sheet),
    ]


class _Rows:
    """The page as text with one segment a line, so that no mention runs over two columns."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.flow: Flow = flow_of([segment.tokens for segment in sheet.segments])
        self._row_of = {id(t): s.row for s in sheet.segments for t in s.tokens}

    def in_flow(self, shape: Shape, found: Sequence[tuple[str, int, int]]) -> Iterator[Mention]:
        for value, start, end in found:
            tokens = self.flow.tokens(start, end)
            if tokens:
                yield Mention(shape, value, self._sheet, self._row_of[id(tokens[0])], tokens)


def _find_fours(sheet: Sheet) -> Iterator[Mention]:
    """Four digits alone, as under "last four of SSN"; a year as well, which its surroundings tell apart."""
    for segment in sheet.segments:
        for token in segment.tokens:
            bare = token.text.strip(" .,;:()[]|")
            if len(bare) == 4 and bare.isdigit():
                yield Mention(Shape.LAST4, bare, sheet, segment.row, (token,))


def _find_codes(sheet: Sheet) -> Iterator[Mention]:
    for segment in sheet.segments:
        for token in segment.tokens:
            value = parse_certificate_id(token.text)
            if value:
                yield Mention(Shape.CODE, value, sheet, segment.row, (token,))


def _find_names(sheet: Sheet) -> Iterator[Mention]:
    """Whole names, and single words that may be a given name or a surname in a box of its own."""
    for segment in sheet.segments:
        for run in _name_runs(segment.tokens):
            text = join_text(run)
            value = tidy_name(text)
            if value is None or looks_like_organisation(text):
                continue
            shape = Shape.NAME if is_full_name(value) else Shape.NAME_PART
            yield Mention(shape, value, sheet, segment.row, run)


def _name_runs(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """The longest runs of words that look like names; a colon or a word of forms ends a run."""
    run: list[Token] = []
    for token in tokens:
        if _may_name(token) and len(run) < LONGEST_NAME:
            run.append(token)
        else:
            yield from _closed(run)
            run = []
        if token.text.endswith(":"):
            run = []
    yield from _closed(run)


def _may_name(token: Token) -> bool:
    bare = token.text.strip(".,")
    initial = len(bare) == 1 and bare.isupper()
    return looks_like_name(token.text) or initial or bare in _SUFFIXES


def _closed(run: list[Token]) -> Iterator[tuple[Token, ...]]:
    while run and run[-1].text.islower():
        run = run[:-1]
    while run and run[0].text.islower() and len(run[0].text) < 4 and len(run) > 3:
        run = run[1:]
    if run:
        yield tuple(run)


def _find_organisations(sheet: Sheet) -> Iterator[Mention]:
    for segment in sheet.segments:
        for first, last in split_organisations([t.text for t in segment.tokens]):
            tokens = segment.tokens[first:last]
            yield Mention(
                Shape.ORGANISATION, tidy_organisation(join_text(tokens)), sheet, segment.row, tokens
            )
