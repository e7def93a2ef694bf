"""Lists of courses, one a row: what stands in the row of the card's own course, under a column's heading."""

from collections.abc import Iterator, Sequence

from domain.documents import Evidence
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment, Token
from intake.extractors.sheets.paper import Paper
from intake.extractors.sheets.vocabulary import Ask

#: Headings that a row of a list of courses has at least.
LEAST_HEADINGS = 3


def rows_of_course(paper: Paper, course: Evidence) -> Iterator[list[Token]]:
    """The rows in which the course's name stands."""
    if course.box is None:
        return
    for row in paper.pages[course.page].sheet.rows:
        tokens = [t for s in row for t in s.tokens]
        if any(course.box.overlap(t.word.box) * 2 > t.word.box.width * t.word.box.height for t in tokens):
            yield tokens


def cell_in_row(paper: Paper, ask: Ask, course: Evidence | None) -> list[Token]:
    """The words under the heading that asks `ask`, in the course's row; none where the paper is no such list."""
    if course is None or course.box is None:
        return []
    laid = paper.pages[course.page]
    for heading in laid.labels:
        headings = [x for x in laid.labels if x.row == heading.row and x.starts]
        if heading.ask is not ask or not heading.starts or len({x.ask for x in headings}) < LEAST_HEADINGS:
            continue
        if course.box.y0 <= heading.y1:
            continue
        left, right = column_of(laid.sheet.rows[heading.row], heading)
        cell = [t for row in rows_of_course(paper, course) for t in row if left <= t.x0 < right]
        if cell:
            below = _next_line(laid.sheet.rows, cell[-1])
            return cell + [t for t in below if left <= t.x0 < right and t.x0 > course.box.x1]
    return []


def _next_line(rows: Sequence[Sequence[Segment]], last: Token) -> list[Token]:
    """The row right below a word, where it only goes on what cells of the row above began: its first cell is empty."""
    at = next((i for i, row in enumerate(rows) for s in row for t in s.tokens if t is last), len(rows))
    if at + 1 >= len(rows):
        return []
    below = [t for s in rows[at + 1] for t in s.tokens]
    first = min(t.x0 for s in rows[at] for t in s.tokens)
    near = below[0].y0 - last.y1 < 0.9 * last.height
    return below if near and below[0].x0 > first + 2 * last.height else []


def column_of(row: Sequence[Segment], heading: Label) -> tuple[float, float]:
    """From where to where across the page a heading's column reaches: to what begins next in its row."""
    slack = 0.8 * heading.height
    starts = [s.x0 for s in row if s.x0 > heading.x1]
    return heading.x0 - slack, min(starts, default=float("inf")) - slack
