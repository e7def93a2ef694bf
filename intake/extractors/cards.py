"""Several cards on one sheet or in one photo: told by what they say, each read from its own part.

Their outlines are lost in a fax and many copies, so cuts are tried in the gaps between lines and between
columns. A cut parts two cards where either side is a whole card and they differ. The back of a card names no
holder, and a second copy says the same, so both stay with their card.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from rapidfuzz import fuzz

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import FieldName, Kind
from domain.pages import PageReading
from intake.extractors.cpr import extract_cpr
from intake.extractors.normalise.names import fold
from intake.extractors.paper import Paper, lay_out
from intake.extractors.vocabulary import Ask

#: A gap is tried as a cut from this many heights of a word, down the page and across it.
ROW_GAP = 0.8
COLUMN_GAP = 1.5

#: So many of the widest gaps are tried.
MOST_CUTS = 6

#: A sheet holds no more cards than this.
MOST_CARDS = 6

#: Likeness of two names, of 100, from which they are one, misread.
SAME_NAME = 80


@dataclass(frozen=True, slots=True)
class Card:
    """One card of a page."""

    reading: PageReading
    """The page with what stands on the card alone."""
    evidence: tuple[Evidence, ...]


def part_cards(kind: Kind, pages: Sequence[PageReading]) -> tuple[Card, ...]:
    """The cards of a page that holds several, top to bottom, left to right; none of any other paper."""
    if kind is not Kind.CPR_CARD or len(pages) != 1 or not _may_hold_several(lay_out(kind, pages)):
        return ()
    cards = list(_part(pages[0], MOST_CARDS))
    return tuple(cards) if len(cards) > 1 else ()


def _may_hold_several(paper: Paper) -> bool:
    """Whether the page asks twice for a day of issue, or for an end."""
    return any(len(list(paper.labels(ask))) > 1 for ask in (Ask.ISSUED, Ask.EXPIRES))


def _part(page: PageReading, most: int) -> Iterator[Card]:
    best: tuple[int, Card, Card] | None = None
    for one, other in halves(page) if most > 1 else ():
        first, second = _read(one), _read(other)
        if _is_whole(first) and _is_whole(second) and _differ(first, second):
            fields = len(first.evidence) + len(second.evidence)
            if best is None or fields > best[0]:
                best = (fields, first, second)
    if best is None:
        yield _read(page)
        return
    for half in best[1:]:
        yield from _part(half.reading, most // 2)


def halves(page: PageReading) -> Iterator[tuple[PageReading, PageReading]]:
    """The page cut in two at each of its widest gaps."""
    height = median([word.box.height for word in page.words] or [1])
    for down, least in ((True, ROW_GAP * height), (False, COLUMN_GAP * height)):
        spans = sorted((w.box.y0, w.box.y1) if down else (w.box.x0, w.box.x1) for w in page.words)
        for cut in _widest_gaps(spans, least):
            yield _keep(page, cut, down=down, before=True), _keep(page, cut, down=down, before=False)


def _widest_gaps(spans: Sequence[tuple[int, int]], least: float) -> list[float]:
    """The middles of the widest gaps that no span reaches into."""
    gaps, reached = [], spans[0][1] if spans else 0
    for start, end in spans:
        if start - reached >= least:
            gaps.append((start - reached, (start + reached) / 2))
        reached = max(reached, end)
    return [middle for _, middle in sorted(gaps, reverse=True)[:MOST_CUTS]]


def _keep(page: PageReading, cut: float, *, down: bool, before: bool) -> PageReading:
    def stays(box: Box) -> bool:
        return (box.middle[1 if down else 0] < cut) is before

    return replace(
        page,
        words=tuple(word for word in page.words if stays(word.box)),
        barcodes=tuple(code for code in page.barcodes if stays(code.box)),
        marks=tuple(mark for mark in page.marks if stays(mark.box)),
    )


def _read(page: PageReading) -> Card:
    return Card(page, tuple(extract_cpr(lay_out(Kind.CPR_CARD, [page]))))


def _is_whole(card: Card) -> bool:
    """Whether it says who passed which course, and when."""
    fields = {e.field for e in card.evidence}
    dated = fields & {FieldName.ISSUED_ON, FieldName.EXPIRES_ON}
    return {FieldName.HOLDER_NAME, FieldName.COURSE} <= fields and bool(dated)


def _differ(one: Card, other: Card) -> bool:
    """Whether they are two cards rather than two copies of one."""
    ours, theirs = ({e.field: e.value for e in card.evidence} for card in (one, other))
    names = (fold(str(values[FieldName.HOLDER_NAME])) for values in (ours, theirs))
    if fuzz.ratio(*names) < SAME_NAME or ours[FieldName.COURSE] != theirs[FieldName.COURSE]:
        return True
    numbers = (ours.get(FieldName.CERTIFICATE_ID), theirs.get(FieldName.CERTIFICATE_ID))
    days = (ours.get(FieldName.EXPIRES_ON), theirs.get(FieldName.EXPIRES_ON))
    return all(numbers) and all(days) and numbers[0] != numbers[1] and days[0] != days[1]
