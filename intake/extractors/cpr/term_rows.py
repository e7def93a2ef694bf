"""Booklets of one course: a row for each time it was taken, with its first day and its last; the latest is in force."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from domain.kinds import Course
from intake.extractors.cpr.course import course_of, is_lay_title
from intake.extractors.cpr.course_rows import column_of
from intake.extractors.cpr.other_days import is_day_of_another
from intake.extractors.normalise.dates import find_dates
from intake.extractors.sheets.layout import Token, flow_of
from intake.extractors.sheets.paper import Laid, Paper
from intake.extractors.sheets.vocabulary import Ask

#: Days between the first and the last of one row: about one to three years.
_LEAST_TERM, _MOST_TERM = 330, 1130
_WHOLE_DAY = len("2026-01-31")
#: Line heights by which the first days of rows that lean may begin apart.
_SLACK = 2.0
#: How far down the lines of the last row's cells reach, in steps from row to row.
_LAST_ROW = 0.8


@dataclass(frozen=True, slots=True)
class TermRow:
    """One row: the days, and from where to where down the page its cells reach."""

    laid: Laid
    first: str
    last: str
    first_tokens: tuple[Token, ...]
    last_tokens: tuple[Token, ...]
    top: float
    end: float

    def holds(self, token: Token) -> bool:
        """Whether a word stands as far down the page as this row."""
        return self.top < _middle(self.laid, token) < self.end

    def cell(self, ask: Ask) -> list[Token]:
        """The words under the heading that asks `ask`, of this row alone."""
        for heading in self.laid.labels:
            if heading.ask is not ask or not heading.starts or heading.y1 > self.first_tokens[0].y0:
                continue
            left, right = column_of(self.laid.sheet.rows[heading.row], heading)
            below = [t for row in self.laid.sheet.rows[heading.row + 1 :] for s in row for t in s.tokens]
            own = [t for t in below if left <= t.x0 < right and self.holds(t)]
            if own:
                return own
        return []


def term_in_force(paper: Paper) -> TermRow | None:
    """The latest row of the first page that lists terms."""
    return next((term for laid in paper.pages if (term := latest_term(laid))), None)


def latest_term(laid: Laid) -> TermRow | None:
    """The latest row, where a page lists at least two terms and no courses beside them."""
    rows = list(_days_in_rows(laid))
    starts = [first for first, *_ in rows]
    aligned = all(_begin_alike(one[2], other[2]) for one, other in pairwise(rows))
    if len(rows) < 2 or not aligned or len(set(starts)) < len(starts) or _names_courses(laid, rows):
        return None
    at = starts.index(max(starts))
    middles = [_middle(laid, tokens[0]) for _, _, tokens, _ in rows]
    step = min(below - above for above, below in pairwise(middles))
    top = (middles[at - 1] + middles[at]) / 2 if at else middles[at] - step / 2
    end = (middles[at] + middles[at + 1]) / 2 if at + 1 < len(rows) else middles[at] + _LAST_ROW * step
    return TermRow(laid, *rows[at], top, end)


_Row = tuple[str, str, tuple[Token, ...], tuple[Token, ...]]


def _days_in_rows(laid: Laid) -> Iterator[_Row]:
    """Two days side by side, a term apart, in each row that has them."""
    for row in laid.sheet.rows:
        flow = flow_of([[t for s in row for t in s.tokens]])
        found = [day for day in find_dates(flow.text) if len(day.value) == _WHOLE_DAY]
        for one, other in pairwise(found):
            beside = not flow.text[one.end : other.start].strip(" |")
            tokens = flow.tokens(one.start, one.end), flow.tokens(other.start, other.end)
            if beside and _is_term(one.value, other.value) and not is_day_of_another(laid.sheet, tokens[0]):
                yield one.value, other.value, *tokens


def _is_term(first: str, last: str) -> bool:
    return _LEAST_TERM <= (date.fromisoformat(last) - date.fromisoformat(first)).days <= _MOST_TERM


def _begin_alike(one: Sequence[Token], other: Sequence[Token]) -> bool:
    return abs(one[0].x0 - other[0].x0) < _SLACK * one[0].height


def _names_courses(laid: Laid, rows: Sequence[_Row]) -> bool:
    days = {id(t) for _, _, first, _ in rows for t in first}
    beside = (row for row in laid.sheet.rows if any(id(t) in days for s in row for t in s.tokens))
    return any(_is_course(s.text) for row in beside for s in row)


def _is_course(text: str) -> bool:
    """Whether a text names a course, and no school that holds its letters ("Lake CPR")."""
    course = course_of(text)
    return course is not None and (course not in (Course.CPR_AED, Course.FIRST_AID) or is_lay_title(text))


def _middle(laid: Laid, token: Token) -> float:
    return laid.sheet.level(token.x0, (token.y0 + token.y1) / 2)
