"""Words brought into rows: by how far they overlap in height, one on top of another parted."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from intake.extractors.sheets.layout import Token

#: Share of the smaller height by which two runs must overlap to stand in one row.
ROW_OVERLAP = 0.5

#: Gap, in line heights, up to which a word goes on in the row of the word before it.
NEXT_WORD = 1.2

#: Numbers down a page's margin from which on they count as pleading paper's.
LEAST_LINE_NUMBERS = 10

#: A word whose letters are this much wider than its neighbour's has a box that reaches over other words.
WIDEST_LETTERS = 1.8

#: Of words over each other the middles are so many heights of the lower one apart where they are two lines; where one is
#: a caption that lies wholly over what was written, less is enough.
ABOVE, ABOVE_CAPTION = 0.9, 0.75

#: A caption of so many words and letters, the first of which may stand so many heights before what is written below.
LEAST_COVERED, LEAST_LETTERS, COVERED = 2, 6, 0.5


def group_rows(tokens: list[Token]) -> list[list[Token]]:
    """Words that overlap in height stand in one row; the best-fitting row takes a word."""
    runs = _runs(tokens)
    rows: list[list[Token]] = []
    bounds: list[tuple[float, float]] = []
    for run in sorted(runs, key=lambda r: median(t.middle for t in r)):
        low, high = median(t.y0 for t in run), median(t.y1 for t in run)
        best, best_share = -1, ROW_OVERLAP
        for index in range(max(0, len(rows) - 6), len(rows)):
            a, b = bounds[index]
            share = (min(high, b) - max(low, a)) / max(1.0, min(high - low, b - a))
            share = max(share, _share_with_neighbour(run, rows[index]))
            if share >= best_share and not _collides(run, rows[index]):
                best, best_share = index, share
        if best < 0:
            rows.append(list(run))
            bounds.append((low, high))
        else:
            rows[best] += run
            bounds[best] = (median(t.y0 for t in rows[best]), median(t.y1 for t in rows[best]))
    order = sorted(range(len(rows)), key=lambda i: sum(bounds[i]))
    return [sorted(rows[i], key=lambda t: t.x0) for i in order]


def _share_with_neighbour(run: list[Token], row: list[Token]) -> float:
    """How far a run overlaps in height with the word of a row that it goes on behind: hands lean and rise."""
    first = run[0]
    before = [t for t in row if t.x1 <= first.x0 + 0.3 * first.height]
    last = max(before, key=lambda t: t.x1, default=None)
    if last is None or first.x0 - last.x1 > NEXT_WORD * max(first.height, last.height):
        return 0.0
    shared = min(first.y1, last.y1) - max(first.y0, last.y0)
    return shared / max(1.0, min(first.height, last.height))


def _collides(run: list[Token], row: list[Token]) -> bool:
    """Whether a run would stand on top of the row's words; a reader's overlapping line ends are no collision."""
    width = max(t.x1 for t in run) - min(t.x0 for t in run)
    least = 0.35 * min(width, max(u.x1 for u in row) - min(u.x0 for u in row))
    if sum(_shared_width(t, u) for t in run for u in row) > least:
        return True
    # A tall hand reaches down into the small print below it, and is as wide as it is.
    over = [(t, u) for t in run for u in row if min(t.x1, u.x1) > max(t.x0, u.x0)]
    shared = sum(min(t.x1, u.x1) - max(t.x0, u.x0) for t, u in over)
    if _are_apart(over, ABOVE) and shared > least:
        return True
    return _are_apart(over, ABOVE_CAPTION) and (_covers(run, row) or _covers(row, run))


def _are_apart(over: Sequence[tuple[Token, Token]], least: float) -> bool:
    """Whether words over each other stand in two lines, their middles so many heights of the lower one apart."""
    return all(abs(t.middle - u.middle) > least * min(t.height, u.height) for t, u in over)


def _covers(words: list[Token], others: list[Token]) -> bool:
    """Whether several words lie wholly over or under some others, as a box's small caption does at the edge of what
    was written far larger below it."""
    x0, x1 = min(t.x0 for t in words), max(t.x1 for t in words)
    inside = [u for u in others if u.x0 >= x0 - COVERED * u.height and u.x1 <= x1]
    covered = [u for u in inside if any(min(t.x1, u.x1) > max(t.x0, u.x0) for t in words)]
    return len(covered) >= LEAST_COVERED and sum(len(u.text) for u in covered) >= LEAST_LETTERS


def _shared_width(a: Token, b: Token) -> float:
    """The width that two words share; a box far too wide for its letters counts as wide as the other's letters say."""
    ends = []
    for one, other in ((a, b), (b, a)):
        letter = (other.x1 - other.x0) / max(1, len(other.text))
        wide = (one.x1 - one.x0) > WIDEST_LETTERS * letter * len(one.text) and len(other.text) > 2
        ends.append(one.x0 + letter * len(one.text) if wide else one.x1)
    return max(0.0, min(ends) - max(a.x0, b.x0))


def _runs(tokens: list[Token]) -> list[list[Token]]:
    """Words that the reader gave one line and that stand close together."""
    lines: dict[int, list[Token]] = {}
    for token in tokens:
        lines.setdefault(token.word.line, []).append(token)
    runs: list[list[Token]] = []
    for line in lines.values():
        line.sort(key=lambda t: t.x0)
        run = [line[0]]
        for token in line[1:]:
            last = run[-1]
            height = max(1.0, min(last.height, token.height))
            level = abs(token.middle - last.middle) < 0.6 * max(last.height, token.height)
            if level and token.x0 - last.x1 < 2.5 * height:
                run.append(token)
            else:
                runs.append(run)
                run = [token]
        runs.append(run)
    return runs


def without_line_numbers(rows: list[list[Token]]) -> list[list[Token]]:
    """Rows without the numbers that pleading paper prints down its margin; some lines hold nothing else."""
    numbers = [(i, row[0]) for i, row in enumerate(rows) if re.fullmatch(r"[1-9]|[12]\d|3[0-2]", row[0].text)]
    if len(numbers) < LEAST_LINE_NUMBERS:
        return rows
    margin = median(t.x1 for _, t in numbers)
    lined = {i for i, t in numbers if abs(t.x1 - margin) < 2 * t.height}
    alone = sum(len(rows[i]) == 1 for i in lined)
    values = [int(rows[i][0].text) for i in sorted(lined)]
    rising = sum(a < b for a, b in pairwise(values))
    if len(lined) < LEAST_LINE_NUMBERS or alone < 4 or rising < 0.8 * (len(values) - 1):
        return rows
    kept = [row[1:] if i in lined else row for i, row in enumerate(rows)]
    return [row for row in kept if row]
