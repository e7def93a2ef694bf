"""Mentions: everything on a page that could be an answer by its own shape, whatever stands beside it.

A date, a name, a number, an office. Which question a mention answers is told by its surroundings
(`surroundings`, `roles`), not here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from intake.extractors.mentions.name_runs import find_name_runs
from intake.extractors.normalise.dates import find_dates, parse_date
from intake.extractors.normalise.names import is_full_name, tidy_name
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
    split_schools,
    tidy_organisation,
)
from intake.extractors.sheets.layout import Flow, Sheet, Token, flow_of, join_text


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
    PAPER = "paper"
    """A paper as a whole, which answers of what type it is; it is nowhere mentioned."""


@dataclass(frozen=True)
class Mention:
    """One possible answer, where it stands; asked for its place many times."""

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

    @cached_property
    def x1(self) -> float:
        return max(t.x1 for t in self.tokens)

    @cached_property
    def height(self) -> float:
        return max(1.0, max(t.height for t in self.tokens))


def find_mentions(sheet: Sheet) -> list[Mention]:
    """All mentions of one page, top to bottom within each shape."""
    rows = _Rows(sheet)
    return [
        *_find_days(sheet, rows),
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


#: Eight digits without a mark between, or a day with one mark of two ("08105/1956"), which `parse_date` parts where
#: there is one way to.
_ODD_DAY = re.compile(r"\d{8}|\d{3,5}/\d{4}|\d{1,2}/\d{6,7}")


def _find_days(sheet: Sheet, rows: "_Rows") -> Iterator[Mention]:
    """Dates as they are printed, digits with a mark lost or read as a one, and dates whose parts stand apart in a
    row."""
    whole = list(rows.in_flow(Shape.DATE, [(d.value, d.start, d.end) for d in find_dates(rows.flow.text)]))
    yield from whole
    used = {id(t) for mention in whole if len(mention.value) == len("2026-01-31") for t in mention.tokens}
    for segment in sheet.segments:
        for token in segment.tokens:
            bare = token.text.strip(" .,;:()[]|")
            if _ODD_DAY.fullmatch(bare) and id(token) not in used and (value := parse_date(bare)):
                yield Mention(Shape.DATE, value, sheet, segment.row, (token,))
    for number, row in enumerate(sheet.rows):
        flow = flow_of([sheet.row_tokens(number)]) if len(row) > 1 else flow_of([])
        for day in find_dates(flow.text, month_only=False):
            tokens = flow.tokens(day.start, day.end)
            if not used & {id(t) for t in tokens}:
                yield Mention(Shape.DATE, day.value, sheet, number, tokens)


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
    """Whole names, and words that may be a given name or a surname in a box of its own, which may be two."""
    for row, run in find_name_runs(sheet):
        text = join_text(run)
        value = tidy_name(text)
        if value is None or looks_like_organisation(text):
            continue
        whole = is_full_name(value)
        if whole:
            yield Mention(Shape.NAME, value, sheet, row, run)
        if not whole or len(run) == 2:
            yield Mention(Shape.NAME_PART, value, sheet, row, run)


def _find_organisations(sheet: Sheet) -> Iterator[Mention]:
    """Names of offices by their own words, and capitalised words that may name a school whose words are no office's."""
    for segment in sheet.segments:
        words = [t.text for t in segment.tokens]
        spans = split_organisations(words)
        for first, last in (*spans, *split_schools(words, spans)):
            tokens = segment.tokens[first:last]
            yield Mention(
                Shape.ORGANISATION, tidy_organisation(join_text(tokens)), sheet, segment.row, tokens
            )
