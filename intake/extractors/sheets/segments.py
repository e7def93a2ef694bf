"""Rows parted into segments: at wide gaps, and where a column begins."""

from itertools import pairwise

from intake.extractors.sheets.layout import Segment, Token

#: A gap wider than this many line heights parts two segments of a row.
SEGMENT_GAP = 0.9

#: The widest blank between two words of one segment, in line heights (typewriter faces in tight boxes).
WIDEST_BLANK = 1.25

#: A narrower gap parts two segments where the words behind it begin at the same place in other rows near by:
#: its least width in line heights, how many rows away, and how many rows besides its own.
COLUMN_GAP = 0.45

COLUMN_ROWS = 8

COLUMN_LEAST = 2

#: Words that a label has at most which stands close behind the value before it.
LONGEST_LABEL = 5


def column_edges(rows: list[list[Token]]) -> dict[int, frozenset[int]]:
    """Words of each row before which a column begins: behind a gap, under and over others that begin there too; the
    labels of a column also where the value before one leaves no gap."""
    starts = [
        (i, at, b.x0, min(a.height, b.height))
        for i, row in enumerate(rows)
        for at, (a, b) in enumerate(pairwise(row), start=1)
        if b.x0 - a.x1 > max(COLUMN_GAP, 1.7 * _usual_gap(row)) * max(1.0, min(a.height, b.height))
    ]
    labels = [start for start in starts if _opens_label(rows[start[0]], start[1])]
    close = [
        (i, at, row[at].x0, row[at].height)
        for i, row in enumerate(rows)
        for at in range(1, len(row))
        if _opens_label(row, at) and any(t.text.endswith(":") for t in row[:at])
    ]
    edges: dict[int, set[int]] = {}
    for own, others in ((starts, starts), (close, labels)):
        for i, at, x, height in own:
            near = {
                j
                for j, _, y, _ in others
                if j != i and abs(j - i) <= COLUMN_ROWS and abs(x - y) < 0.3 * height
            }
            if len(near) >= COLUMN_LEAST:
                edges.setdefault(i, set()).add(at)
    return {i: frozenset(found) for i, found in edges.items()}


def _opens_label(row: list[Token], at: int) -> bool:
    """Whether a label may begin with a word: in a few words that stand close, none of them a number, comes its colon."""
    words = row[at : at + LONGEST_LABEL]
    colon = next((i for i, token in enumerate(words) if token.text.endswith(":")), None)
    if colon is None or not words[0].text[:1].isupper():
        return False
    close = all(b.x0 - a.x1 < SEGMENT_GAP * a.height for a, b in pairwise(words[: colon + 1]))
    return close and not any(c.isdigit() for t in words[: colon + 1] for c in t.text)


def split_row(row: list[Token], index: int, edges: frozenset[int] = frozenset()) -> list[Segment]:
    segments: list[Segment] = []
    current: list[Token] = []
    usual = _usual_gap(row)
    for at, token in enumerate(row):
        if current:
            last = current[-1]
            height = max(1.0, min(last.height, token.height))
            if at in edges or token.breaks or token.x0 - last.x1 > max(SEGMENT_GAP, 1.7 * usual) * height:
                segments.append(Segment(tuple(current), index))
                current = []
        current.append(token)
    if current:
        segments.append(Segment(tuple(current), index))
    return segments


def _usual_gap(row: list[Token]) -> float:
    """The row's blank between words, in line heights: typewriter faces set wide ones. 0.0 where unknown."""
    gaps = sorted((b.x0 - a.x1) / max(1.0, min(a.height, b.height)) for a, b in pairwise(row) if not b.breaks)
    gaps = [g for g in gaps if g > 0]
    usual = gaps[len(gaps) // 4] if len(gaps) >= 2 else 0.0
    return usual if usual <= WIDEST_BLANK else 0.0
