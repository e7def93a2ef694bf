"""A page's words brought into rows and segments, whatever drew them: a text layer, a reader, a mail's text.

Pages may lean by a few degrees or stand in perspective (photos), so rows are found on levelled coordinates; the boxes
handed on are always those of the page.
"""

from statistics import median

from domain.pages import PageReading, PageSource
from intake.extractors.sheets.combs import join_combs, join_torn
from intake.extractors.sheets.layout import Sheet
from intake.extractors.sheets.rows import group_rows, without_line_numbers
from intake.extractors.sheets.segments import column_edges, split_row
from intake.extractors.sheets.tokens import is_upended, tokens_of

#: Largest lean that levelling believes, as rise over run (about nine degrees).
STEEPEST = 0.16


def build_sheet(reading: PageReading, page: int) -> Sheet:
    """Bring the words of one reading into rows and segments."""
    words = [w for w in reading.words if w.text.strip()]
    slope = 0.0 if reading.source is not PageSource.IMAGE else _lean(reading)
    tokens = [t for w in words if not is_upended(w) for t in tokens_of(w, slope)]
    rows = [join_torn(join_combs(row)) for row in without_line_numbers(group_rows(tokens))]
    edges = column_edges(rows)
    split = [split_row(row, i, edges.get(i, frozenset())) for i, row in enumerate(rows)]
    return Sheet(page, reading, split, reading.marks, slope)


def _lean(reading: PageReading) -> float:
    """The page's lean as rise over run: the weighted median over its lines."""
    slopes: list[tuple[float, float]] = []
    for line in reading.lines:
        if len(line) < 3:
            continue
        run = line[-1].box.middle[0] - line[0].box.middle[0]
        height = median(w.box.height for w in line)
        if run > 6 * height:
            rise = (line[-1].box.middle[1] - line[0].box.middle[1]) / run
            if abs(rise) <= STEEPEST:
                slopes.append((rise, run))
    slopes.sort()
    half = sum(run for _, run in slopes) / 2
    for rise, run in slopes:
        half -= run
        if half <= 0:
            return rise
    return 0.0
